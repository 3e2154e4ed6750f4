"""Beginning of the page, above the pictures: what it is, why it is interesting, and three scenes.

It is shown at an address without a scene until it is closed, which the browser remembers.
`assets/beginning/` opens the scenes, hints at a circle to drag, and has the tour.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from dash import html

from components.pictures.opening import sample_fields
from components.state.model import ExplorerState
from components.state.presets import PRESETS
from segmentation import SAMPLES

__all__ = ["SCENES", "STORED", "layout", "scene_state", "static_html"]

STORED = "cutlab.beginning"  # key of the browser's storage

TITLE = "A picture is a graph, and a cut takes it apart."
WHY = (
    "Normalized cuts seek the cheapest cut that is fair to both sides. It can be wrong: drag a "
    "circle and watch the verdict."
)


@dataclass(frozen=True)
class Scene:
    """A scene to begin with: a preset or a sample, its name and its point in a few words."""

    key: str
    title: str
    point: str


SCENES = (
    Scene("unequal", "Unequal circles", "here it fails"),
    Scene("chain", "A chain", "here it succeeds"),
    Scene("coins", "Coins", "a real picture"),
)


def scene_state(key: str) -> ExplorerState:
    """Return the state of a preset or a sample."""
    for preset in PRESETS:
        if preset.key == key:
            return preset.state
    return next(ExplorerState(**sample_fields(each)) for each in SAMPLES if each.name == key)


def layout() -> html.Section:
    """Build the section."""
    scenes = [
        html.Button(
            [
                html.Span(className="thumbnail"),
                html.Span([html.Strong(scene.title), html.Span(scene.point)]),
            ],
            type="button",
            className="scene",
            **{"data-scene": scene.key},
        )
        for scene in SCENES
    ]
    close = {"aria-label": "Close the introduction", "data-action": "close-beginning"}
    return html.Section(
        [
            html.Div(
                [html.H2(TITLE), html.P([WHY, " ", _tour()])],
                className="beginning-text",
            ),
            html.Div(scenes, className="scenes", role="group", **{"aria-label": "Scenes"}),
            html.Button("✕", type="button", className="close", **close),
        ],
        className="beginning",
        **{"aria-label": "Introduction"},
    )


def _tour() -> html.Button:
    return html.Button("What is this?", type="button", className="link", **{"data-action": "tour"})


def static_html() -> str:
    """Write the section for the placeholder, with the same size."""
    scenes = "".join(
        f'<span class="scene" data-scene="{scene.key}"><span class="thumbnail"></span>'
        f"<span><strong>{escape(scene.title)}</strong><span>{escape(scene.point)}</span></span>"
        "</span>"
        for scene in SCENES
    )
    return (
        f'<div class="beginning"><div class="beginning-text"><h2>{escape(TITLE)}</h2>'
        f'<p>{escape(WHY)} <span class="link">What is this?</span></p></div>'
        f'<div class="scenes">{scenes}</div></div>'
    )
