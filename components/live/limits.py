"""Largest affinity β with an answer, for a scene that was refused at a larger one.

The page's slider and its animation stop there.
"""

from __future__ import annotations

from functools import lru_cache
from math import floor, log10

from components.state.control_specs import control_specs
from components.state.model import VIEW_FIELDS, ExplorerState
from segmentation import CutlabError, segment_scene

__all__ = ["largest_beta"]

STEPS = 8  # of the bisection, on the slider's cubic scale
MOST_PIXELS = 200**2  # of a picture; a larger one would take seconds


def largest_beta(state: ExplorerState) -> float | None:
    """Return the largest beta for which a refused scene has an answer, to two digits.

    Parameters
    ----------
    state : ExplorerState

    Returns
    -------
    float or None
        None if the state is of an own picture, or of a large one, or if its beta is no cause.
    """
    if state.picture or state.size**2 > MOST_PIXELS:
        return None
    default = ExplorerState()
    plain = {name: getattr(default, name) for name in VIEW_FIELDS}
    found = _largest(state.model_copy(update={**plain, "beta": 0.0}))
    return found if found is not None and found < state.beta else None


@lru_cache(maxsize=256)
def _largest(state: ExplorerState) -> float | None:
    maximum = control_specs()["beta"].maximum or 0.0
    if not _answers(state, 0.0):
        return None
    low, high = 0.0, 1.0
    for _ in range(STEPS):
        middle = (low + high) / 2
        if _answers(state, maximum * middle**3):
            low = middle
        else:
            high = middle
    found = _two_digits(maximum * low**3)
    return found if _answers(state, found) else None


def _answers(state: ExplorerState, beta: float) -> bool:
    try:
        segment_scene(state.scene(), state.model_copy(update={"beta": beta}).method())
    except CutlabError:
        return False
    return True


def _two_digits(value: float) -> float:
    """Round a value down to two digits."""
    if value <= 0:
        return 0.0
    unit = 10.0 ** (floor(log10(value)) - 1)
    return float(f"{floor(value / unit) * unit:.2g}")
