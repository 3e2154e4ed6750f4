"""The spectrum of a result: components, eigengaps, and the number of regions they suggest."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from segmentation.eigen import smallest_eigenpairs
from segmentation.errors import ConvergenceError
from segmentation.stages.data import SegmentationData
from segmentation.stages.metrics import connected_parts

__all__ = ["MOST", "Spectrum", "find_spectrum", "usual_count"]

USUAL, MOST = 12, 65  # eigenvalues
ROUNDING = 1e-14


@dataclass(frozen=True, eq=False)
class Spectrum:
    """The smallest eigenvalues of the normalized Laplacian.

    Attributes
    ----------
    eigenvalues : ndarray of shape (n,), float64
        Ascending.
    residuals : ndarray of shape (n,), float64
        2-norms of L_sym u - lambda u, u of unit length.
    n_components : int
        Connected components of the graph, isolated pixels included.
    n_isolated : int
        Number of pixels without any affinity to another. Each has the eigenvalue 1.
    n_mask_pieces : int
        Connected parts of the mask on the pixel grid, single pixels included. If affinities vanish,
        there are fewer of these than components.
    """

    eigenvalues: NDArray[np.float64]
    residuals: NDArray[np.float64]
    n_components: int
    n_isolated: int
    n_mask_pieces: int

    @property
    def n_zero(self) -> int:
        """Number of zero eigenvalues listed: one for each component of several pixels."""
        return min(self.n_components - self.n_isolated, len(self.eigenvalues))

    @cached_property
    def gaps(self) -> NDArray[np.float64]:
        """The eigengaps, of shape (n - 1,): `gaps[k - 1]` is lambda_(k+1) - lambda_k."""
        return np.diff(self.eigenvalues)

    @property
    def suggested_k(self) -> int | None:
        """The k of the largest eigengap among those listed; of equal ones the smallest.

        The eigengap heuristic of U. von Luxburg, A tutorial on spectral clustering, Stat. Comput.
        17 (2007), section 8.3, doi:10.1007/s11222-007-9033-z. It depends on the number of
        eigenvalues, because gaps grow again further up. None if all eigenvalues are equal.
        """
        if len(self.gaps) == 0 or not self.gaps.max() > 0:
            return None
        return int(np.argmax(self.gaps)) + 1

    @property
    def sentences(self) -> tuple[str, ...]:
        """Notes on the spectrum, a sentence each."""
        return tuple(sentence for sentence in (self._on_zeros(), self._on_gap()) if sentence)

    def _on_zeros(self) -> str:
        n_several = self.n_components - self.n_isolated
        what = "mask" if self.n_components == self.n_mask_pieces else "graph"
        parts = []
        if n_several == 1 and not self.n_isolated:
            parts.append(f"1 zero: the {what} is in one piece")
        elif n_several > self.n_zero:
            parts.append(
                f"All {self.n_zero} are zero: the {what} has {n_several:,} separate pieces"
            )
        elif n_several == 1:
            parts.append("1 zero: one piece of several pixels")
        elif n_several > 1:
            parts.append(f"{n_several} zeros: the {what} has {n_several} separate pieces")
        if self.n_isolated == 1:
            parts.append("1 isolated pixel, whose eigenvalue is 1")
        elif self.n_isolated:
            parts.append(f"{self.n_isolated:,} isolated pixels, whose eigenvalue is 1")
        return ", and ".join(parts) + "."

    def _on_gap(self) -> str:
        k = self.suggested_k
        if k is None:
            return ""
        low, high = self.eigenvalues[k - 1 : k + 1]
        return (
            f"The largest gap among the first {len(self.eigenvalues)} is from "
            f"{low if low > ROUNDING else 0:.3g} to "
            f"{high:.3g}, which suggests {k} {'region' if k == 1 else 'regions'} "
            "(a rule of thumb only)."
        )


def usual_count(result: SegmentationData) -> int:
    """Return the default number of eigenvalues: more than clusters, and more than zeros."""
    n_zero = result.n_components - result.n_isolated
    return max(USUAL, len(result.eigenvalues), min(n_zero + 2, MOST))


def find_spectrum(result: SegmentationData, n: int) -> Spectrum:
    """Return the `n` smallest eigenvalues of a result's graph; see `spectrum`."""
    values, residuals = result.eigenvalues[:n], result.residuals[:n]
    if len(values) < min(n, result.n_nodes):
        method = result.method
        try:
            pairs = smallest_eigenpairs(
                result.graph, n, method.eigen_solver, method.random_state, result.block
            )
        except ConvergenceError:
            pass
        else:
            values, residuals = pairs.values, pairs.residuals
    grid = connected_parts(result.graph, np.zeros(result.n_nodes, dtype=np.intp))
    return Spectrum(values, residuals, result.n_components, result.n_isolated, int(grid[0]))
