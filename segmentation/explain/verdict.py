"""The verdict: the regions agree with the truth, or the rounding or the objective failed.

`docs/verdict.md` explains the thresholds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from segmentation.errors import ConvergenceError
from segmentation.explain import wording as words
from segmentation.explain.comparison import MethodOutcome, label_by
from segmentation.explain.witnesses import Witness, match, witness_pair
from segmentation.labels import METHODS
from segmentation.stages.data import SegmentationData

__all__ = ["CLEARLY", "OUTCOMES", "Verdict", "judge", "no_truth", "outcome"]

Labels = NDArray[np.intp]

OUTCOMES = ("agrees", "rounding", "objective", "tie", "no truth")
CLEARLY = 0.02  # relative to the more expensive one
ROUNDING = 1e-12  # costs closer than this are equal


@dataclass(frozen=True)
class Verdict:
    """The outcome of a comparison with the truth, and every number behind it.

    Attributes
    ----------
    outcome : {"agrees", "rounding", "objective", "tie", "no truth"}
    sentence : str
        The outcome in words, with its numbers.
    reason : str
        Why there is no truth to compare with; empty otherwise.
    witnesses : tuple of Witness
        The found regions, the true ones, and those of each label method, each unrefined and
        refined; empty without a truth.
    witness : Witness or None
        The witness that decided: for "rounding" the cheapest one that matches the truth, for
        "objective" the cheapest one that does not.
    tolerance : float
        The fraction by which a normalized cut has to be lower to count as clearly lower.
    """

    outcome: str
    sentence: str
    reason: str = ""
    witnesses: tuple[Witness, ...] = ()
    witness: Witness | None = None
    tolerance: float = CLEARLY

    def of(self, name: str, *, refined: bool = False) -> Witness:
        """Return one of the witnesses.

        Parameters
        ----------
        name : str
            The label method it comes from, or "found" or "truth".
        refined : bool, default=False
            Whether its boundaries are refined.

        Returns
        -------
        Witness

        Raises
        ------
        KeyError
            If there is no such witness.
        """
        for witness in self.witnesses:
            if witness.name == name and witness.refined == refined:
                return witness
        raise KeyError(name)


def judge(result: SegmentationData, outcomes: Iterable[MethodOutcome]) -> Verdict:
    """Return the verdict on a result."""
    truth = result.true_regions
    reason = no_truth(result)
    if reason or truth is None:
        return Verdict("no truth", words.no_truth_sentence(reason), reason)
    partitions = {"found": result.node_labels, "truth": truth}
    for by in outcomes:
        partitions[by.name] = by.labels.ravel()[result.graph.nodes]
    witnesses: list[Witness] = []
    known: dict[bytes, tuple[Witness, Witness]] = {}
    for name, labels in partitions.items():
        key = labels.tobytes()  # methods often agree in every pixel
        if key not in known:
            known[key] = witness_pair(result.graph, name, labels, truth)
        witnesses += [replace(witness, name=name) for witness in known[key]]
    return decide(result, tuple(witnesses))


def decide(result: SegmentationData, witnesses: tuple[Witness, ...]) -> Verdict:
    """Return the verdict that the witnesses of a result support."""
    found, refined, truth = witnesses[:3]  # as `judge` lists them
    if found.match.good:
        return Verdict("agrees", words.agrees_sentence(result, found, truth), "", witnesses)
    if refined.match.good and clearly_cheaper(refined.ncut, found.ncut):
        sentence = words.rounding_sentence(result, found, refined, refined)
        return Verdict("rounding", sentence, "", witnesses, refined)
    good = [witness for witness in witnesses if witness.match.good]  # the truth is one of them
    # A cut that a label method found was within reach, so it takes precedence over the truth.
    in_reach = [w for w in good if w.name != "truth" and clearly_cheaper(w.ncut, refined.ncut)]
    best = min(in_reach or good, key=lambda witness: witness.ncut)
    labelled = [w for w in good if w.name in METHODS and not w.refined]
    by_labels = min(labelled, key=lambda witness: witness.ncut, default=None)
    if clearly_cheaper(best.ncut, refined.ncut):
        sentence = words.rounding_sentence(result, found, refined, best, by_labels)
        return Verdict("rounding", sentence, "", witnesses, best)
    wrong = [w for w in witnesses if w.refined and not w.match.good]
    cheap = min(wrong, key=lambda witness: witness.ncut, default=refined)
    if clearly_cheaper(cheap.ncut, best.ncut):
        sentence = words.objective_sentence(result, found, refined, truth, cheap, best, by_labels)
        return Verdict("objective", sentence, "", witnesses, cheap)
    sentence = words.tie_sentence(result, found, refined, best, CLEARLY)
    return Verdict("tie", sentence, "", witnesses)


def outcome(result: SegmentationData) -> str:
    """Return only the verdict's outcome, with no more computation than that needs.

    It is the outcome of `judge`. Regions that are right need no witness, and one good partition
    that is clearly cheaper proves that the rounding failed, even if another one is cheaper still.
    """
    truth = result.true_regions
    if no_truth(result) or truth is None:
        return "no truth"
    graph, labels = result.graph, result.node_labels
    if match(graph, labels, truth).good:
        return "agrees"
    found, refined = witness_pair(graph, "found", labels, truth)
    if refined.match.good and clearly_cheaper(refined.ncut, found.ncut):
        return "rounding"
    witnesses = [found, refined]
    known = {labels.tobytes()}
    for name, others in _others(result, truth):
        if others.tobytes() in known:
            continue
        known.add(others.tobytes())
        for witness in witness_pair(graph, name, others, truth):
            if witness.match.good and clearly_cheaper(witness.ncut, refined.ncut):
                return "rounding"
            witnesses.append(witness)
    return decide(result, tuple(witnesses)).outcome


def _others(result: SegmentationData, truth: Labels) -> Iterator[tuple[str, Labels]]:
    """Yield the true regions, then those of each label method except the result's own."""
    yield "truth", truth
    for name in METHODS:
        if name != result.method.assign_labels:
            with suppress(ConvergenceError):
                yield name, label_by(result, name)


def no_truth(result: SegmentationData) -> str:
    """Return the reason why a result cannot be compared with a truth; empty if it can."""
    truth = result.true_regions
    if truth is None:
        return "The true regions of this picture are not known"
    n_true, k = len(np.unique(truth)), result.method.n_clusters
    if n_true == k:
        return ""
    seen = len(np.unique(truth[truth < result.n_circles]))
    name = result.true_name
    visible = f"{seen} {name[:-1] if seen == 1 else name}"
    visible += " and the background are" if n_true > seen else " is" if seen == 1 else " are"
    return f"k is {k} but {visible} visible, so regions and {name} cannot match one to one"


def clearly_cheaper(one: float, other: float) -> bool:
    """Return whether a normalized cut is clearly lower than another."""
    return one < (1 - CLEARLY) * other - ROUNDING
