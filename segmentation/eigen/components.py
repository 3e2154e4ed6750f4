"""Separate pieces of a graph: each has its own spectrum, the graph's is all of them merged."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse import csgraph

from segmentation.eigen.base import Eigenpairs, Floats, finish, zero_vector
from segmentation.kernels import compiled, pixels
from segmentation.pixelgraph import PixelGraph

# An edge lighter than this share of both its ends' degrees is below their rounding.
NEGLIGIBLE = 1e-15

SolveConnected = Callable[[PixelGraph, int, Floats | None], Eigenpairs]


def components(graph: PixelGraph) -> tuple[int, NDArray[np.int32]]:
    """Return the number of connected components and the component of each node, (n,).

    An edge negligible against both degrees is no edge.
    """
    degree = graph.degree
    if compiled.ready():
        piece = np.empty(graph.n_nodes, np.int32)
        count = pixels.label_components(
            graph.right,
            graph.down,
            graph.right_index,
            graph.down_index,
            degree,
            NEGLIGIBLE,
            piece,
        )
        return int(count), piece
    index = np.column_stack((graph.right_index, graph.down_index))
    weight = np.column_stack((graph.right, graph.down))
    counts = weight > NEGLIGIBLE * np.minimum(degree[:, None], degree[index])
    counts &= index >= 0
    indptr = np.zeros(graph.n_nodes + 1, dtype=np.int32)
    np.cumsum(counts.sum(axis=1), out=indptr[1:])
    ends = index[counts]
    edges = sparse.csr_array((np.ones(len(ends)), ends, indptr), shape=(graph.n_nodes,) * 2)
    count, piece = csgraph.connected_components(edges, directed=False)
    return int(count), piece


def solve_pieces(
    graph: PixelGraph,
    piece: NDArray[np.int32],
    n: int,
    start: Floats | None,
    solve: SolveConnected,
) -> Eigenpairs:
    """Merge the smallest eigenpairs of every component.

    A component of several nodes brings the eigenvalue 0 in closed form, an isolated pixel the
    eigenvalue 1. Equal eigenvalues stay in the order of their components: larger first, then
    the one met first row by row.
    """
    several, isolated = _sort_pieces(piece)
    found = [_Piece(members, np.zeros(1), _zero_column(graph, members)) for members in several[:n]]
    iterations, names = 0, []
    n_missing = n - len(several)
    if n_missing > 0:
        found = []
        for members in several:
            part = graph.restrict(members)
            guess = None if start is None else start[members]
            pairs = solve(part, min(n_missing + 1, part.n_nodes), guess)
            found.append(_Piece(members, pairs.values, pairs.vectors))
            iterations += pairs.iterations
            names.append(pairs.solver)
        one = np.ones((1, 1))
        found += [_Piece(node[None], one[0], one) for node in isolated[:n_missing]]
    values, vectors = _merge(found, n, graph.n_nodes)
    return finish(graph, values, vectors, iterations, "+".join(sorted(set(names))) or "closed form")


class _Piece:
    """Eigenpairs of a component, and where its nodes are in the graph."""

    def __init__(self, members: NDArray[np.intp], values: Floats, vectors: Floats) -> None:
        self.members = members
        self.values = values
        self.vectors = vectors


def _sort_pieces(piece: NDArray[np.int32]) -> tuple[list[NDArray[np.intp]], NDArray[np.intp]]:
    """Return the members of every component of several nodes, largest first, and the others."""
    by_piece = np.argsort(piece, kind="stable")
    groups = np.split(by_piece, np.cumsum(np.bincount(piece))[:-1])
    several = sorted(
        (group for group in groups if len(group) > 1), key=lambda group: (-len(group), group[0])
    )
    singles = [group[0] for group in groups if len(group) == 1]
    return several, np.sort(np.array(singles, dtype=np.intp))


def _zero_column(graph: PixelGraph, members: NDArray[np.intp]) -> Floats:
    return zero_vector(graph.restrict(members))[:, None]


def _merge(found: list[_Piece], n: int, n_nodes: int) -> tuple[Floats, Floats]:
    """Return the n smallest of all pairs, vectors filled up with zeros."""

    def candidates() -> Iterator[tuple[float, int, int]]:
        for number, part in enumerate(found):
            for column, value in enumerate(part.values):
                yield float(value), number, column

    chosen = sorted(candidates())[:n]
    vectors = np.zeros((n_nodes, len(chosen)))
    for target, (_, number, column) in enumerate(chosen):
        vectors[found[number].members, target] = found[number].vectors[:, column]
    return np.array([value for value, _, _ in chosen]), vectors
