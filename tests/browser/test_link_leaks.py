"""Links in a browser: the address forgets the token at once, and no request, page or way back carries it anywhere."""

import pytest
from playwright.sync_api import Page, Request, Route

from tests.browser.serving import Served
from tests.browser.visits import Visits
from tests.webapp.conftest import Evening
from webapp.services import accounts, invitations

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def followed(page: Page) -> list[Request]:
    """The requests that the page makes from now on, in a list that grows."""
    seen: list[Request] = []
    page.on("request", lambda request: seen.append(request))
    return seen


def told(requests: list[Request], token: str) -> list[str]:
    """The requests that carry a token where others may read it: in their address or as the page they come from."""
    return [
        f"{request.url} from {request.all_headers().get('referer', '')}"
        for request in requests
        if token in request.url or token in request.all_headers().get("referer", "")
    ]


def test_the_phone_forgets_the_link_it_was_opened_with(served: Served, evening: Evening, visits: Visits) -> None:
    address = served.phone_link(evening.event_id, evening.people["C01-1"])
    token = address.rsplit("/", 1)[1]
    page = visits.open("phone", "about:blank")
    seen = followed(page)
    page.goto(address)
    page.wait_for_load_state("networkidle")
    assert page.url == f"{served.url}/e/{evening.public_id}/me"
    assert told(seen, token) == [f"{address} from "]
    assert token not in page.content()
    assert token not in page.evaluate("JSON.stringify([document.cookie, {...localStorage}, {...sessionStorage}])")
    links = page.eval_on_selector_all("a[href]", "found => found.map(one => one.href)")
    assert links
    for link in sorted({link for link in links if link.startswith(served.url)}):
        page.goto(link)
        assert token not in page.content()
    assert told(seen, token) == [f"{address} from "]
    page.goto(f"{served.url}/e/{evening.public_id}/me/programme")
    while page.url != "about:blank" and page.go_back() is not None:
        assert token not in page.url


def invitation(served: Served, evening: Evening) -> str:
    """The address of an invitation to the evening: a page that keeps its token in its address."""
    with served.database.writing() as session:
        owner = accounts.account_number(session, "organiser@example.org")
        assert owner is not None
        token = invitations.invite(
            session,
            evening.event_id,
            email="invited@example.org",
            role="reader",
            invited_by=owner,
            now=served.clock.now(),
        )
    return f"{served.url}/invitation/{token}"


def left(page: Page, address: str) -> list[Request]:
    """Open an address, then leave it by a link as somebody would put it there."""
    page.goto(address)
    seen = followed(page)
    page.evaluate(
        "const a = document.createElement('a'); a.href = '/'; a.id = 'out'; document.body.append(a); a.click()"
    )
    page.wait_for_url("**/")
    return seen


def test_leaving_an_invitation_does_not_tell_it(served: Served, evening: Evening, visits: Visits) -> None:
    address = invitation(served, evening)
    page = visits.open("desk", "about:blank")
    assert told(left(page, address), address.rsplit("/", 1)[1]) == []


def test_without_the_referrer_policy_it_would_be_told(served: Served, evening: Evening, visits: Visits) -> None:
    def without_policy(route: Route) -> None:
        answer = route.fetch()
        headers = {name: value for name, value in answer.headers.items() if name != "referrer-policy"}
        body = answer.text().replace('<meta name="referrer" content="no-referrer">', "")
        route.fulfill(response=answer, headers=headers, body=body)

    address = invitation(served, evening)
    page = visits.open("desk", "about:blank")
    page.route("**/invitation/*", without_policy)
    assert told(left(page, address), address.rsplit("/", 1)[1]) != []
