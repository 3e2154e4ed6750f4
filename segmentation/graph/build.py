"""The graph of a picture's pixels.

Each pixel inside the mask is a node, joined to its four neighbours. With g the absolute
difference of intensity along an edge, its affinity is ``exp(-beta * g / s) + eps``, where s is
the standard deviation of the gradients: the recipe of the scikit-learn tutorial. Of a colour
picture g is the distance in CIE Lab.

The graph of a picture is the same to the last bit with and without compiled kernels. Kernels
enumerate the pixels, take differences and sum degrees in the same order as the NumPy code; the sums
for the scale and the exponentials are always NumPy's. Only the ratios g / s matter, so gradients
are first multiplied by a power of two, which is exact: a picture and its multiples have the same
affinities.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from segmentation._validation import (
    check_choice,
    check_picture,
    check_real,
)
from segmentation.graph import passes
from segmentation.graph.gradients import deviation, neighbours, scaled_deviation
from segmentation.graph.pixelgraph import PixelGraph
from segmentation.kernels import compiled
from segmentation.kernels.cache import Group

__all__ = ["FEATURES", "SCALES", "affinity", "build_graph", "pixel_graph"]

SCALES = ("graph", "edges")
FEATURES = ("intensity", "colour")
TINY, HUGE = float(np.nextafter(0.0, 1.0)), float(np.finfo(np.float64).max)

Floats = NDArray[np.float64]


def pixel_graph(
    image: ArrayLike,
    mask: ArrayLike | None = None,
    *,
    beta: float = 1.0,
    scale: str = "graph",
    eps: float = 0.0,
    feature: str = "intensity",
) -> PixelGraph:
    """Build the graph of a picture.

    Parameters
    ----------
    image : array-like of shape (H, W)
        Grey image; numbers are made float. Masked pixels of a masked array are outside. With the
        scale "edges" integers beyond 2^53 are counted from the least inside, so that no
        difference is lost. For the feature "colour" CIE Lab of shape (H, W, 3), as `prepare`
        makes it.
    mask : array-like of shape (H, W), bool, default=None
        True for the pixels to use; None means all.
    beta : float, default=1.0
        Rate at which the affinity decays with the gradient, from 0 to 1000.
    scale : {"graph", "edges"}, default="graph"
        Numbers of which s is the standard deviation. "graph" is the tutorial's choice: both
        directions of every edge *and* the pixels' intensities, which scikit-learn's `img_to_graph`
        leaves on the diagonal. So it depends on the absolute brightness: for a constant picture s
        is 0 only if the picture is 0. "edges" leaves the intensities out. If s is 0, all affinities
        are 1.
    eps : float, default=0.0
        Added to every affinity, from 0 to 1.
    feature : {"intensity", "colour"}, default="intensity"
        What the gradient is a difference of: "colour" is the distance in CIE Lab, known as CIE76.
        The intensity is then L*.

    Returns
    -------
    PixelGraph

    Raises
    ------
    ParameterError
        If an argument is outside its range; `ImageError` and `MaskError` for those two.

    Examples
    --------
    >>> graph = pixel_graph([[0, 0], [0, 1]])
    >>> graph.n_nodes, graph.n_edges
    (4, 4)
    """
    owner = "pixel_graph"
    scale = check_choice(owner, "scale", scale, SCALES)
    feature = check_choice(owner, "feature", feature, FEATURES)
    grey, inside = check_picture(owner, image, mask, scale=scale, feature=feature)
    beta = check_real(owner, "beta", beta, 0, 1000)
    eps = check_real(owner, "eps", eps, 0, 1)
    return build_graph(grey, inside, beta, scale, eps)


def affinity(
    image: ArrayLike,
    mask: ArrayLike | None = None,
    *,
    beta: float = 1.0,
    scale: str = "graph",
    eps: float = 0.0,
    feature: str = "intensity",
) -> sparse.csr_array:
    """Return the affinity matrix of a picture.

    Parameters
    ----------
    image, mask, beta, scale, eps, feature
        As for `pixel_graph`.

    Returns
    -------
    sparse array of shape (n_nodes, n_nodes)
        In CSR format; nodes are the pixels inside the mask, row by row. The diagonal holds what
        the tutorial's recipe leaves there; degrees and cuts ignore it.

    Raises
    ------
    ParameterError
        If an argument is outside its range; `ImageError` and `MaskError` for those two.

    Examples
    --------
    >>> affinity([[0, 0], [0, 0]], beta=0).toarray()
    array([[1., 1., 1., 0.],
           [1., 1., 0., 1.],
           [1., 0., 1., 1.],
           [0., 1., 1., 1.]])
    """
    return pixel_graph(image, mask, beta=beta, scale=scale, eps=eps, feature=feature).affinity


def build_graph(
    image: Floats, mask: NDArray[np.bool_], beta: float, scale: str, eps: float
) -> PixelGraph:
    """Build the graph of a checked picture, of colour if it has three channels.

    The other parameters are those of `pixel_graph`.
    """
    unit = 1.0
    found = neighbours(image, mask)
    if math.isinf(found.steepest):  # the difference of two numbers can overflow
        unit = 2.0
        found = neighbours(image / unit, mask)
    nodes, right, down, right_index, down_index, intensity, gradients, steepest, brightest = found
    known: dict[str, Any] = {"n_edges": len(gradients)}
    if scale == "graph":
        s, factor = scaled_deviation(gradients, max(steepest, brightest), intensity)
        share = deviation(gradients) / s if s else 0.0
    else:
        s, factor = scaled_deviation(gradients, steepest, None)
        share = 1.0 if s else 0.0
    del found, gradients  # a lot of memory, if the graph is large
    _decay((right, down, intensity), beta * factor, s)
    if s == 0:
        eps = 0.0
    intensity += eps
    if compiled.ready(Group.FRAME):
        known["degree"] = np.empty(len(nodes))
        known["weight_range"] = passes.finish_weights(
            right, down, right_index, down_index, eps, known["degree"]
        )
    else:
        for weight, index in ((right, right_index), (down, down_index)):
            weight += eps
            weight[index < 0] = 0.0
    graph = PixelGraph(
        shape=(image.shape[0], image.shape[1]),
        nodes=nodes,
        right=right,
        down=down,
        right_index=right_index,
        down_index=down_index,
        diagonal=np.minimum(intensity, HUGE, out=intensity),
        scale=min(max(s / factor * unit, TINY), HUGE) if s else 0.0,
        edges_scale=share,
    )
    graph.remember(**known)
    return graph


def _decay(arrays: Iterable[Floats], beta: float, s: float) -> None:
    """Compute exp(-beta * array / s) in place: to allocate would take longer than the sums."""
    # A very negative intensity overflows on the diagonal, which degrees and cuts ignore.
    with np.errstate(over="ignore"):
        for array in arrays:
            if s == 0:
                array.fill(1.0)
                continue
            array *= -beta
            array /= s
            np.exp(array, out=array)
