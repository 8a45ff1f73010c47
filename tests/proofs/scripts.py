"""Hostile texts in every field that people can fill, every page opened in Chromium: no script runs.

    python -m tests.proofs.scripts --n 500

Pages are the application's own answers with their headers; files (timetables, report, pictures, downloads) are opened
from the disk, where no header protects whoever reads them. A page is at fault when a script runs or asks, when the
content policy had to stop something, when an element holds code that waits for a click, or when anything is fetched
from elsewhere.
"""

import argparse
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Browser, Error, Page, Route, sync_playwright

from tests.conftest import CHROMIUM_ARGUMENTS, chromium_path
from tests.proofs.actors import Installation
from tests.proofs.hostile_evening import TYPED, HostileEvening, empty_fields, hostile_evening, reveal
from tests.proofs.script_payloads import kept
from webapp.exports.in_place import write_in_place
from webapp.exports.plan_files import write_plan
from webapp.services import planning
from webapp.wording import Words

ADDRESS: Final = "http://entremise.test"
RIGHT_ACTOR: Final = {"participant": "participant", "hall": "hall", "facilitator": "facilitator"}
ACTOR_OF: Final = {"account.installation": "administrator", "account.invitation": "nobody", "account.reset": "nobody"}
#: Pages that say something else once results are shown.
AFTERWARDS: Final = ("/contacts", "/results", "/me", "/data", "/evaluation", "/introductions", "/log", ".vcf", ".csv")
FILES: Final = ("report.html", "timetables.html", ".svg")
SCRIPT: Final = "window.canary = () => { window.sang = true; };"
#: Whether a script ran, and the elements of the page that hold code for later: the application's own pages have none.
LOOK: Final = """() => [window.sang === true, [...document.querySelectorAll('*')].flatMap(one => [...one.attributes]
    .filter(its => /^on/i.test(its.name) || /^[\\s\\u0000-\\u0020]*(javascript|vbscript|data:text)/i.test(its.value)
        && /^(href|src|action|formaction|data|xlink:href|srcdoc|content|values|to)$/i.test(its.name)
        || its.name === 'srcdoc')
    .map(its => one.tagName + ' ' + its.name)).concat(
    [...document.querySelectorAll('script:not([src])')].filter(one => one.textContent.includes('canary'))
    .map(() => 'script')).slice(0, 5), document.body ? document.body.textContent.includes('{{7*7}}') : false]"""


@dataclass(kw_only=True)
class Seen:
    """What browsers saw: pages opened, and what was wrong with them."""

    pages: int = 0
    files: int = 0
    downloads: int = 0
    #: Pages that show a template's text as it was typed.
    literal: int = 0
    ran: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)
    reports: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    @property
    def faults(self) -> list[str]:
        """Everything that was wrong, each once."""
        found = {name: getattr(self, name) for name in ("ran", "dialogs", "reports", "waiting", "elsewhere")}
        return sorted({f"{name}: {one}" for name, those in found.items() for one in those})


def addresses(hostile: HostileEvening) -> Iterator[tuple[str, str]]:
    """Every page that is asked for with GET, and who asks."""
    place = hostile.place
    known = {"public_id": place.evening.public_id, "company_code": "C01", "association_code": "A01", "code": "C01"}
    for rule in sorted(place.app.url_map.iter_rules(), key=lambda one: one.endpoint):
        values = dict.fromkeys(rule.arguments, str(min(place.evening.people.values()))) | known
        if rule.endpoint in hostile.tokens:
            values["token"] = hostile.tokens[rule.endpoint]
        if "GET" not in (rule.methods or ()) or rule.endpoint == "static":
            continue
        if "token" in rule.arguments and rule.endpoint not in hostile.tokens:
            continue  # a link that only leads to a page
        path = rule.rule
        for name, value in values.items():
            path = re.sub(rf"<(?:[^:<>]*:)?{name}>", value, path)
        by_part = RIGHT_ACTOR.get(rule.endpoint.partition(".")[0], "owner")
        yield ACTOR_OF.get(rule.endpoint, by_part), path


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's Chromium."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_ARGUMENTS)
        try:
            yield opened
        finally:
            opened.close()


@contextmanager
def watched(browser: Browser, seen: Seen) -> Iterator[Page]:
    """A page in a context of its own whose dialogs and reports are noted."""
    context = browser.new_context(accept_downloads=False, service_workers="block")
    context.add_init_script(SCRIPT)
    page = context.new_page()

    def refuse(dialog: Any) -> None:
        seen.dialogs.append(page.url)
        dialog.dismiss()

    page.on("dialog", refuse)
    page.on("console", lambda said: seen.reports.append(said.text) if "Content Security Policy" in said.text else None)
    try:
        yield page
    finally:
        context.close()


def visit(
    hostile: HostileEvening, page: Page, seen: Seen, *, policy: bool = True, only: tuple[str, ...] = ("",)
) -> None:
    """Open every page (or those whose address ends with one of ``only``) as whoever may see it."""
    kept_files: dict[str, tuple[dict[str, str], bytes]] = {}
    for actor in ("nobody", "owner", "facilitator", "participant", "hall", "administrator"):
        mine = [path for asked_by, path in addresses(hostile) if asked_by == actor and path.endswith(only)]
        if not mine:
            continue
        page.route("**/*", _answering(hostile.place, actor, seen, kept_files, policy))
        for path in mine:
            try:
                answered = page.goto(ADDRESS + path, wait_until="load")
            except Error as error:
                if "Download is starting" not in error.message and "ERR_ABORTED" not in error.message:
                    raise
                seen.downloads += 1
                continue  # a file to keep, not a page
            if answered is None or answered.status >= 400:
                seen.refused.append(path)
            _look(page, path, seen)
            seen.pages += 1
        page.unroute("**/*")


def _answering(
    place: Installation, actor: str, seen: Seen, kept_files: dict[str, tuple[dict[str, str], bytes]], policy: bool
) -> Callable[[Route], None]:
    """What answers a browser: the application itself, with its headers or with all but the content policy."""
    client = place.client(actor)

    def answer(route: Route) -> None:
        request = route.request
        if not request.url.startswith(ADDRESS):
            seen.elsewhere.append(request.url[:80])
        if not request.url.startswith(ADDRESS) or request.method != "GET" or request.resource_type == "font":
            route.abort()
            return
        path = request.url.removeprefix(ADDRESS)
        if path in kept_files:
            headers, content = kept_files[path]
            route.fulfill(status=200, headers=headers, body=content)
            return
        with client.get(path, follow_redirects=True) as got:
            headers = {name: value for name, value in got.headers if policy or name != "Content-Security-Policy"}
            content = got.get_data()
            if path.startswith("/static/") and got.status_code == 200:
                kept_files[path] = (headers, content)
            route.fulfill(status=got.status_code, headers=headers, body=content)

    return answer


def files_of(hostile: HostileEvening, folder: Path) -> list[Path]:
    """What leaves the application as a file: the command line's, the pages that are kept, downloads, every picture."""
    place = hostile.place
    with place.database.reading() as session:
        draft = planning.compute(planning.inputs(session, place.evening.event_id))
    written = write_in_place(folder / "plan", write_plan_contents(draft, folder))
    made = [path for path in written if path.suffix in (".html", ".svg", ".json")]
    owner, phone = place.client("owner"), place.client("participant")
    desk, me = f"/e/{place.evening.public_id}/desk", f"/e/{place.evening.public_id}/me"
    kept_pages = {"web-report.html": (owner, f"{desk}/report"), "web-timetables.html": (owner, f"{desk}/timetables")}
    kept_pages |= {"web-plan.html": (owner, f"{desk}/plan"), "data.json": (phone, f"{me}/data")}
    kept_pages |= {"badges.html": (owner, f"{desk}/badges")}
    for name, (client, path) in kept_pages.items():
        with client.get(path) as got:
            if got.status_code == 200:
                made.append(folder / name)
                made[-1].write_bytes(got.get_data())
    for path in [one for one in made if one.suffix == ".html"]:
        pictures = dict.fromkeys(re.findall(r"<svg\b.*?</svg>", path.read_text("utf-8"), re.DOTALL))
        for number, picture in enumerate(one for one in pictures if "<text" in one or "<title" in one):
            made.append(path.with_name(f"{path.stem}-{number}.svg"))
            made[-1].write_text(_alone(picture), "utf-8")
    return made


def write_plan_contents(draft: planning.PlanDraft, folder: Path) -> dict[str, bytes]:
    """The files of a plan, as the command line writes them."""
    return {path.name: path.read_bytes() for path in write_plan(draft, folder / "written", Words.for_locale("fr"))}


def _alone(picture: str) -> str:
    """A picture of a page as a file of its own."""
    return (
        picture if "xmlns=" in picture[:300] else picture.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
    )


def open_files(page: Page, files: Sequence[Path], seen: Seen) -> None:
    """Open files from the disk, where no header protects whoever reads them."""

    def answer(route: Route) -> None:
        if route.request.url.startswith(("file:", "data:", "blob:")):
            route.continue_()
        else:
            seen.elsewhere.append(route.request.url[:80])
            route.abort()

    page.route("**/*", answer)
    for file in files:
        page.goto(file.as_uri(), wait_until="load")
        _look(page, file.name, seen)
        seen.files += 1
    page.unroute("**/*")


def _look(page: Page, where: str, seen: Seen) -> None:
    ran, waiting, literal = page.evaluate(LOOK)
    seen.literal += literal
    seen.waiting += [f"{where}: {one}" for one in waiting]
    if ran:
        seen.ran.append(where)
        page.evaluate("() => { window.sang = false }")


def run(texts: Sequence[str], *, at_once: int) -> Seen:
    """Every page, before and after the results are shown, and every file, with every text."""
    seen = Seen()
    with chromium() as browser, watched(browser, seen) as page:
        for first in range(0, len(texts), at_once):
            some = texts[first : first + at_once]
            with tempfile.TemporaryDirectory() as name, hostile_evening(Path(name), some) as hostile:
                visit(hostile, page, seen)
                open_files(page, files_of(hostile, Path(name)), seen)
                reveal(hostile.place, some)
                visit(hostile, page, seen, only=AFTERWARDS)
                assert empty_fields(hostile.place) == set()
    return seen


def main() -> int:
    """Print the figure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--n", type=int, default=500)
    parser.add_argument("--at-once", type=int, default=100)
    asked = parser.parse_args()
    started, texts = time.process_time(), kept()[: asked.n]
    seen = run(texts, at_once=asked.at_once)
    opened = f"{seen.pages} pages ({len(seen.refused)} refused), {seen.files} files, {seen.downloads} downloads"
    found = f"{len(seen.ran)} scripts ran, {len(seen.dialogs)} dialogs, {len(seen.reports)} reports of the policy"
    print(f"{len(texts)} texts in {sum(map(len, TYPED.values()))} fields, {opened}, {seen.literal} templates as typed")
    print(f"{found}, {len(seen.waiting)} wait for a click, {len(seen.elsewhere)} requests elsewhere")
    print(f"{time.process_time() - started:.0f} s of processor time beside Chromium's own")
    print(*[*seen.faults[:20], *sorted(set(seen.refused))[:10]], sep="\n")
    return int(bool(seen.faults))


if __name__ == "__main__":
    sys.exit(main())
