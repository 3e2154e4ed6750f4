"""Results of pinned states, which many requests compare with."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

from components.pictures.subject import edited, segment_state
from components.state.link import from_query
from components.state.model import ExplorerState
from segmentation import Segmentation

__all__ = ["pinned_result", "pinned_state"]

MOST_KEPT = 4
LARGEST_KEPT = 200_000  # nodes; the results of larger pictures are computed anew each time

_kept: OrderedDict[str, Segmentation] = OrderedDict()
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
            return _kept[query]
    result = edited(state, segment_state(state))
    if result.n_nodes <= LARGEST_KEPT:
        with _lock:
            _kept[query] = result
            while len(_kept) > MOST_KEPT:
                _kept.popitem(last=False)
    return result
