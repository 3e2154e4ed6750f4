"""Multifrontal Cholesky factorization of ``A + shift I``, panel by panel of a dissection.

A panel's front is the dense matrix of its pixels and its border: their entries of the matrix plus
the updates of its children. Eliminating the panel stores two blocks and leaves an update of the
border for the parent. The block of the panel itself is stored *inverted*, so that a solve consists
only of small dense products with eight right-hand sides.

A is an M-matrix, A + shift I a nonsingular one, and Cholesky without pivoting is stable for it.
"""

from __future__ import annotations

import itertools
from functools import partial
from threading import Event
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from segmentation.cores import threads_for, together
from segmentation.eigen.direct.dissection import PANEL, Dissection
from segmentation.eigen.grid import Grid
from segmentation.kernels.compiled import device, fast_device, kernel
from segmentation.watching import check_point

Floats = NDArray[np.float64]
Indices = NDArray[np.int32]

WORK = 3e9  # multiplications within a group of panels


class Factor(NamedTuple):
    """The factor: for each panel the inverse of its own block (m, m), and its border's (b, m).

    The panels before `middle` do not depend on those from there to `top`, nor these on them.
    """

    order: Indices
    panels: NDArray[np.int64]
    border_start: NDArray[np.int64]
    border: Indices
    start: NDArray[np.int64]  # (n_panels,) start of each panel's blocks in `entries`
    entries: Floats
    longest: int  # number of scratch rows that a solve needs
    middle: int
    top: int


class Fronts(NamedTuple):
    """Scratch arrays of a factorization."""

    position: Indices  # of each pixel, by its number in the grid, in the elimination order
    place: Indices  # row in the current front of each position
    stack: Floats  # updates of panels whose parents are still to come
    stack_start: NDArray[np.int64]  # (n_panels,) of each panel's update
    front: Floats
    product: Floats


def factorize(g: Grid, d: Dissection, shift: float) -> Factor:
    """Factorize A + shift I of a grid; on breakdown, entries are not finite."""
    sizes = d.panels[:, 1] - d.panels[:, 0]
    end = np.cumsum(sizes * (sizes + np.diff(d.border_start)))
    start = end - sizes * (sizes + np.diff(d.border_start))
    longest = 2 * max(d.largest, PANEL)
    factor = Factor(
        d.order,
        d.panels,
        d.border_start,
        d.border,
        start,
        np.empty(d.factor_size),
        longest,
        *_halves(d.panels),
    )
    room = 4 * d.largest**2 + 65536
    while not _eliminate_all(g, d, shift, factor, room):
        room *= 2
    return factor


def _halves(panels: NDArray[np.int64]) -> tuple[int, int]:
    """Return where the second of the two subtrees under the top cut begins, and where it ends.

    Where there are no two, both are the number of panels.
    """
    last = len(panels) - 1
    while last >= 0:
        one, other = sorted(panels[last, 2:].tolist())
        if one >= 0:
            return one + 1, other + 1
        last = other
    return len(panels), len(panels)


def _eliminate_all(g: Grid, d: Dissection, shift: float, factor: Factor, room: int) -> bool:
    """Fill the entries; False if `room` is too small for the children's updates.

    Panels are eliminated in groups of about a second's work at most, with a check point before
    each. Of two threads, each eliminates a subtree, on its own half of the stack.
    """
    n, n_panels = len(d.order), len(d.panels)
    several = threads_for(n) > 1 and factor.middle < n_panels
    position = np.zeros(n + 2, np.int32)
    position[d.order] = np.arange(n, dtype=np.int32)
    stack, stack_start = np.empty((1 + several) * room), np.zeros(n_panels, np.int64)
    over = Event()

    def eliminate(first: int, stop: int, place: int, limit: int) -> int:
        """Eliminate panels, from a place on the stack; return the place after, or -1."""
        spare = np.zeros(n + 1, np.int32), np.empty(d.largest**2), np.empty(d.largest**2)
        fronts = Fronts(position, spare[0], stack[:limit], stack_start, *spare[1:])
        try:
            for begin, end in itertools.pairwise(_groups(d, first, stop)):
                check_point()
                if place >= 0 and not over.is_set():
                    place = _factorize(
                        d, g.right, g.down, g.above, g.below, shift, factor.start, factor.entries,
                        fronts, begin, end, place,
                    )  # fmt: skip
        except BaseException:
            over.set()
            raise
        return place

    if not several:
        return eliminate(0, n_panels, 0, room) >= 0
    subtrees = (0, factor.middle, 0, room), (factor.middle, factor.top, room, 2 * room)
    places = together([partial(eliminate, *subtree) for subtree in subtrees])
    return min(places) >= 0 and eliminate(factor.top, n_panels, places[0], 2 * room) >= 0


def _groups(d: Dissection, first: int, stop: int) -> list[int]:
    """Return where groups of some panels begin, and the end."""
    sizes = (d.panels[:, 1] - d.panels[:, 0])[first:stop]
    lengths = sizes + np.diff(d.border_start)[first:stop]
    work = np.cumsum(sizes * lengths.astype(np.float64) ** 2)
    count = max(1, round(float(work[-1]) / WORK))
    inner = first + np.searchsorted(work, work[-1] * np.arange(1, count) / count)
    return [first, *sorted(set(inner.tolist()) - {first}), stop]


@kernel
def _factorize(
    d: Dissection,
    right: Floats,
    down: Floats,
    above: Indices,
    below: Indices,
    shift: float,
    panel_start: NDArray[np.int64],
    entries: Floats,
    fronts: Fronts,
    begin: int,
    stop: int,
    top: int,
) -> int:
    """Eliminate the panels from `begin` to `stop` - 1, from place `top` of the stack on.

    Return the place after, or -1 if there is too little room.
    """
    position, place = fronts.position, fronts.place
    stack, stack_start = fronts.stack, fronts.stack_start
    front_memory, product = fronts.front, fronts.product
    for s in range(begin, stop):
        first, end = d.panels[s, 0], d.panels[s, 1]
        border = d.border[d.border_start[s] : d.border_start[s + 1]]
        m, b = end - first, len(border)
        size = m + b
        front = front_memory[: size * size].reshape(size, size)
        for p in range(first, end):
            place[p] = p - first
        for t in range(b):
            place[border[t]] = m + t
        _assemble(front, d.order[first:end], position, place, right, down, above, below, shift)
        for c in range(3, 1, -1):
            child = d.panels[s, c]
            if child >= 0:
                rows = d.border[d.border_start[child] : d.border_start[child + 1]]
                _extend_add(front, stack, stack_start[child], rows, place)
                top = min(top, stack_start[child])
        offset = panel_start[s]
        inverse = entries[offset : offset + m * m].reshape(m, m)
        lower = entries[offset + m * m : offset + m * size].reshape(b, m)
        if top + b * b > len(stack):
            return -1
        _eliminate(front, inverse, lower, product, stack, top)
        stack_start[s] = top
        top += b * b
    return top


@device
def _assemble(
    front: Floats,
    pixels: Indices,
    position: Indices,
    place: Indices,
    right: Floats,
    down: Floats,
    above: Indices,
    below: Indices,
    shift: float,
) -> None:
    """Write the pixels' entries of A + shift I into the lower triangle of a front of zeros."""
    size = len(front)
    for i in range(size):
        for j in range(i + 1):
            front[i, j] = 0.0
    for a in range(len(pixels)):
        i = pixels[a]
        front[a, a] = 1.0 + shift
        for side in range(4):
            k, weight = i + 1, right[i]
            if side == 1:
                k, weight = i - 1, right[i - 1]
            elif side == 2:
                k = above[i]
                weight = down[k]
            elif side == 3:
                k, weight = below[i], down[i]
            if weight > 0 and k > 0 and position[k] > position[i]:
                front[place[position[k]], a] = -weight


@device
def _eliminate(
    front: Floats, inverse: Floats, lower: Floats, product: Floats, stack: Floats, top: int
) -> None:
    """Write the two blocks of a panel, and push the update of its border on the stack.

    `product` is scratch; `front` is overwritten.
    """
    b, m = lower.shape
    update = product[: b * b].reshape(b, b)
    if m > 0:
        _invert(front, inverse)
        outside = product[: b * m].reshape(b, m)
        for i in range(b):
            for j in range(m):
                outside[i, j] = front[m + i, j]
        np.dot(outside, inverse.T, lower)
        np.dot(lower, lower.T, update)  # over `outside`, which is not needed any more
    else:
        update[:] = 0.0
    _leave(front, update, m, stack, top)


@fast_device
def _extend_add(front: Floats, stack: Floats, start: int, rows: Indices, place: Indices) -> None:
    """Add a child's update, (b, b) with its lower triangle filled, to the front."""
    b = len(rows)
    for i in range(b):
        row = front[place[rows[i]]]
        o = start + i * b
        for j in range(i + 1):
            row[place[rows[j]]] += stack[o + j]


@fast_device
def _invert(front: Floats, inverse: Floats) -> None:
    """Factorize the front's leading block in place; write the factor's inverse to `inverse`."""
    m = len(inverse)
    for i in range(m):
        here = front[i]
        for j in range(i):
            there = front[j]
            s = here[j]
            for k in range(j):
                s -= here[k] * there[k]
            here[j] = s * inverse[j, j]
        s = here[i]
        for k in range(i):
            s -= here[k] * here[k]
        pivot = 1.0 / np.sqrt(s)
        row = inverse[i]
        for j in range(m):
            row[j] = 0.0
        for k in range(i):
            along = here[k] * pivot
            other = inverse[k]
            for j in range(k + 1):
                row[j] -= along * other[j]
        row[i] = pivot


@fast_device
def _leave(front: Floats, update: Floats, m: int, stack: Floats, top: int) -> None:
    """Push the lower triangle of the border's updated block on the stack."""
    b = len(update)
    for i in range(b):
        o = top + i * b
        row, change = front[m + i], update[i]
        for j in range(i + 1):
            stack[o + j] = row[m + j] - change[j]
