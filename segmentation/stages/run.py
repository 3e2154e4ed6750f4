"""The stages of a segmentation: graph, eigenpairs, labels, metrics."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from segmentation.eigen import Eigenpairs, smallest_eigenpairs
from segmentation.eigen.base import Aggregates
from segmentation.eigen.embedding import embed
from segmentation.eigen.verification.remedy import offer_change
from segmentation.errors import ConvergenceError, ParameterError
from segmentation.graph import PixelGraph, build_graph
from segmentation.labels import cluster
from segmentation.labels.clustering import Clustering
from segmentation.labels.match import renumber
from segmentation.labels.merging import merge_nodes
from segmentation.stages.approximate import label_aggregates
from segmentation.stages.data import SegmentationData, Truth
from segmentation.stages.method import Method
from segmentation.stages.metrics import compare, graph_cuts
from segmentation.stages.warm_start import guesses, known_graph, known_pairs, known_regions
from segmentation.stages.warnings import collect_warnings
from segmentation.watching import announce

__all__ = ["Clock", "label_nodes", "merge", "run", "segment_again"]


class Clock:
    """Seconds by stage."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Measure the block."""
        announce(name)
        begin = perf_counter()
        yield
        self.seconds[name] = self.seconds.get(name, 0.0) + perf_counter() - begin


def run(
    owner: str,
    image: NDArray[np.float64],
    mask: NDArray[np.bool_],
    method: Method,
    truth: Truth | None,
    previous: SegmentationData | None,
    clock: Clock,
) -> SegmentationData:
    """Run all stages on a checked picture.

    Parameters
    ----------
    owner : str
        Public function named in errors.
    image : ndarray of shape (H, W), or (H, W, 3) for colour, float64
    mask : ndarray of shape (H, W), bool
    method : Method
    truth : Truth or None
    previous : SegmentationData or None
        Result for a similar picture, whose eigenvectors are the start of the solver, which then
        may be less exact; k-means searches less.
    clock : Clock
        Clock to which the times of the stages are added.

    Returns
    -------
    SegmentationData
    """
    if not method.use_mask:
        mask = np.ones_like(mask)
    with clock.stage("graph"):
        graph = known_graph(previous, image, mask, method)
        graph = graph or build_graph(image, mask, method.beta, method.scale, method.eps)
    if graph.n_nodes < method.n_cut:
        rule = f"at most the number of pixels to segment, {graph.n_nodes}"
        name = "n_clusters" if graph.n_nodes < method.n_clusters else "merge_from"
        raise ParameterError(owner, name, rule, getattr(method, name))
    try:
        pairs, embedding, clustering = _cut(graph, method, previous, clock)
    except ConvergenceError as error:
        raise _with_offer(error, image, mask, method, graph.n_nodes) from error
    node_truth = truth.regions.ravel()[graph.nodes] if truth else None
    n_circles = truth.n_regions if truth else 0
    with clock.stage("labels"):
        merged = merge(graph, image, clustering.labels, method)
        regions = renumber(merged, node_truth, n_circles)
        # Another partition into the regions before merging says little of those after it.
        rival = clustering.rival if merged is clustering.labels else None
    with clock.stage("metrics"):
        cuts = graph_cuts(graph, regions)
        metrics = None if node_truth is None else compare(regions, node_truth)
    return SegmentationData(
        labels=graph.paint(regions),
        eigenvalues=pairs.values,
        residuals=pairs.residuals,
        cuts=cuts,
        metrics=metrics,
        timings=clock.seconds,
        warnings=collect_warnings(graph, pairs, regions, cuts.size, method, rival),
        n_nodes=graph.n_nodes,
        n_edges=graph.n_edges,
        n_components=pairs.n_components,
        n_isolated=graph.n_isolated,
        scale=graph.scale,
        solver=pairs.solver,
        iterations=pairs.iterations,
        graph=graph,
        embedding=embedding,
        image=image,
        method=method,
        truth=truth.regions if truth else None,
        n_circles=n_circles,
        block=pairs.block,
        true_name=truth.name if truth else "circles",
        aggregates=pairs.aggregates,
        unmerged=clustering.labels if method.merge_from else None,
    )


def _cut(
    graph: PixelGraph,
    method: Method,
    previous: SegmentationData | None,
    clock: Clock,
) -> tuple[Eigenpairs, NDArray[np.float64], Clustering]:
    """Return the eigenpairs of a graph, the embedding by them, and the labels of its nodes."""
    k, seed = method.n_cut, method.random_state
    with clock.stage("eigen"):
        known = known_pairs(previous, graph, method)
        if known:
            pairs, embedding = known
        else:
            pairs = smallest_eigenpairs(
                graph,
                k + 1,
                method.eigen_solver,
                seed,
                guesses(previous, graph),
                n_vectors=k,
                similar=previous.graph if previous else None,
            )
            embedding = embed(graph, pairs.vectors)
    with clock.stage("labels"):
        found, quick = pairs.aggregates, previous is not None
        clustering = known_regions(previous, graph, method)
        clustering = clustering or label_nodes(method, graph, found, embedding[:, :k], quick=quick)
    return pairs, embedding, clustering


def label_nodes(
    method: Method,
    graph: PixelGraph,
    found: Aggregates | None,
    points: NDArray[np.float64],
    *,
    quick: bool = False,
) -> Clustering:
    """Return the regions of the nodes from their embedding, as the method asks.

    Parameters
    ----------
    method : Method
    graph : PixelGraph
    found : Aggregates or None
        Of an embedding that is constant on them; their regions are refined.
    points : ndarray of shape (n_nodes, k)
        The embedding.
    quick : bool, default=False
        As for `cluster`.
    """
    if found is not None:
        return Clustering(label_aggregates(method, graph, found, points))
    k, seed = method.n_cut, method.random_state
    return cluster(method.assign_labels, graph, points, k, seed, quick=quick)


def merge(
    graph: PixelGraph, image: NDArray[np.float64], labels: NDArray[np.intp], method: Method
) -> NDArray[np.intp]:
    """Merge the regions of the nodes as the method asks."""
    if method.n_cut == method.n_clusters:
        return labels
    values = image.reshape(graph.shape[0] * graph.shape[1], -1)[graph.nodes]
    sides = graph.right_index, graph.down_index
    starts = [np.flatnonzero(index >= 0) for index in sides]
    ends = [index[start] for index, start in zip(sides, starts, strict=True)]
    edges = np.concatenate(starts), np.concatenate(ends)
    return merge_nodes(labels, values, edges, method.n_clusters)


def _with_offer(
    error: ConvergenceError,
    image: NDArray[np.float64],
    mask: NDArray[np.bool_],
    method: Method,
    n_nodes: int,
) -> ConvergenceError:
    """Return the error with a change of the method added for which there is an answer."""

    def answer(change: dict[str, Any]) -> None:
        other = replace(method, **change)
        changed = build_graph(image, mask, other.beta, other.scale, other.eps)
        _cut(changed, other, None, Clock())

    return offer_change(error, n_nodes, asdict(method), answer)


def segment_again(result: SegmentationData, method: Method) -> SegmentationData:
    """Segment a result's picture by another method of the same `use_mask`.

    It starts without guesses, because among eigenvectors of equal eigenvalues these decide.
    """
    truth = None
    if result.truth is not None:
        truth = Truth(result.truth, result.n_circles, result.true_name)
    mask = result.labels >= 0
    return run("segment", result.image, mask, method, truth, None, Clock())
