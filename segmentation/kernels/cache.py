"""Filling of the cache of machine code: marks for what is there, and the lock of who compiles.

Of several processes that find nothing compiled one compiles, the others wait for it and load: a
lock in the directory above, which the operating system takes back from a process that dies, and a
mark in the directory once a group of kernels is there. One that is stopped while it has the lock is
waited for no longer than a compiler takes: the worst is that two compile the same, and numba
replaces files whole.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from enum import IntEnum
from pathlib import Path

import locket

from segmentation.kernels.directory import cache_directory, kernel_sources


class Group(IntEnum):
    """Kernels that are used as soon as they are there, in the order in which they are compiled."""

    NONE = 0
    EIGEN = 1  # multigrid solver: a frame is then bound by other things
    FRAME = 2  # all that a frame of the page runs: graph, labels, a start from the last frame
    ALL = 3


LONGEST_TURN = 300.0  # seconds to wait for the lock

_log = logging.getLogger(__name__)


def _stamps(sources: Iterable[Path]) -> list[tuple[int, int]]:
    return [(found.st_mtime_ns, found.st_size) for found in map(Path.stat, sources)]


_sources = kernel_sources()
_first_stamps = _stamps(_sources)  # before they are read
DIRECTORY = cache_directory(_sources)
_is_lossy = False


def is_kept() -> bool:
    """Return whether the machine code of a kernel that is defined now belongs in the directory.

    It does not if a source has been changed since the directory was named, as when a server starts
    while a new version is written: what has been imported may be of either version.
    """
    if DIRECTORY is None:
        return False
    try:
        is_same = _stamps(_sources) == _first_stamps
    except OSError:
        is_same = False
    if not is_same:
        lose("a source was changed while it was imported.")
    return is_same


def _mark(directory: Path, group: Group) -> Path:
    """Return the file that is there once the kernels of a group are."""
    return directory / f"{group.name}.complete"


def is_filled(group: Group = Group.ALL) -> bool:
    """Return whether kernels up to a group have been compiled and have only to be loaded.

    All their marks have to be there: whoever empties the directory while it is being filled leaves
    those of later groups alone.
    """
    if DIRECTORY is None:
        return False
    return all(_mark(DIRECTORY, each).exists() for each in Group if Group.NONE < each <= group)


def mark_filled(group: Group) -> None:
    """Let other processes know that the kernels of a group have been compiled and kept."""
    if DIRECTORY is not None and not _is_lossy:
        with suppress(OSError):
            _mark(DIRECTORY, group).touch()


def lose(reason: str) -> None:
    """Record that this process could not keep what it compiled, and so marks no group any more."""
    global _is_lossy
    if not _is_lossy:
        _log.warning("Compiled code is not kept in %s: %s", DIRECTORY, reason)
    _is_lossy = True


def n_filled() -> int:
    """Return how many kernels have machine code in the cache, while it is being filled."""
    return sum(1 for _ in DIRECTORY.rglob("*.nbi")) if DIRECTORY is not None else 0


class BusyError(Exception):
    """Another process of this machine compiles."""


@contextmanager
def turn(*, wait: bool = True) -> Iterator[None]:
    """Be the only process of this machine that compiles; do not wait if the cache is filled.

    The block has to fill the cache, and to mark it. Without `wait`, raise `BusyError` if another
    process compiles.
    """
    if DIRECTORY is None or is_filled():
        yield
        return
    with _locked(DIRECTORY.parent / "compile.lock", wait):
        yield


def wait_for_others() -> bool:
    """Wait until no other process of this machine compiles; return False if that takes too long."""
    if DIRECTORY is None or is_filled():
        return True
    with _locked(DIRECTORY.parent / "compile.lock", wait=True) as is_free:
        return is_free


@contextmanager
def _locked(path: Path, wait: bool) -> Iterator[bool]:
    """Hold the lock within the block; yield False if another process holds it."""
    lock = locket.lock_file(str(path), timeout=LONGEST_TURN if wait else 0, retry_period=0.2)
    is_locked, is_free = False, True
    try:
        lock.acquire()
        is_locked = True
    except locket.LockError as error:
        if not wait:
            raise BusyError from error
        is_free = False
    except OSError:  # a file system without locks
        pass
    try:
        yield is_free
    finally:
        if is_locked:
            lock.release()
