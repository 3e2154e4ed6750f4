"""Threads that meet, add up, and fail."""

import numpy as np
import pytest

from segmentation.kernels.compiled import OPTIONS
from segmentation.kernels.dispatchers import KernelDispatcher
from segmentation.kernels.team import ALONE, add_up, crew, meet, own_rows, run


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
