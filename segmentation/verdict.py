"""Who is to blame when the regions are wrong: nobody, the rounding, or the objective.

`docs/verdict.md` gives the reasons for the thresholds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from segmentation import verdict_words as words
from segmentation.comparison import label_by
from segmentation.errors import ConvergenceError
from segmentation.labels import METHODS
from segmentation.labels.match import contingency
from segmentation.metrics import graph_cuts
from segmentation.pixelgraph import PixelGraph
from segmentation.refine import refine_graph

if TYPE_CHECKING:
    from segmentation.result import Segmentation

__all__ = ["CLEARLY", "OUTCOMES", "Match", "Suggestion", "Verdict", "Witness", "judge", "outcome"]

Labels = NDArray[np.intp]

OUTCOMES = ("agrees", "rounding", "objective", "tie", "no truth")
CLEARLY = 0.02  # of the dearer one
ROUNDING = 1e-12  # costs closer than this are equal
# A partition is the truth up to its boundaries if no more pixels are wrong than lie on them, or
# than this share of all, and no true region has less than this in common with its partner.
WRONG_SHARE, LEAST_IOU = 0.025, 0.75


@dataclass(frozen=True)
class Match:
    """How far a partition is from the truth.

    Attributes
    ----------
    wrong : int
        Pixels outside their true region's partner, by the best matching.
    allowed : int
        How many may be wrong: as many as lie at the boundaries between true regions, with an edge
        into another one, or 2.5 % of all if that is more.
    worst_iou : float
        The smallest intersection over union of a true region with its partner.
    """

    wrong: int
    allowed: int
    worst_iou: float

    @property
    def good(self) -> bool:
        """Whether the partition is the truth up to its boundaries."""
        return self.wrong <= self.allowed and self.worst_iou >= LEAST_IOU


@dataclass(frozen=True)
class Witness:
    """A partition that the found one is held against.

    Attributes
    ----------
    name : str
        The label method it comes from, or "found" or "truth".
    refined : bool
        Whether boundary moves have lowered its normalized cut.
    ncut : float
    match : Match
    """

    name: str
    refined: bool
    ncut: float
    match: Match


@dataclass(frozen=True)
class Verdict:
    """What became of the true regions, and every number behind it.

    Attributes
    ----------
    outcome : {"agrees", "rounding", "objective", "tie", "no truth"}
    sentence : str
        The outcome in words, with its numbers.
    reason : str
        Why there is no truth to compare with; empty otherwise.
    witnesses : tuple of Witness
        The found regions, the true ones, and those of each label method, each as it is and
        refined; empty without a truth.
    witness : Witness or None
        What decided: for "rounding" the cheapest that looks like the truth, for "objective" the
        cheapest that does not.
    tolerance : float
        The fraction by which a normalized cut has to be lower to be clearly so.
    """

    outcome: str
    sentence: str
    reason: str = ""
    witnesses: tuple[Witness, ...] = ()
    witness: Witness | None = None
    tolerance: float = CLEARLY

    def of(self, name: str, *, refined: bool = False) -> Witness:
        """Return one of the witnesses; `KeyError` if it is not there."""
        for witness in self.witnesses:
            if witness.name == name and witness.refined == refined:
                return witness
        raise KeyError(name)


@dataclass(frozen=True)
class Suggestion:
    """A change of the method that was tried on this very picture.

    It changed the verdict, or, where no truth is known, made the cut far cheaper.

    Attributes
    ----------
    action : str
        What to do.
    effect : str
        What came of it.
    changes : mapping of str to value
        Fields of `Method`, as `dataclasses.replace` takes them.
    outcome : str
        The verdict's outcome after the change.
    """

    action: str
    effect: str
    changes: Mapping[str, Any]
    outcome: str


def judge(result: Segmentation) -> Verdict:
    """Return the verdict on a result."""
    truth = result.true_regions
    reason = no_truth(result)
    if reason or truth is None:
        return Verdict("no truth", words.no_truth_sentence(reason), reason)
    partitions = {"found": result.node_labels, "truth": truth}
    for by in result.by_method:
        partitions[by.name] = by.labels.ravel()[result.graph.nodes]
    witnesses: list[Witness] = []
    known: dict[bytes, tuple[Witness, Witness]] = {}
    for name, labels in partitions.items():
        key = labels.tobytes()  # methods often agree to the pixel
        if key not in known:
            known[key] = _both(result.graph, name, labels, truth)
        witnesses += [replace(witness, name=name) for witness in known[key]]
    return decide(result, tuple(witnesses))


def decide(result: Segmentation, witnesses: tuple[Witness, ...]) -> Verdict:
    found, refined, truth = witnesses[:3]  # as `judge` lists them
    if found.match.good:
        return Verdict("agrees", words.agrees_sentence(result, found, truth), "", witnesses)
    if refined.match.good and clearly_cheaper(refined.ncut, found.ncut):
        sentence = words.rounding_sentence(result, found, refined, refined)
        return Verdict("rounding", sentence, "", witnesses, refined)
    good = [witness for witness in witnesses if witness.match.good]  # the truth is one of them
    # What a label method found was within reach: it goes before the truth, if it will do.
    in_reach = [w for w in good if w.name != "truth" and clearly_cheaper(w.ncut, refined.ncut)]
    best = min(in_reach or good, key=lambda witness: witness.ncut)
    if clearly_cheaper(best.ncut, refined.ncut):
        sentence = words.rounding_sentence(result, found, refined, best)
        return Verdict("rounding", sentence, "", witnesses, best)
    wrong = [w for w in witnesses if w.refined and not w.match.good]
    cheap = min(wrong, key=lambda witness: witness.ncut, default=refined)
    if clearly_cheaper(cheap.ncut, best.ncut):
        sentence = words.objective_sentence(result, found, refined, truth, cheap, best)
        return Verdict("objective", sentence, "", witnesses, cheap)
    sentence = words.tie_sentence(result, found, refined, best, CLEARLY)
    return Verdict("tie", sentence, "", witnesses)


def outcome(result: Segmentation) -> str:
    """Return the verdict's outcome alone, looking no further than it takes.

    It is that of `judge`: regions that are right need no witness, and one good partition that is
    clearly cheaper settles that the rounding failed, whichever is the cheapest.
    """
    truth = result.true_regions
    if no_truth(result) or truth is None:
        return "no truth"
    graph, labels = result.graph, result.node_labels
    if match(graph, labels, truth).good:
        return "agrees"
    found, refined = _both(graph, "found", labels, truth)
    if refined.match.good and clearly_cheaper(refined.ncut, found.ncut):
        return "rounding"
    witnesses = [found, refined]
    known = {labels.tobytes()}
    for name, others in _others(result, truth):
        if others.tobytes() in known:
            continue
        known.add(others.tobytes())
        for witness in _both(graph, name, others, truth):
            if witness.match.good and clearly_cheaper(witness.ncut, refined.ncut):
                return "rounding"
            witnesses.append(witness)
    return decide(result, tuple(witnesses)).outcome


def _others(result: Segmentation, truth: Labels) -> Iterator[tuple[str, Labels]]:
    """Yield the true regions, then those of each label method but the one that found the result."""
    yield "truth", truth
    for name in METHODS:
        if name != result.method.assign_labels:
            with suppress(ConvergenceError):
                yield name, label_by(result, name)


def no_truth(result: Segmentation) -> str:
    """Return why a result cannot be held against a truth, or nothing if it can."""
    truth = result.true_regions
    if truth is None:
        return "nothing is known of the true regions of this picture"
    n_true, k = len(np.unique(truth)), result.method.n_clusters
    if n_true == k:
        return ""
    seen = len(np.unique(truth[truth < result.n_circles]))
    circles = f"{seen} {'circle' if seen == 1 else 'circles'} with pixels"
    if n_true > seen:
        circles += " and the background"
    return f"k is {k}, but the scene has {circles}"


def _both(graph: PixelGraph, name: str, labels: Labels, truth: Labels) -> tuple[Witness, Witness]:
    """Return a partition as it is and refined."""
    moved, lower = refine_graph(graph, labels)
    before = Witness(name, False, graph_cuts(graph, labels).ncut, match(graph, labels, truth))
    return before, Witness(name, True, lower, match(graph, moved, truth))


def match(graph: PixelGraph, labels: Labels, truth: Labels) -> Match:
    """Hold regions of the nodes against the true ones."""
    table = contingency(labels, truth, int(labels.max()) + 1, int(truth.max()) + 1)
    table = table[:, table.any(axis=0)]
    rows, cols = linear_sum_assignment(table, maximize=True)
    overlap = table[rows, cols]
    union = table.sum(axis=1)[rows] + table.sum(axis=0)[cols] - overlap
    worst = float((overlap / union).min()) if len(cols) == table.shape[1] else 0.0
    allowed = max(boundary_pixels(graph, truth), int(WRONG_SHARE * len(labels)))
    return Match(len(labels) - int(overlap.sum()), allowed, worst)


def boundary_pixels(graph: PixelGraph, labels: Labels) -> int:
    """Return how many nodes have a neighbour in another region."""
    at_boundary = np.zeros(graph.n_nodes, dtype=np.bool_)
    for index in (graph.right_index, graph.down_index):
        crossing = np.flatnonzero((index >= 0) & (labels[index] != labels))
        at_boundary[crossing] = True
        at_boundary[index[crossing]] = True
    return int(np.count_nonzero(at_boundary))


def clearly_cheaper(one: float, other: float) -> bool:
    """Tell whether a normalized cut is lower than another clearly."""
    return one < (1 - CLEARLY) * other - ROUNDING
