"""Connected components of a graph: the spectrum of the graph is their spectra, merged."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse import csgraph

from segmentation.eigen.aggregates.solver import contract
from segmentation.eigen.base import LARGEST_WITH_BLOCK, Aggregates, Eigenpairs, Floats
from segmentation.eigen.laplacian import residual_norms
from segmentation.eigen.verification.resolution import RESOLUTION, unresolved
from segmentation.graph import passes
from segmentation.graph.pixelgraph import PixelGraph
from segmentation.kernels import compiled
from segmentation.kernels.cache import Group

# An edge that weighs less than this share of the degrees of both its ends is lost in their
# rounding.
NEGLIGIBLE = 1e-15

SolveConnected = Callable[[PixelGraph, int, Floats | None], Eigenpairs]


def components(graph: PixelGraph) -> tuple[int, NDArray[np.int32]]:
    """Return the number of connected components and the component of each node, (n,).

    An edge that is negligible against the degrees of both its ends does not connect them.
    """
    degree = graph.degree
    if compiled.ready(Group.FRAME):
        piece = np.empty(graph.n_nodes, np.int32)
        count = passes.label_components(
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

    A component of several nodes contributes the eigenvalue 0 in closed form, an isolated pixel the
    eigenvalue 1. Equal eigenvalues are in the order of their components: larger ones first, those
    of equal size in the order of their first pixels.

    In the merged `block`, the rows of each component hold that component's own block. If a
    component was cut as aggregates, the nodes of those that were not are aggregates by themselves.
    """
    sizes = np.bincount(piece)
    several = np.argsort(-sizes, kind="stable")
    several = several[sizes[several] > 1]
    found, iterations, names = [], 0, []
    block = None
    n_missing = n - len(several)
    if n_missing <= 0:
        for number in several[:n]:
            members = np.flatnonzero(piece == number)
            root = np.sqrt(graph.degree[members])
            found.append(_Piece(members, np.zeros(1), (root / np.linalg.norm(root))[:, None]))
    else:
        for number in several:
            members = np.flatnonzero(piece == number)
            part = graph.restrict(members)
            # Only negligible edges are left out, so the degrees of the whole graph still hold.
            part.remember(
                degree=graph.degree[members], inverse_sqrt_degree=graph.inverse_sqrt_degree[members]
            )
            guess = None if start is None else start[members]
            pairs = solve(part, min(n_missing + 1, part.n_nodes), guess)
            found.append(_Piece(members, pairs.values, pairs.vectors, pairs.aggregates))
            if graph.n_nodes <= LARGEST_WITH_BLOCK:
                block = _add_rows(block, graph.n_nodes, members, pairs.block)
            iterations += pairs.iterations
            names.append(pairs.solver)
        _check_resolved(graph, found, n)
        one = np.ones((1, 1))
        isolated = np.flatnonzero(sizes[piece] == 1)[:n_missing]
        found += [_Piece(node[None], one[0], one) for node in isolated]
    values, vectors = _merge(found, n, graph.n_nodes)
    residuals = residual_norms(graph, values, vectors)
    solver = "+".join(sorted(set(names))) or "closed form"
    joined = _join_aggregates(graph, found)
    return Eigenpairs(
        values, vectors, residuals, iterations, solver, block=block, aggregates=joined
    )


class _Piece(NamedTuple):
    """Eigenpairs of a component, and the numbers of its nodes in the graph."""

    members: NDArray[np.intp]
    values: Floats
    vectors: Floats
    aggregates: Aggregates | None = None


def _check_resolved(graph: PixelGraph, found: list[_Piece], n: int) -> None:
    """Raise an error if more eigenvectors lie below the resolution than are returned.

    Each component's space of such vectors is determined, but not which of them are among the n
    smallest of the whole graph.
    """
    n_small = sum(np.count_nonzero(part.values < RESOLUTION) for part in found)
    if n_small > n and any(part.values[-1] < RESOLUTION for part in found):
        raise unresolved(graph, n + 1)


def _join_aggregates(graph: PixelGraph, found: list[_Piece]) -> Aggregates | None:
    """Return the aggregates of all components together; None if no component has any."""
    number, count = np.full(graph.n_nodes, -1, np.int32), 0
    for part in found:
        if part.aggregates is not None:
            number[part.members] = count + part.aggregates.number
            count += len(part.aggregates.degree)
    if count == 0:
        return None
    alone = np.flatnonzero(number < 0)
    number[alone] = np.arange(count, count + len(alone))
    return contract(graph, number, count + len(alone))


def _add_rows(
    block: Floats | None, n_nodes: int, members: NDArray[np.intp], rows: Floats | None
) -> Floats | None:
    """Write a component's block into the graph's; columns that one of them lacks are zero."""
    if rows is None:
        return block
    if block is None:
        block = np.zeros((n_nodes, rows.shape[1]))
    missing = rows.shape[1] - block.shape[1]
    if missing > 0:
        block = np.pad(block, ((0, 0), (0, missing)))
    block[members, : rows.shape[1]] = rows
    return block


def _merge(found: list[_Piece], n: int, n_nodes: int) -> tuple[Floats, Floats]:
    """Return the n smallest of all pairs, with vectors that are zero outside their component."""
    chosen = sorted(
        (float(value), number, column)
        for number, part in enumerate(found)
        for column, value in enumerate(part.values)
    )[:n]
    vectors = np.zeros((n_nodes, len(chosen)))
    for target, (_, number, column) in enumerate(chosen):
        vectors[found[number].members, target] = found[number].vectors[:, column]
    return np.array([value for value, _, _ in chosen]), vectors
