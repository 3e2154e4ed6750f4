"""Decision tree of a study's verdicts, and whether it predicts them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from sklearn.tree import DecisionTreeClassifier

__all__ = ["LEAST_SHARE", "Split", "fit_tree", "leaves", "predicts"]

DEPTH = 3  # more conditions make no sentence
LEAST_SHARE = 0.05  # of the trials, in each box
LEAST_TRIALS = 20  # in each box
FOLDS = 5
CLEARLY = 2.0  # standard errors by which the boxes have to predict better than no boxes


@dataclass(frozen=True)
class Split:
    """A side of a split: the column of the tree's input, its threshold, and whether it is above."""

    column: int
    threshold: float
    above: bool


def fit_tree(x: NDArray[np.float32], counts: NDArray[np.int64]) -> DecisionTreeClassifier:
    """Fit a tree; a point counts once for each of its verdicts, weighted by their numbers."""
    at, outcome = np.nonzero(counts)
    weight = counts[at, outcome].astype(np.float64)
    least = min(0.5, max(LEAST_SHARE, LEAST_TRIALS / weight.sum()))
    from sklearn.tree import DecisionTreeClassifier  # the import takes a second

    tree = DecisionTreeClassifier(max_depth=DEPTH, min_weight_fraction_leaf=least, random_state=0)
    return tree.fit(x[at], outcome, sample_weight=weight)


def predicts(x: NDArray[np.float32], counts: NDArray[np.int64]) -> bool:
    """Return True if a tree predicts unseen points better than the most frequent verdict does."""
    fold = np.random.default_rng(0).permutation(len(x)) % FOLDS
    gain = np.zeros(len(x))
    for number in range(FOLDS):
        seen, unseen = fold != number, fold == number
        by_tree = fit_tree(x[seen], counts[seen]).predict(x[unseen])
        usual = counts[seen].sum(axis=0).argmax()
        rows = counts[unseen]
        better = rows[np.arange(len(rows)), by_tree] - rows[:, usual]
        gain[unseen] = better / rows.sum(axis=1)
    error = gain.std(ddof=1) / math.sqrt(len(gain))
    return bool(gain.mean() > CLEARLY * error)


def leaves(
    tree: DecisionTreeClassifier, x: NDArray[np.float32], counts: NDArray[np.int64]
) -> list[tuple[tuple[Split, ...], NDArray[np.bool_]]]:
    """Return the path and the points of each leaf, leaves of one verdict joined if possible."""
    nodes = tree.tree_

    def walk(
        node: int, path: tuple[Split, ...], inside: NDArray[np.bool_]
    ) -> Iterator[tuple[tuple[Split, ...], NDArray[np.bool_]]]:
        left, right = int(nodes.children_left[node]), int(nodes.children_right[node])
        if left < 0:
            yield path, inside
            return
        column, threshold = int(nodes.feature[node]), float(nodes.threshold[node])
        below = x[:, column] <= threshold
        sides = ((left, False, inside & below), (right, True, inside & ~below))
        found = [
            leaf
            for child, above, points_ in sides
            for leaf in walk(child, (*path, Split(column, threshold, above)), points_)
        ]
        foremost = {int(counts[points_].sum(axis=0).argmax()) for _, points_ in found}
        yield from [(path, inside)] if len(foremost) == 1 else found

    return list(walk(0, (), np.ones(len(x), dtype=np.bool_)))
