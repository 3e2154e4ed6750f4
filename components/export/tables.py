"""Numbers of each view of the explorer, as CSV."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from io import StringIO
from itertools import zip_longest
from typing import Any

import numpy as np

from components.live.pinned import pinned_result, pinned_state
from components.live.views.base import ViewContext
from components.state.control_specs import control_specs
from components.state.names import ViewName
from segmentation import (
    RegionCuts,
    Segmentation,
    graph_edges,
    match_labels,
    mean_affinity,
)
from segmentation.stages.metrics import connected_parts

__all__ = ["VIEW_TABLES", "Table", "to_csv", "write_rows"]

Table = Mapping[str, Any]  # columns by name, lists or arrays


def to_csv(table: Table) -> str:
    """Write a table as CSV; numbers have all their digits, and missing ones are empty."""
    columns = [np.asarray(column).tolist() for column in table.values()]
    return write_rows(table, zip_longest(*columns, fillvalue=""))


def write_rows(head: Iterable[str], rows: Iterable[Iterable[Any]]) -> str:
    """Write rows as CSV; missing numbers are empty."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(head)
    writer.writerows([["" if cell != cell else cell for cell in row] for row in rows])  # NaN
    return text.getvalue()


def _spectrum(context: ViewContext) -> Table:
    spectrum = context.result.spectrum
    number = np.arange(1, len(spectrum.eigenvalues) + 1)
    return {
        "number": number,
        "eigenvalue": spectrum.eigenvalues,
        "residual": spectrum.residuals,
    }


def _pixels(result: Segmentation) -> dict[str, Any]:
    row, column = np.divmod(result.graph.nodes, result.labels.shape[1])
    return {"row": row, "column": column}


def _eigenvectors(context: ViewContext) -> Table:
    vectors = context.vectors
    entries = {f"y{i + 1}": vectors[:, i] for i in range(vectors.shape[1])}
    return _pixels(context.result) | entries


def _embedding(context: ViewContext) -> Table:
    result, n = context.result, context.vectors.shape[1]
    x, y = (min(each, n) for each in (context.state.embedding_x, context.state.embedding_y))
    truth = {} if result.node_truth is None else {"truth": result.node_truth + 1}
    return {
        **_pixels(result),
        f"y{x} (across)": context.vectors[:, x - 1],
        f"y{y} (up)": context.vectors[:, y - 1],
        "label": result.node_labels + 1,
        **truth,
    }


def _graph(context: ViewContext) -> Table:
    result = context.result
    edges = graph_edges(result.graph)
    to_row, to_column = edges.rows + edges.down, edges.cols + ~edges.down
    ends = ((edges.rows, edges.cols), (to_row, to_column))
    mean = mean_affinity(result.graph)
    return {
        "row": edges.rows,
        "column": edges.cols,
        "to row": to_row,
        "to column": to_column,
        "weight": edges.weight,
        "mean affinity": mean[ends[0]],
        "mean affinity of the other": mean[ends[1]],
    }


def _cuts(context: ViewContext) -> Table:
    result = context.result
    sides: list[tuple[str, Any, RegionCuts]] = [("found", result.node_labels, result.cuts)]
    if result.true_regions is not None and result.truth_cuts is not None:
        sides.append(("truth", result.true_regions, result.truth_cuts))
    names = ("partition", "region", "pixels", "cut", "volume", "cut / volume", "parts")
    rows = []
    for title, labels, cuts in sides:
        parts = connected_parts(result.graph, labels)
        for i in np.flatnonzero(cuts.size).tolist():
            numbers = (cuts.size[i], cuts.cut[i], cuts.volume[i], cuts.ratio[i], parts[i])
            rows.append((title, i + 1, *(number.item() for number in numbers)))
    return _by_columns(names, rows)


def _threshold(context: ViewContext) -> Table:
    curve = context.result.threshold_curve
    if curve is None:
        return {"threshold": [], "pixels below": [], "Ncut": []}
    return {"threshold": curve.thresholds, "pixels below": curve.below, "Ncut": curve.ncut}


def _methods(context: ViewContext) -> Table:
    titles = control_specs()["assign_labels"].labels or {}
    names = ("method", "Ncut", "adjusted Rand index", "seconds")
    rows = [
        (
            titles[each.name],
            each.ncut,
            each.metrics.adjusted_rand if each.metrics else "",
            each.seconds,
        )
        for each in context.result.by_method
    ]
    return _by_columns(names, rows)


def _compare(context: ViewContext) -> Table:
    a, _ = pinned_state(context.state)
    one, other = pinned_result(a, context.state.pinned).labels, context.result.labels
    if not context.state.pinned or one.shape != other.shape:
        return {"row": [], "column": [], "region in A": [], "region in B": []}
    matched = match_labels(one, other)
    row, column = np.nonzero((matched >= 0) | (other >= 0))
    return {
        "row": row,
        "column": column,
        "region in A": matched[row, column] + 1,
        "region in B": other[row, column] + 1,
    }


def _by_columns(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> Table:
    return {name: [row[i] for row in rows] for i, name in enumerate(names)}


VIEW_TABLES: dict[ViewName, Callable[[ViewContext], Table]] = {
    "spectrum": _spectrum,
    "eigenvectors": _eigenvectors,
    "embedding": _embedding,
    "graph": _graph,
    "cuts": _cuts,
    "threshold": _threshold,
    "methods": _methods,
    "compare": _compare,
}
