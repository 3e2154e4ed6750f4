"""CPU time of what is taken away of a picture: outlines, table, archive; and of a study's trial.

Run ``python -m benchmarks.picture_files``. A file's time is beside that of its segmentation, in the
same run; a trial's is beside that of one whose outputs need no second segmentation.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from statistics import median
from time import process_time
from typing import Any

from segmentation import (
    PICTURE_METHODS,
    compile_kernels,
    encode_labels,
    prepare,
    region_polygons,
    region_table,
    sample_image,
    segment,
)
from segmentation.evaluation import encode_result
from segmentation.study import Range, Study, StudyPicture, Sweep, n_trials, run_trial

REPEATS = 3
SIZES = (100, 200, 400)
METHOD = replace(PICTURE_METHODS["colour"], n_clusters=20)


def seconds(run: Callable[[], Any]) -> float:
    times = []
    for _ in range(REPEATS):
        begin = process_time()
        run()
        times.append(process_time() - begin)
    return median(times)


def files() -> None:
    print(f"{'longest':>8} {'segment':>8} {'outlines':>9} {'table':>8} {'archive':>8} {'png':>8}")
    for longest in SIZES:
        picture = prepare(sample_image("coffee"), channel="colour", longest=longest, sigma=1)
        result = segment(picture.image, picture.mask, METHOD)
        runs: tuple[Callable[[], Any], ...] = (
            lambda picture=picture: segment(picture.image, picture.mask, METHOD),
            lambda result=result: json.dumps(region_polygons(result)),
            lambda result=result: region_table(result),
            lambda result=result: encode_result(result),
            lambda result=result: encode_labels(result.labels),
        )
        cells = [f"{seconds(run):8.3f}" for run in runs]
        print(f"{longest:8} {' '.join(cells)}  s CPU, {len(json.dumps(region_polygons(result)))} B")


def trials() -> None:
    for outputs in (("ncut",), ("reference_rand",), ("replicate_rand",), ()):
        study = Study(
            name="x",
            evaluator="picture",
            picture=StudyPicture(sample="coffee", longest=100, noise=2.0),
            method=replace(PICTURE_METHODS["colour"], n_clusters=6),
            parameters=(Range(name="beta", low=1, high=20, scale="log"),),
            design=Sweep(points=3),
            replicates=3,
            outputs=outputs,
        )
        text = study.to_json()
        run_trial(text, 0)  # reads the picture, and cuts the base
        begin = process_time()
        for index in range(n_trials(study)):
            run_trial(text, index)
        each = (process_time() - begin) / n_trials(study)
        print(f"{each:8.3f} s CPU a trial, outputs {', '.join(outputs) or 'all'}")


if __name__ == "__main__":
    compile_kernels()
    files()
    trials()
