"""Header of the page: name, presets, undo and redo, the link, light or dark."""

from __future__ import annotations

from itertools import groupby

import dash_mantine_components as dmc
from dash import Dash, Input, html

from components.page import modules
from components.page.ids import Id
from components.state.presets import PRESETS

__all__ = ["layout", "register"]


def layout() -> html.Header:
    """Build the header."""
    presets = dmc.Select(
        id=Id.PRESETS,
        data=[
            {
                "group": group,
                "items": [{"value": preset.key, "label": preset.title} for preset in presets],
            }
            for group, presets in groupby(PRESETS, lambda preset: preset.group)
        ],
        value=PRESETS[0].key,
        placeholder="Your own scene",  # the script names a picture
        size="xs",
        comboboxProps={"width": 320},
        maxDropdownHeight=440,
        classNames={"option": "scene-option"},  # with a thumbnail, see `page.head`
        **{"aria-label": "Preset scene"},
    )
    return html.Header(
        [
            html.Button(
                [
                    html.Span("Skip to the circles", **{"data-only": "circles"}),
                    html.Span("Skip to the pictures", **{"data-only": "picture"}),
                ],
                type="button",
                className="button skip",
                **{"data-action": "skip"},
            ),
            html.Div(
                [
                    html.H1("Cutlab"),
                    _tool("tour", "What is this?", "What is this?", "a tour of five steps"),
                ],
                className="brand",
            ),
            html.Div(
                [
                    presets,
                    _tool(
                        "gallery",
                        "Picture…",
                        "Picture",
                        "samples, or open your own",
                        id=Id.GALLERY_OPEN,
                    ),
                    _tool(
                        "lessons",
                        "Lessons…",
                        "Lessons",
                        "each a few minutes long",
                        id=Id.LESSONS_OPEN,
                    ),
                ],
                className="presets-menu",
                **{"data-section": "presets"},
            ),
            _tools(),
            html.Span(className="header-status", role="status"),
            *(
                html.Span(id=problem, className="header-status", role="alert")
                for problem in (
                    Id.SHARE_PROBLEM,
                    Id.KEYS_PROBLEM,
                    Id.GALLERY_PROBLEM,
                    Id.LESSONS_PROBLEM,
                    Id.QR_PROBLEM,
                )
            ),
        ],
        className="header",
    )


def _tools() -> html.Div:
    """Build the buttons; the rarer ones are behind "More" on a narrow page."""
    scheme = dmc.ColorSchemeToggle(
        lightIcon=_sun(),
        darkIcon=_moon(),
        variant="subtle",
        color="gray",
        **{"aria-label": "Switch between light and dark"},
    )
    rarer = [
        _tool("tour", "What is this?", "What is this?", "a tour of five steps"),
        _tool("study", "Study", "Study", "vary parameters and measure the results"),
        _tool(
            "share", "Share…", "Share", "choose controls, embed, present",
            id=Id.SHARE_OPEN, **{"data-needs-state": "any"},
        ),
        _tool("lesson", "My lesson", "My lesson", "a list of states to present", id=Id.LESSON_OPEN),
        _tool("keys", "?", "Keys", "keyboard, mouse and touch: ?", id=Id.KEYS_OPEN),
    ]  # fmt: skip
    tools = [
        _tool("undo", "↶", "Undo", "Ctrl+Z"),
        _tool("redo", "↷", "Redo", "Ctrl+Shift+Z"),
        _tool("reset", "Reset", "Reset", "back to the scene or picture chosen last"),
        _tool("copy", "Copy link", "Copy link", "with all settings"),
        _tool("more", "⋯", "More", "share, lesson, keys"),
        html.Div(rarer, className="rarer"),
        scheme,
    ]
    return html.Div(tools, className="header-tools")


def _tool(action: str, text: str, name: str, more: str, **props: str) -> html.Button:
    """Build a button that `assets/` connects, or a callback if it has an id."""
    disabled = {"aria-disabled": "true"} if action in ("undo", "redo") else {}
    return html.Button(
        text,
        type="button",
        className="tool",
        title=f"{name} ({more})",
        **{"aria-label": name, "data-action": action, **disabled, **props},
    )


def _sun() -> html.Span:
    return html.Span("☀", **{"aria-hidden": "true"})


def _moon() -> html.Span:
    return html.Span("☾", **{"aria-hidden": "true"})


def register(app: Dash) -> None:
    """Connect the presets to the explorer's script."""
    choose = modules.call("choosePreset", app.get_asset_url)
    app.clientside_callback(choose, Input(Id.PRESETS, "value"))
