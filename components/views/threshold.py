"""The normalized cut at every threshold of the Fiedler vector."""

from __future__ import annotations

from typing import Any

import numpy as np

from components.figures.threshold import threshold_figure
from components.views.base import Content, Look, View, formula
from segmentation import threshold_curve

__all__ = ["VIEW"]


def _content(look: Look) -> Content:
    result = look.result
    if look.state.n_clusters != 2:
        return Content(
            "This view is about two regions: set k to 2. With more, the sweep cuts one part after "
            "the other in this way.",
            nothing=True,
        )
    curve = threshold_curve(result)
    if len(curve.thresholds) == 0:
        return Content("All pixels have the same coordinate: no threshold parts them.", True)
    marks = _marks(curve)
    # On which side of the threshold the regions of the labels lie, for their colours.
    below = result.node_labels[curve.order[: curve.below[curve.best]]]
    low = int(np.bincount(below).argmax())
    high = next((int(r) for r in np.unique(result.node_labels) if r != low), 1 - min(low, 1))
    least = curve.ncut[curve.best]
    return Content(
        f"The best threshold costs {least:.4f}; the labels on screen cost {result.ncut:.4f}.",
        data={"marks": marks, "minimum": curve.best, "low": low, "high": high},
        arrays={
            "order": curve.order.astype(np.uint32),
            "counts": curve.below.astype(np.uint32),
            "thresholds": curve.thresholds.astype(np.float32),
            "ncut": curve.ncut.astype(np.float32),
        },
        figures={"curve": threshold_figure(curve, marks)},
    )


def _marks(curve: Any) -> list[dict[str, Any]]:
    marks = [{"name": "minimum", "index": curve.best, "ncut": float(curve.ncut[curve.best])}]
    for name, mark in (("k-means", curve.kmeans), ("truth", curve.truth)):
        if mark is not None:
            marks.append({"name": name, "index": mark.index, "ncut": float(mark.ncut)})
    return marks


VIEW = View(
    "Threshold",
    "Two regions: sort the pixels by their entry in the second eigenvector, cut at a threshold, "
    "and read off what it costs.",
    (
        "The Fiedler vector, the second eigenvector, orders the pixels from one region to the "
        "other. Every threshold t gives a partition; the curve is its cost:",
        formula(
            r"\text{Ncut}(t) = \frac{\text{cut}(A_t)}{\text{vol}(A_t)} + "
            r"\frac{\text{cut}(A_t)}{\text{vol}(\overline{A_t})}, \quad "
            r"A_t = \{p : y_{2p} \le t\}"
        ),
        "All thresholds are tried, by one sort and running sums. The sweep takes the minimum; "
        "k-means takes the point halfway between two means, whatever it costs. The marks of "
        "k-means and of the truth stand at the threshold nearest to their partitions; the cost "
        "written at them is the partition's own.",
    ),
    ("shi-malik",),
    _content,
)
