"""Previews that are drawn once for all who ask at the same time, and kept."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Collection

from anyio import CapacityLimiter, to_thread

from components.state.model import ExplorerState

__all__ = ["Busy", "Previews"]

MOST_WAITING = 32  # drawings of a kind that are asked for by links; further ones are refused


class Busy(Exception):  # noqa: N818, which is no fault
    """Too many previews of links are to be drawn."""


class Previews:
    """Previews of one kind.

    Those of the page itself are kept for good and never refused, because there are only so many.
    Those of links, which may be a stranger's, have other threads and another memory.

    Parameters
    ----------
    make : callable
        Function that draws a state in a thread; it returns None for one without a preview.
    own : collection of ExplorerState
        States of which the page itself has previews.
    limiters : tuple of CapacityLimiter
        Drawings at once of the page's own states, and of links.
    most_kept : int
        Previews of links that are kept, those asked for last.
    """

    def __init__(
        self,
        make: Callable[[ExplorerState], bytes | None],
        own: Collection[ExplorerState],
        limiters: tuple[CapacityLimiter, CapacityLimiter],
        most_kept: int,
    ) -> None:
        self._make = make
        self._own = frozenset(own)
        self._limiters = limiters
        self._most_kept = most_kept
        self._kept_own: dict[ExplorerState, bytes | None] = {}
        self._kept: OrderedDict[ExplorerState, bytes | None] = OrderedDict()
        self._drawing: dict[ExplorerState, asyncio.Task[bytes | None]] = {}

    async def get(self, state: ExplorerState) -> bytes | None:
        """Return the preview of a state, or None if it has none.

        Raises
        ------
        Busy
            If it is not drawn yet, and too many others of links wait.
        """
        own = state in self._own
        kept = self._kept_own if own else self._kept
        if state in kept:
            if not own:
                self._kept.move_to_end(state)
            return kept[state]
        if state not in self._drawing:
            if not own and sum(each not in self._own for each in self._drawing) >= MOST_WAITING:
                raise Busy
            task = asyncio.create_task(self._draw(state, own))
            self._drawing[state] = task
            task.add_done_callback(lambda _: self._drawing.pop(state))
        return await asyncio.shield(self._drawing[state])  # others may wait for it too

    async def _draw(self, state: ExplorerState, own: bool) -> bytes | None:
        limiter = self._limiters[0 if own else 1]
        content = await to_thread.run_sync(self._make, state, limiter=limiter)
        (self._kept_own if own else self._kept)[state] = content
        if len(self._kept) > self._most_kept:
            self._kept.popitem(last=False)
        return content
