"""Results of pinned states, which many requests compare with.

All viewers share them, because a class pins what its lesson or link has pinned.
"""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

from components.live.frames import memory_of
from components.pictures.subject import edited, segment_state
from components.state.link import from_query
from components.state.model import ExplorerState
from segmentation import Segmentation

__all__ = ["pinned_result", "pinned_state"]

# Memory for results, of one and of all together; a larger one is computed anew each time.
LARGEST_KEPT = 192 * 2**20  # bytes, as of a viewer's last result
ALL_KEPT = 512 * 2**20

_kept: OrderedDict[str, tuple[Segmentation, int]] = OrderedDict()  # with its bytes, oldest first
_lock = Lock()


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
    with _lock:
        if query in _kept:
            _kept.move_to_end(query)
            return _kept[query][0]
    result = edited(state, segment_state(state))
    size = memory_of(result)
    if size <= LARGEST_KEPT:
        with _lock:
            _kept[query] = result, size
            while sum(each for _, each in _kept.values()) > ALL_KEPT:
                _kept.popitem(last=False)
    return result
