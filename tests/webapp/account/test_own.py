"""One's own account: what it shows, another password, the other sign-ins."""

import pytest
from flask.testing import FlaskClient

from tests.proofs.actors import OWNER, Installation
from tests.webapp.conftest import PASSWORD
from webapp.services import accounts, passwords

NEW = "trois lacs sous la lune"


def signed_in(there: Installation) -> FlaskClient:
    client = there.app.test_client()
    assert client.post("/sign-in", data={"email": OWNER, "password": PASSWORD}).status_code == 303
    return client


def change(client: FlaskClient, *, current: str = PASSWORD, new: str = NEW, again: str = ""):  # type: ignore[no-untyped-def]
    return client.post("/account/password", data={"current": current, "new": new, "again": again or new})


def is_open(client: FlaskClient) -> bool:
    return client.get("/account").status_code == 200


def test_the_page_says_who_and_where_it_is_open(there: Installation) -> None:
    page = signed_in(there).get("/account").text
    assert OWNER in page
    assert page.count("Celui-ci") == 1
    assert page.count("Un autre") == 1  # the installation's own sign-in of the owner
    assert "Fermer tous les autres" in page


def test_ending_the_others_leaves_this_one(there: Installation) -> None:
    here, elsewhere = signed_in(there), there.client("owner")
    assert here.post("/account/end-others").status_code == 303
    assert is_open(here)
    assert not is_open(elsewhere)
    assert "Fermer tous les autres" not in here.get("/account").text


def test_another_password_ends_every_other_sign_in_and_renews_this_one(there: Installation) -> None:
    here, elsewhere = signed_in(there), there.client("owner")
    device = here.get_cookie("entremise_device")
    before = here.get_cookie("entremise_sign_in")
    assert change(here).status_code == 303
    after = here.get_cookie("entremise_sign_in")
    assert before is not None
    assert after is not None
    assert after.value != before.value
    assert is_open(here)
    assert not is_open(elsewhere)
    replayed = there.app.test_client()
    replayed.set_cookie("entremise_sign_in", before.value)
    assert not is_open(replayed)
    kept = here.get_cookie("entremise_device")
    assert device is not None
    assert kept is not None
    assert kept.value == device.value
    assert there.app.test_client().post("/sign-in", data={"email": OWNER, "password": PASSWORD}).status_code == 401
    assert there.app.test_client().post("/sign-in", data={"email": OWNER, "password": NEW}).status_code == 303


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"current": "wrong"}, "current"),
        ({"new": "trop court"}, "new"),
        ({"new": "x" * 1025}, "new"),
        ({"new": "Motdepasse2026!"}, "new"),
        ({"new": OWNER}, "new"),
        ({"again": "autre chose encore"}, "again"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(there: Installation, typed: dict[str, str], field: str) -> None:
    client = signed_in(there)
    answer = change(client, **typed)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert answer.text.count("-error") == 2  # the sentence, and the field that names it
    assert is_open(there.client("owner"))


def test_a_stolen_sign_in_cannot_guess_the_password(there: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    client = there.client("owner")
    asked = []
    monkeypatch.setattr(passwords, "is_right", lambda *given: asked.append(given) and False)
    for _ in range(30):
        assert change(client, current="wrong").status_code == 422
    assert len(asked) == 10
    assert "attendez un quart d’heure" in change(client).text


def test_the_words_of_common_passwords() -> None:
    common = ["motdepasse123", "azertyuiop12", "123456789012", "aaaaaaaaaaaa", "Entremise2026", "odileodileodile"]
    assert [passwords.problem(one) for one in common[:5]] == ["password_common"] * 5
    assert passwords.problem("Odile Kern 67", about=("Odile Kern", OWNER)) == "password_common"
    for fine in ("trois lacs sous la lune", "kz8-Rt!2qLm0", "ñandú-azul-über", "correct horse battery staple 4"):
        assert passwords.problem(fine, about=("Odile Kern", OWNER)) == ""


def test_nobodys_hash_is_nobodys_and_costs_the_same_work() -> None:
    hashed, empty = passwords.hashed(PASSWORD), passwords.nobodys()
    assert not passwords.is_right(empty, PASSWORD)
    assert [len(part) for part in hashed.split("$")] == [len(part) for part in empty.split("$")]
    assert hashed.split("$")[0] == empty.split("$")[0]


def test_an_account_without_a_password_lets_nobody_in(there: Installation) -> None:
    with there.database.writing() as session:
        accounts.create_account(session, email="new@example.org", name="Nour", may_organise=False)
    for guess in ("", PASSWORD):
        fields = {"email": "new@example.org", "password": guess}
        assert there.app.test_client().post("/sign-in", data=fields).status_code == 401
