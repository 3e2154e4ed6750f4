"""Header and bar of a presentation, and footer of an embedded page.

`assets/lesson/presentation.mjs` writes the texts and handles buttons and keys.
"""

from __future__ import annotations

from dash import html

__all__ = ["above", "below"]


def above() -> html.Header:
    """Build the title, the note and the prediction of a presentation's step."""
    return html.Header(
        [
            html.H1(className="present-title", tabIndex="-1"),
            html.P(className="present-note"),
            html.Div(className="present-prediction"),
        ],
        className="present-head",
    )


def below() -> list[html.Section]:
    """Build the bar of a presentation, and the footer of an embedded page."""
    return [
        html.Section(
            [
                html.Div(
                    [
                        _button("previous", "← Previous"),
                        html.Span(className="present-position", role="status"),
                        _button("next", "Next →"),
                    ],
                    className="buttons",
                ),
                html.Div(
                    [
                        _button("controls", "Controls", pressed="false"),
                        _button("whole", "Full screen", pressed="false"),
                        _button("code on-the-wall", "QR code"),
                        _button("leave", "Leave"),
                    ],
                    className="buttons",
                ),
            ],
            className="present-bar",
            **{"aria-label": "Presentation"},
        ),
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


def _button(name: str, text: str, **aria: str) -> html.Button:
    props = {f"aria-{key}": value for key, value in aria.items()}
    return html.Button(text, type="button", className=f"button present-{name}", **props)
