"""Boxes in the space of a study's parameters in which one verdict prevails."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from segmentation.study.analysis.data import Data
from segmentation.study.analysis.rates import verdict_rates
from segmentation.study.analysis.verdict_tree import Split, fit_tree, leaves, predicts
from segmentation.study.design.model import Study
from segmentation.study.design.parameters import Choice, Range, Value
from segmentation.study.design.trials import points

__all__ = ["FEWEST_POINTS", "FEWEST_TRIALS", "Condition", "VerdictBox", "VerdictBoxes", "boxes"]

Floats = NDArray[np.float64]
FEWEST_TRIALS = 100  # with a verdict, below which nothing is said
FEWEST_POINTS = 20  # at which they are
MOST_POINTS = 100_000  # of more points, so many drawn at random are used


@dataclass(frozen=True)
class Condition:
    """A bound on one parameter.

    Attributes
    ----------
    name : str
        Name of the parameter.
    above : float
        Values are greater than this; -inf without a lower bound.
    up_to : float
        Values are at most this; inf without an upper bound.
    values : tuple
        Allowed values of a `Choice`, in its order; empty for a `Range`.
    """

    name: str
    above: float = -math.inf
    up_to: float = math.inf
    values: tuple[Value, ...] = ()


@dataclass(frozen=True)
class VerdictBox:
    """A part of the ranges in which one verdict is the most frequent.

    Attributes
    ----------
    outcome : str
        That verdict.
    conditions : tuple of Condition
        At most one for each parameter; all of them hold in the box.
    n_trials : int
        Number of trials with a verdict in the box.
    n_outcome : int
        Number of those with `outcome`.
    """

    outcome: str
    conditions: tuple[Condition, ...]
    n_trials: int
    n_outcome: int

    @property
    def share(self) -> float:
        """Share of the box's trials that have its outcome."""
        return self.n_outcome / self.n_trials


@dataclass(frozen=True)
class VerdictBoxes:
    """The boxes of a study.

    Attributes
    ----------
    boxes : tuple of VerdictBox
        They cover the ranges without overlap, failures first and large ones first. Empty if there
        are too few trials, or if no bounds on the parameters predict the verdict.
    importance : tuple of float
        For each parameter, its part in telling the verdicts apart; zeros without boxes.
    n_trials, n_points : int
        Numbers of trials with a verdict, and of the points that have one: all, or those that were
        drawn at random of more than 100,000 points.
    """

    boxes: tuple[VerdictBox, ...]
    importance: tuple[float, ...]
    n_trials: int
    n_points: int

    @property
    def enough(self) -> bool:
        """True if there are enough trials to say anything."""
        return self.n_trials >= FEWEST_TRIALS and self.n_points >= FEWEST_POINTS


@dataclass(frozen=True)
class _Columns:
    """Input of the tree: ranges as they are, and a column of 0 and 1 for each value of a choice.

    `owner` has the number of the parameter of each column, and `position` that of the value among
    those of a choice, -1 for a range.
    """

    data: NDArray[np.float32]
    owner: list[int]
    position: list[int]


def boxes(study: Study, data: Data) -> VerdictBoxes:
    """Return bounds on the parameters that tell where which verdict prevails.

    A shallow decision tree (L. Breiman et al., Classification and Regression Trees, 1984, as in
    scikit-learn) of depth three parts the ranges: a box has at most three bounds. Neighbouring
    leaves with the same verdict are joined. Each box holds at least 5% of the trials, and at least
    20. Nothing is returned unless the tree predicts the verdicts of points that it has not seen
    (five-fold cross-validation) better than the most frequent verdict does, by two standard errors.

    Parameters
    ----------
    study : Study
    data : DataFrame or iterable of Record
        The result of `table`, or its argument, of a finished or a running study. Trials without a
        truth to compare with do not count.

    Returns
    -------
    VerdictBoxes

    Raises
    ------
    ParameterError
        If an argument breaks its rule.

    Examples
    --------
    >>> from segmentation.study import Range, Record, Sweep
    >>> beta = Range(name="beta", low=0, high=20)
    >>> study = Study(name="Beta", parameters=(beta,), design=Sweep(points=201))
    >>> verdicts = ["objective" if i > 120 else "agrees" for i in range(201)]
    >>> found = boxes(study, [Record(i, {}, word, 0.01) for i, word in enumerate(verdicts)])
    >>> found.boxes[0].conditions, found.boxes[0].share
    ((Condition(name='beta', above=12.0, up_to=inf, values=()),), 1.0)
    """
    rates = verdict_rates(study, data)
    kept = [i for i, name in enumerate(rates.outcomes) if name != "no truth"]
    used = np.flatnonzero(rates.count)
    if len(used) > MOST_POINTS:
        used = np.sort(np.random.default_rng(0).choice(used, MOST_POINTS, replace=False))
    counts = np.rint(rates.rates[used][:, kept] * rates.count[used, None]).astype(np.int64)
    known = counts.sum(axis=1) > 0
    counts, places = counts[known], points(study)[used[known]]
    n_trials, n_points = int(counts.sum()), len(counts)
    nothing = VerdictBoxes((), (0.0,) * len(study.parameters), n_trials, n_points)
    if not nothing.enough or (counts.sum(axis=0) > 0).sum() < 2:
        return nothing
    columns = _columns(study, places)
    if not predicts(columns.data, counts):
        return nothing
    tree = fit_tree(columns.data, counts)
    names = tuple(rates.outcomes[i] for i in kept)
    found = [
        _box(study, columns, path, inside, counts, names, places)
        for path, inside in leaves(tree, columns.data, counts)
    ]
    found.sort(key=lambda box: (box.outcome == "agrees", -box.n_outcome))
    importance = np.bincount(columns.owner, tree.feature_importances_, len(study.parameters))
    return VerdictBoxes(tuple(found), tuple(importance.tolist()), n_trials, n_points)


def _columns(study: Study, places: Floats) -> _Columns:
    data, owner, position = [], [], []
    for i, parameter in enumerate(study.parameters):
        if isinstance(parameter, Range):
            data.append(places[:, i])
            owner.append(i)
            position.append(-1)
            continue
        for value in range(len(parameter.values)):
            data.append((places[:, i] == value).astype(np.float64))
            owner.append(i)
            position.append(value)
    return _Columns(np.array(data).T.astype(np.float32), owner, position)


def _box(
    study: Study,
    columns: _Columns,
    path: tuple[Split, ...],
    inside: NDArray[np.bool_],
    counts: NDArray[np.int64],
    names: tuple[str, ...],
    places: Floats,
) -> VerdictBox:
    total = counts[inside].sum(axis=0)
    bounds: dict[int, Condition] = {}
    for split in path:
        i = columns.owner[split.column]
        parameter = study.parameters[i]
        before = bounds.get(i, Condition(parameter.name))
        if isinstance(parameter, Choice):
            value = parameter.values[columns.position[split.column]]
            allowed = before.values or parameter.values
            kept = tuple(each for each in allowed if (each == value) == split.above)
            bounds[i] = Condition(parameter.name, values=kept)
            continue
        below = columns.data[:, split.column] <= split.threshold
        low, high = float(places[below, i].max()), float(places[~below, i].min())
        bound = low if study.whole[i] else between(low, high, parameter.scale == "log")
        bounds[i] = (
            Condition(parameter.name, max(before.above, bound), before.up_to)
            if split.above
            else Condition(parameter.name, before.above, min(before.up_to, bound))
        )
    foremost = int(total.argmax())
    conditions = tuple(bounds[i] for i in sorted(bounds))
    return VerdictBox(names[foremost], conditions, int(total.sum()), int(total[foremost]))


def between(low: float, high: float, log: bool = False) -> float:
    """Return a number t of few digits near the middle of two others, low <= t < high.

    Examples
    --------
    >>> between(11.83, 12.41), between(0.1, 10, log=True), between(3.0, 3.001)
    (12.0, 1.0, 3.0)
    """
    middle = math.sqrt(low * high) if log else low + (high - low) / 2
    for digits in range(1, 17):
        rounded = float(f"{middle:.{digits}g}")
        if low <= rounded < high:
            return rounded
    return low
