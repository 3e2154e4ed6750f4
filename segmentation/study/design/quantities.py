"""Outputs of a trial."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Literal

__all__ = ["OUTPUTS", "RATES", "TRUTH_OUTPUTS", "Output", "outputs_of"]


@dataclass(frozen=True)
class Output:
    """A number that a trial measures; the verdict is a word instead.

    Attributes
    ----------
    title, unit, help : str
        Shown to a reader; `unit` is empty for a number without one.
    low, high : float
        Bounds of the values.
    better : {"high", "low", "none"}
        The end of the range that is better, if one is.
    """

    title: str
    help: str
    low: float = -math.inf
    high: float = math.inf
    unit: str = ""
    better: Literal["high", "low", "none"] = "none"


OUTPUTS = {
    "adjusted_rand": Output(
        "Adjusted Rand index",
        "Agreement with the circles: 1 for equal partitions, about 0 for unrelated ones.",
        -1,
        1,
        better="high",
    ),
    "mean_iou": Output(
        "Mean IoU",
        "Intersection over union of each circle with its region, averaged over the circles.",
        0,
        1,
        better="high",
    ),
    "misclassified": Output(
        "Misclassified",
        "Fraction of the pixels outside their circle's region.",
        0,
        1,
        better="low",
    ),
    "ncut": Output("Ncut", "Of the regions found: the sum of cut / volume.", 0, 64, better="low"),
    "ncut_truth": Output("Ncut of the truth", "Of the true regions, whatever was found.", 0, 65),
    "ncut_ratio": Output(
        "Ncut ratio",
        "Ncut found over Ncut of the truth: above 1 something was missed, below 1 the wrong "
        "regions are cheaper.",
        0,
    ),
    "eigengap": Output(
        "Eigengap", "λ of k + 1 minus λ of k: how clearly k regions differ from k + 1.", 0, 2
    ),
    "components": Output("Components", "Connected pieces of the graph, single pixels included.", 1),
    "components_minus_k": Output(
        "Components − k", "Above 0 the graph falls into more pieces than there are regions."
    ),
    "verdict": Output("Verdict", "What failed: nothing, the rounding, or the objective."),
    "seconds": Output("Time", "That the trial took.", 0, unit="s", better="low"),
}

# For each verdict a column of 0 and 1, missing for scenes without a truth to compare with.
RATES = {
    "agrees": Output("Agrees", "Share of trials in which nothing failed.", 0, 1, better="high"),
    "rounding": Output("Rounding failed", "Share of trials.", 0, 1, better="low"),
    "objective": Output("Objective failed", "Share of trials.", 0, 1, better="low"),
    "tie": Output("Tie", "Share of trials in which neither is clearly to blame.", 0, 1),
}

# Outputs of a study on a picture: those against its truth, of stability, and of the cut.
TRUTH_OUTPUTS = {
    "adjusted_rand": replace(
        OUTPUTS["adjusted_rand"],
        help="Agreement with the true regions: 1 for equal partitions, about 0 for unrelated ones.",
    ),
    "covering": Output(
        "Covering",
        "Mean over the pixels of the best intersection over union with their true region.",
        0,
        1,
        better="high",
    ),
    "variation_of_information": Output(
        "Variation of information",
        "What the regions and the true ones do not tell of each other; 0 for equal partitions.",
        0,
        unit="bits",
        better="low",
    ),
    "boundary_f": Output(
        "Boundary F",
        "Harmonic mean of precision and recall of the boundary pixels.",
        0,
        1,
        better="high",
    ),
}
PICTURE_OUTPUTS = {
    **TRUTH_OUTPUTS,
    "reference_rand": Output(
        "Agreement with the base",
        "Adjusted Rand index with the regions of the base settings, without noise, merged as they "
        "were on screen: 1 where they are the same. A trial's own regions are not merged.",
        -1,
        1,
        better="high",
    ),
    "replicate_rand": Output(
        "Agreement of replicates",
        "Adjusted Rand index with the regions of the replicate before, which has other noise: 1 "
        "where noise changes nothing.",
        -1,
        1,
        better="high",
    ),
    **{name: OUTPUTS[name] for name in ("ncut", "eigengap", "components", "components_minus_k")},
    "seconds": OUTPUTS["seconds"],
}
ISHIGAMI_OUTPUTS = {
    "y": Output("y", "sin x1 + 7 sin² x2 + 0.1 x3⁴ sin x1, whose indices are known."),
    "seconds": OUTPUTS["seconds"],
}


def outputs_of(evaluator: str) -> dict[str, Output]:
    """Return the outputs of an evaluator, by name."""
    own = {"ishigami": ISHIGAMI_OUTPUTS, "picture": PICTURE_OUTPUTS}
    return own.get(evaluator, OUTPUTS)
