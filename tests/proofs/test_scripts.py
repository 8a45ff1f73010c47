"""A sample of hostile texts in every field, and the controls: unescaped they run, and the policy alone stops them."""

from pathlib import Path

import pytest

from tests.conftest import chromium_path, missing
from tests.proofs.hostile_evening import empty_fields, hostile_evening, reveal, undeclared
from tests.proofs.script_payloads import kept, payloads
from tests.proofs.scripts import Seen, addresses, chromium, files_of, open_files, visit, watched

pytestmark = pytest.mark.browser
SOME = ["<img src=x onerror=canary()>", "<script>canary()</script>", "{{7*7}}", '" autofocus onfocus="canary()']


def test_every_column_of_text_is_named_as_typed_or_as_our_own() -> None:
    assert undeclared() == set()


def test_the_corpus_is_what_its_generator_makes() -> None:
    assert kept() == payloads()
    assert len(set(kept())) == 500


def test_every_page_answers_and_every_field_is_filled_without_a_tag_of_theirs(tmp_path: Path) -> None:
    """Before Chromium: no page breaks over such texts, and none holds one unescaped."""
    with hostile_evening(tmp_path, SOME) as hostile:
        place = hostile.place
        for shown in (False, True):
            if shown:
                reveal(place, SOME)
            for actor, path in addresses(hostile):
                answer = place.client(actor).get(path, follow_redirects=True)
                assert answer.status_code == 200, path
                if answer.mimetype == "text/html":
                    assert SOME[0] not in answer.text, path
                    assert SOME[1] not in answer.text, path
        assert empty_fields(place) == set()


def test_no_script_runs_in_pages_and_files_and_without_escaping_the_policy_alone_stops_it(tmp_path: Path) -> None:
    """One browser for all, with the controls: unescaped texts are found out with the policy, and run without it."""
    if chromium_path() is None:
        missing("Chromium is not installed")
    seen, stopped, unstopped = Seen(), Seen(), Seen()
    with hostile_evening(tmp_path, SOME) as hostile, chromium() as browser:
        with watched(browser, seen) as page:
            visit(hostile, page, seen, only=("/desk/sheet", "/hall", "/me"))
            files = [one for one in files_of(hostile, tmp_path) if one.name in ("report.html", "rotation.svg")]
            open_files(page, files, seen)
        assert seen.faults == []
        assert (seen.pages, seen.files, seen.refused) == (3, 2, [])
        assert seen.literal > 0
        hostile.place.app.jinja_env.autoescape = False
        hostile.place.app.jinja_env.cache = None
        for policy, found in ((True, stopped), (False, unstopped)):
            with watched(browser, found) as page:
                visit(hostile, page, found, policy=policy, only=("/desk/sheet",))
    assert (bool(stopped.ran), bool(stopped.reports)) == (False, True)
    assert (bool(unstopped.ran), bool(unstopped.reports)) == (True, False)
    assert stopped.waiting
