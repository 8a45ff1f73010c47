"""An installation around each database, as `entremise serve` would find it."""

from pathlib import Path

import pytest

from tests.webapp.conftest import SECRET
from webapp.config import Settings
from webapp.database import Database


@pytest.fixture
def settings(database: Database, tmp_path: Path) -> Settings:
    """Settings of an installation whose secret is kept in its folder."""
    return settings_for(database.url, tmp_path)


def settings_for(url: str, folder: Path) -> Settings:
    (folder / "secret").write_text(SECRET, encoding="utf-8")
    return Settings(database_url=url, secret_key=SECRET, instance=folder, secure_cookies=False, durable=False)
