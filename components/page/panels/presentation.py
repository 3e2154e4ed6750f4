"""Header and bar of a presentation, and footer of an embedded page.

`assets/lesson/presentation.mjs` writes the texts and handles buttons and keys.
"""

from __future__ import annotations

from dash import html

from components.serving.root_path import address

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
                        html.Span(className="present-kept quiet", role="status"),
                        _button("keep", "Keep this lesson", hidden=True),
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
                    href=address("/"),
                    target="_blank",
                    rel="noopener",
                ),
            ],
            className="embed-foot",
            **{"aria-label": "About"},
        ),
    ]


def _button(name: str, text: str, hidden: bool = False, **aria: str) -> html.Button:
    props = {f"aria-{key}": value for key, value in aria.items()}
    name = f"button present-{name}"
    return html.Button(text, type="button", className=name, hidden=hidden, **props)
