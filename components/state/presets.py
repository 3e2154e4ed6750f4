"""Preset scenes, each of which makes a point."""

from __future__ import annotations

from dataclasses import dataclass

from components.state.model import VIEW_FIELDS, CircleState, ExplorerState
from segmentation import Scene

__all__ = ["PRESETS", "Preset", "preset_of"]


@dataclass(frozen=True)
class Preset:
    """A state with a title, its point in one line, and its group in the menu."""

    group: str
    key: str
    title: str
    point: str
    state: ExplorerState


def _circles(*places: tuple[float, float, float]) -> tuple[CircleState, ...]:
    return tuple(CircleState(row=row, col=col, radius=radius) for row, col, radius in places)


PRESETS = (
    Preset(
        "Tutorial",
        "tutorial",
        "Tutorial: four circles",
        "Four connected circles of about the same size come apart as four regions.",
        ExplorerState(),
    ),
    Preset(
        "Tutorial",
        "tutorial-two",
        "Tutorial: two circles",
        "The first two circles alone, cut into two regions.",
        ExplorerState(
            circles=_circles(*((c.row, c.col, c.radius) for c in Scene.tutorial_two().circles)),
            n_clusters=2,
        ),
    ),
    Preset(
        "Sizes",
        "equal",
        "Equal circles",
        "Four circles of one size: every label assignment finds them.",
        ExplorerState(circles=_circles((36, 36, 16), (36, 64, 16), (64, 36, 16), (64, 64, 16))),
    ),
    Preset(
        "Sizes",
        "unequal",
        "Unequal circles",
        "Radius 28 against 10: the rounding fails. k-means cuts through the large circle; the "
        "sweep, on the same eigenvectors, does not.",
        ExplorerState(circles=_circles((50, 36, 28), (50, 70, 10)), n_clusters=2),
    ),
    Preset(
        "Sizes",
        "very-unequal",
        "Very unequal circles",
        "Radius 30 against 8: the objective fails. To cut through the large circle is cheaper "
        "than to cut off the small one.",
        ExplorerState(circles=_circles((50, 36, 30), (50, 70, 8)), n_clusters=2),
    ),
    Preset(
        "Neighbours",
        "chain",
        "A chain",
        "Six equal circles in a row, one component: each neck is a cheap cut, and all come apart.",
        ExplorerState(circles=_circles(*((50, 10 + 16 * i, 10) for i in range(6))), n_clusters=6),
    ),
    Preset(
        "Neighbours",
        "separate",
        "Separate circles",
        "Circles that do not touch are components: four eigenvalues are 0, the cut is free, and "
        "noise of 0.5 changes nothing.",
        ExplorerState(
            circles=_circles((25, 25, 16), (25, 72, 12), (70, 30, 14), (72, 74, 18)), noise=0.5
        ),
    ),
    Preset(
        "Number of clusters",
        "too-many",
        "Too many clusters",
        "Five clusters for four circles: the largest is cut in two, which makes Ncut more than "
        "twice as high; the spectrum suggests 4.",
        ExplorerState(n_clusters=5),
    ),
    Preset(
        "Number of clusters",
        "too-few",
        "Too few clusters",
        "Two clusters for four circles: the circles stay whole and are joined in pairs.",
        ExplorerState(
            circles=_circles((38, 34, 15), (38, 60, 15), (66, 34, 15), (66, 60, 15)), n_clusters=2
        ),
    ),
    Preset(
        "Noise and β",
        "noise",
        "Noise drowns the gradient",
        "Without the mask only brightness holds the circles together: at noise 0.2 they are found, "
        "here at 0.4 the objective fails.",
        ExplorerState(
            circles=_circles((27, 27, 15), (27, 73, 15), (73, 27, 15), (73, 73, 15)),
            noise=0.4,
            beta=10.0,
            n_clusters=5,
            use_mask=False,
        ),
    ),
    Preset(
        "Noise and β",
        "beta",
        "β too high",
        "At β = 30 a few pixels that noise set apart are cheaper to cut off than a circle: the "
        "objective fails with a region of three pixels.",
        ExplorerState(beta=30.0),
    ),
    Preset(
        "Noise and β",
        "scale",
        "What β is relative to",
        "s of the edges alone is 0.17; the tutorial's, which brightness raises, is 0.74. So here "
        "β = 5 is too high, and with the tutorial's scale it is not.",
        ExplorerState(beta=5.0, scale="edges"),
    ),
)


def preset_of(state: ExplorerState) -> Preset | None:
    """Return the preset with the scene and method of a state, whatever its view."""
    kept = {name: getattr(state, name) for name in VIEW_FIELDS}
    found = (each for each in PRESETS if each.state.model_copy(update=kept) == state)
    return next(found, None)
