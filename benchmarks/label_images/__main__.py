"""Record some 600 label images, and compare two such records.

``python -m benchmarks.label_images record FILE.npz [--largest PIXELS]`` segments every case of
`benchmarks.label_images.cases`; with CUTLAB_COMPILE=never it is SciPy that answers.
``python -m benchmarks.label_images compare BEFORE.npz AFTER.npz`` counts what changed and lists
each change with normalized cut and inertia of both partitions, on the graph and the embedding
that the present code makes.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections import Counter
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from benchmarks.kmeans import inertia
from benchmarks.label_images.cases import Case, cases
from segmentation import ncut_value, segment
from segmentation.compile.compilation import compile_all
from segmentation.errors import CutlabError
from segmentation.kernels import compiled

Record = dict[str, Any]
Labels = NDArray[np.int16]

SAME = 1e-9  # relative: costs closer than this are equal
NO_GAP = 1e-6  # relative: the embedding's space is not determined below


def record(path: Path, largest: int) -> None:
    """Segment every case of at most `largest` pixels, and save labels and refusals."""
    if not compiled.refused():
        compile_all()
    chosen = [case for case in cases() if case.n_pixels <= largest]
    kept: dict[str, Labels] = {}
    records: dict[str, Record] = {}
    for number, case in enumerate(chosen):
        title = case.title()
        labels, records[title] = _answer(case)
        if labels is not None:
            kept[title] = labels
        refusal = records[title].get("refusal", "")
        print(f"{number + 1}/{len(chosen)} {title} {refusal[:60]}", flush=True)
    names = list(kept)
    arrays = {str(i): kept[name] for i, name in enumerate(names)}
    text = json.dumps({"compiled": compiled.ready(), "names": names, "records": records})
    np.savez_compressed(path, records=np.array(text), **arrays)


def _answer(case: Case) -> tuple[Labels | None, Record]:
    image, mask = case.picture()
    begin = time.process_time()
    try:
        result = segment(image, mask, case.method)
    except Exception as error:  # an error that is no refusal is a finding, too
        name = type(error).__name__ + ("" if isinstance(error, CutlabError) else " (not meant)")
        return None, {"refusal": f"{name}: {error}", "seconds": time.process_time() - begin}
    k = case.method.n_clusters
    points = result.embedding[:, :k]
    return result.labels.astype(np.int16), {
        "seconds": time.process_time() - begin,
        "ncut": result.ncut,
        "inertia": inertia(points, result.node_labels),
        "warnings": list(result.warnings),
        "solver": result.solver,
        "n_components": result.n_components,
        "gap": _relative_gap(result.eigenvalues, k),
        "n_nodes": result.n_nodes,
    }


def _relative_gap(values: NDArray[np.float64], k: int) -> float:
    if len(values) <= k:
        return 1.0
    return float((values[k] - values[k - 1]) / values[k]) if values[k] > 0 else 0.0


def load(path: Path) -> tuple[dict[str, Labels], dict[str, Record]]:
    """Return label images and other results by title."""
    with np.load(path) as file:
        known = json.loads(str(file["records"]))
        labels = {name: file[str(i)] for i, name in enumerate(known["names"])}
    return labels, known["records"]


def compare(before: Path, after: Path) -> None:
    """Print each change on a line, and the counts."""
    old_labels, old = load(before)
    new_labels, new = load(after)
    counts: Counter[str] = Counter()
    pixels = raw = 0
    lines = []
    for case in cases():
        title = case.title()
        if title not in old or title not in new:
            continue
        counts["cases"] += 1
        for key, records in (("before", old), ("after", new)):
            counts[f"refused {key}"] += "refusal" in records[title]
        if title in old_labels and title in new_labels:
            one, other = old_labels[title], new_labels[title]
            raw += int(np.count_nonzero(one != other))
            moved = changed_pixels(one, other)
            pixels += moved
            if moved:
                why, numbers = _reason(case, one, other)
                counts[f"changed, {why}"] += 1
                lines.append(f"{title}: {moved:,} of {(one >= 0).sum():,} pixels, {why}; {numbers}")
            elif not np.array_equal(one, other):
                counts["renumbered"] += 1
                lines.append(f"{title}: renumbered")
            if old[title]["warnings"] != new[title]["warnings"]:
                counts["other warnings"] += 1
                lines.append(_other(title, old[title]["warnings"], new[title]["warnings"]))
        elif old[title].get("refusal") != new[title].get("refusal"):
            flip = f"{_word(old[title])} -> {_word(new[title])}"
            counts[flip] += 1
            answers = [
                r.get("refusal", f"Ncut {r.get('ncut', 0):.6g}") for r in (old[title], new[title])
            ]
            lines.append(f"{title}: {flip}\n    {answers[0]}\n    {answers[1]}")
    print("\n".join(lines))
    print(f"pixels changed: {pixels:,} after matching label numbers, {raw:,} as they are")
    for name, count in sorted(counts.items()):
        print(f"{count:6} {name}")
    both = [t for t in old_labels if t in new_labels]
    times = [sum(records[t]["seconds"] for t in both) for records in (old, new)]
    print(f"CPU seconds of those answered by both: {times[0]:.1f} before, {times[1]:.1f} after")


def changed_pixels(one: Labels, other: Labels) -> int:
    """Count the pixels that are in another region, by the best matching of regions."""
    inside = one >= 0
    if not np.array_equal(inside, other >= 0):
        return int(np.count_nonzero(one != other))
    a, b = one[inside].astype(int), other[inside].astype(int)
    table = np.zeros((a.max() + 1, b.max() + 1), dtype=int)
    np.add.at(table, (a, b), 1)
    return len(a) - int(table[linear_sum_assignment(table, maximize=True)].sum())


def _reason(case: Case, one: Labels, other: Labels) -> tuple[str, str]:
    """Return the cause of a change in a word, and both costs, on the current embedding."""
    image, mask = case.picture()
    try:
        result = segment(image, mask, case.method)
    except CutlabError:
        return "refused today", ""
    k, graph = case.method.n_clusters, result.graph
    points = result.embedding[:, :k]
    sides = [labels.ravel()[graph.nodes].astype(np.intp) for labels in (one, other)]
    cuts = [ncut_value(graph.affinity, labels) for labels in sides]
    spread = [inertia(points, labels) for labels in sides]
    rounding = 1e-15 * float(((points - points.mean(axis=0)) ** 2).sum())
    gap = _relative_gap(result.eigenvalues, k)
    numbers = (
        f"Ncut {cuts[0]:.6g} -> {cuts[1]:.6g}, inertia {spread[0]:.6g} -> {spread[1]:.6g}, "
        f"relative gap {gap:.1e}, {result.n_components} components, {result.solver}"
    )
    by_inertia = case.method.assign_labels == "kmeans"
    name = "inertia" if by_inertia else "Ncut"
    before, after = spread if by_inertia else cuts
    slack = SAME * before + (rounding if by_inertia else 1e-12)
    if abs(after - before) <= slack:
        return f"equal {name}", numbers
    if gap < NO_GAP:
        return "the space is not determined", numbers
    return f"{'lower' if after < before else 'HIGHER'} {name}", numbers


def _other(title: str, before: list[str], after: list[str]) -> str:
    gone = [f"\n    - {sentence}" for sentence in before if sentence not in after]
    come = [f"\n    + {sentence}" for sentence in after if sentence not in before]
    return f"{title}: other warnings" + "".join(gone + come)


def _word(record: Record) -> str:
    return record["refusal"].split(":")[0] if "refusal" in record else "answer"


def main() -> None:
    """Record label images, or compare two records."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.label_images", description=__doc__.splitlines()[0]
    )
    commands = parser.add_subparsers(required=True, dest="command")
    recording = commands.add_parser("record")
    recording.add_argument("file", type=Path)
    recording.add_argument("--largest", type=int, default=10**9, metavar="PIXELS")
    comparing = commands.add_parser("compare")
    comparing.add_argument("before", type=Path)
    comparing.add_argument("after", type=Path)
    options = parser.parse_args()
    if options.command == "record":
        record(options.file, options.largest)
    else:
        compile_all()
        compare(options.before, options.after)


if __name__ == "__main__":
    main()
