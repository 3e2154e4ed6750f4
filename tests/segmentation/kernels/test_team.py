"""Threads that meet, add up, and fail."""

from concurrent.futures import Future, ThreadPoolExecutor

import numpy as np
import pytest

from segmentation import cores
from segmentation.kernels.compiled import OPTIONS
from segmentation.kernels.dispatchers import KernelDispatcher
from segmentation.kernels.team import ALONE, LINE, NEVER, add_up, crew, meet, own_rows, run


def _take_turns(team, log, parts, n):
    """Write a number that depends on what the other thread wrote before; add up."""
    other = team.size - 1 - team.rank
    log[team.rank, 0] = team.rank + 1.0
    for i in range(1, n):
        meet(team)
        log[team.rank, i] = 0.5 * log[other, i - 1] + team.rank
    low, high = own_rows(team, len(parts))
    totals = np.zeros(3)
    for i in range(low, high):
        totals[i % 3] += parts[i]
    for _ in range(5):
        add_up(team, totals)
    return totals


take_turns = KernelDispatcher(_take_turns, OPTIONS)


def test_a_thread_reads_what_the_other_has_written_before_they_met():
    n, parts = 2000, np.arange(10.0)
    log = np.zeros((2, n))
    totals = run(crew(3), take_turns, log, parts, n)
    expected = np.zeros((2, n))
    expected[:, 0] = 1, 2
    for i in range(1, n):
        expected[0, i], expected[1, i] = expected[1, i - 1] / 2, expected[0, i - 1] / 2 + 1
    np.testing.assert_array_equal(log, expected)
    np.testing.assert_array_equal(totals, 2**4 * np.array([18.0, 12.0, 15.0]))


def test_a_thread_alone_has_all_rows_and_waits_for_nobody():
    totals = run([ALONE], take_turns, np.zeros((1, 5)), np.arange(10.0), 1)
    np.testing.assert_array_equal(totals, [18.0, 12.0, 15.0])


@pytest.mark.parametrize("failing", [0, 1])
def test_the_error_of_one_thread_ends_the_other(failing):
    log = np.zeros((2, 1000))

    def fail_or_wait(team):
        if team.rank == failing:
            raise OSError("Out of luck.")
        return take_turns(team, log, np.arange(10.0), 1000)

    with pytest.raises(OSError, match=r"Out of luck\."):
        run(crew(3), fail_or_wait)


@pytest.mark.parametrize("waits", [False, True])
@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt])
def test_a_thread_does_not_wait_for_a_first_one_that_never_begins(monkeypatch, error, waits):
    """As when no thread can be started, or the user interrupts, after the call was queued."""
    members, log, queued = crew(3), np.zeros((2, 1000)), []

    class Pool:
        def submit(self, call):
            queued.append(pool.submit(call) if waits else call)
            while waits and members[1].arrivals[LINE] == 0:
                pass
            raise error

    monkeypatch.setattr(cores, "_pool", Pool)
    with ThreadPoolExecutor(1) as pool:
        try:
            with pytest.raises(error):
                run(members, take_turns, log, np.arange(10.0), 1000)
            (late,) = queued
            future = late if isinstance(late, Future) else pool.submit(late)
            failed = future.exception(timeout=10)
            assert (failed is None) == waits  # if it had not begun, it does not touch the arrays
            assert log.any() == waits
        finally:
            members[0].arrivals[0] = NEVER


def test_a_queued_call_is_cancelled_when_the_first_one_fails(monkeypatch):
    class Queued(Future):
        def exception(self, timeout=None):
            raise AssertionError("It is waited for.")

    class Pool:
        def submit(self, call):
            return queued

    def fail():
        raise OSError("Out of luck.")

    queued = Queued()
    monkeypatch.setattr(cores, "_pool", Pool)
    with pytest.raises(OSError, match=r"Out of luck\."):
        cores.together([fail, fail])
    assert queued.cancelled()
