"""The cost of each boundary, found and true."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from components.live.codec import Arrays
from components.live.views.base import Content, View, ViewContext, edge_arrays, formula
from segmentation import RegionCuts, cut_edges
from segmentation.metrics import connected_parts

__all__ = ["VIEW"]


def _content(context: ViewContext) -> Content:
    result = context.result
    if context.state.n_clusters == 1:
        return Content("With k = 1 nothing is cut: Ncut is 0. Raise k to see boundaries.", True)
    partitions: list[dict[str, Any]] = []
    arrays: Arrays = {}
    truth = result.true_regions
    largest = 0.0
    sides = [("Found", result.node_labels, result.cuts)]
    if truth is not None and result.truth_cuts is not None:
        sides.append(("Truth", truth, result.truth_cuts))
    for number, (title, labels, cuts) in enumerate(sides):
        edges = cut_edges(result.graph, labels)
        parts = connected_parts(result.graph, labels)
        largest = max(largest, float(edges.weight.max(initial=0)))
        partitions.append({"title": title, "ncut": cuts.ncut, "rows": _rows(cuts, parts)})
        drawn = {"labels": labels.astype(np.uint8), **edge_arrays(result.graph, edges)}
        arrays |= {f"{name}{number}": array for name, array in drawn.items()}
    return Content(
        _sentence(partitions), data={"partitions": partitions, "largest": largest}, arrays=arrays
    )


def _rows(cuts: RegionCuts, parts: NDArray[np.intp]) -> list[dict[str, Any]]:
    return [
        {
            "region": int(region),
            "cut": float(cuts.cut[region]),
            "volume": float(cuts.volume[region]),
            "ratio": float(cuts.ratio[region]),
            "parts": int(parts[region]),
        }
        for region in np.flatnonzero(cuts.size)
    ]


def _sentence(partitions: list[dict[str, Any]]) -> str:
    found = partitions[0]
    if found["ncut"] == 0:
        return "Nothing is cut: the regions are separate pieces of the graph, and Ncut is 0."
    dearest = max(found["rows"], key=lambda row: float(row["ratio"]))
    sentence = (
        f"Found: Ncut {found['ncut']:.4f}; region {dearest['region'] + 1} pays most of it, "
        f"{dearest['ratio']:.4f}."
    )
    if len(partitions) > 1:
        sentence += f" The true circles would cost {partitions[1]['ncut']:.4f}."
    return sentence


VIEW = View(
    "Cuts",
    "The boundary between regions, coloured by how much affinity it cuts, and what each region "
    "pays for its size.",
    (
        "The normalized cut weighs what a region loses at its boundary against all that it holds:",
        formula(
            r"\text{Ncut} = \sum_{i=1}^{k} \frac{\text{cut}(A_i)}{\text{vol}(A_i)}, \quad "
            r"\text{cut}(A) = \sum_{p \in A,\, q \notin A} w_{pq}, \quad "
            r"\text{vol}(A) = \sum_{p \in A} d_p"
        ),
        "d is a node's degree, the sum of its edges' weights; self weights are left out. A small "
        "region has a small volume, so even a short boundary is dear for it: this is why the "
        "normalized cut prefers parts of about equal size, and why very unequal circles can be cut "
        "in the wrong place even though the solver and the labelling worked.",
        "A region may fall into several connected parts: nothing in the cost forbids it. "
        "Blue stretches of the boundary follow dark steps in the picture and cost little; red ones "
        "go straight through what belongs together.",
    ),
    ("shi-malik",),
    _content,
)
