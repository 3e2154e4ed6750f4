"""From a picture to the graph of its pixels.

Each pixel inside the mask is a node, joined to its four neighbours. With g the absolute
difference of intensity along an edge, its affinity is ``exp(-beta * g / s) + eps``, where s is
the standard deviation of the gradients: the recipe of the scikit-learn tutorial.

A picture has one graph, to the last bit. Where kernels are compiled they enumerate the pixels, take
differences and sum degrees, in an order that NumPy keeps to as well; the scale's sums and the
exponentials are NumPy's in any case. Only ratios g / s count, so gradients are first multiplied by
a power of two, which is exact: a picture of any magnitude has the affinities of its multiples.
"""

from __future__ import annotations

import math
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from segmentation._validation import check_choice, check_picture, check_real
from segmentation.kernels import compiled, pixels
from segmentation.pixelgraph import PixelGraph

__all__ = ["SCALES", "affinity", "build_graph", "pixel_graph"]

SCALES = ("graph", "edges")
CONSTANT = 1e-13
ONE_KIND: tuple[Literal["C", "W"], ...] = ("C", "W")  # of array, for which kernels are compiled
CHUNK = 2**15  # numbers squared together, so that they are still in the cache
MOST_POWERS = 900  # of two: what is left of any double has a square, and beta loses no digit
TINY, HUGE = float(np.nextafter(0.0, 1.0)), float(np.finfo(np.float64).max)

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
        diagonal, so that it depends on the absolute brightness: of a constant picture it is not 0
        unless the picture is. "edges" leaves them out. Where s is 0 all affinities are 1.
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
    """Build the graph of a checked picture."""
    unit = 1.0
    found = _neighbours(image, mask)
    if np.isinf(found.gradients.max(initial=0.0)):  # two doubles can differ by more than is one
        unit = 2.0
        found = _neighbours(image / unit, mask)
    nodes, right, down, right_index, down_index, intensity, gradients = found
    known: dict[str, Any] = {"n_edges": len(gradients)}
    s, factor = _scale(gradients, intensity if scale == "graph" else None)
    del found, gradients  # of a large graph much memory
    for numbers in (right, down, intensity):
        _decay(numbers, beta * factor, s)
    if s == 0:
        eps = 0.0
    intensity += eps
    if compiled.ready():
        known["degree"] = np.empty(len(nodes))
        pixels.finish_weights(right, down, right_index, down_index, eps, known["degree"])
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
    )
    graph.remember(**known)
    return graph


class _Neighbours(NamedTuple):
    """The pixels of a mask and the gradients between neighbours, as in `PixelGraph`."""

    nodes: Indices
    right: Floats  # gradients, 0 where there is no edge
    down: Floats
    right_index: Indices
    down_index: Indices
    intensity: Floats
    gradients: Floats  # (n_edges,): of every edge, in the order of their right and lower ends


def _neighbours(image: Floats, mask: NDArray[np.bool_]) -> _Neighbours:
    if not compiled.ready():
        return _neighbours_by_numpy(image, mask)
    n = int(np.count_nonzero(mask))
    nodes, right_index, down_index = (np.empty(n, np.int32) for _ in range(3))
    right, down, intensity, gradients = (np.empty(size) for size in (n, n, n, 2 * n))
    image, mask = np.require(image, requirements=ONE_KIND), np.require(mask, requirements=ONE_KIND)
    n_edges = pixels.mark_edges(
        image, mask, nodes, right, down, right_index, down_index, intensity, gradients
    )
    return _Neighbours(nodes, right, down, right_index, down_index, intensity, gradients[:n_edges])


def _neighbours_by_numpy(image: Floats, mask: NDArray[np.bool_]) -> _Neighbours:
    width = image.shape[1]
    nodes = np.flatnonzero(mask).astype(np.int32)
    own = np.arange(len(nodes), dtype=np.int32)
    # A spare row behind the last one is what lies above the first.
    number = np.full(image.size + width, -1, dtype=np.int32)
    number[nodes] = own
    left = np.where(nodes % width != 0, number[nodes - 1], np.int32(-1))
    before = np.column_stack((left, number[nodes - width]))
    joined = before >= 0
    intensity = image.ravel()[nodes]
    with np.errstate(over="ignore"):
        gradients = np.abs(intensity[:, None] - intensity[before])
    found = []
    for side in range(2):
        ends = own[joined[:, side]]
        starts = before[ends, side]
        gradient, index = np.zeros(len(nodes)), np.full(len(nodes), -1, dtype=np.int32)
        gradient[starts], index[starts] = gradients[ends, side], ends
        found.append((gradient, index))
    (right, right_index), (down, down_index) = found
    return _Neighbours(nodes, right, down, right_index, down_index, intensity, gradients[joined])


def _scale(gradients: Floats, intensity: Floats | None) -> tuple[float, float]:
    """Return the standard deviation of the gradients times a power of two, and that power.

    The deviation is 0 without any. Both directions of an edge weigh equally: against the
    intensities they count twice, alone once. The gradients are overwritten.
    """
    largest = float(gradients.max(initial=0.0))
    if intensity is not None:
        largest = max(largest, float(intensity.max()), -float(intensity.min()))
    if largest == 0:
        return 0.0, 1.0
    powers = -math.frexp(largest)[1]
    factor = math.ldexp(1.0, min(max(powers, -MOST_POWERS), MOST_POWERS))
    gradients *= factor
    parts = [(gradients, 1)]
    if intensity is not None:
        parts = [(gradients, 2), (intensity * factor, 1)]
    count = sum(times * len(numbers) for numbers, times in parts)
    mean = sum(times * float(numbers.sum()) for numbers, times in parts) / count
    squares = sum(times * _squared_deviations(numbers, mean) for numbers, times in parts)
    s = math.sqrt(squares / count)
    # Equal gradients can leave a deviation that is nothing but rounding.
    return (s if s > CONSTANT * largest * factor else 0.0), factor


def _squared_deviations(numbers: Floats, mean: float) -> float:
    total = 0.0
    for start in range(0, len(numbers), CHUNK):
        away = numbers[start : start + CHUNK] - mean
        away *= away
        total += float(away.sum())
    return total


def _decay(numbers: Floats, beta: float, s: float) -> None:
    """Compute exp(-beta * numbers / s) in their own memory: fresh pages cost more than the sums."""
    if s == 0:
        numbers.fill(1.0)
        return
    # A very negative intensity overflows on the diagonal, which no degree or cut looks at.
    with np.errstate(over="ignore"):
        numbers *= -beta
        numbers /= s
        np.exp(numbers, out=numbers)
