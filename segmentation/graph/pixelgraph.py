"""The graph of a picture's pixels, as flat arrays."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

__all__ = ["PixelGraph"]

Floats = NDArray[np.float64]
Indices = NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class PixelGraph:
    """Pixels inside the mask, numbered row by row, with 4-neighbour edges as flat arrays.

    Attributes
    ----------
    shape : tuple of int
        Height and width of the image.
    nodes : ndarray of shape (n,), int32
        Flat row-major index in the image of each node.
    right, down : ndarray of shape (n,), float64
        Weight of the edge to the pixel on the right and below, 0 where there is none.
    right_index, down_index : ndarray of shape (n,), int32
        Number of that pixel's node, -1 where there is no edge. As nodes are numbered row by row,
        the right one is i + 1. An edge can exist although its weight has underflowed to 0.
    diagonal : ndarray of shape (n,), float64
        Self weights, as the tutorial's recipe leaves them there. Degrees and cuts ignore them.
    scale : float
        The s of the recipe, in the picture's unit. It is 0 if all gradients are equal (with the
        scale "graph": all gradients and intensities), and then all affinities are 1.
    edges_scale : float
        What the scale "edges" would be, as a share of `scale`; 0 where it is not known.
    """

    shape: tuple[int, int]
    nodes: Indices
    right: Floats
    down: Floats
    right_index: Indices
    down_index: Indices
    diagonal: Floats
    scale: float
    edges_scale: float = 0.0

    @property
    def n_nodes(self) -> int:
        """Number of nodes."""
        return len(self.nodes)

    @cached_property
    def n_edges(self) -> int:
        """Number of undirected edges, self-loops not counted."""
        return int((self.right_index >= 0).sum() + (self.down_index >= 0).sum())

    @cached_property
    def degree(self) -> Floats:
        """Row sums of the affinity without its diagonal, of shape (n,)."""
        degree = np.zeros(self.n_nodes)
        # In the order of the kernel. The indices are distinct, so fancy assignment suffices.
        degree[self._down_ends] = self.down[self._has_down]
        degree[self._right_ends] += self.right[self._has_right]
        degree += self.right + self.down
        return degree

    @cached_property
    def n_isolated(self) -> int:
        """Number of nodes of degree 0."""
        return self.n_nodes - int(np.count_nonzero(self.degree))

    @cached_property
    def weight_range(self) -> tuple[float, float]:
        """The least and the largest weight of an edge; infinite and 0 without edges."""
        weights = np.concatenate((self.right[self._has_right], self.down[self._has_down]))
        return float(weights.min(initial=np.inf)), float(weights.max(initial=0.0))

    @cached_property
    def inverse_sqrt_degree(self) -> Floats:
        """Diagonal of D^-1/2, of shape (n,); 1 for an isolated pixel, as in scikit-learn."""
        root: Floats = np.where(self.degree > 0, self.degree, 1.0)
        np.sqrt(root, out=root)
        return np.divide(1.0, root, out=root)

    @cached_property
    def affinity(self) -> sparse.csr_array:
        """Affinity of shape (n, n) with its diagonal, in CSR format with sorted indices."""
        return self.matrix(self.diagonal, self.right, self.down)

    @cached_property
    def laplacian(self) -> sparse.csr_array:
        """I - D^-1/2 W D^-1/2 of shape (n, n), in CSR format with sorted indices.

        An isolated pixel has a 1 on the diagonal, so its eigenvalue is 1, as in scikit-learn.
        """
        d = self.inverse_sqrt_degree
        # The weight is multiplied by one factor after the other, because their product can
        # overflow. An index of -1 reads the last node, times a weight of 0.
        right = self.right * d * d[self.right_index]
        down = self.down * d * d[self.down_index]
        return self.matrix(np.ones(self.n_nodes), -right, -down)

    def matrix(self, diagonal: Floats, right: Floats, down: Floats) -> sparse.csr_array:
        """Return the symmetric five-point matrix of the given entries, in CSR format.

        Parameters
        ----------
        diagonal : ndarray of shape (n,), float64
        right, down : ndarray of shape (n,), float64
            Entries for the edges to the right and below; ignored where there is no edge.

        Returns
        -------
        sparse array of shape (n, n)
            In CSR format with sorted indices.
        """
        indices, indptr, present = self._pattern
        values = np.empty((self.n_nodes, 5))
        values[self._down_ends, 0] = down[self._has_down]
        values[self._right_ends, 1] = right[self._has_right]
        values[:, 2] = diagonal
        values[:, 3] = right
        values[:, 4] = down
        matrix = sparse.csr_array(
            (values[present], indices, indptr), shape=(self.n_nodes, self.n_nodes)
        )
        matrix.has_canonical_format = True
        return matrix

    def paint(self, labels: NDArray[np.intp]) -> NDArray[np.intp]:
        """Return labels of the nodes as an image of shape (H, W), -1 outside the mask.

        Parameters
        ----------
        labels : ndarray of shape (n,), int

        Returns
        -------
        ndarray of shape (H, W), int
        """
        image = np.full(self.shape[0] * self.shape[1], -1, dtype=np.intp)
        image[self.nodes] = labels
        return image.reshape(self.shape)

    def restrict(self, members: NDArray[np.integer]) -> PixelGraph:
        """Return the graph of some nodes, given in ascending order, and the edges among them.

        Parameters
        ----------
        members : ndarray of shape (m,), int
            Numbers of the nodes, ascending.

        Returns
        -------
        PixelGraph
            Graph of m nodes, with the shape and the scale of the whole.
        """
        number = np.full(self.n_nodes + 1, -1, dtype=np.int32)  # the last entry is for index -1
        number[members] = np.arange(len(members), dtype=np.int32)
        right_index = number[self.right_index[members]]
        down_index = number[self.down_index[members]]
        return PixelGraph(
            shape=self.shape,
            nodes=self.nodes[members],
            right=np.where(right_index >= 0, self.right[members], 0.0),
            down=np.where(down_index >= 0, self.down[members], 0.0),
            right_index=right_index,
            down_index=down_index,
            diagonal=self.diagonal[members],
            scale=self.scale,
        )

    def remember(self, **known: Any) -> None:
        """Set cached properties, by name, to values that are known already.

        Parameters
        ----------
        **known : ndarray or int
            Values by the names of the properties, such as ``degree``.
        """
        vars(self).update(known)

    @cached_property
    def _has_right(self) -> NDArray[np.intp]:
        return np.flatnonzero(self.right_index >= 0)

    @cached_property
    def _has_down(self) -> NDArray[np.intp]:
        return np.flatnonzero(self.down_index >= 0)

    @cached_property
    def _right_ends(self) -> Indices:
        return self.right_index[self._has_right]

    @cached_property
    def _down_ends(self) -> Indices:
        return self.down_index[self._has_down]

    @cached_property
    def _pattern(self) -> tuple[Indices, Indices, NDArray[np.bool_]]:
        """CSR indices, indptr, and which of (up, left, self, right, down) each node has."""
        index = np.full((self.n_nodes, 5), -1, dtype=np.int32)
        index[self._down_ends, 0] = self._has_down
        index[self._right_ends, 1] = self._has_right
        index[:, 2] = np.arange(self.n_nodes)
        index[:, 3] = self.right_index
        index[:, 4] = self.down_index
        present = index >= 0
        indptr = np.zeros(self.n_nodes + 1, dtype=np.int32)
        np.cumsum(present.sum(axis=1), out=indptr[1:])
        return index[present], indptr, present
