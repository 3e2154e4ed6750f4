"""No wrong answer, and none refused that has one."""

import pytest

from benchmarks.against_dense import judge
from benchmarks.random_problems import random_problem

N_PROBLEMS, CHUNKS = 440, 11


@pytest.mark.parametrize("solver", ["auto", "direct"])
@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_random_problems_against_a_dense_solver(chunk, solver):
    if solver == "direct" and chunk % 3:
        pytest.skip("a third is enough for the second solver")
    for seed in range(chunk, N_PROBLEMS, CHUNKS):
        problem = random_problem(seed)
        judgement = judge(problem, solver)
        assert judgement.verdict in ("right", "refused"), (problem.name, judgement)
