"""Whatever goes wrong in a page is seen: each kind of fault, provoked."""

import pytest

from tests.browser.serving import Served
from tests.browser.visits import Visits

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

PROVOKED = {
    "console": "console.error('said on purpose')",
    "Content Security Policy": "document.head.append(Object.assign(document.createElement('script'), {text: '1'}))",
    "exception": "setTimeout(() => { throw new Error('thrown on purpose') }, 0)",
    "request": "fetch('/cut-off').catch(() => 0)",
}


@pytest.mark.parametrize("kind", PROVOKED)
def test_what_goes_wrong_in_a_page_is_seen(served: Served, visits: Visits, kind: str) -> None:
    page = visits.open("desk", served.url)
    page.route("**/cut-off", lambda route: route.abort("connectionreset"))
    assert visits.faults == []
    page.evaluate(PROVOKED[kind])
    page.wait_for_timeout(100)
    assert any(kind in fault for fault in visits.faults), visits.faults
    visits.faults.clear()
