"""Places for work of which only so much is done at once, by all processes of the server."""

from __future__ import annotations

import asyncio
import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from threading import Semaphore

from components.serving.processes import shared_folder

__all__ = ["Places"]

ASK_SECONDS = 0.1  # from asking for a free place to asking again

GiveBack = Callable[[], None]


class Places:
    """Places that are taken and given back.

    A process that is killed gives back what it took. If the processes have no folder in common, as
    with another program that starts them, each has as many places of its own.

    Parameters
    ----------
    name : str
        The same in all processes.
    count : int
        Number of places.
    """

    def __init__(self, name: str, count: int) -> None:
        self._name = name
        self._count = count
        self._own = Semaphore(count)

    def take(self) -> GiveBack | None:
        """Take a place; return the function that gives it back, or None if none is free."""
        folder = shared_folder()
        if folder is None or not folder.is_dir():
            return self._own.release if self._own.acquire(blocking=False) else None
        for number in range(self._count):
            lock = _lock(folder / f"{self._name}-{number}.lock")
            if lock is not None:
                return partial(os.close, lock)
        return None

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Have a place for the length of the block, as soon as one is free."""
        while (give_back := self.take()) is None:
            time.sleep(ASK_SECONDS)
        try:
            yield
        finally:
            give_back()

    async def wait(self) -> GiveBack:
        """Take a place as soon as one is free, in a coroutine; see `take`."""
        while (give_back := self.take()) is None:
            await asyncio.sleep(ASK_SECONDS)
        return give_back


def _lock(path: Path) -> int | None:
    """Open a file and lock it, until it is closed; return None if it is locked."""
    file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(file)
        return None
    return file
