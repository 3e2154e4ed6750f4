"""Cache of machine code, and the lock of the process that fills it.

The machine code is in a directory named after a digest of the sources of *all* kernels: numba
itself checks only the file of the outermost function, and would miss a change in one that it calls.
The directory is outside the source tree, which may be read-only, and serves every copy of these
sources on the machine: another clone, or a package that was installed anew, has only to load. If
none can be written, nothing is compiled unless a caller waits for it.

Of several processes that find nothing compiled one compiles, the others wait for it and load: a
lock in the directory above, which the operating system takes back from a process that dies, and a
mark in the directory once a group of kernels is there. One that is stopped while it has the lock is
waited for no longer than a compiler takes: the worst is that two compile the same, and numba
replaces files whole.
"""

from __future__ import annotations

import hashlib
import logging
import os
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import IntEnum
from pathlib import Path

import locket
import numba
from llvmlite import binding


class Group(IntEnum):
    """Kernels that are used as soon as they are there, in the order in which they are compiled."""

    NONE = 0
    EIGEN = 1  # multigrid solver: a frame is then bound by other things
    FRAME = 2  # all that a frame of the page runs: graph, labels, a start from the last frame
    ALL = 3


PACKAGE = Path(__file__).parent.parent
KERNEL = re.compile(
    rb"^(?:@|def )(?:fast_)?(?:kernel|device|inlined)\b|^@intrinsic\b"
    rb"|^(?:import|from) (?:numba|llvmlite)\b",
    re.MULTILINE,
)
IMPORTED = re.compile(rb"^from segmentation\.([\w.]+) import", re.MULTILINE)
LONGEST_TURN = 300.0  # seconds to wait for the lock

_log = logging.getLogger(__name__)


def kernel_sources(package: Path = PACKAGE) -> list[Path]:
    """Return the files of a package on which machine code depends.

    Those are the files with kernels, with the decorators that compile them, and with the types of
    their arguments.
    """
    texts = {path: path.read_bytes() for path in package.rglob("*.py")}
    sources = {path for path, text in texts.items() if KERNEL.search(text)}
    for module in {name for path in sources for name in IMPORTED.findall(texts[path])}:
        path = package.joinpath(*module.decode().split(".")).with_suffix(".py")
        if b"(NamedTuple)" in texts.get(path, b""):
            sources.add(path)
    return sorted(sources)


def cache_directory(package: Path = PACKAGE) -> Path | None:
    """Return the directory for these sources' machine code; None if none can be written."""
    digest = hashlib.sha256()
    for part in (numba.__version__, sys.implementation.cache_tag, *_processor()):
        digest.update(f"{part}\n".encode())
    for source in kernel_sources(package):
        digest.update(source.read_bytes())
    named = os.environ.get("NUMBA_CACHE_DIR") or os.environ.get("XDG_CACHE_HOME")
    home = Path(named or os.path.expanduser("~/.cache"))  # as it is for a user without a home
    user = os.getuid() if hasattr(os, "getuid") else 0
    spare = Path(tempfile.gettempdir()) / f"cutlab-{user}"
    for base in (home, spare) if home.is_absolute() else (spare,):
        directory = base / "cutlab" / digest.hexdigest()[:16]
        # Machine code gets executed, so in a directory open to all it has to be the user's own.
        if _writable(directory) and (base != spare or base.stat().st_uid == user):
            return directory
    return None


def _processor() -> tuple[str, str]:
    """Return name and features of the processor, because machines may share a home directory."""
    return binding.get_host_cpu_name(), binding.get_host_cpu_features().flatten()


def _writable(directory: Path) -> bool:
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=directory):
            return True
    except OSError:
        return False


DIRECTORY = cache_directory()
_is_lossy = False


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
