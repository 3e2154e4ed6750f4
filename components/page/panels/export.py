"""The export menu and the code dialog; `assets/export/` runs both."""

from __future__ import annotations

from dash import html

from components.export.files import FILES

__all__ = ["layout"]

CODE = {name: file for name, file in FILES.items() if name.startswith("code-")}


def layout() -> html.Div:
    """Build the two buttons, the menu and the dialog."""
    return html.Div(
        [
            html.Button("Export", type="button", className="button export-open"),
            _menu(),
            html.Button("Show code", type="button", className="button code-open"),
            html.P(className="export-status quiet", role="status"),
            html.P(className="export-problem notice", role="alert"),
            _dialog(),
        ],
        className="export",
        **{"data-part": "export"},
    )


def _menu() -> html.Div:
    entries = [
        html.Button(
            [html.Span(file.title), html.Span(file.filename, className="quiet")],
            type="button",
            **{"data-export": name},
        )
        for name, file in FILES.items()
        if name not in CODE
    ]
    return html.Div(
        entries, className="export-menu", role="group", **{"aria-label": "Files to export"}
    )


def _dialog() -> html.Dialog:
    tabs = [
        html.Button(
            file.title,
            id=f"{name}-tab",
            type="button",
            role="tab",
            className="code-tab",
            **{"data-code": name, "aria-controls": "code-text"},
        )
        for name, file in CODE.items()
    ]
    return html.Dialog(
        [
            html.Div(
                [
                    html.H2("Code for what is on screen", id="code-title"),
                    html.Button("Close", type="button", className="button dialog-close"),
                ],
                className="dialog-head",
            ),
            html.Div(
                tabs, className="code-tabs", role="tablist", **{"aria-labelledby": "code-title"}
            ),
            html.Pre(id="code-text", role="tabpanel", tabIndex="0", className="code-text"),
            html.Div(
                [
                    html.Button("Copy", type="button", className="button code-copy"),
                    html.Button("Download", type="button", className="button code-download"),
                    html.Span(className="code-status quiet", role="status"),
                ],
                className="dialog-tools",
            ),
        ],
        className="dialog code-dialog",
        **{"aria-labelledby": "code-title"},
    )
