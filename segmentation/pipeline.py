"""From a picture to its regions, stage by stage."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from segmentation._validation import check_instance, check_mask, check_picture
from segmentation.eigen import Eigenpairs, smallest_eigenpairs
from segmentation.embedding import embed
from segmentation.errors import ConvergenceError, ParameterError
from segmentation.graph import build_graph
from segmentation.labels import assign
from segmentation.labels.match import renumber
from segmentation.method import Method
from segmentation.metrics import compare, graph_cuts
from segmentation.pixelgraph import PixelGraph
from segmentation.remarks import remark
from segmentation.remedy import offer_change
from segmentation.result import Segmentation
from segmentation.scene import Scene
from segmentation.warm import guesses

__all__ = ["segment", "segment_scene"]

TUTORIAL_METHOD = Method()


def segment(
    image: ArrayLike,
    mask: ArrayLike | None = None,
    method: Method = TUTORIAL_METHOD,
    *,
    previous: Segmentation | None = None,
) -> Segmentation:
    """Segment any grey image by normalized cuts.

    Parameters
    ----------
    image : array-like of shape (H, W)
        Real and finite; numbers are made float. Masked pixels of a masked array are outside; see
        `pixel_graph` for integers beyond 2^53.
    mask : array-like of shape (H, W), bool, default=None
        The pixels to segment, at least one; None means all.
    method : Method, default=Method()
        How.
    previous : Segmentation, default=None
        The result for a similar picture, such as the last frame of a drag. It saves time; the
        answer does not depend on it.

    Returns
    -------
    Segmentation
        Without metrics: nothing is known of the truth.

    Raises
    ------
    ParameterError
        If there are fewer pixels than clusters; `ImageError` and `MaskError` for those two.
    ConvergenceError
        If no eigenpairs pass their check. It says what to change.

    Examples
    --------
    >>> image = np.array([[0, 0, 0, 9, 9]] * 3)
    >>> segment(image, method=Method(n_clusters=2)).labels
    array([[0, 0, 0, 1, 1],
           [0, 0, 0, 1, 1],
           [0, 0, 0, 1, 1]])
    """
    owner = "segment"
    check_instance(owner, "method", method, Method)
    check_instance(owner, "previous", previous, Segmentation, optional=True)
    grey, inside = check_picture(owner, image, mask, used=method.use_mask, scale=method.scale)
    return _segment(owner, grey, inside, method, None, previous, _Clock())


def segment_scene(
    scene: Scene,
    method: Method = TUTORIAL_METHOD,
    *,
    previous: Segmentation | None = None,
) -> Segmentation:
    """Render a scene, segment it, and compare the regions with the circles.

    Parameters
    ----------
    scene : Scene
    method, previous
        As for `segment`.

    Returns
    -------
    Segmentation

    Raises
    ------
    ParameterError
        If there are fewer pixels than clusters; `MaskError` if no circle has a pixel.
    ConvergenceError
        If no eigenpairs pass their check. It says what to change.

    Examples
    --------
    >>> result = segment_scene(Scene())
    >>> result.n_nodes, result.n_edges, round(result.metrics.adjusted_rand, 2)
    (2678, 5163, 0.96)
    """
    check_instance("segment_scene", "scene", scene, Scene)
    check_instance("segment_scene", "method", method, Method)
    check_instance("segment_scene", "previous", previous, Segmentation, optional=True)
    clock = _Clock()
    with clock.stage("scene"):
        picture = scene.render()
    inside = check_mask("segment_scene", picture.mask, picture.mask.shape, used=method.use_mask)
    truth = (picture.truth, len(scene.circles))
    return _segment("segment_scene", picture.image, inside, method, truth, previous, clock)


def segment_again(result: Segmentation, method: Method) -> Segmentation:
    """Segment a result's picture by another method of the same `use_mask`.

    From a cold start: where eigenvalues are equal, guesses choose among their eigenvectors.
    """
    truth = None if result.truth is None else (result.truth, result.n_circles)
    mask = result.labels >= 0
    return _segment("segment", result.image, mask, method, truth, None, _Clock())


class _Clock:
    """Seconds by stage."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        begin = perf_counter()
        yield
        self.seconds[name] = self.seconds.get(name, 0.0) + perf_counter() - begin


def _segment(
    owner: str,
    image: NDArray[np.float64],
    mask: NDArray[np.bool_],
    method: Method,
    truth: tuple[NDArray[np.intp], int] | None,
    previous: Segmentation | None,
    clock: _Clock,
) -> Segmentation:
    """Segment a checked picture; the truth comes with its number of circles."""
    if not method.use_mask:
        mask = np.ones_like(mask)
    with clock.stage("graph"):
        graph = build_graph(image, mask, method.beta, method.scale, method.eps)
    k = method.n_clusters
    if graph.n_nodes < k:
        rule = f"at most the number of pixels to segment, {graph.n_nodes}"
        raise ParameterError(owner, "n_clusters", rule, k)
    start = guesses(previous, graph)
    try:
        pairs, embedding, found = _cut(graph, method, start, clock)
    except ConvergenceError as error:

        def answer(change: dict[str, Any]) -> None:
            other = replace(method, **change)
            changed = build_graph(image, mask, other.beta, other.scale, other.eps)
            _cut(changed, other, None, _Clock())

        raise offer_change(error, graph.n_nodes, asdict(method), answer) from error
    node_truth, n_circles = (truth[0].ravel()[graph.nodes], truth[1]) if truth else (None, 0)
    with clock.stage("labels"):
        regions = renumber(found, node_truth, n_circles)
    with clock.stage("metrics"):
        cuts = graph_cuts(graph, regions)
        metrics = None if node_truth is None else compare(regions, node_truth)
    return Segmentation(
        labels=graph.paint(regions),
        eigenvalues=pairs.values,
        residuals=pairs.residuals,
        cuts=cuts,
        metrics=metrics,
        timings=clock.seconds,
        warnings=remark(graph, pairs, regions, method),
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
        truth=None if truth is None else truth[0],
        n_circles=n_circles,
        block=pairs.block,
    )


def _cut(
    graph: PixelGraph, method: Method, start: NDArray[np.float64] | None, clock: _Clock
) -> tuple[Eigenpairs, NDArray[np.float64], NDArray[np.intp]]:
    """Return the eigenpairs of a graph, the embedding by them, and the label of each node."""
    k, seed = method.n_clusters, method.random_state
    with clock.stage("eigen"):
        pairs = smallest_eigenpairs(graph, k + 1, method.eigen_solver, seed, start, n_vectors=k)
        embedding = embed(graph, pairs.vectors)
    with clock.stage("labels"):
        found = assign(method.assign_labels, graph, embedding[:, :k], k, seed)
    return pairs, embedding, found
