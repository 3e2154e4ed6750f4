"""Watching a segmentation from outside: a function that is called as each stage begins.

It may raise, which ends the segmentation there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

__all__ = ["announce", "watching"]

_watcher: ContextVar[Callable[[str], None] | None] = ContextVar("watcher", default=None)


@contextmanager
def watching(watcher: Callable[[str], None]) -> Iterator[None]:
    """Call a function with the name of each stage that begins in the block, in this thread."""
    token = _watcher.set(watcher)
    try:
        yield
    finally:
        _watcher.reset(token)


def announce(stage: str) -> None:
    """Tell the watcher, if there is one, that a stage begins."""
    watcher = _watcher.get()
    if watcher is not None:
        watcher(stage)
