"""Processor cores, and threads that solve one problem together."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

from segmentation.quota import available_cores

__all__ = ["available_cores", "solver_threads", "threads_for", "together"]

Answer = TypeVar("Answer")

# Nodes from which two threads share a solve: what they wait for one another is then little.
SMALLEST_SHARED = 40_000
MOST_AT_ONCE = 64  # solves that have a second thread each

_wanted: ContextVar[int] = ContextVar("solver threads", default=1)
_helpers: ThreadPoolExecutor | None = None


@contextmanager
def solver_threads(count: int) -> Iterator[None]:
    """Let problems of 40,000 nodes and more be solved by so many threads in the block.

    It counts for this thread alone. The last digits of an answer depend on the number of threads,
    but on nothing else.
    """
    token = _wanted.set(count)
    try:
        yield
    finally:
        _wanted.reset(token)


def threads_for(n_nodes: int) -> int:
    """Return the number of threads, one or two, that are to solve a problem of so many nodes."""
    return 2 if n_nodes >= SMALLEST_SHARED and _wanted.get() > 1 else 1


def together(
    calls: Sequence[Callable[[], Answer]], give_up: Callable[[], None] | None = None
) -> list[Answer]:
    """Run one or two functions at once, the first in this thread; return what they return.

    If both raise, the first one's error is raised. If the first one raises or never begins,
    `give_up` is called, after which the other one must end by itself: it is waited for.
    """
    first, *others = calls
    futures: list[Future[Answer]] = []
    try:
        futures.extend(_pool().submit(call) for call in others)
        found = first()
    except BaseException:
        if give_up is not None:
            give_up()
        for future in futures:
            if not future.cancel():
                future.exception()  # it uses the caller's arrays
        raise
    return [found, *(future.result() for future in futures)]


def _pool() -> ThreadPoolExecutor:
    global _helpers
    if _helpers is None:
        _helpers = ThreadPoolExecutor(MOST_AT_ONCE, thread_name_prefix="solver")
    return _helpers


def _forget_helpers() -> None:
    """Forget the threads of the parent process, which a fork does not have."""
    global _helpers
    _helpers = None


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_helpers)
