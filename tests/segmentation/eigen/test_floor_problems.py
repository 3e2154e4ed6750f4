"""Few strong regions and a floor: many nearly equal small eigenvalues, by a dense solver."""

import numpy as np
import pytest

from benchmarks.inputs.floor_problems import floor_problem
from benchmarks.solver.against_dense import judge
from segmentation.eigen import smallest_eigenpairs

N_PROBLEMS, CHUNKS = 48, 3
RELATIVE = 3e-3  # of the largest eigenvalue asked for: the bound of the check


@pytest.mark.parametrize(
    ("solver", "chunk"), [("auto", 0), ("auto", 1), ("auto", 2), ("direct", 0)]
)
def test_floors_do_not_cost_the_solvers_their_guarantees(solver, chunk):
    n_tiny = 0
    for seed in range(chunk, N_PROBLEMS, CHUNKS):
        problem = floor_problem(seed, largest=14)
        judgement = judge(problem, solver, last=seed % 4 < 2)
        assert judgement.verdict == "right", (problem.name, judgement)
        values, vectors = np.linalg.eigh(problem.graph.laplacian.toarray())
        pairs = smallest_eigenpairs(problem.graph, problem.n, solver)
        largest = pairs.values[-1]
        assert np.abs(pairs.values - values[: problem.n]).max() <= RELATIVE * largest + 1e-13
        # By the theorem of Davis and Kahan, where a gap follows.
        n_tiny += int((values < 1e-4).sum() > 3)
        following = values[problem.n] if problem.n < len(values) else np.inf
        if following > 1.5 * largest:
            known = vectors[:, : problem.n]
            rest = pairs.vectors - known @ (known.T @ pairs.vectors)
            assert np.linalg.norm(rest, 2) <= 2 * RELATIVE, problem.name
    assert n_tiny > 0  # the problems are of the kind meant
