"""Threads that run one kernel together, each on its own part of the arrays.

Between passes that read what another thread has written, they meet. Sums are added in the order of
the threads, so that results do not depend on who is faster. A thread waits actively, because the
next meeting is some microseconds away, and gives way to others once it has waited for longer.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError
from functools import partial
from typing import Any, NamedTuple, TypeVar

import numpy as np
from llvmlite import ir
from numba import types
from numpy.typing import NDArray

from segmentation.cores import together
from segmentation.kernels.compiled import device
from segmentation.kernels.simd.vectors import at, element_pointer, intrinsic

__all__ = ["ALONE", "Team", "add_up", "crew", "meet", "own_rows", "run"]

Answer = TypeVar("Answer")

SIZE = 2
LINE = 16  # integers to a thread, so that none shares a cache line, or a pair of lines
ACTIVELY = 20_000  # looks at the other's arrivals before giving way: about 20 microseconds
NEVER = 2**62
GIVE_WAY = "SwitchToThread" if os.name == "nt" else "sched_yield"


class Team(NamedTuple):
    """One or two threads, as one of them sees it."""

    rank: int
    size: int
    arrivals: NDArray[np.int64]  # (size * LINE,) of each: meetings reached, and half of `sums`
    sums: NDArray[np.float64]  # (2, size, room) parts of a sum, and those of the one before


ALONE = Team(0, 1, np.zeros(LINE, np.int64), np.zeros((2, 1, 0)))


def crew(room: int) -> list[Team]:
    """Return a team as each of its two threads sees it, for sums of up to `room` numbers."""
    arrivals, sums = np.zeros(SIZE * LINE, np.int64), np.zeros((2, SIZE, room))
    return [Team(rank, SIZE, arrivals, sums) for rank in range(SIZE)]


def run(members: Sequence[Team], call: Callable[..., Answer], *arguments: Any) -> Answer:
    """Call a function in each thread of a team; return what it returns in the first one.

    Its first argument is the team as the thread sees it. If one raises, or the first one never
    begins, the other one waits for it no more.
    """
    if len(members) == 1:
        return call(members[0], *arguments)

    def take_part(team: Team) -> Answer:
        if team.rank > 0 and team.arrivals[0] == NEVER:
            raise CancelledError  # the caller may use its arrays again
        try:
            return call(team, *arguments)
        except BaseException:
            _give_up(team)
            raise

    calls = [partial(take_part, team) for team in members]
    return together(calls, partial(_give_up, members[0]))[0]


def _give_up(team: Team) -> None:
    """Let the other thread pass all meetings."""
    if team.size > 1:
        team.arrivals[team.rank * LINE] = NEVER


@device
def own_rows(team: Team, n: int) -> tuple[int, int]:
    """Return where this thread's share of n rows begins and ends."""
    return n * team.rank // team.size, n * (team.rank + 1) // team.size


@device
def meet(team: Team) -> None:
    """Wait until the other thread has come as far."""
    if team.size == 1:
        return
    own = team.rank * LINE
    count = at(team.arrivals, own) + 1
    _publish(team.arrivals, own, count)
    n_looks = 0
    while _look(team.arrivals, LINE - own) < count:
        n_looks += 1
        if n_looks > ACTIVELY:
            _give_way()


@device
def add_up(team: Team, numbers: NDArray[np.float64]) -> None:
    """Add the other thread's numbers, (n,), to this one's: both have the sums afterwards."""
    if team.size == 1:
        return
    turn = team.arrivals[team.rank * LINE + 1]
    team.arrivals[team.rank * LINE + 1] = 1 - turn
    for i in range(len(numbers)):
        team.sums[turn, team.rank, i] = numbers[i]
    meet(team)
    for i in range(len(numbers)):
        numbers[i] = team.sums[turn, 0, i] + team.sums[turn, 1, i]


@intrinsic
def _look(typing: Any, array: Any, index: Any) -> Any:
    """Return an entry, and see all that was written before it was published."""

    def code(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        pointer = element_pointer(context, builder, sig.args[0], args[0], args[1])
        return builder.load_atomic(pointer, "acquire", 8)

    return types.int64(array, types.intp), code


@intrinsic
def _publish(typing: Any, array: Any, index: Any, value: Any) -> Any:
    """Write an entry after all that was written before."""

    def code(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        pointer = element_pointer(context, builder, sig.args[0], args[0], args[1])
        builder.store_atomic(args[2], pointer, "release", 8)
        return context.get_dummy_value()

    return types.void(array, types.intp, types.int64), code


@intrinsic
def _give_way(typing: Any) -> Any:
    """Let another thread of the machine run on this core."""

    def code(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        kind = ir.FunctionType(ir.IntType(32), [])
        declared = builder.module.globals.get(GIVE_WAY) or ir.Function(
            builder.module, kind, GIVE_WAY
        )
        builder.call(declared, [])
        return context.get_dummy_value()

    return types.void(), code
