"""Elements that several pages of studies share."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

import dash_mantine_components as dmc
from dash import html
from plotly.io.json import to_json_plotly

from components.page.placeholder import PLACEHOLDER_PATH, drawable
from components.serving.root_path import address
from components.state.link import to_query
from components.studies.figures.view import base_state
from components.studies.words import STATES
from segmentation.study import Study

__all__ = [
    "BESIDE",
    "button",
    "digest",
    "in_row",
    "number_field",
    "progress_bar",
    "scene_link",
    "shown_if",
    "state_badge",
]

# Direction of a scene and its description: stacked on a phone.
BESIDE = {"base": "column", "xs": "row"}
COLORS = {"running": "blue", "done": "teal", "failed": "red"}


def button(text: str, id: Any, **more: Any) -> html.Button:
    """Build a button in the page's style."""
    return html.Button(text, id=id, type="button", className="button", **more)


def digest(shown: object) -> str:
    """Return a digest of what a part of a page shows, so that only a part that changes is written.

    What is written anew loses the focus and the selected text.
    """
    return sha256(to_json_plotly(shown).encode()).hexdigest()[:16]


def number_field(id: Any, label: str, value: object, **more: Any) -> dmc.TextInput:
    """Build a field for a number; its value is text, which `numbers.entered` reads.

    Mantine's own drops what it does not know while it is typed, so that 16,5 becomes 165.
    """
    attributes = {"inputMode": "decimal", "autoComplete": "off"}
    shown = "" if value is None else str(value)
    usual = {"size": "xs", "inputProps": attributes}
    return dmc.TextInput(id=id, label=label, value=shown, **usual | more)


def shown_if(condition: bool) -> dict[str, str]:
    """Return the style of an element that is hidden unless the condition holds."""
    return {} if condition else {"display": "none"}


def in_row(children: Any, **more: Any) -> dmc.Group:
    """Build a row of elements that belong together."""
    return dmc.Group(children, **{"gap": 8, "align": "flex-end", **more})


def state_badge(state: str) -> dmc.Badge:
    """Build the badge of a study's state."""
    color = COLORS.get(state, "gray")
    return dmc.Badge(STATES[state], variant="dot", color=color, tt="none", fw=400, fz="0.8rem")


def progress_bar(recorded: int, n_trials: int, name: str) -> dmc.ProgressRoot:
    """Build the progress bar of a study."""
    share = 100 * recorded / n_trials
    label = f"Progress of {name}"
    return dmc.ProgressRoot(dmc.ProgressSection(value=share, **{"aria-label": label}))


def scene_link(study: Study, hash: str = "") -> list[Any]:
    """Build the pictures of the base scene of a study, as a link to it.

    Return an empty list if the explorer cannot show the scene, or it is too large to be drawn
    immediately, or needs a file that the study alone has.
    """
    state = base_state(study)
    if state is None or state.painted or not drawable(state):
        return []
    query = to_query(state)
    title = "Open the base scene in the explorer"
    return [
        html.A(
            dmc.Image(
                src=address(f"{PLACEHOLDER_PATH}?{query}"), alt="", w="8.4rem", h="4rem", fit="fill"
            ),
            href=address(f"/?{query}{hash}"),
            title=title,
            className="study-scene",
            **{"aria-label": f"Base scene of {study.name}"},
        )
    ]
