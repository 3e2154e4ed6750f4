"""Watching a segmentation from outside: a function that is called at each stage and check point.

It may raise, which ends the segmentation there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

__all__ = ["announce", "check_point", "watching"]


@dataclass
class _Watch:
    watcher: Callable[[str], None]
    stage: str = ""


_watch: ContextVar[_Watch | None] = ContextVar("watch", default=None)


@contextmanager
def watching(watcher: Callable[[str], None]) -> Iterator[None]:
    """Call a function with the name of each stage that begins in the block, in this thread.

    It is called with the same name again at the check points within a stage that may take long.
    """
    token = _watch.set(_Watch(watcher))
    try:
        yield
    finally:
        _watch.reset(token)


def announce(stage: str) -> None:
    """Tell the watcher, if there is one, that a stage begins."""
    watch = _watch.get()
    if watch is not None:
        watch.stage = stage
        watch.watcher(stage)


def check_point() -> None:
    """Call the watcher, if there is one, in the middle of a stage."""
    watch = _watch.get()
    if watch is not None:
        watch.watcher(watch.stage)
