"""Frames of a drag on the sample pictures, as the server computes them for the page.

``python -m benchmarks.real_pictures.drags [--sizes 200 400] [--frames 9] [--k 8]`` prints a table:
for each slider the median and the 95th percentile of the milliseconds of CPU time of a frame while
it moves, the states/s of one core, the median at rest, where everything is computed from nothing,
and the agreement (adjusted Rand index) of the drag's last frame with the answer at rest. A frame is
from the message to the bytes of its answer; both kinds take turns. Pictures are the samples by
their own settings, but of the size and with the k asked for.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from statistics import median
from time import process_time
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
from sklearn.metrics import adjusted_rand_score

from components.live.codec import Request
from components.live.frames import FrameResponder, Viewer
from components.pictures.opening import sample_fields
from components.state.model import ExplorerState
from segmentation import SAMPLES, Sample
from segmentation.compile.compilation import compile_all

# The state's fields in frame i of a drag of each slider.
SLIDERS: dict[str, Callable[[int], dict[str, Any]]] = {
    "beta": lambda i: {"beta": 5 + 0.3 * i},
    "k": lambda i: {"n_clusters": 8 + i},
    "sigma": lambda i: {"sigma": round(1 + 0.1 * i, 1)},
    "threshold": lambda i: {"mask": "above", "threshold": 35.0 + i},
    "scale": lambda i: {"scale": ("edges", "graph")[i % 2]},
}


@dataclass
class Row:
    """Milliseconds of frames, moving and at rest, and the agreement of each last one."""

    moving: list[float] = field(default_factory=list)
    rest: list[float] = field(default_factory=list)
    agreement: list[float] = field(default_factory=list)


def states(sample: Sample, size: int, k: int, slider: str, frames: int) -> Iterator[ExplorerState]:
    """Yield the states of a drag, that before its first move included."""
    fields = sample_fields(sample) | {"picture_size": size, "n_clusters": k}
    for i in range(frames + 1):
        yield ExplorerState(**fields | SLIDERS[slider](i))


def drag(row: Row, responder: FrameResponder, steps: list[ExplorerState]) -> None:
    """Add the frames of one drag."""
    moving, resting = responder.viewer(), responder.viewer()
    ask(responder, moving, steps[0], rest=True)
    for state in steps[1:]:
        row.moving.append(ask(responder, moving, state, rest=False))
        row.rest.append(ask(responder, resting, state, rest=True))
    pair = [viewer.previous.labels.ravel() for viewer in (moving, resting) if viewer.previous]
    if len(pair) == 2:  # the results of large pictures are not kept
        row.agreement.append(adjusted_rand_score(*pair))


def ask(responder: FrameResponder, viewer: Viewer, state: ExplorerState, *, rest: bool) -> float:
    """Return the milliseconds of a frame."""
    message = Request(seq=1, state=state, rest=rest).model_dump_json()
    begin = process_time()
    responder.respond(message, viewer)
    return 1e3 * (process_time() - begin)


def main() -> None:
    """Drag, and print the table."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.real_pictures.drags", description=__doc__.splitlines()[0]
    )
    parser.add_argument("--sizes", type=int, nargs="+", default=[200, 400])
    parser.add_argument("--frames", type=int, default=9)
    parser.add_argument("--k", type=int, default=8)
    parser.add_argument("--sliders", nargs="+", choices=SLIDERS, default=list(SLIDERS))
    parser.add_argument("--samples", nargs="+", default=[sample.name for sample in SAMPLES])
    options = parser.parse_args()
    compile_all()
    responder = FrameResponder()
    titles = "px | channel | slider | ms, median | 95 % | states/s | at rest, ms | ratio"
    print(f"| {titles} | ARI, median | least |")
    print("| --- | --- | --- |" + " ---: |" * 7)
    for size in options.sizes:
        for channel in ("grey", "colour"):
            chosen = [
                sample
                for sample in SAMPLES
                if sample.name in options.samples and sample.preparation["channel"] == channel
            ]
            for slider in options.sliders if chosen else ():
                row = Row()
                for sample in chosen:
                    steps = list(states(sample, size, options.k, slider, options.frames))
                    drag(row, responder, steps)
                ratio = median(b / a for a, b in zip(row.moving, row.rest, strict=True))
                moving, slow = np.percentile(row.moving, [50, 95])
                agreement = row.agreement or [np.nan]
                print(
                    f"| {size} | {channel} | {slider} | {moving:.0f} | {slow:.0f} | "
                    f"{1e3 / moving:.0f} | {median(row.rest):.0f} | {ratio:.1f} | "
                    f"{median(agreement):.3f} | {min(agreement):.3f} |",
                    flush=True,
                )


if __name__ == "__main__":
    main()
