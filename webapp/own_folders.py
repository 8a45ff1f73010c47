"""A folder -> who else could put another one in its place: of it and of all above it, whose they are and who may write.

Whoever may rename a folder can make a command write elsewhere than it has looked, however closed the folder itself is.
So sshd asks the same of files of keys before it believes them (StrictModes). Where a folder is sticky, nobody renames
what is another's; and nobody else comes to what lies in a folder that only its owner may enter. Access lists are seen
on Linux, where the bits of the group stand for them; macOS keeps its own apart, and they are not.
"""

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

try:
    import grp
    import pwd
except ImportError:  # Windows, where no file has an account's number
    grp = pwd = None  # type: ignore[assignment]

ROOT: Final = 0
MOST_LINKS: Final = 40
ACCESS_LIST: Final = "system.posix_acl_access"


@dataclass(frozen=True, kw_only=True)
class Other:
    """Somebody who could put something else in the place of a folder, and where on the way to it."""

    place: Path
    how: Literal["owner", "group", "everybody"]
    #: Name of the account or of the group; "" for everybody.
    name: str


def this_account() -> int:
    """The number of the account that the program runs as."""
    return os.geteuid() if pwd is not None else ROOT


def trusted_accounts() -> frozenset[int]:
    """The accounts whose doing is our own: this one, and root, which could do everything anyway."""
    return frozenset({ROOT, this_account()})


def name_of(account: int) -> str:
    """The name of an account; its number where it has none."""
    try:
        return pwd.getpwuid(account).pw_name
    except (KeyError, AttributeError):
        return str(account)


def who_else(folder: Path) -> Other | None:
    """Who but this account and root could change the way to a folder; None for nobody.

    What is not there yet is not looked at. O(folders and links on the way).
    """
    if pwd is None:
        return None
    trusted, closed = trusted_accounts(), set[Path]()
    with suppress(FileNotFoundError):
        for place, status in _way(folder):
            if status.st_uid not in trusted:
                return Other(place=place, how="owner", name=name_of(status.st_uid))
            if stat.S_ISLNK(status.st_mode):
                continue
            if closed.isdisjoint(place.parents) and (other := _who_else_writes(place, status)) is not None:
                return other
            if not status.st_mode & (stat.S_IXGRP | stat.S_IXOTH):
                closed.add(place)
    return None


def _way(folder: Path) -> Iterator[tuple[Path, os.stat_result]]:
    """Every folder and every link from the root to a folder, in the order in which the system follows them."""
    here = Path(folder.absolute().anchor)
    left, n_links = list(reversed(folder.absolute().parts[1:])), 0
    yield here, here.lstat()
    while left:
        if (part := left.pop()) == "..":
            here = here.parent
            continue
        place = here / part
        status = place.lstat()
        yield place, status
        if not stat.S_ISLNK(status.st_mode):
            here = place
            continue
        if (n_links := n_links + 1) > MOST_LINKS:
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(folder))
        target = place.readlink()
        here = Path(target.anchor) if target.is_absolute() else here
        left += reversed(target.parts[1:] if target.is_absolute() else target.parts)


def _who_else_writes(place: Path, status: os.stat_result) -> Other | None:
    if status.st_mode & stat.S_ISVTX:
        return None
    if status.st_mode & stat.S_IWOTH:
        return Other(place=place, how="everybody", name="")
    if status.st_mode & stat.S_IWGRP and (_has_access_list(place) or _has_others(status.st_gid)):
        try:
            name = grp.getgrgid(status.st_gid).gr_name
        except KeyError:
            name = str(status.st_gid)
        return Other(place=place, how="group", name=name)
    return None


def _has_others(group: int) -> bool:
    """Whether a group is more than this account's (and root's) own, as far as the lists of this machine say."""
    accounts = [*pwd.getpwall(), *_known(trusted_accounts())]
    own = {one.pw_name for one in accounts if one.pw_uid in trusted_accounts()}
    members = {one.pw_name for one in accounts if one.pw_gid == group}
    with suppress(KeyError):  # a group without a name: nobody is listed in it
        members.update(grp.getgrgid(group).gr_mem)
    return not members <= own


def _known(accounts: frozenset[int]) -> "Iterator[pwd.struct_passwd]":
    """Their entries, also where a directory service does not list everybody."""
    for account in accounts:
        with suppress(KeyError):
            yield pwd.getpwuid(account)


def _has_access_list(place: Path) -> bool:
    """Whether single accounts were given rights, for which the bits of the group stand then."""
    try:
        return bool(os.getxattr(place, ACCESS_LIST))
    except (OSError, AttributeError):  # none; no such lists on this file system, or on macOS
        return False
