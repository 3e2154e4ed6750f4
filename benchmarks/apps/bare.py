"""Cutlab's live path alone: the page and the frame route, without a problem to solve.

The segmentation is replaced by 3 ms of NumPy and labels that differ for every state, so that the
figures are the cost of the path itself, and its highest speed.
"""

import argparse
from dataclasses import replace
from time import perf_counter

import numpy as np
import uvicorn

from app import create_app
from components.live.routes import MAX_MESSAGE
from segmentation import Method, Scene, Segmentation, segment_scene

WORK_SECONDS = 0.003
ANY = segment_scene(Scene(), Method())


def stand_in(scene: Scene, method: Method, *, previous: Segmentation | None = None) -> Segmentation:
    """Return the true labels, shifted by an amount that every parameter changes."""
    begin = perf_counter()
    picture = scene.render()
    shift = hash((scene.noise, method.beta, method.n_clusters)) % picture.truth.shape[0]
    labels = np.roll(picture.truth, shift, axis=1)
    while perf_counter() - begin < WORK_SECONDS:
        np.sort(ANY.embedding[:, 0])
    return replace(ANY, labels=labels, image=picture.image, truth=picture.truth)


def main() -> None:
    """Serve the app."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--port", type=int, default=8052)
    port = parser.parse_args().port
    uvicorn.run(
        create_app(stand_in).server,
        host="127.0.0.1",
        port=port,
        log_level="warning",
        ws_max_size=MAX_MESSAGE,
        ws_per_message_deflate=False,
    )


if __name__ == "__main__":
    main()
