"""A path -> the kind of file system it lies on, and whether that one keeps what SQLite writes.

SQLite's write-ahead log needs memory shared between processes and locks that hold, which file systems over a network
promise and do not keep; a file system in memory forgets everything when the machine stops.
"""

import subprocess
from pathlib import Path
from typing import Literal

NETWORK = frozenset(
    {
        *("9p", "afpfs", "afs", "beegfs", "ceph", "cifs", "coda", "davfs", "gfs2", "glusterfs", "gpfs", "lustre"),
        *("ncpfs", "nfs", "nfs3", "nfs4", "ocfs2", "prl_fs", "smb2", "smb3", "smbfs", "vboxsf", "vmhgfs", "webdav"),
        *("macfuse", "osxfuse", "fuse.ceph", "fuse.curlftpfs", "fuse.davfs", "fuse.davfs2", "fuse.gcsfuse"),
        *("fuse.glusterfs", "fuse.juicefs", "fuse.mergerfs", "fuse.rclone", "fuse.s3fs", "fuse.smbnetfs"),
        *("fuse.sshfs", "fuse.vmhgfs-fuse"),
    }
)
MEMORY = frozenset({"ramfs", "tmpfs"})
LAYERED = frozenset({"aufs", "overlay"})
Kind = Literal["network", "memory", "layered", "disk"]


def kind_of(file_system: str) -> Kind:
    """What a file system is for us; one that nobody knows counts as a disk."""
    name = file_system.lower()
    if name in NETWORK:
        return "network"
    return "memory" if name in MEMORY else "layered" if name in LAYERED else "disk"


def file_system_of(path: Path, mounts: dict[str, str]) -> str:
    """Name of the file system that holds a path: the one mounted nearest above it; "" when none is known."""
    resolved = path.resolve()
    for folder in (resolved, *resolved.parents):
        if str(folder) in mounts:
            return mounts[str(folder)]
    return ""


def mounts() -> dict[str, str]:
    """The file system of every mount point of this machine; empty where that cannot be asked."""
    table = Path("/proc/self/mountinfo")
    if table.exists():
        return read_mountinfo(table.read_text(encoding="utf-8", errors="surrogateescape"))
    try:
        asked = subprocess.run(["/sbin/mount"], capture_output=True, text=True, timeout=10, check=True)
    except (OSError, subprocess.SubprocessError):
        return {}
    return read_mount_output(asked.stdout)


def read_mountinfo(text: str) -> dict[str, str]:
    """Mount point -> file system, from Linux's table; of two mounts on one point the later one is seen."""
    found = {}
    for line in text.splitlines():
        before, separator, after = line.partition(" - ")
        fields = before.split(" ")
        if separator and len(fields) > 4:
            # Blanks and the like stand in the table as three octal digits behind a backslash.
            point = fields[4].encode("utf-8", "surrogateescape").decode("unicode_escape")
            found[point.encode("latin-1", "replace").decode("utf-8", "replace")] = after.split(" ")[0]
    return found


def read_mount_output(text: str) -> dict[str, str]:
    """Mount point -> file system, from what `mount` prints on macOS: device on /point (type, options)."""
    found = {}
    for line in text.splitlines():
        _, separator, rest = line.partition(" on ")
        point, bracket, options = rest.rpartition(" (")
        if separator and bracket:
            found[point] = options.split(",")[0].strip(" )")
    return found
