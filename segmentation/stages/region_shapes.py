"""A sentence on regions that have few pixels or are in many parts."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from segmentation.graph.pixelgraph import PixelGraph
from segmentation.stages.metrics import find_parts

__all__ = ["describe_shapes"]

# A small region has fewer pixels than the default minimum of scikit-image's `felzenszwalb`, and
# than this share of the size of k equal regions.
FEW_PIXELS, SMALL_SHARE = 20, 0.05
# A scattered region is in at least this many parts within one connected part of the mask.
MANY_PARTS = 10

Integers = NDArray[np.intp]


def describe_shapes(graph: PixelGraph, labels: Integers, sizes: Integers, n_clusters: int) -> str:
    """Return a sentence on small and on scattered regions; empty if there are none.

    It refers to regions by their sizes, because the page counts them from 1 and the labels from 0.

    Parameters
    ----------
    graph : PixelGraph
    labels : ndarray of shape (n,), int
        Region of each node, not negative.
    sizes : ndarray of int
        Number of nodes of each region, by its number.
    n_clusters : int
        Number of regions that were asked for.
    """
    limit = min(FEW_PIXELS, SMALL_SHARE * graph.n_nodes / n_clusters)
    small = [size for size in sizes.tolist() if 0 < size < limit]
    phrases = (_few_pixels(small), _many_parts(*_scattered(graph, labels, sizes)))
    sentence = "; ".join(phrase for phrase in phrases if phrase)
    return sentence and f"{sentence[0].upper()}{sentence[1:]}."


def _few_pixels(sizes: list[int]) -> str:
    if len(sizes) == 0:
        return ""
    most = max(sizes)
    if len(sizes) == 1:
        return f"one region has only {most} pixels" if most > 1 else "one region is a single pixel"
    if most == 1:
        return f"{len(sizes)} regions are single pixels"
    return f"{len(sizes)} regions have only {_range(sizes)} pixels each"


def _scattered(graph: PixelGraph, labels: Integers, sizes: Integers) -> tuple[Integers, Integers]:
    """Return the sizes of scattered regions, and the number of parts of each."""
    _, member = find_parts(graph, labels)
    region = labels[member]
    parts = np.bincount(region, minlength=len(sizes))
    if parts.max() < MANY_PARTS:
        return sizes[:0], parts[:0]
    piece, _ = find_parts(graph, np.zeros_like(labels))
    touched = np.unique(np.stack((region, piece[member])), axis=1)[0]
    pieces = np.bincount(touched, minlength=len(sizes))
    chosen = parts - pieces >= MANY_PARTS - 1
    return sizes[chosen], parts[chosen]


def _many_parts(sizes: Integers, parts: Integers) -> str:
    if len(parts) == 0:
        return ""
    if len(parts) == 1:
        return f"one region, of {sizes[0]:,} pixels, lies in {parts[0]:,} separate parts"
    return f"{len(parts)} regions lie in {_range(parts)} separate parts each"


def _range(counts: Collection[int]) -> str:
    least, most = min(counts), max(counts)
    return f"{most:,}" if least == most else f"{least:,} to {most:,}"
