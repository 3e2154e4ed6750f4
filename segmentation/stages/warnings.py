"""The sentences in `Segmentation.warnings`."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from segmentation.eigen import OWN, Eigenpairs
from segmentation.eigen.verification.resolution import RESOLUTION
from segmentation.graph.pixelgraph import PixelGraph
from segmentation.labels.clustering import Rival
from segmentation.stages.method import Method
from segmentation.stages.region_shapes import describe_shapes

# Eigenvalues that agree to this many digits have no eigenvectors of their own, only a common space.
SAME = 1e-6
# Ratio of the scale "graph" to the scale "edges". It is 4 for the tutorial's scene.
SWAMPED = 20


def collect_warnings(
    graph: PixelGraph,
    pairs: Eigenpairs,
    labels: NDArray[np.intp],
    sizes: NDArray[np.intp],
    method: Method,
    rival: Rival | None = None,
) -> tuple[str, ...]:
    """Return the warnings of a result, a sentence each.

    Parameters
    ----------
    graph : PixelGraph
    pairs : Eigenpairs
    labels : ndarray of shape (n,), int
    sizes : ndarray of int
        Number of nodes of each region, by its number.
    method : Method
    rival : Rival, default=None
        Another partition that is about as good.
    """
    sentences = (
        _on_scale(graph, method),
        _on_brightness(graph, method),
        _on_pieces(graph, pairs, method.n_clusters),
        _on_gap(pairs, method.n_cut),
        _on_solver(pairs, method),
        _on_rival(rival, graph.n_nodes),
        _on_regions(sizes, method.n_clusters),
        describe_shapes(graph, labels, sizes, method.n_clusters),
    )
    return tuple(sentence for sentence in sentences if sentence)


def _on_scale(graph: PixelGraph, method: Method) -> str:
    if graph.scale > 0:
        return ""
    what = "gradients" if method.scale == "edges" else "gradients and intensities"
    return f"The {what} inside the mask do not vary, so the scale is 0 and all affinities are 1."


def _on_brightness(graph: PixelGraph, method: Method) -> str:
    """Return a sentence if the mean brightness dominates the scale "graph"."""
    beta, share = method.beta, graph.edges_scale
    if method.scale != "graph" or beta == 0 or not 0 < share < 1 / SWAMPED:
        return ""
    ratio = 1 / share
    return (
        f"The mean brightness dominates the scale “graph”: it is {ratio:,.0f} times the scale "
        f"“edges”, with which β = {beta / ratio:.2g} would do the same as {beta:g} here. "
        "“edges” does not depend on brightness."
    )


def _on_pieces(graph: PixelGraph, pairs: Eigenpairs, n_clusters: int) -> str:
    if pairs.n_components == 1 and not graph.n_isolated:
        return ""
    n_several = pairs.n_components - graph.n_isolated
    n_alone = graph.n_isolated
    if graph.n_nodes == 1:
        return "The graph is a single pixel."
    sentence = f"The graph falls into {pairs.n_components:,} separate pieces"
    if n_alone:
        sentence += f", {n_alone:,} of them " + (
            "an isolated pixel" if n_alone == 1 else "isolated pixels"
        )
    if n_several > n_clusters:
        sentence += f"; with only {n_clusters} clusters which pieces go together is arbitrary"
    return sentence + "."


def _on_gap(pairs: Eigenpairs, n_clusters: int) -> str:
    """Warn if the embedding's space ends between two equal eigenvalues."""
    if len(pairs.values) <= n_clusters:
        return ""
    last, following = pairs.values[n_clusters - 1 : n_clusters + 1]
    if following == 0 or following - last > max(SAME * following, RESOLUTION):
        return ""
    return (
        f"Eigenvalues {n_clusters} and {n_clusters + 1} are equal, so the regions are one choice "
        "of many equally good ones."
    )


def _on_solver(pairs: Eigenpairs, method: Method) -> str:
    asked = method.eigen_solver
    if pairs.aggregates is not None:
        count, n_nodes = len(pairs.aggregates.degree), len(pairs.aggregates.number)
        return (
            f"Approximate: cut as {count:,} aggregates of {n_nodes:,} pixels, then refined pixel "
            "by pixel. Ncut is exact for these regions; exact eigenvectors may lead to others."
        )
    if asked in OWN and "arpack" in pairs.solver:
        return f"ARPACK answered in place of {asked}, which is not compiled."
    if asked in ("auto", "dense") or pairs.solver != "dense":
        return ""
    return f"The dense solver answered in place of {asked}: the graph is small, or {asked} failed."


def _on_rival(rival: Rival | None, n_nodes: int) -> str:
    if rival is None:
        return ""
    share, excess = rival.n_different / n_nodes, rival.excess
    more = f"only {100 * excess:.1g}% higher" if excess >= 1e-6 else "the same to six digits"
    return (
        f"Two partitions are about equally good: in another one {rival.n_different:,} pixels "
        f"({share:.0%}) lie in another region, and its {rival.cost} is {more}."
    )


def _on_regions(sizes: NDArray[np.intp], n_clusters: int) -> str:
    n_found = int(np.count_nonzero(sizes))
    if n_found == n_clusters:
        return ""
    return f"Only {n_found} of {n_clusters} regions were found."
