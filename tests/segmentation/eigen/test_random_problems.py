"""Random problems: no answer is wrong, and none is refused that has one."""

import pytest

from benchmarks.inputs.random_problems import random_problem
from benchmarks.solver.against_dense import judge

N_PROBLEMS, CHUNKS = 440, 11


# A third of them is enough for the second solver.
RUNS = [("auto", chunk) for chunk in range(CHUNKS)] + [
    ("direct", chunk) for chunk in range(0, CHUNKS, 3)
]


@pytest.mark.parametrize(("solver", "chunk"), RUNS)
def test_random_problems_against_a_dense_solver(solver, chunk):
    for seed in range(chunk, N_PROBLEMS, CHUNKS):
        problem = random_problem(seed)
        judgement = judge(problem, solver, last=seed % 2 == 0)
        assert judgement.verdict in ("right", "refused"), (problem.name, judgement)
