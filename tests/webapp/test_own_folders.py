"""Who else could put another folder in the place of one: its owner, whoever may write there, and all the way up."""

import os
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.webapp.other_accounts import ANOTHER, Pretended
from webapp import own_folders
from webapp.own_folders import who_else


@pytest.fixture
def place(tmp_path: Path, pretended: Pretended) -> Path:
    """A folder of one's own, to which everybody may come."""
    return pretended.open_folder(tmp_path / "place")


@pytest.mark.parametrize(
    ("mode", "how"),
    [(0o755, None), (0o700, None), (0o1777, None), (0o1757, None), (0o777, "everybody"), (0o757, "everybody")],
)
def test_who_may_write_could_put_another_in_its_place(place: Path, mode: int, how: str | None) -> None:
    (place / "inside").mkdir(mode=0o700)
    place.chmod(mode)
    for folder in (place, place / "inside", place / "inside" / ".." / "inside", place / "inside" / "not" / "there"):
        other = who_else(folder)
        assert (other and other.how) == how
        assert other is None or other.place == place


@pytest.mark.parametrize("mode", [0o775, 0o2770])
@pytest.mark.parametrize(
    ("members", "primary", "how"),
    [
        ([], [], None),
        (["root"], [], None),
        (["me", "root"], [], None),
        (None, [], None),
        (["me", "alice"], [], "group"),
        ([], ["bob"], "group"),
        (None, ["bob"], "group"),
    ],
)
def test_a_group_of_ones_own_is_nobody_else(
    place: Path,
    monkeypatch: pytest.MonkeyPatch,
    mode: int,
    members: Sequence[str] | None,
    primary: Sequence[str],
    how: str | None,
) -> None:
    """``members`` None: the group is in no list; ``primary``: whose first group it is."""
    number, me = place.stat().st_gid, "root" if os.geteuid() == 0 else "me"
    accounts = {os.geteuid(): SimpleNamespace(pw_name=me, pw_uid=os.geteuid(), pw_gid=number)}
    accounts.setdefault(0, SimpleNamespace(pw_name="root", pw_uid=0, pw_gid=0))
    listed = [
        SimpleNamespace(pw_name=name, pw_uid=ANOTHER, pw_gid=number if name in primary else number + 1)
        for name in ("alice", "bob")
    ]
    groups = {} if members is None else {number: [me if name == "me" else name for name in members]}
    monkeypatch.setattr(own_folders.pwd, "getpwuid", accounts.__getitem__)
    monkeypatch.setattr(own_folders.pwd, "getpwall", lambda: listed)  # directory services do not list everybody
    monkeypatch.setattr(own_folders.grp, "getgrgid", lambda one: SimpleNamespace(gr_name="us", gr_mem=groups[one]))
    place.chmod(mode)
    other = who_else(place)
    assert (other and other.how) == how
    monkeypatch.setattr(os, "getxattr", lambda *_: b"a list", raising=False)
    assert [one and one.how for one in (who_else(place),)] == ["group"], "an access list may name anybody"


def test_nobody_else_comes_to_what_lies_in_a_closed_folder(place: Path) -> None:
    for name in ("closed", "closed/open", "open"):
        (place / name).mkdir()
        (place / name).chmod(0o700 if name == "closed" else 0o777)
    (place / "closed" / "out").symlink_to(Path("..", "open"))
    assert who_else(place / "closed" / "open") is None
    assert who_else(place / "closed" / "open" / "..") is None
    for folder in (place / "closed" / "out", place / "closed" / ".." / "open"):
        other = who_else(folder)
        assert other is not None
        assert other.place == place / "open"


def test_what_belongs_to_another_is_not_ones_own_whatever_its_mode(place: Path, pretended: Pretended) -> None:
    (place / "backups").mkdir(mode=0o700)
    (place / "way").symlink_to("backups")
    assert who_else(place / "way") is None
    for theirs, folder in ((place / "way", place / "way"), (place / "backups", place / "backups"), (place, place)):
        pretended.give_away(theirs)
        other = who_else(folder)
        assert other is not None
        assert (other.place, other.how, other.name) == (theirs, "owner", str(ANOTHER))
    other = who_else(place / "backups")
    assert other is not None
    assert other.place == place, "whoever has a folder above has this one"
    pretended.give_away(place, owner=0)
    pretended.give_away(place / "backups", owner=0)
    assert who_else(place / "backups") is None, "root could do everything anyway"


def test_links_that_lead_to_each_other_end(place: Path) -> None:
    (place / "one").symlink_to("two")
    (place / "two").symlink_to(place / "one")
    with pytest.raises(OSError, match="links"):
        who_else(place / "one" / "folder")
