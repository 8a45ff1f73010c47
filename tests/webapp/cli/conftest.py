"""The command line as somebody calls it: in French, in a folder of its own."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from webapp.cli import main

Call = Callable[..., Result]


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Call:
    """Call `entremise` with arguments; what it says about problems is in ``stderr``."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LANG", "fr_FR.UTF-8")
    monkeypatch.delenv("LC_ALL", raising=False)
    monkeypatch.delenv("LC_MESSAGES", raising=False)
    runner = CliRunner()
    return lambda *arguments: runner.invoke(main, [str(one) for one in arguments], catch_exceptions=False)


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    """Two companies and three associations; one address is wrong."""
    path = tmp_path / "sign-ups.csv"
    path.write_text(
        "id,side,name,commune,postcode,needs,offers,first_name,last_name,email,phone\n"
        "C01,company,Menuiserie Ganter,Strasbourg,67000,team_events,skills_trades,Anne,Ganter,anne@example.org,\n"
        "C02,company,=Numéris,Colmar,68000,csr_visibility,skills_digital,Bruno,Roth,bruno@example.org,+33639980002\n"
        "A01,association,Emploi Tremplin,Strasbourg,67000,skills_digital,team_events,Driss,Amrani,driss@@example,\n"
        "A02,association,Internet pour tous,Colmar,68000,skills_trades,csr_visibility,Élise,Muller,e@example.org,\n"
        "A03,association,Rivières vivantes,Colmar,68000,skills_digital,,Farid,Weiss,f@example.org,\n",
        encoding="utf-8",
    )
    return path
