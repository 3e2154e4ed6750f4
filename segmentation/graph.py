"""From a picture to the graph of its pixels.

Each pixel inside the mask is a node, joined to its four neighbours. With g the absolute
difference of intensity along an edge, its affinity is ``exp(-beta * g / s) + eps``, where s is
the standard deviation of the gradients: the recipe of the scikit-learn tutorial.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from segmentation._validation import check_choice, check_picture, check_real
from segmentation.kernels import compiled, pixels
from segmentation.pixelgraph import PixelGraph

__all__ = ["SCALES", "affinity", "build_graph", "pixel_graph"]

SCALES = ("graph", "edges")
CONSTANT = 1e-13

Floats = NDArray[np.float64]
Indices = NDArray[np.int32]


def pixel_graph(
    image: ArrayLike,
    mask: ArrayLike | None = None,
    *,
    beta: float = 1.0,
    scale: str = "graph",
    eps: float = 0.0,
) -> PixelGraph:
    """Build the graph of a picture.

    Parameters
    ----------
    image : array-like of shape (H, W)
        Grey image; numbers are made float. Masked pixels of a masked array are outside. With the
        scale "edges" integers beyond 2^53 are counted from the least inside, so that no
        difference is lost.
    mask : array-like of shape (H, W), bool, default=None
        The pixels to use; None means all.
    beta : float, default=1.0
        How strongly the affinity falls with the gradient, from 0 to 1000.
    scale : {"graph", "edges"}, default="graph"
        What s is the standard deviation of. "graph" is the tutorial's: both directions of every
        edge *and* the pixels' intensities, which `img_to_graph` of scikit-learn leaves on the
        diagonal, so that it depends on the absolute brightness. "edges" leaves them out.
    eps : float, default=0.0
        Added to every affinity, from 0 to 1.

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
    grey, inside = check_picture(owner, image, mask, scale=scale)
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
) -> sparse.csr_array:
    """Return the affinity matrix of a picture.

    Parameters
    ----------
    image, mask, beta, scale, eps
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
    return pixel_graph(image, mask, beta=beta, scale=scale, eps=eps).affinity


def build_graph(
    image: Floats, mask: NDArray[np.bool_], beta: float, scale: str, eps: float
) -> PixelGraph:
    """Build the graph of a checked picture, by compiled code as soon as there is some."""
    build = _build_compiled if compiled.ready() else _build
    return build(image, mask, beta, scale, eps)


def _build_compiled(
    image: Floats, mask: NDArray[np.bool_], beta: float, scale: str, eps: float
) -> PixelGraph:
    n = int(np.count_nonzero(mask))
    nodes, right_index, down_index = (np.empty(n, np.int32) for _ in range(3))
    right, down, intensity, degree = (np.empty(n) for _ in range(4))
    edge_sum, sum_, n_edges = pixels.mark_edges(
        np.ascontiguousarray(image), mask, nodes, right, down, right_index, down_index, intensity
    )
    s = 0.0
    whole = scale == "graph"
    if whole or n_edges:
        count = 2 * n_edges + n if whole else n_edges
        mean = (2 * edge_sum + sum_) / count if whole else edge_sum / n_edges
        squares, largest = pixels.squared_deviations(right, down, right_index, down_index, mean)
        if whole:
            away = intensity - mean
            squares = 2 * squares + float(away @ away)
            largest = max(largest, float(np.abs(intensity, out=away).max()))
        s = float(np.sqrt(squares / count))
        s = s if s > CONSTANT * largest else 0.0
    right, down, diagonal = (_decay(g, beta, s) for g in (right, down, intensity))
    edges = pixels.finish_weights(right, down, right_index, down_index, eps if s else 0.0, degree)
    shape = (image.shape[0], image.shape[1])
    if s:
        diagonal += eps
        np.minimum(diagonal, np.finfo(np.float64).max, out=diagonal)
    graph = PixelGraph(shape, nodes, right, down, right_index, down_index, diagonal, s)
    graph.remember(degree=degree, n_edges=edges)  # both came with the last pass
    return graph


def _build(
    image: Floats, mask: NDArray[np.bool_], beta: float, scale: str, eps: float
) -> PixelGraph:
    width = image.shape[1]
    nodes = np.flatnonzero(mask).astype(np.int32)
    # One spare row answers for the pixels below and to the right of the last one.
    number = np.full(image.size + width, -1, dtype=np.int32)
    number[nodes] = np.arange(len(nodes), dtype=np.int32)
    right_index = np.where((nodes + 1) % width != 0, number[nodes + 1], np.int32(-1))
    down_index = number[nodes + width]
    intensity = image.ravel()[nodes]
    right = np.abs(intensity[right_index] - intensity)
    down = np.abs(intensity[down_index] - intensity)
    has_right, has_down = right_index >= 0, down_index >= 0
    s = _scale(right[has_right], down[has_down], intensity if scale == "graph" else None)
    right, down, diagonal = (_weights(g, beta, s, eps) for g in (right, down, intensity))
    return PixelGraph(
        shape=(image.shape[0], width),
        nodes=nodes,
        right=np.where(has_right, right, 0.0),
        down=np.where(has_down, down, 0.0),
        right_index=right_index,
        down_index=down_index,
        diagonal=diagonal,
        scale=s,
    )


def _scale(right: Floats, down: Floats, intensity: Floats | None) -> float:
    """Return the standard deviation of the gradients, or 0 without any."""
    edges = (right, down)
    # Both directions of an edge weigh equally: against the diagonal they count twice, alone once.
    data = np.concatenate(edges if intensity is None else (*edges, *edges, intensity))
    if not len(data):
        return 0.0
    s = float(data.std())
    # Equal gradients can leave a deviation that is nothing but rounding.
    return s if s > CONSTANT * float(np.abs(data).max()) else 0.0


def _weights(gradient: Floats, beta: float, s: float, eps: float) -> Floats:
    """Turn gradients into weights, in their own memory."""
    weights = _decay(gradient, beta, s)
    if s == 0:
        return weights
    weights += eps
    return np.minimum(weights, np.finfo(np.float64).max, out=weights)


def _decay(gradient: Floats, beta: float, s: float) -> Floats:
    """Compute exp(-beta * gradient / s) in its own memory: fresh pages cost more than the sums."""
    if s == 0:
        gradient.fill(1.0)
        return gradient
    # A very negative intensity overflows on the diagonal, which no degree or cut looks at.
    with np.errstate(over="ignore"):
        gradient *= -beta
        gradient /= s
        return np.exp(gradient, out=gradient)
