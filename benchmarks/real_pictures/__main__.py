"""Segment scikit-image's pictures at 64 to 512 px, and check each answer with other libraries.

``python -m benchmarks.real_pictures [--share 1.0] [--sizes 64 128 256 512]`` prints a table: how
many were wrong or refused, seconds of CPU time, and the most memory that one took. Checked are the
residuals, that no eigenvalue was passed over (by the inertia of SuperLU's factors), the normalized
cut, and the inertia of k-means against scikit-learn's ten starts. Methods are drawn at random, the
same ones every time.
"""

from __future__ import annotations

import argparse
import os
import resource
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

from benchmarks.inputs.sample_pictures import NAMES, otsu_mask, sample_picture
from benchmarks.real_pictures.plain import check
from segmentation import Method, segment
from segmentation.compile.compilation import compile_all
from segmentation.errors import ConvergenceError
from segmentation.labels import METHODS

# Methods for each picture of a size: a large one takes longer, its checks most of all.
ROUNDS = {64: 8, 128: 6, 256: 2, 512: 1}
BETAS = (0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0)
MEGABYTE = 2**20


@dataclass
class Row:
    """Outcomes for the pictures of one size, or of one eps."""

    name: str
    answered: list[float] = field(default_factory=list)  # seconds
    refused: list[float] = field(default_factory=list)
    memory: float = 0.0
    wrong: int = 0
    inertia: Counter[str] = field(default_factory=Counter)


def methods(size: int, number: int, share: float) -> Iterator[Method]:
    """Yield the methods for picture `number` of a size."""
    rng = np.random.default_rng((size, number))
    for _ in range(max(1, round(ROUNDS.get(size, 1) * share))):
        yield Method(
            beta=float(rng.choice(BETAS)),
            n_clusters=int(rng.integers(2, 41)),
            assign_labels="kmeans" if rng.random() < 0.5 else str(rng.choice(METHODS[1:])),
            scale=str(rng.choice(["graph", "edges"])),
            eps=float(rng.choice([0.0, 1e-6])),
        )


def run(size: int, share: float) -> Row:
    """Segment and check the pictures at one size."""
    row = Row(f"{size} px")
    for number, name in enumerate(NAMES):
        grey = sample_picture(name, size, size)
        for i, method in enumerate(methods(size, number, share)):
            mask = otsu_mask(grey) if i % 2 else None
            title = f"{name} {size} px, {'masked, ' if i % 2 else ''}{method}"
            before = _reset_peak()
            begin = time.process_time()
            try:
                result = segment(grey, mask, method)
            except ConvergenceError as error:
                row.refused.append(time.process_time() - begin)
                row.memory = max(row.memory, _peak() - before)
                print(f"refused in {row.refused[-1]:.1f} s: {title}: {error}", flush=True)
                continue
            row.answered.append(time.process_time() - begin)
            row.memory = max(row.memory, _peak() - before)
            checks = check(grey, mask, result)
            if checks.inertia:
                row.inertia[checks.inertia.split()[0].rstrip(":")] += 1
            if checks.inertia.startswith("worse"):
                print(f"inertia {checks.inertia}: {title}", flush=True)
            if checks.faults:
                row.wrong += 1
                print(f"WRONG: {title}: {'; '.join(checks.faults)}", flush=True)
    return row


def _reset_peak() -> float:
    """Reset the process's peak of memory, if possible, and return the memory in use."""
    try:
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    except OSError:
        return 0.0
    return _status("VmRSS")


def _peak() -> float:
    """Return the peak of memory since the last reset, in bytes."""
    try:
        return _status("VmHWM")
    except OSError:
        return 1024.0 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _status(name: str) -> float:
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith(name):
            return 1024.0 * float(line.split()[1])
    return 0.0


def main() -> None:
    """Segment the pictures, and print the table."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.real_pictures", description=__doc__.splitlines()[0]
    )
    parser.add_argument("--share", type=float, default=1.0, help="of the methods for each picture")
    parser.add_argument("--sizes", type=int, nargs="+", default=list(ROUNDS))
    options = parser.parse_args()
    compile_all()
    rows = [run(size, options.share) for size in options.sizes]
    print(
        "| pictures | answered | wrong | refused | median s | most s | refusal median s | ", end=""
    )
    print("refusal most s | peak MB | k-means inertia against ten starts |")
    print("| --- |" + " ---: |" * 8 + " --- |")
    for row in rows:
        times = [
            f"{f(side):.2f}" if side else "–" for side in (row.answered, row.refused)
            for f in (median, max)
        ]  # fmt: skip
        counts = f"{len(row.answered)} | {row.wrong} | {len(row.refused)}"
        inertia = ", ".join(f"{name} {count}" for name, count in sorted(row.inertia.items()))
        memory = f"{row.memory / MEGABYTE:.0f}"
        print(f"| {row.name} | {counts} | {' | '.join(times)} | {memory} | {inertia} |")


if __name__ == "__main__":
    main()
