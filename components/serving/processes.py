"""The processes of one server: how many there are, which of them this is, what they have in common.

The command line starts them, and tells them by the environment. A process that another program
started, such as gunicorn, takes itself for the only one.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

__all__ = [
    "NUMBER",
    "is_first",
    "is_only",
    "n_processes",
    "remove_shared",
    "shared_folder",
    "shared_memory",
    "sharing",
]

COUNT = "CUTLAB_WORKERS"
NUMBER = "CUTLAB_PROCESS"  # of this process, from 0; set by `components.start` alone
SHARED = "CUTLAB_SHARED"
IN_MEMORY = Path("/dev/shm")
PREFIX = "cutlab-shared-"


def n_processes() -> int:
    """Return how many processes serve."""
    return int(os.environ.get(COUNT) or 1) if NUMBER in os.environ else 1


def is_only() -> bool:
    """Return True if no other process serves beside this one."""
    return n_processes() == 1


def is_first() -> bool:
    """Return True in one process of the server, which does what only one is to do."""
    return os.environ.get(NUMBER, "0") == "0"


def shared_folder() -> Path | None:
    """Return the folder that the processes have in common; None if there is only one process."""
    return Path(os.environ[SHARED]) if SHARED in os.environ else None


def shared_memory() -> Path | None:
    """Return that folder if its files are in memory; None where they would be on a disk."""
    folder = shared_folder()
    return folder if folder and folder.parent == IN_MEMORY else None


@contextmanager
def sharing() -> Iterator[None]:
    """Have a folder for the processes that are started within the block, in memory if possible."""
    place = IN_MEMORY if os.access(IN_MEMORY, os.W_OK) else Path(tempfile.gettempdir())
    _remove_left_over(place)
    folder, lock = _locked_folder(place)
    os.environ[SHARED] = folder
    try:
        yield
    finally:
        remove_shared()
        os.environ.pop(SHARED, None)
        os.close(lock)


def remove_shared() -> None:
    """Remove the folder in common, if there is one, as no process needs it any more."""
    if folder := shared_folder():
        shutil.rmtree(folder, ignore_errors=True)


def _locked_folder(place: Path) -> tuple[str, int]:
    """Make a folder for this user alone; return it, and its lock, which ends with this process.

    A process id would not do: other containers that have the place in common have other ids.
    """
    while True:
        folder = tempfile.mkdtemp(prefix=PREFIX, dir=place)
        with suppress(FileNotFoundError):  # another server removed it before it was locked
            lock = os.open(folder, os.O_RDONLY)
            fcntl.flock(lock, fcntl.LOCK_EX)
            if os.path.isdir(folder):
                return folder, lock
            os.close(lock)


def _remove_left_over(place: Path) -> None:
    """Remove this user's folders of servers that were killed."""
    for folder in place.glob(f"{PREFIX}*"):
        with suppress(OSError):  # it is locked, or was removed meanwhile
            if folder.lstat().st_uid != os.getuid():
                continue
            lock = os.open(folder, os.O_RDONLY | os.O_NOFOLLOW | os.O_DIRECTORY)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder, ignore_errors=True)
            finally:
                os.close(lock)
