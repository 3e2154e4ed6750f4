"""Results that are computed once for all who ask at the same time, and kept."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

__all__ = ["Shared"]

Key = TypeVar("Key", bound=Hashable)
Result = TypeVar("Result")


class Shared(Generic[Key, Result]):
    """Results of a function by key, for the coroutines of one event loop.

    A memory of results alone has all compute the same who ask before there is one: a class that
    opens one link, or everybody who asks while a database hangs.

    Parameters
    ----------
    compute : callable
        Coroutine function of a key.
    most_kept : int or None, default=0
        Results that are kept, those asked for last; None for all. An error is not kept.
    """

    def __init__(
        self, compute: Callable[[Key], Awaitable[Result]], most_kept: int | None = 0
    ) -> None:
        self._compute = compute
        self._most_kept = most_kept
        self._under_way: dict[Key, asyncio.Task[Result]] = {}
        self._kept: OrderedDict[Key, Result] = OrderedDict()

    @property
    def waiting(self) -> int:
        """Number of results under way."""
        return len(self._under_way)

    def known(self, key: Key) -> bool:
        """Return True if a result is kept or under way."""
        return key in self._kept or key in self._under_way

    async def result(self, key: Key) -> Result:
        """Return the result of a key; who is cancelled meanwhile ends no one else's computation.

        Raises
        ------
        Exception
            What `compute` raises, for all who wait.
        """
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        return await asyncio.shield(self.begin(key))

    def begin(self, key: Key) -> asyncio.Task[Result]:
        """Return the task that computes the result of a key, the one under way if there is one."""
        if key not in self._under_way:
            task = asyncio.create_task(self._run(key))
            self._under_way[key] = task
            task.add_done_callback(lambda _: self._under_way.pop(key))
        return self._under_way[key]

    async def _run(self, key: Key) -> Result:
        result = await self._compute(key)
        self._kept[key] = result
        if self._most_kept is not None and len(self._kept) > self._most_kept:
            self._kept.popitem(last=False)
        return result
