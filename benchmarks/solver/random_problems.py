"""Solve 10,000 random small problems and judge each by a dense solver.

In every other problem only the value of the last pair is wanted, as by the page.

``python -m benchmarks.solver.random_problems [how many] [first]``
"""

from __future__ import annotations

import sys
from collections import Counter

from benchmarks.inputs.random_problems import random_problem
from benchmarks.solver.against_dense import judge
from segmentation.compile.compilation import compile_all


def main() -> None:
    """Solve the problems, and print the counts; end with an error if an answer is wrong."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    first = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    compile_all()
    verdicts: Counter[str] = Counter()
    solvers: Counter[str] = Counter()
    worst_residual = worst_angle = 0.0
    for seed in range(first, first + count):
        problem = random_problem(seed)
        judgement = judge(problem, last=seed % 2 == 0)
        verdicts[judgement.verdict.split(":")[0]] += 1
        solvers[judgement.solver] += 1
        worst_residual = max(worst_residual, judgement.residual)
        worst_angle = max(worst_angle, judgement.angle)
        if judgement.verdict not in ("right", "refused"):
            print(problem.name, judgement, flush=True)
    print(dict(verdicts))
    print(dict(solvers))
    print(f"largest residual {worst_residual:.1e}, largest angle {worst_angle:.1e}")
    wrong = count - verdicts["right"] - verdicts["refused"]
    if wrong:
        sys.exit(f"{wrong} of {count} answers are wrong.")


if __name__ == "__main__":
    main()
