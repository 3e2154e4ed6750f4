"""A segmentation with its explanations, which are computed on demand."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from segmentation._validation import check_instance, check_integer
from segmentation.drawing.notebook import html_block
from segmentation.errors import ParameterError, Received
from segmentation.explain.comparison import MethodOutcome, label_by_all
from segmentation.explain.diagnostics import diagnose
from segmentation.explain.spectrum import MOST, Spectrum, find_spectrum, usual_count
from segmentation.explain.suggestions import Suggestion, suggest
from segmentation.explain.thresholds import ThresholdCurve, find_curve
from segmentation.explain.verdict import Verdict, judge, no_truth
from segmentation.graph import graph_edges
from segmentation.stages.data import SegmentationData

__all__ = ["Segmentation", "compare_methods", "edge_gradients", "spectrum", "threshold_curve"]


class Segmentation(SegmentationData):
    """The regions of a picture, the data they come from, and explanations of the result.

    Its fields are those of `SegmentationData`. An explanation is computed at its first use, and
    cached.
    """

    @cached_property
    def spectrum(self) -> Spectrum:
        """More eigenvalues than the regions need, with notes on them; see `spectrum`."""
        return find_spectrum(self, usual_count(self))

    @cached_property
    def threshold_curve(self) -> ThresholdCurve | None:
        """The cost of every threshold, None unless k is 2; see `threshold_curve`."""
        return find_curve(self, self.by_method) if self.method.n_clusters == 2 else None

    @cached_property
    def by_method(self) -> tuple[MethodOutcome, ...]:
        """The labels by each label method from the same embedding; see `compare_methods`."""
        return label_by_all(self)

    @cached_property
    def verdict(self) -> Verdict:
        """The verdict on the regions: right, or the failure of rounding or objective."""
        return judge(self, () if no_truth(self) else self.by_method)

    @cached_property
    def suggestions(self) -> tuple[Suggestion, ...]:
        """Up to two changes of the method that help, as was tried; see `Suggestion`."""
        outcome = self.verdict.outcome
        enough = outcome == "agrees" or (outcome == "no truth" and self.truth is not None)
        return suggest(self, outcome, () if enough else self.by_method)

    @cached_property
    def diagnostics(self) -> tuple[str, ...]:
        """Sentences on the result that take longer, such as by further segmentations.

        One says that the mask alone decides, if beta 0 finds the same regions. Without a truth,
        another names a label method that finds a far cheaper cut. One says how many parts hang
        together by the floor alone.
        """
        return diagnose(self, self.by_method if no_truth(self) else ())

    def _repr_html_(self) -> str:
        numbers: dict[str, Any] = {
            "nodes": f"{self.n_nodes:,}",
            "edges": f"{self.n_edges:,}",
            "components": self.n_components,
            "regions": self.n_regions,
            "Ncut": f"{self.ncut:.4g}",
        }
        if self.metrics:
            numbers["adjusted Rand index"] = f"{self.metrics.adjusted_rand:.3f}"
        verdict = () if self.truth is None else (self.verdict.sentence,)
        sentences = (*verdict, *self.warnings)
        grey = self.image if self.image.ndim == 2 else self.image[..., 0]
        return html_block("Segmentation", numbers, grey, self.labels, sentences=sentences)


def compare_methods(result: Segmentation) -> tuple[MethodOutcome, ...]:
    """Label a result's embedding by every method.

    Parameters
    ----------
    result : Segmentation
        The result, which caches the answer: a second call costs nothing.

    Returns
    -------
    tuple of MethodOutcome
        In the order "kmeans", "discretize", "cluster_qr", "sweep". "sweep" is missing if the
        Fiedler vector of a part, which it needs in addition to the embedding, did not pass its
        check.

    Raises
    ------
    ParameterError
        If `result` is no Segmentation.

    Examples
    --------
    >>> from segmentation import Scene, segment_scene
    >>> [outcome.name for outcome in compare_methods(segment_scene(Scene()))]
    ['kmeans', 'discretize', 'cluster_qr', 'sweep']
    """
    check_instance("compare_methods", "result", result, Segmentation)
    return result.by_method


def edge_gradients(result: Segmentation) -> NDArray[np.float64]:
    """Return the gradient g of each edge of a result's graph, from which its weight was made.

    Parameters
    ----------
    result : Segmentation

    Returns
    -------
    ndarray of shape (n_edges,), float64
        In the order of `graph_edges`: absolute differences of intensity, or distances in CIE Lab
        if the feature of the method is "colour".

    Raises
    ------
    ParameterError
        If `result` is no Segmentation.

    Examples
    --------
    >>> from segmentation import Method, segment
    >>> edge_gradients(segment([[0, 1], [0, 4]], method=Method(n_clusters=2)))
    array([1., 4., 0., 3.])
    """
    check_instance("edge_gradients", "result", result, Segmentation)
    edges = graph_edges(result.graph)
    other = edges.rows + edges.down, edges.cols + ~edges.down
    steps = result.image[edges.rows, edges.cols] - result.image[other]
    return np.abs(steps) if steps.ndim == 1 else np.sqrt(np.einsum("ec,ec->e", steps, steps))


def spectrum(result: Segmentation, n: int | None = None) -> Spectrum:
    """Return the smallest eigenvalues of a result's graph, more than its regions needed.

    Parameters
    ----------
    result : Segmentation
        The result; `result.spectrum` caches the answer for the default n.
    n : int, default=None
        Number of eigenvalues, from 1 to 65; None means 12, or more if n_clusters or the number of
        zeros is close to that. There are fewer if the graph has fewer nodes; and if they do not
        pass their check, only those of the result are returned.

    Returns
    -------
    Spectrum

    Raises
    ------
    ParameterError
        If an argument breaks its rule.

    Examples
    --------
    >>> from segmentation import Scene, segment_scene
    >>> found = spectrum(segment_scene(Scene()))
    >>> len(found.eigenvalues), found.n_zero, found.suggested_k
    (12, 1, 4)
    """
    check_instance("spectrum", "result", result, Segmentation)
    if n is None:
        return result.spectrum
    return find_spectrum(result, check_integer("spectrum", "n", n, 1, MOST))


def threshold_curve(result: Segmentation) -> ThresholdCurve:
    """Return the normalized cut at every threshold of a result's Fiedler vector.

    Parameters
    ----------
    result : Segmentation
        A result with `n_clusters` of 2.

    Returns
    -------
    ThresholdCurve

    Raises
    ------
    ParameterError
        If `result` is no Segmentation, or its `n_clusters` is not 2.

    References
    ----------
    J. Shi and J. Malik, Normalized cuts and image segmentation, PAMI 22 (2000), section 3.1.

    Examples
    --------
    >>> from segmentation import Method, Scene, segment_scene
    >>> result = segment_scene(Scene.tutorial_two(), Method(n_clusters=2))
    >>> curve = threshold_curve(result)
    >>> len(curve.thresholds) == result.n_nodes - 1, list(curve.marks)
    (True, ['kmeans', 'truth'])
    """
    owner = "threshold_curve"
    check_instance(owner, "result", result, Segmentation)
    curve = result.threshold_curve
    if curve is None:
        got = Received(f"one with n_clusters={result.method.n_clusters}")
        raise ParameterError(owner, "result", "a Segmentation into two regions", got)
    return curve
