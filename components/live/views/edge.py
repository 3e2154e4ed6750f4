"""One edge of the graph: what makes its weight, with the numbers put in."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from components.state.edge import Edge
from components.state.numbers import short_number
from segmentation import PixelEdges, Segmentation, edge_gradients

__all__ = ["describe_edge"]

NONE = "There is no edge here: both pixels have to be in the picture, and inside the mask."
FLAT = "s = 0, because no two neighbours differ: every weight is 1."
LEAST = 1e-4  # a smaller weight is written by its power of ten


def describe_edge(result: Segmentation, edges: PixelEdges, edge: Edge) -> list[str]:
    """Return lines on the weight of an edge: pixels, gradient, parameters, and weight.

    Parameters
    ----------
    result : Segmentation
    edges : PixelEdges
        All edges of its graph.
    edge : Edge
        Any pair of neighbours, even beyond the picture.

    Returns
    -------
    list of str
        A single sentence if the graph has no such edge.
    """
    found = np.flatnonzero(
        (edges.rows == edge.row) & (edges.cols == edge.col) & (edges.down == edge.down)
    )
    if len(found) == 0:
        return [NONE]
    (number,) = found.tolist()
    ends = (edge.row, edge.col), edge.other
    one, other = (np.atleast_1d(result.image[end]).tolist() for end in ends)
    places = " to ".join(f"row {row}, column {col}" for row, col in ends)
    gradient = float(edge_gradients(result)[number])
    return [
        f"From {places}",
        _gradient(one, other, gradient),
        *_weight(result, gradient, float(edges.weight[number])),
    ]


def _gradient(one: Sequence[float], other: Sequence[float], gradient: float) -> str:
    g = short_number(gradient)
    if len(one) == 1:
        first, second = (_signed(short_number(value[0], 5)) for value in (one, other))
        second = f"({second})" if second.startswith("−") else second
        return f"g = |{first} − {second}| = {g}"
    pairs = zip(one, other, strict=True)
    squares = " + ".join(f"{short_number(abs(a - b))}²" for a, b in pairs)
    return f"g = √({squares}) = {g} in CIE Lab"


def _weight(result: Segmentation, gradient: float, weight: float) -> list[str]:
    if result.scale == 0:
        return [FLAT]
    beta, eps = result.method.beta, result.method.eps
    g, s = short_number(gradient), short_number(result.scale)
    floor = f"{eps:g}".replace("e-0", "e-")
    formula = "exp(−β g / s) + ε" if eps else "exp(−β g / s)"
    return [
        f"s = {s}, β = {beta:g}" + (f", ε = {floor}" if eps else ""),
        f"w = {formula}",
        f"w = exp(−{beta:g} · {g} / {s})" + (f" + {floor}" if eps else "") + f" = {_small(weight)}",
    ]


def _small(weight: float) -> str:
    if weight >= LEAST or weight == 0:
        return short_number(weight, 3)
    mantissa, power = f"{weight:.2e}".split("e")
    return f"{mantissa}e{int(power)}"


def _signed(number: str) -> str:
    return number.replace("-", "−", 1) if number.startswith("-") else number
