"""The service's answers checked with NumPy, SciPy and scikit-learn alone."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.linalg import splu
from sklearn.cluster import KMeans

from benchmarks.kmeans import inertia
from segmentation import Method, Segmentation

Floats = NDArray[np.float64]

RESIDUAL = 1e-6  # promised by the service
NEAR = 1e-9  # eigenvalues closer to a shift than this are not counted on either side


@dataclass(frozen=True)
class Checks:
    """Faults of an answer, a few words each, and how the inertia of k-means compares."""

    faults: tuple[str, ...]
    inertia: str  # "better", "equal" or "worse by ..."; empty by other label methods


def check(image: Floats, mask: NDArray[np.bool_] | None, result: Segmentation) -> Checks:
    """Check an answer against its picture."""
    weights = plain_affinity(image, mask, result.method)
    degree = weights.sum(axis=1)
    faults = [*_of_pairs(weights, degree, result), *_of_labels(weights, degree, result)]
    by_kmeans = result.method.assign_labels == "kmeans"
    return Checks(tuple(faults), _inertia(result) if by_kmeans else "")


def plain_affinity(
    image: Floats, mask: NDArray[np.bool_] | None, method: Method
) -> sparse.csr_array:
    """Return the affinity matrix without its diagonal, by the tutorial's recipe."""
    inside = np.ones(image.shape, bool) if mask is None or not method.use_mask else mask
    number = np.full(image.shape, -1)
    number[inside] = np.arange(inside.sum())
    ends, gradients = [], []
    for one, other in ((np.s_[:, :-1], np.s_[:, 1:]), (np.s_[:-1], np.s_[1:])):
        edge = inside[one] & inside[other]
        ends.append(np.stack((number[one][edge], number[other][edge])))
        gradients.append(np.abs(image[one][edge] - image[other][edge]))
    rows, cols = np.concatenate(ends, axis=1)
    gradient = np.concatenate(gradients)
    data = gradient
    if method.scale == "graph":
        data = np.concatenate((gradient, gradient, image[inside]))
    s = data.std() if len(data) else 0.0
    if s > 1e-13 * np.abs(data).max(initial=0):
        weight = np.exp(-method.beta * gradient / s) + method.eps
    else:
        weight = np.ones(len(gradient))
    n = int(inside.sum())
    half = sparse.coo_array((weight, (rows, cols)), shape=(n, n))
    return (half + half.T).tocsr()


def _of_pairs(weights: sparse.csr_array, degree: Floats, result: Segmentation) -> list[str]:
    """Check residuals, orthogonality, and that no eigenvalue was passed over."""
    faults = []
    k, values = result.method.n_clusters, result.eigenvalues
    root = np.sqrt(np.where(degree > 0, degree, 1.0))
    laplacian = sparse.eye_array(len(degree)) - sparse.diags_array(1 / root) @ weights @ (
        sparse.diags_array(1 / root)
    )
    vectors = result.embedding[:, :k] * root[:, None]
    vectors = vectors / np.linalg.norm(vectors, axis=0)
    residual = np.linalg.norm(laplacian @ vectors - vectors * values[:k], axis=0).max()
    if residual > RESIDUAL:
        faults.append(f"residual {residual:.1e}")
    across = np.abs(vectors.T @ vectors - np.eye(vectors.shape[1])).max()
    if across > RESIDUAL:
        faults.append(f"vectors {across:.1e} from orthogonal")
    # Of the pair after the last one only the value is promised, to 3 %.
    after = values[k] * 1.03 + 1e-5 if len(values) > k else np.inf
    n_below = _count_below(laplacian, float(values[k - 1]) - NEAR)
    if n_below is not None and n_below >= k:
        faults.append(f"{n_below} eigenvalues below the one of number {k}")
    if np.isfinite(after):
        n_below = _count_below(laplacian, after)
        if n_below is not None and n_below < k + 1:
            faults.append(f"only {n_below} eigenvalues up to the one of number {k + 1}")
    return faults


def _count_below(laplacian: sparse.csr_array, shift: float) -> int | None:
    """Count eigenvalues below `shift` by Sylvester's law of inertia; None if rounding hides it.

    Without row exchanges U's diagonal has the signs of D in L D L^T.
    """
    if shift <= 0:
        return 0
    shifted = (laplacian - shift * sparse.eye_array(laplacian.shape[0])).tocsc()
    factors = splu(
        shifted, permc_spec="MMD_AT_PLUS_A", diag_pivot_thresh=0.0, options={"SymmetricMode": True}
    )
    if not np.array_equal(factors.perm_r, factors.perm_c):
        return None
    return int(np.count_nonzero(factors.U.diagonal() < 0))


def _of_labels(weights: sparse.csr_array, degree: Floats, result: Segmentation) -> list[str]:
    """Check that every pixel of the mask has a region, and the normalized cut of those."""
    labels = result.labels[result.labels >= 0]
    if len(labels) != len(degree):
        return [f"{len(labels)} labels for {len(degree)} pixels"]
    total = 0.0
    for region in np.unique(labels):
        inside = labels == region
        volume = degree[inside].sum()
        if volume > 0:
            total += weights[inside][:, ~inside].sum() / volume
    if abs(total - result.ncut) > 1e-9 * max(1.0, total):
        return [f"Ncut {result.ncut:.9g}, and {total:.9g} by NumPy"]
    return []


def _inertia(result: Segmentation) -> str:
    """Compare the inertia with that of scikit-learn's ten starts."""
    k = result.method.n_clusters
    points = result.embedding[:, :k]
    largest = float(np.abs(points).max())
    points = points / largest if largest > 0 else points
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # fewer distinct points than clusters
        theirs = KMeans(k, n_init=10, random_state=0).fit_predict(points)
    rounding = 1e-15 * float(((points - points.mean(axis=0)) ** 2).sum())
    mine, other = inertia(points, result.node_labels), inertia(points, theirs)
    if mine > other * (1 + 1e-9) + rounding:
        return f"worse by {mine / other - 1:.0e}" if other > 0 else "worse: theirs is 0"
    return "better" if mine < other * (1 - 1e-9) - rounding else "equal"
