"""Previews that are drawn once for all who ask at the same time, and kept."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection

from anyio import CapacityLimiter, to_thread

from components.serving.shared import Shared
from components.state.model import ExplorerState

__all__ = ["Busy", "Previews"]

MOST_WAITING = 32  # drawings of a kind that are asked for by links; further ones are refused

Drawn = bytes | None
Make = Callable[[ExplorerState], Drawn]


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
        make: Make,
        own: Collection[ExplorerState],
        limiters: tuple[CapacityLimiter, CapacityLimiter],
        most_kept: int,
    ) -> None:
        self._own = frozenset(own)
        ours, links = (_drawing(make, limiter) for limiter in limiters)
        self._of_page = Shared(ours, None)
        self._of_links = Shared(links, most_kept)

    async def get(self, state: ExplorerState) -> bytes | None:
        """Return the preview of a state, or None if it has none.

        Raises
        ------
        Busy
            If it is not drawn yet, and too many others of links wait.
        """
        if state in self._own:
            return await self._of_page.result(state)
        if self._of_links.waiting >= MOST_WAITING and not self._of_links.known(state):
            raise Busy
        return await self._of_links.result(state)


def _drawing(make: Make, limiter: CapacityLimiter) -> Callable[[ExplorerState], Awaitable[Drawn]]:
    """Return a coroutine function that draws in a thread."""

    async def draw(state: ExplorerState) -> Drawn:
        return await to_thread.run_sync(make, state, limiter=limiter)

    return draw
