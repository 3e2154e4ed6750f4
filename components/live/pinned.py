"""Results of pinned states, which many requests compare with.

All viewers share them, because a class pins what its lesson or link has pinned.
"""

from __future__ import annotations

from components.live.frames import memory_of
from components.pictures.store import PICTURES
from components.pictures.subject import edited, segment_state
from components.state.link import from_query
from components.state.model import ExplorerState
from segmentation import Segmentation

__all__ = ["pinned_result", "pinned_state"]

# Bytes of a result, as of a viewer's last one; a larger one is computed anew each time.
LARGEST_KEPT = 192 * 2**20


def pinned_state(state: ExplorerState) -> tuple[ExplorerState, str]:
    """Return the state that is pinned in another one, and what is wrong with its query."""
    found, problems = from_query(state.pinned)
    return found, " ".join(problem.message for problem in problems)


def pinned_result(state: ExplorerState, query: str) -> Segmentation:
    """Return the result of a pinned state, from a cold start.

    Parameters
    ----------
    state : ExplorerState
        The pinned state.
    query : str
        The query in which it is pinned.

    Returns
    -------
    Segmentation
        With the edits of the state.
    """
    result = PICTURES.pinned.get(query)
    if result is not None:
        return result
    result = edited(state, segment_state(state))
    size = memory_of(result)
    if size <= LARGEST_KEPT:
        PICTURES.pinned.put(query, result, size)
    return result
