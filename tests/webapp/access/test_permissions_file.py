"""permissions.txt as it is read and held against the routes: every fault, with its line and in words."""

import pytest
from werkzeug.routing import Map, Rule

from webapp import permissions
from webapp.permissions import InvalidPermissions, Permissions

KNOWN = "administrator, door, everybody, facilitator, hall, organiser, owner, participant, reader, signed_in"


def faults(work, *given: object) -> list[str]:  # type: ignore[no-untyped-def]
    with pytest.raises(InvalidPermissions) as caught:
        work(*given)
    first, *rest = str(caught.value).splitlines()
    assert first == "webapp/permissions.txt:"
    assert all(line.startswith("  ") for line in rest)
    return [line.removeprefix("  ") for line in rest]


def test_a_line_says_who_may_and_a_head_is_a_get() -> None:
    found = permissions.read("# who may\n\na.one GET owner hall  # both\na.one POST owner\nb.two PUT everybody\n")
    assert found.declared == {
        ("a.one", "GET"): frozenset({"owner", "hall"}),
        ("a.one", "POST"): frozenset({"owner"}),
        ("b.two", "PUT"): frozenset({"everybody"}),
    }
    assert found.who("a.one", "HEAD") == found.who("a.one", "GET") == frozenset({"owner", "hall"})
    assert found.who("b.two", "HEAD") == found.who("c.three", "GET") == frozenset()


def test_every_fault_of_the_file_is_said_with_its_line() -> None:
    text = (
        "a.one GET\na.one FETCH owner\na.one\nb GET owner\nb GET door\n"
        "c GET boss queen\nd GET everybody owner\ne GET hall hall\n"
    )
    methods = "DELETE, GET, PATCH, POST, PUT (GET covers HEAD)"
    assert faults(permissions.read, text) == [
        "line 1: say who may",
        f"line 2: FETCH is no method; use {methods}",
        f"line 3: nothing is no method; use {methods}",
        "line 3: say who may",
        "line 5: b GET is declared twice",
        f"line 6: unknown: boss, queen; use {KNOWN}",
        "line 7: everybody includes the others",
        "line 8: somebody is named twice",
    ]


def test_routes_and_file_agree_or_every_disagreement_is_said() -> None:
    def rule(path: str, endpoint: str, *methods: str) -> Rule:
        return Rule(path, endpoint=endpoint, methods=methods)

    routes = Map(
        [
            rule("/z", "free", "GET"),
            rule("/e/<public_id>/a", "event", "GET", "POST"),
            rule("/b", "account", "GET"),
            rule("/e/<public_id>/b", "event", "PUT"),
            rule("/d/<public_id>", "other", "GET"),
        ]
    )
    held = {
        ("free", "GET"): {"everybody"},
        ("event", "GET"): {"owner", "hall"},
        ("event", "POST"): {"door"},
        ("event", "PUT"): {"participant"},
        ("account", "GET"): {"signed_in"},
        ("other", "GET"): {"reader"},
    }
    declared = {key: frozenset(who) for key, who in held.items()}
    permissions.check(Permissions(declared=declared), routes)
    wrong = declared | {
        ("account", "GET"): frozenset({"owner", "signed_in", "hall"}),
        ("event", "GET"): frozenset({"owner", "organiser", "everybody"}),
        ("gone", "GET"): frozenset({"owner"}),
        ("free", "POST"): frozenset({"everybody"}),
    }
    del wrong["event", "PUT"]
    assert faults(permissions.check, Permissions(declared=wrong), routes) == [
        "account GET (/b) names no evening: hall, owner cannot open it",
        "event GET (/e/<public_id>/a) is of one evening: everybody, organiser cannot open it",
        "event PUT (/e/<public_id>/b) is not declared: say who may, or remove it",
        "free POST is declared, but there is no such route: remove the line",
        "gone GET is declared, but there is no such route: remove the line",
    ]


def test_the_applications_own_file_is_read() -> None:
    found = permissions.declared_permissions()
    assert found.who("doors.sign_in", "GET") == frozenset({"everybody"})
    assert len(found.declared) > 40
