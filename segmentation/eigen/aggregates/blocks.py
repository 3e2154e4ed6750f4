"""Aggregates of pixels: pieces of square blocks of a picture, parted where its edges are weak.

Within a block each cluster, at first a pixel, joins the neighbour that it has the most weight to,
if that weight is at least a share of the cluster's volume; and again, with weights and volumes
summed, until none does (the rounds of Borůvka's algorithm for spanning trees). The share makes it a
question of how weak an edge is for its pixels, not of how weak it is: a pixel of a texture or
amid a blurred edge, all whose edges are weak, joins one side or the other, where little is lost,
and a boundary between two regions parts the block.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from segmentation.kernels.arrays import empty_numbers, empty_vector, filled_numbers
from segmentation.kernels.compiled import device, kernel

__all__ = ["aggregate"]

Floats = NDArray[np.float64]
Indices = NDArray[np.int32]


class Block(NamedTuple):
    """Scratch arrays for one block: of its pixels, of its clusters, and of the edges between."""

    member: Indices  # nodes, by their numbers within the block
    cluster: Indices  # of each pixel
    volume: Floats  # of each cluster
    best: Floats  # weight of each cluster's heaviest edge
    target: Indices  # where that edge leads
    root: Indices  # union-find tree of clusters, then their new numbers
    first: Indices  # clusters at the ends of each edge
    second: Indices
    weight: Floats
    known: Indices  # number of the edge between two clusters, or -1


@kernel
def aggregate(
    nodes: Indices,
    height: int,
    width: int,
    right: Floats,
    down: Floats,
    below: Indices,
    degree: Floats,
    side: int,
    share: float,
    parent: Indices,
) -> int:
    """Write the number of each node's aggregate to `parent`; return their count.

    Blocks have `side` times `side` pixels. The other arguments are those of `PixelGraph`, and
    `share` is that of a cluster's volume.
    """
    number = filled_numbers(height * width, -1)
    for q in range(len(nodes)):
        number[nodes[q]] = q
    b = _empty_block(side * side)
    total = 0
    for top in range(0, height, side):
        for left in range(0, width, side):
            m = 0
            for row in range(top, min(top + side, height)):
                for column in range(left, min(left + side, width)):
                    q = number[row * width + column]
                    if q >= 0:
                        b.member[m] = q
                        parent[q] = m
                        b.cluster[m] = m
                        b.volume[m] = degree[q]
                        m += 1
            n_edges = _list_edges(nodes, width, right, down, below, side, parent, m, b)
            count = m
            while _choose(share, count, n_edges, b):
                count = _renumber(m, count, b)
                n_edges = _sum_edges(count, n_edges, b)
            for a in range(m):
                parent[b.member[a]] = total + b.cluster[a]
            total += count
    return total


@device
def _empty_block(most: int) -> Block:
    return Block(
        empty_numbers(most),
        empty_numbers(most),
        empty_vector(most),
        empty_vector(most),
        empty_numbers(most),
        empty_numbers(most),
        empty_numbers(2 * most),
        empty_numbers(2 * most),
        empty_vector(2 * most),
        empty_numbers(most * most),
    )


@device
def _list_edges(
    nodes: Indices,
    width: int,
    right: Floats,
    down: Floats,
    below: Indices,
    side: int,
    parent: Indices,
    m: int,
    b: Block,
) -> int:
    """List the edges between the `m` pixels of a block, numbered in `parent`; return how many."""
    n_edges = 0
    for a in range(m):
        q = b.member[a]
        row, column = nodes[q] // width, nodes[q] % width
        if right[q] > 0 and (column + 1) % side != 0:
            b.first[n_edges], b.second[n_edges] = a, parent[q + 1]
            b.weight[n_edges] = right[q]
            n_edges += 1
        if down[q] > 0 and (row + 1) % side != 0:
            b.first[n_edges], b.second[n_edges] = a, parent[below[q]]
            b.weight[n_edges] = down[q]
            n_edges += 1
    return n_edges


@device
def _choose(share: float, count: int, n_edges: int, b: Block) -> bool:
    """Join each cluster with its neighbour of most weight; return whether any did."""
    for c in range(count):
        b.best[c] = 0.0
        b.target[c] = c
        b.root[c] = c
    for e in range(n_edges):
        one, other, weight = b.first[e], b.second[e], b.weight[e]
        if weight > b.best[one]:
            b.best[one], b.target[one] = weight, other
        if weight > b.best[other]:
            b.best[other], b.target[other] = weight, one
    any_joined = False
    for c in range(count):
        if b.best[c] >= share * b.volume[c]:
            one, other = _root(b.root, c), _root(b.root, b.target[c])
            if one != other:
                b.root[max(one, other)] = min(one, other)
                any_joined = True
    return any_joined


@device
def _root(tree: Indices, c: int) -> int:
    while tree[c] != c:
        tree[c] = tree[tree[c]]
        c = tree[c]
    return c


@device
def _renumber(m: int, count: int, b: Block) -> int:
    """Give the joined clusters numbers, in the order of their roots, and sum their volumes."""
    new = 0
    for c in range(count):
        if b.root[c] == c:
            b.root[c], b.volume[new] = new, b.volume[c]
            new += 1
        else:
            b.root[c] = b.root[b.root[c]]  # what comes before has its new number
            b.volume[b.root[c]] += b.volume[c]
    for a in range(m):
        b.cluster[a] = b.root[b.cluster[a]]
    return new


@device
def _sum_edges(count: int, n_edges: int, b: Block) -> int:
    """Sum the weights between each two of the joined clusters; return the number of edges left."""
    for pair in range(count * count):
        b.known[pair] = -1
    n_left = 0
    for e in range(n_edges):
        one, other = b.root[b.first[e]], b.root[b.second[e]]
        if one == other:
            continue
        pair = min(one, other) * count + max(one, other)
        place = b.known[pair]
        if place >= 0:
            b.weight[place] += b.weight[e]
            continue
        b.known[pair] = n_left
        b.first[n_left], b.second[n_left], b.weight[n_left] = one, other, b.weight[e]
        n_left += 1
    return n_left
