"""Suggested changes of the method, each tried before it is offered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from segmentation.errors import CutlabError
from segmentation.explain.comparison import MethodOutcome, cheaper_labels, label_by_all
from segmentation.explain.verdict import outcome
from segmentation.explain.witnesses import match
from segmentation.explain.wording import METHOD_NAMES
from segmentation.stages.data import SegmentationData
from segmentation.stages.run import segment_again

__all__ = ["MOST", "Suggestion", "suggest"]

MOST = 2
FACTORS = (2.0, 0.5, 4.0, 0.25)  # of beta
USUAL_BETA = 1.0


@dataclass(frozen=True)
class Suggestion:
    """A change of the method that was tried on this very picture.

    It changed the verdict or, if no truth is known, made the cut far cheaper.

    Attributes
    ----------
    action : str
        What to do.
    effect : str
        Its effect.
    changes : mapping of str to value
        Fields of `Method`, as `dataclasses.replace` takes them.
    outcome : str
        The verdict's outcome after the change.
    """

    action: str
    effect: str
    changes: Mapping[str, Any]
    outcome: str


def suggest(
    result: SegmentationData, verdict: str, outcomes: Iterable[MethodOutcome]
) -> tuple[Suggestion, ...]:
    """Return up to two changes that alter the verdict, the simplest first.

    For a wrong result these are changes with which it agrees with the truth; if k is not the number
    of true regions, that number. For a picture without a truth it is a label method that makes the
    cut far cheaper.
    """
    if verdict == "agrees":
        return ()
    if verdict == "no truth":
        truth = result.true_regions
        return _cheaper(result, outcomes) if truth is None else _fitting_k(result, truth)
    found = list(_by_label_method(result, outcomes, {}, ""))[:1]
    spare: list[Suggestion] = []
    relabelled = bool(found)
    for changes, text in _changes(result):
        if len(found) == MOST:
            break
        again = _try(result, changes)
        if again is None:
            continue
        if _is_right(again, again.labels):
            found.append(Suggestion(text, _agreeing(again.ncut), changes, "agrees"))
        elif not relabelled and not spare:  # two changes at once only if no single one suffices
            spare += list(_by_label_method(again, label_by_all(again), changes, f"{text} and l"))[
                :1
            ]
    return tuple((found + spare)[:MOST])


def _fitting_k(result: SegmentationData, truth: NDArray[np.intp]) -> tuple[Suggestion, ...]:
    n_true = len(set(truth.tolist()))
    changes = {"n_clusters": n_true}
    again = _try(result, changes) if n_true <= 64 else None
    if again is None:
        return ()
    effect = f"one region per {result.true_name[:-1]}"
    return (Suggestion(f"Set k to {n_true}", effect, changes, outcome(again)),)


def _cheaper(result: SegmentationData, outcomes: Iterable[MethodOutcome]) -> tuple[Suggestion, ...]:
    found = cheaper_labels(result, outcomes)
    if found is None:
        return ()
    by = found[0]
    effect = f"then Ncut is {by.ncut:.3g} instead of {result.ncut:.3g}"
    action = f"Label by {METHOD_NAMES[by.name]}"
    return (Suggestion(action, effect, {"assign_labels": by.name}, "no truth"),)


def _agreeing(ncut: float) -> str:
    return f"then the regions agree with the truth, at Ncut {ncut:.3g}"


def _changes(result: SegmentationData) -> Iterator[tuple[dict[str, Any], str]]:
    beta = result.method.beta
    values = [round(factor * (beta or USUAL_BETA), 2) for factor in FACTORS]
    for value in dict.fromkeys((*values, USUAL_BETA)):
        if value != beta and value <= 1000:
            yield {"beta": value}, f"{'Raise' if value > beta else 'Lower'} β to {value:g}"
    scale = "edges" if result.method.scale == "graph" else "graph"
    yield {"scale": scale}, f"Set the scale to {scale}"


def _by_label_method(
    result: SegmentationData,
    outcomes: Iterable[MethodOutcome],
    changes: dict[str, Any],
    before: str,
) -> Iterator[Suggestion]:
    """Yield a suggestion for each other label method that is right on a result's embedding."""
    right = [
        other
        for other in outcomes
        if other.name != result.method.assign_labels and _is_right(result, other.labels)
    ]
    for other in sorted(right, key=lambda other: other.ncut):
        action = f"{before or 'L'}abel by {METHOD_NAMES[other.name]}"
        changed = changes | {"assign_labels": other.name}
        yield Suggestion(action, _agreeing(other.ncut), changed, "agrees")


def _is_right(result: SegmentationData, labels: NDArray[np.intp]) -> bool:
    truth = result.true_regions
    nodes = labels.ravel()[result.graph.nodes]
    return truth is not None and match(result.graph, nodes, truth).good


def _try(result: SegmentationData, changes: dict[str, Any]) -> SegmentationData | None:
    """Segment the same picture by a changed method; return None if that has no answer."""
    try:
        return segment_again(result, replace(result.method, **changes))
    except CutlabError:
        return None
