"""Solve 10,000 random small problems and judge each by a dense solver.

In every other problem only the value of the last pair is wanted, as by the page.

``python -m benchmarks.solver.random_problems [how many] [first]``; with ``floors`` before the
numbers it segments pictures of few strong regions with a floor, of up to 512 px, and checks
residuals, inertia and cut with SciPy.
"""

from __future__ import annotations

import sys
from collections import Counter
from time import process_time

from benchmarks.inputs.floor_problems import floor_picture
from benchmarks.inputs.random_problems import random_problem
from benchmarks.real_pictures.plain import check
from benchmarks.solver.against_dense import judge
from segmentation import Method, segment
from segmentation.compile.compilation import compile_all
from segmentation.errors import ConvergenceError


def floors(count: int, first: int) -> None:
    """Segment pictures with a floor; end with an error if an answer is wrong or refused."""
    faults = 0
    for seed in range(first, first + count):
        p = floor_picture(seed, largest=(32, 64, 128, 256, 512)[seed // 2 % 5])
        assign = "kmeans" if seed % 3 == 0 else "cluster_qr"
        method = Method(p.beta, p.k, assign, scale="edges", eps=p.eps)
        begin = process_time()
        try:
            found = check(p.image, None, segment(p.image, method=method))
            problems = list(found.faults)
            if found.inertia.startswith("worse"):
                problems.append(f"inertia {found.inertia}")
        except ConvergenceError as error:
            problems = [f"refused: {error}"]
        seconds = process_time() - begin
        faults += bool(problems)
        print(f"{p.name}: {'; '.join(problems) or 'right'} in {seconds:.1f} s", flush=True)
    if faults:
        sys.exit(f"{faults} of {count} answers are wrong or refused.")


def main() -> None:
    """Solve the problems, and print the counts; end with an error if an answer is wrong."""
    if sys.argv[1:2] == ["floors"]:
        compile_all()
        given = [int(number) for number in sys.argv[2:4]]
        floors(*(given + [50, 0][len(given) :]))
        return
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
