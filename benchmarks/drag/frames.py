"""Statistics of the times that the probe recorded."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median
from typing import Any

import numpy as np

from benchmarks.drag.mouse import same


@dataclass(frozen=True)
class Drag:
    """Figures of one drag in one browser.

    Attributes
    ----------
    seconds : float
        From the first to the last move that changed the value.
    changes : int
        Number of changes of the thumb's value, the most states that an app can show.
    frames : int
        Frames, during the movement, in which the labelled picture's pixels changed.
    shown : int
        Frames, until it settled, that showed another state than the frame before.
    latencies : list of float
        Milliseconds from the pointermove to the drawn frame, a value for each of `frames`.
    settle : float or None
        Milliseconds from the last move that changed the value to the drawn final state;
        None if that never came.
    computed : int
        Frames that the server computed for this drag.
    disorder : int
        Frames that showed an older state than the frame before.
    beats : float
        Frames of any kind that the browser drew per second; with 60 the page is not busy.
    hidden : int
        Moving frames in which the labelled picture was not visible, which did not count.
    sampling : float
        Mean time in milliseconds that the probe spent on a digest.
    sent, late : int, float
        Number of moves sent, and the largest delay of one in milliseconds: a check of the driver
        itself.
    """

    seconds: float
    changes: int
    frames: int
    shown: int
    latencies: list[float] = field(repr=False)
    settle: float | None
    computed: int
    disorder: int
    beats: float
    hidden: int
    sampling: float
    sent: int
    late: float


def measure(seen: dict[str, Any], to_state: Callable[[float], float], computed: int) -> Drag:
    """Reduce the probe's lists to figures.

    Parameters
    ----------
    seen : dict
        From `mouse.drag`.
    to_state : callable
        Function from the thumb's value to the state's.
    computed : int
        Frames computed by the server meanwhile.

    Returns
    -------
    Drag
    """
    visits = _merge([(to_state(v["value"]), v["moved"]) for v in seen["visits"]])
    frames = [f for f in seen["frames"] if f["value"] is not None]
    begin, end = (visits[0][1], visits[-1][1]) if visits else (0.0, 0.0)
    matched, disorder = match(visits, [(f["value"], f["at"]) for f in frames])
    latencies, shown, counted, settle = [], 0, 0, None
    digest, value = seen["first"]["digest"], None
    for frame, visit in zip(frames, matched, strict=True):
        fresh, value = frame["value"] != value, frame["value"]
        new_pixels, digest = frame["digest"] != digest, frame["digest"]
        if visit is None:
            continue
        shown += fresh
        if settle is None and visit == len(visits) - 1:
            settle = frame["drawn"] - visits[visit][1]
        if new_pixels and frame["visible"] and frame["drawn"] <= end:
            counted += 1
            latencies.append(frame["drawn"] - visits[visit][1])
    seconds = (end - begin) / 1000
    beats = sum(begin <= beat <= end for beat in seen["beats"])
    return Drag(
        seconds=seconds,
        changes=len(visits),
        frames=counted,
        shown=shown,
        latencies=latencies,
        settle=settle if seen["settled"] else None,
        computed=computed,
        disorder=disorder + _backwards([f["number"] for f in frames]),
        beats=beats / seconds if seconds else 0.0,
        hidden=sum(not f["visible"] and not f["rest"] for f in frames),
        sampling=seen["sampling"] / max(1, seen["digests"]),
        sent=seen["sent"],
        late=seen["late"],
    )


def match(
    visits: Sequence[tuple[float, float]], paints: Sequence[tuple[float, float]]
) -> tuple[list[int | None], int]:
    """Find the visit of the thumb that each painted frame shows.

    A value comes back when the mouse does, so several visits may explain a frame. A frame is out
    of order only if no order-preserving explanation is left for it; the latency is then taken
    from the latest explanation, which is the kindest one, in both apps alike.

    Parameters
    ----------
    visits : sequence of (value, time)
        Values of the thumb, in the order of time.
    paints : sequence of (value, time)
        Values that were painted, in the order of time.

    Returns
    -------
    matched : list of int or None
        Index into `visits` for each paint; None if the thumb never stood there before, as for
        a frame that was already on its way when the drag began, or if it is out of order.
    disorder : int
        Number of paints that are out of order.

    Examples
    --------
    >>> visits = [(1.0, 0.0), (2.0, 10.0), (3.0, 20.0), (2.0, 30.0)]
    >>> match(visits, [(2.0, 15.0), (3.0, 35.0), (2.0, 40.0)])
    ([1, 2, 3], 0)
    >>> match(visits[:3], [(3.0, 25.0), (2.0, 26.0)])
    ([2, None], 1)
    """
    earliest, disorder, floor = [], 0, 0
    for value, time in paints:
        known = [i for i, visit in enumerate(visits) if visit[1] <= time and same(visit[0], value)]
        later = [i for i in known if i >= floor]
        disorder += bool(known) and not later
        earliest.append(later[0] if later else None)
        floor = later[0] if later else floor
    matched: list[int | None] = []
    ceiling = len(visits) - 1
    for (value, time), first in zip(reversed(paints), reversed(earliest), strict=True):
        if first is None:
            matched.append(None)
            continue
        ceiling = max(
            i
            for i in range(first, ceiling + 1)
            if visits[i][1] <= time and same(visits[i][0], value)
        )
        matched.append(ceiling)
    return matched[::-1], disorder


def _merge(visits: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Drop visits with the same state as the one before, a change that was rounded away."""
    return [v for i, v in enumerate(visits) if i == 0 or not same(v[0], visits[i - 1][0])]


def _backwards(numbers: Sequence[int | None]) -> int:
    """Count decreases in the app's own numbering, if it has one."""
    known = [number for number in numbers if number is not None]
    return sum(b < a for a, b in pairwise(known))


def percentile(values: Sequence[float], q: float) -> float:
    """Return a percentile; NaN without values."""
    return float(np.percentile(values, q)) if len(values) else float("nan")


def middle(values: Sequence[float]) -> float:
    """Return the median; NaN without values."""
    return float(median(values)) if len(values) else float("nan")
