"""A fixed set of pictures and methods whose label images are compared before and after a change."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from benchmarks.inputs.random_problems import random_picture
from benchmarks.inputs.sample_pictures import NAMES, otsu_mask, sample_picture
from benchmarks.kmeans import random_scene
from components.state.presets import PRESETS
from segmentation import Circle, Method, Scene
from segmentation.labels import METHODS

Picture = tuple[NDArray[np.float64], NDArray[np.bool_] | None]

N_SCENES = 30
N_MASKS = 44
# Sides of pictures in pixels, and numbers of pictures: a large one takes a hundred times as long.
SAMPLES = {64: 24, 128: 20, 256: 8, 512: 5}
BETAS = (0.0, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0)


@dataclass(frozen=True)
class Case:
    """A picture, made on demand, and the method to segment it."""

    name: str
    picture: Callable[[], Picture]
    method: Method
    n_pixels: int

    def title(self) -> str:
        """Return the name of the case in a record."""
        m = self.method
        return (
            f"{self.name}: k {m.n_clusters}, beta {m.beta:g}, eps {m.eps:g}, {m.scale}, "
            f"{m.assign_labels}"
        )


def cases() -> list[Case]:
    """Return all cases, each by each label method."""
    return [
        replace(case, method=replace(case.method, assign_labels=name))
        for case in (*_presets(), *_scenes(), *_masks(), *_samples(), *_known())
        for name in METHODS
    ]


def _presets() -> Iterator[Case]:
    for preset in PRESETS:
        scene = preset.state.scene()
        yield _of_scene(f"preset {preset.key}", scene, preset.state.method())


def _scenes() -> Iterator[Case]:
    for number in range(N_SCENES):
        scene, k, _ = random_scene(number)
        rng = np.random.default_rng((1, number))
        yield _of_scene(f"scene {number}", scene, _random_method(rng, k))


def _masks() -> Iterator[Case]:
    for seed in range(N_MASKS):
        p = random_picture(seed)
        k = int(np.random.default_rng((2, seed)).integers(2, 41))
        method = Method(
            beta=min(p.beta, 50.0), n_clusters=min(k, int(p.mask.sum())), eps=p.eps, scale=p.scale
        )
        yield Case(f"mask {p.name}", partial(_both, p.image, p.mask), method, p.image.size)


def _samples() -> Iterator[Case]:
    for size, count in SAMPLES.items():
        for i in range(count):
            name = NAMES[(i + size) % len(NAMES)]
            rng = np.random.default_rng((3, size, i))
            method = _random_method(rng, int(rng.integers(2, 41)))
            masked = i % 3 == 0
            title = f"{name} {size} px" + (" masked" if masked else "")
            yield Case(title, partial(_sample, name, size, size, masked), method, size**2)


def _known() -> Iterator[Case]:
    """Yield cases that once had a wrong result."""
    coins = partial(_sample, "coins", 303, 384, True)
    for k, beta in ((64, 10.0), (50, 15.0)):
        yield Case("coins masked", coins, Method(n_clusters=k, beta=beta), 303 * 384)
    camera = partial(_sample, "camera", 64, 64, False)
    yield Case("camera 64 px", camera, Method(n_clusters=26, beta=10), 64**2)
    yield _of_scene("noisy tutorial", Scene(noise=0.2 + 0.2 * 2, seed=41), Method(beta=20))
    row = np.array([[6.0, 8, 0, 7, 0, 4, 5, 5]])
    method = Method(n_clusters=3, beta=30, scale="edges")
    yield Case("row of eight", partial(_both, row, None), method, row.size)
    flat = np.ones((48, 48))
    yield Case("constant", partial(_both, flat, None), Method(n_clusters=7), flat.size)
    sieve = np.random.default_rng(0).random((160, 160)) < 0.6
    picture = np.random.default_rng(1).random(sieve.shape)
    yield Case("sieve", partial(_both, picture, sieve), Method(beta=20), sieve.size)
    circles = (Circle(20, 20, 12), Circle(20, 60, 12), Circle(60, 20, 12), Circle(60, 60, 12))
    yield _of_scene("equal pieces", Scene(circles, size=80, noise=0), Method(n_clusters=6))


def _random_method(rng: np.random.Generator, k: int) -> Method:
    return Method(
        beta=float(rng.choice(BETAS)),
        n_clusters=k,
        eps=float(rng.choice([0.0, 1e-6])),
        scale=str(rng.choice(["graph", "edges"])),
    )


def _of_scene(name: str, scene: Scene, method: Method) -> Case:
    return Case(name, partial(_rendered, scene), method, scene.size**2)


def _rendered(scene: Scene) -> Picture:
    picture = scene.render()
    return picture.image, picture.mask


def _both(image: NDArray[np.float64], mask: NDArray[np.bool_] | None) -> Picture:
    return image, mask


def _sample(name: str, height: int, width: int, masked: bool) -> Picture:
    grey = sample_picture(name, height, width)
    return grey, otsu_mask(grey) if masked else None
