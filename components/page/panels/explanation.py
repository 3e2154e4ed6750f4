"""Frames of the verdict and the views, which `assets/views/` fills and opens."""

from __future__ import annotations

from typing import Any

from dash import html

from components.live.views import VIEWS, View
from components.page.ids import Id
from components.page.panels.figure import opener

__all__ = ["layout", "verdict"]

HEADS = ("partition", "Ncut", "refined", "pixels wrong")


def layout() -> html.Section:
    """Build the views, closed, and the buttons that open them."""
    chips = [
        html.Button(
            view.title,
            type="button",
            className="chip",
            title=view.summary,
            **{"aria-pressed": "false", "data-view": name},
        )
        for name, view in VIEWS.items()
    ]
    choice = html.Div(
        [
            html.H2("Why this result?", className="views-title"),
            html.Div(chips, className="chips", role="group", **{"aria-label": "Views"}),
        ],
        className="views-choice",
        **{"data-section": "views"},
    )
    cards = html.Div([_card(name, view) for name, view in VIEWS.items()], className="cards")
    problem = html.P(id=Id.FIGURE_OPEN_PROBLEM, className="notice", role="alert")
    return html.Section([choice, problem, cards], className="views", **{"aria-label": "Views"})


def _card(name: str, view: View) -> html.Section:
    close: dict[str, Any] = {"aria-label": f"Close {view.title}"}
    return html.Section(
        [
            html.Header(
                [
                    html.H3(view.title),
                    _updating_mark(),
                    opener(name, view.title),
                    html.Button("✕", type="button", className="close", **close),
                ]
            ),
            html.P(view.summary, className="view-what"),
            html.P(className="view-sentence"),
            html.Div(className="view-body"),
            html.Details(
                [html.Summary("What am I looking at?"), html.Div(className="view-more")],
                className="view-details",
            ),
        ],
        className="card",
        hidden=True,
        **{"aria-label": view.title, "data-card": name},
    )


def _updating_mark() -> html.Span:
    return html.Span("updating…", className="updating-mark")


def verdict() -> html.Div:
    """Build the verdict, without its texts."""
    head = html.Thead(html.Tr([html.Th(text, scope="col") for text in HEADS]))
    numbers = html.Details(
        [
            html.Summary("The numbers behind it"),
            html.Table([head, html.Tbody()]),
            html.P(className="quiet verdict-rule"),
        ]
    )
    return html.Div(
        [
            html.Div([html.H2("Verdict"), _updating_mark()], className="verdict-head"),
            html.P(className="verdict-sentence"),
            html.P(className="verdict-agreement"),
            html.P(className="verdict-diagnostics"),
            html.Div(className="verdict-tries"),
            numbers,
        ],
        className="verdict",
        **{"data-outcome": "", "data-section": "verdict"},
    )
