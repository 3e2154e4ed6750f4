"""Scenes that make a point."""

from __future__ import annotations

from dataclasses import dataclass

from components.state import CircleState, ExplorerState
from segmentation import Scene

__all__ = ["PRESETS", "Preset"]


@dataclass(frozen=True)
class Preset:
    """A state with a name, and the point it makes in one line."""

    key: str
    title: str
    point: str
    state: ExplorerState


PRESETS = (
    Preset(
        "tutorial",
        "Tutorial: four circles",
        "Four connected circles of about the same size come apart as four regions.",
        ExplorerState(),
    ),
    Preset(
        "tutorial-two",
        "Tutorial: two circles",
        "The first two circles alone, cut into two regions.",
        ExplorerState(
            circles=tuple(
                CircleState(row=c.row, col=c.col, radius=c.radius)
                for c in Scene.tutorial_two().circles
            ),
            n_clusters=2,
        ),
    ),
)
