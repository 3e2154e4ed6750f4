"""View of the normalized cut at every threshold of the Fiedler vector."""

from __future__ import annotations

from typing import Any

import numpy as np

from components.figures.threshold import threshold_figure
from components.live.views.base import Content, View, ViewContext, formula
from components.state.control_specs import control_specs
from components.state.numbers import short_number
from segmentation import ThresholdCurve

__all__ = ["VIEW"]


def _content(context: ViewContext) -> Content:
    result = context.result
    if context.state.n_clusters != 2:
        return Content(
            "This view is about two regions: set k to 2. With more, the sweep cuts one part after "
            "the other in this way.",
            nothing=True,
        )
    curve = result.threshold_curve
    if curve is None or len(curve.thresholds) == 0:
        return Content("All pixels have the same coordinate: no threshold separates them.", True)
    best = curve.labels_at(curve.best).ravel()[result.graph.nodes[curve.order]]
    marks = _marks(curve)
    return Content(
        f"The best threshold costs {short_number(curve.ncut[curve.best])}; the labels on screen "
        f"cost {short_number(result.ncut)}.",
        data={
            "marks": marks,
            "minimum": curve.best,
            "low": int(best[0]),
            "high": int(best[-1]),
        },
        arrays={
            "order": curve.order.astype(np.uint32),
            "counts": curve.below.astype(np.uint32),
            "thresholds": curve.thresholds.astype(np.float32),
            "ncut": curve.ncut.astype(np.float32),
        },
        figures={
            "Ncut of the two regions at every threshold of the Fiedler vector": threshold_figure(
                curve, marks
            )
        },
    )


def _marks(curve: ThresholdCurve) -> list[dict[str, Any]]:
    """Return the marks: the minimum, the label methods' partitions, the truth."""
    titles = {**(control_specs()["assign_labels"].labels or {}), "truth": "truth"}
    least = {"name": "minimum", "index": curve.best, "ncut": float(curve.ncut[curve.best])}
    return [least] + [
        {"name": titles[name], "index": mark.index, "ncut": mark.ncut}
        for name, mark in curve.marks.items()
        if name != "sweep"  # the sweep is the minimum
    ]


VIEW = View(
    "Threshold",
    "Two regions: sort the pixels by their entry in the second eigenvector, cut at a threshold, "
    "and read off the cost.",
    (
        "The Fiedler vector, the second eigenvector, orders the pixels from one region to the "
        "other. Every threshold t gives a partition; the curve is its cost:",
        formula(
            r"\text{Ncut}(t) = \frac{\text{cut}(A_t)}{\text{vol}(A_t)} + "
            r"\frac{\text{cut}(A_t)}{\text{vol}(\overline{A_t})}, \quad "
            r"A_t = \{p : y_{2p} \le t\}"
        ),
        "All thresholds are tried, by one sort and running sums. The sweep takes the minimum; "
        "k-means takes the point halfway between two means, whatever the cost. The marks of "
        "k-means and of the truth stand at the threshold nearest to their partitions; the cost "
        "written at them is the partition's own.",
    ),
    ("shi-malik",),
    _content,
)
