"""Eigenpairs that follow those of a similar problem, for the frames of a drag.

A frame of a drag has the pixels of the last one and slightly different weights. So the last
eigenvectors are a good start, and the factor of an earlier matrix is a good preconditioner: with
the unnormalized Laplacians D - W, ``x.T (D - W) x`` of the two problems differ by no more than the
weights of single edges do. One or two steps of LOBPCG (Knyazev 2001) then take the place of a
factorization and some ten blocks of Lanczos vectors. The answer is less exact than that of a
solver, and says how much.
"""

from __future__ import annotations

from collections import deque
from threading import Lock
from typing import NamedTuple
from weakref import ref

import numpy as np

from segmentation.eigen.base import Eigenpairs, Floats
from segmentation.eigen.direct.cholesky import Factor
from segmentation.eigen.direct.triangular import members_for, scratch_for, solve_block
from segmentation.eigen.grid import Grid, apply, build
from segmentation.graph.pixelgraph import PixelGraph
from segmentation.kernels.simd.vectors import WIDTH
from segmentation.kernels.team import run
from segmentation.watching import check_point

__all__ = ["ANGLE", "KeptFactor", "follow", "is_near", "keep", "kept_factor"]

MOST_BYTES = 256 * 2**20  # of all kept factors together
MAX_STEPS = 3
ANGLE = 0.01  # to the eigenvectors, as a root mean square, as estimated
RATE = 0.3  # factor by which the first step reduces the angle: 0.1 for beta, up to 0.4 for sigma
FARTHEST = 3.0  # factor by which a degree may differ from that of the factorized graph
INDEPENDENT = 1e-10  # smallest eigenvalue of normalized directions' Gram matrix that counts


class KeptFactor(NamedTuple):
    """A factor of ``A + shift I``, and the D^-1/2 of its graph, numbered as in the grid."""

    factor: Factor
    scale: Floats

    @property
    def size(self) -> int:
        """Bytes of the factor."""
        return int(self.factor.entries.nbytes + self.factor.border.nbytes)


_kept: deque[tuple[ref[PixelGraph], KeptFactor]] = deque()
_lock = Lock()


def keep(graph: PixelGraph, kept: KeptFactor) -> None:
    """Keep the factor from which the problem of a graph was solved, as long as the graph lives.

    Of all factors the latest are kept, within a bound on their memory.
    """
    with _lock:
        alive = [pair for pair in _kept if pair[0]() is not None]
        _kept.clear()
        _kept.append((ref(graph), kept))
        seen, total = {id(kept)}, kept.size
        for pair in alive:
            if id(pair[1]) not in seen:
                seen.add(id(pair[1]))
                total += pair[1].size
            if total <= MOST_BYTES:
                _kept.append(pair)


def kept_factor(graph: PixelGraph) -> KeptFactor | None:
    """Return the factor that is kept for a graph."""
    with _lock:
        return next((kept for known, kept in _kept if known() is graph), None)


def is_near(graph: PixelGraph, kept: KeptFactor) -> bool:
    """Return whether a factor is of a graph so similar that it is a good preconditioner.

    By a worse one vectors change little, however far they are from the exact ones.
    """
    change = (kept.scale[1:-1] / graph.inverse_sqrt_degree) ** 2  # of the degrees
    return bool(change.max() <= FARTHEST and change.min() >= 1 / FARTHEST)


def follow(
    graph: PixelGraph, n: int, start: Floats, kept: KeptFactor, n_vectors: int | None = None
) -> Eigenpairs | None:
    """Return the smallest eigenpairs of a connected graph, or None if they have changed too much.

    Parameters
    ----------
    graph : PixelGraph
        Connected, of the pixels of the graph that was factorized.
    n : int
        Number of pairs.
    start : ndarray of shape (n_nodes, m)
        Guesses of the eigenvectors, m >= n and a multiple of eight.
    kept : KeptFactor
        Of this graph, or of one to which this is near.
    n_vectors : int, default=None
        Number of vectors that have to reach the angle, on average; None means all.

    Returns
    -------
    Eigenpairs or None
        Its residuals are not computed.
    """
    m = start.shape[1]
    fits = m % WIDTH == 0 and m >= n and len(kept.scale) == graph.n_nodes + 2
    if not fits or not np.isfinite(start).all():
        return None
    n_vectors = n if n_vectors is None else n_vectors
    grid = build(graph)
    ratio = np.divide(kept.scale, grid.scale, out=np.zeros_like(grid.scale), where=grid.scale > 0)
    x = np.zeros((len(grid.scale), m))
    x[1:-1] = start
    image = _apply(grid, x)
    values, found = _lowest(x.T @ x, x.T @ image, m)
    if len(values) < m:
        return None
    x, image, last = x @ found, image @ found, np.inf
    basis, images = [x], [image]
    for step in range(MAX_STEPS):
        check_point()
        w = _precondition(kept.factor, ratio, x, image, values)
        basis.insert(1, w)
        images.insert(1, _apply(grid, w))
        gram, energy = _inner_products(basis, images, values)
        values, found = _lowest(gram, energy, m)
        if len(values) < m:
            return None
        angle = _angle(gram, m, found[:, :n_vectors])
        rate = RATE if step == 0 else angle / last
        if not angle * rate ** (MAX_STEPS - step) <= ANGLE:
            return None
        change = _combine(basis[1:], found[m:])
        x = x @ found[:m] + change
        if angle * rate <= ANGLE:
            values, vectors = np.maximum(values[:n], 0.0), np.ascontiguousarray(x[1:-1, :n])
            unknown = np.full(n, np.nan)
            return Eigenpairs(values, vectors, unknown, step + 1, "direct", block=x[1:-1])
        image_of_change = _combine(images[1:], found[m:])
        image = image @ found[:m] + image_of_change
        basis, images, last = [x, change], [image, image_of_change], angle
    return None


def _apply(grid: Grid, x: Floats) -> Floats:
    image = np.zeros_like(x)
    apply(grid, x.reshape(-1, WIDTH), image.reshape(-1, WIDTH))
    return image


def _precondition(
    factor: Factor, ratio: Floats, x: Floats, image: Floats, values: Floats
) -> Floats:
    """Return the residuals of eigenvectors times an approximate inverse.

    With the Laplacian L = D - W, the inverse of D^-1/2 L D^-1/2 is about that of the factorized
    matrix, scaled on both sides by the square root of the ratio of the degrees.
    """
    residual = x * values
    np.subtract(image, residual, out=residual)
    residual *= ratio[:, None]
    found = np.zeros_like(residual)
    members = members_for(factor)
    scratch = scratch_for(factor, members, x.shape[1] // WIDTH)
    blocks = residual.reshape(-1, WIDTH), found.reshape(-1, WIDTH)
    run(members, solve_block, factor, *blocks, *scratch)
    found *= ratio[:, None]
    return found


def _inner_products(
    basis: list[Floats], images: list[Floats], values: Floats
) -> tuple[Floats, Floats]:
    """Return the products of a basis with itself and with its images.

    Its first block are orthonormal Ritz vectors with these values.
    """
    m, size = len(values), len(values) * len(basis)
    gram, energy = np.eye(size), np.zeros((size, size))
    energy[:m, :m] = np.diag(values)
    for j in range(1, len(basis)):
        for i in range(j + 1):
            here, there = slice(i * m, (i + 1) * m), slice(j * m, (j + 1) * m)
            gram[here, there] = basis[i].T @ basis[j]
            energy[here, there] = images[i].T @ basis[j]
            gram[there, here], energy[there, here] = gram[here, there].T, energy[here, there].T
    return gram, energy


def _angle(gram: Floats, m: int, found: Floats) -> float:
    """Return the angle, as a root mean square, of new vectors to the span of the m ones before.

    The preconditioned residuals would be too small a measure where eigenvalues have shrunk.
    """
    change = found[m:]
    squares = (change * (gram[m:, m:] @ change)).sum(axis=0)
    squares -= ((gram[:m, m:] @ change) ** 2).sum(axis=0)
    return float(np.sqrt(np.maximum(squares, 0.0).mean()))


def _combine(blocks: list[Floats], coefficients: Floats) -> Floats:
    parts = np.split(coefficients, len(blocks))
    total: Floats = blocks[0] @ parts[0]
    for block, part in zip(blocks[1:], parts[1:], strict=True):
        total += block @ part
    return total


def _lowest(gram: Floats, energy: Floats, m: int) -> tuple[Floats, Floats]:
    """Return the m lowest Ritz values, and the coefficients of the Ritz vectors."""
    lengths = 1 / np.sqrt(np.maximum(np.diag(gram), 1e-300))
    weights, axes = np.linalg.eigh(gram * lengths[:, None] * lengths)
    used = weights > INDEPENDENT
    axes = lengths[:, None] * axes[:, used] / np.sqrt(weights[used])
    values, turn = np.linalg.eigh(axes.T @ energy @ axes)
    return values[:m], axes @ turn[:, :m]
