"""A sample of hostile texts in every field, and the controls: unescaped they run, and the policy alone stops them."""

from pathlib import Path

import pytest

from tests.conftest import chromium_path, missing
from tests.proofs.script_payloads import kept, payloads
from tests.proofs.scripts import Seen, chromium, hostile_evening, undeclared, visit

pytestmark = pytest.mark.browser
SOME = ["<img src=x onerror=canary()>", "<script>canary()</script>", "{{7*7}}", '" autofocus onfocus="canary()']


def test_every_text_column_is_named_as_typed_or_as_our_own() -> None:
    assert undeclared() == set()


def test_the_corpus_is_what_its_generator_makes() -> None:
    assert kept() == payloads()
    assert len(set(kept())) == 500


def test_no_script_runs_on_the_desk_and_templates_stay_as_typed(tmp_path: Path) -> None:
    if chromium_path() is None:
        missing("Chromium is not installed")
    seen = Seen()
    with hostile_evening(tmp_path, SOME) as place, chromium() as browser:
        for page in ("/desk/sheet", "/desk/badges", "/hall", "/me", "/pairs"):
            visit(place, browser, seen, only=page)
        listed = place.client("owner").get(f"/e/{place.evening.public_id}/desk/sheet").text
    assert (seen.ran, seen.dialogs, seen.reports) == ([], [], [])
    assert seen.pages >= 5
    assert "{{7*7}}" in listed


@pytest.mark.parametrize("policy", [True, False])
def test_without_escaping_the_texts_are_scripts_that_the_policy_alone_stops(tmp_path: Path, policy: bool) -> None:
    if chromium_path() is None:
        missing("Chromium is not installed")
    seen = Seen()
    with hostile_evening(tmp_path, SOME) as place, chromium() as browser:
        place.app.jinja_env.autoescape = False
        visit(place, browser, seen, policy=policy, only="/desk/sheet")
    assert bool(seen.ran) is not policy
    assert bool(seen.reports) is policy
