"""The lesson list and the frame of a presentation.

These are places; `assets/` fills them.
"""

from __future__ import annotations

from dash import html

__all__ = ["above", "below", "layout"]


def layout() -> html.Section:
    """Build the place of the list."""
    return html.Section(className="lesson", **{"aria-label": "Lesson", "data-part": "lesson"})


def above() -> html.Header:
    """Build what a presentation says of its step."""
    return html.Header(
        [html.H1(className="present-title"), html.P(className="present-note")],
        className="present-head",
    )


def below() -> list[html.Section]:
    """Build the bar of a presentation, and the line of an embedded page."""
    return [
        html.Section(className="present-bar", **{"aria-label": "Presentation"}),
        html.Section(
            [
                html.H1("Cutlab"),
                html.A(
                    "Open in Cutlab, with all controls",
                    className="embed-open",
                    href="/",
                    target="_blank",
                    rel="noopener",
                ),
            ],
            className="embed-foot",
            **{"aria-label": "About"},
        ),
    ]
