"""Dialog that saves a figure: a view of the explorer, or a figure of a study.

The server writes the caption and the numbers; `assets/export/figure/` draws the figure in the
browser, which has Plotly and the pictures already.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import dash_mantine_components as dmc
from dash import ALL, Dash, Input, Output, State, ctx, dcc, html, no_update

from components.export.exporter import Exporter, ExportError
from components.export.view_files import view_caption, view_csv
from components.live.views import VIEWS
from components.page import modules
from components.page.ids import Id
from components.page.panels.export import needed
from components.state.names import ViewName

__all__ = ["MAKING", "layout", "opener", "register", "subject", "view_numbers", "view_subject"]

WIDTHS = {
    "85": "One column, 85 mm",
    "178": "Two columns, 178 mm",
    "254": "Slide, 254 mm",
}
DOTS = {"150": "150 dpi, screen", "300": "300 dpi, print", "600": "600 dpi, fine print"}
# While the server writes numbers; see `Dash.callback`.
MAKING = [(Output(Id.FIGURE_STATUS, "children"), "Making the file …", "")]
FORMATS = {"png": "PNG", "svg": "SVG", "csv": "CSV of the numbers"}

CSV = {"type": Id.FIGURE_SAVE, "format": "csv"}  # the button of the numbers


def layout() -> html.Div:
    """Build the dialog, closed, and the stores of what it saves."""
    options = {"allowDeselect": False, "size": "xs"}
    choices = [
        _select(Id.FIGURE_WIDTH, "Width", WIDTHS, "85", **options),
        dmc.TextInput(
            id=Id.FIGURE_FONT,
            label="Text, points",
            value="8",
            inputProps={"inputMode": "decimal", "autoComplete": "off"},
            size="xs",
            w=90,
        ),
        _select(Id.FIGURE_DOTS, "PNG", DOTS, "300", **options),
    ]
    caption = dmc.Textarea(
        id=Id.FIGURE_TEXT, label="Caption", readOnly=True, autosize=True, minRows=3, maxRows=8,
        size="xs", mt="xs",
    )  # fmt: skip
    saves = [
        _button(title, id={"type": Id.FIGURE_SAVE, "format": name})
        for name, title in FORMATS.items()
    ]
    content = [
        dmc.Group(choices, gap="sm", align="end"),
        caption,
        dmc.Group(
            [
                _button("Copy the caption", **{"data-copy": f"#{Id.FIGURE_TEXT}"}),
                html.Span(className="quiet", role="status"),
            ],
            gap="xs",
            my="xs",
        ),
        html.P("PNG and SVG have the caption in them as a description.", className="quiet"),
        dmc.Group(saves, gap="xs"),
        html.P(id=Id.FIGURE_STATUS, className="quiet", role="status"),
        *(
            html.P(id=line, className="notice", role="alert")
            for line in (Id.FIGURE_PROBLEM, Id.FIGURE_VIEW_PROBLEM, Id.FIGURE_STUDY_PROBLEM)
        ),
    ]
    stores = (Id.FIGURE_NEEDS, Id.FIGURE_OF_VIEW, Id.FIGURE_OF_STUDY, Id.FIGURE_SUBJECT,
              Id.FIGURE_VIEW_NUMBERS, Id.FIGURE_VIEW_NEEDS, Id.FIGURE_STUDY_NUMBERS)  # fmt: skip
    return html.Div(
        [
            dmc.Modal(
                content,
                id=Id.FIGURE,
                title="Save the figure",
                size="34rem",
                closeButtonProps={"aria-label": "Close"},
            ),
            *(dcc.Store(id=store) for store in stores),
            dcc.Download(id=Id.FIGURE_VIEW_DOWNLOAD),
            dcc.Download(id=Id.FIGURE_STUDY_DOWNLOAD),
        ]
    )


def _select(key: Id, label: str, texts: dict[str, str], value: str, **more: Any) -> dmc.Select:
    data = [{"value": name, "label": text} for name, text in texts.items()]
    return dmc.Select(id=key, label=label, data=data, value=value, w=170, **more)


def _button(text: str, **more: Any) -> html.Button:
    return html.Button(text, type="button", className="button", **more)


def opener(name: str, title: str) -> html.Button:
    """Build the button of a view that opens the dialog."""
    label = {"aria-label": f"Save {title}", "data-needs-state": "result"}
    return html.Button(
        "Save…", id={"type": Id.FIGURE_OPEN, "view": name}, type="button",
        className="button save-figure", **label,
    )  # fmt: skip


def subject(kind: str, name: str, title: str, file: str, caption: str, **more: Any) -> Any:
    """Return what the dialog saves.

    Parameters
    ----------
    kind : {"view", "study"}
    name : str
        Name of the view or the figure.
    title, caption : str
    file : str
        Name of the files, without their endings.
    more : object
        What the numbers are made from.
    """
    return {"kind": kind, "name": name, "title": title, "file": file, "caption": caption, **more}


async def open_view(
    exporter: Exporter, clicks: list[int | None], data: Any
) -> tuple[Any, str, Any]:
    """Open the dialog for a view, given by `ctx`, or report the problem.

    Returns
    -------
    subject : dict or no_update
        See `subject`.
    problem : str
    needs : dict or no_update
        See `export.needed`.
    """
    if not (pressed := ctx.triggered[0]["value"]):  # the buttons were added to the page
        return no_update, "", no_update
    button = dict(ctx.triggered_id)
    found, problem, needs = await view_subject(exporter, button["view"], data, pressed)
    return found, problem, needed(needs, button, pressed, problem=Id.FIGURE_OPEN_PROBLEM)


async def view_subject(
    exporter: Exporter, name: ViewName, data: Any, pressed: int
) -> tuple[Any, str, str]:
    """Return what the dialog saves of a view, or the problem, or the picture that is lacking."""
    try:
        caption = await exporter.run(lambda: view_caption(name, data), name, data)
    except ExportError as error:
        return no_update, "" if error.needs else str(error), error.needs
    more = {"state": data, "pressed": pressed}
    return subject("view", name, VIEWS[name].title, f"cutlab-{name}", caption, **more), "", ""


async def view_numbers(exporter: Exporter, wanted: Any, clicks: int | None) -> tuple[Any, Any, Any]:
    """Return the numbers of a view as a file, or report the problem.

    Parameters
    ----------
    exporter : Exporter
    wanted : dict or None
        See `subject`.
    clicks : int or None
        On the button that asks for them.

    Returns
    -------
    file : dict or no_update
        For `dcc.Download`.
    problem : str
    needs : dict or no_update
        See `export.needed`.
    """
    if not wanted:
        return no_update, no_update, no_update
    name, data = wanted["name"], wanted["state"]
    try:
        text = await exporter.run(lambda: view_csv(name, data), name, data)
    except ExportError as error:
        needs = needed(error.needs, CSV, clicks, problem=Id.FIGURE_VIEW_PROBLEM)
        return no_update, "" if error.needs else str(error), needs
    sent = {"content": text, "filename": f"{wanted['file']}.csv", "type": "text/csv"}
    return sent, "", no_update


def register(app: Dash, exporter: Exporter) -> None:
    """Connect the dialog; other panels may share the exporter."""
    app.callback(
        Output(Id.FIGURE_OF_VIEW, "data"),
        Output(Id.FIGURE_OPEN_PROBLEM, "children"),
        Output(Id.FIGURE_NEEDS, "data"),
        Input({"type": Id.FIGURE_OPEN, "view": ALL}, "n_clicks"),
        State(Id.STATE, "data"),
        prevent_initial_call=True,
    )(partial(open_view, exporter))
    app.callback(
        Output(Id.FIGURE_VIEW_DOWNLOAD, "data"),
        Output(Id.FIGURE_VIEW_PROBLEM, "children"),
        Output(Id.FIGURE_VIEW_NEEDS, "data"),
        Input(Id.FIGURE_VIEW_NUMBERS, "data"),
        State(CSV, "n_clicks"),
        running=MAKING,
        prevent_initial_call=True,
    )(partial(view_numbers, exporter))
    for needs in (Id.FIGURE_NEEDS, Id.FIGURE_VIEW_NEEDS):
        app.clientside_callback(
            modules.call("sendAgain", app.get_asset_url),
            Input(needs, "data"),
            prevent_initial_call=True,
        )
    app.clientside_callback(
        """(view, study) => {
          const { callback_context, no_update, set_props } = window.dash_clientside;
          const subject = callback_context.triggered_id === "figure-of-study" ? study : view;
          if (!subject) return Array(5).fill(no_update);
          for (const line of ["figure-problem", "figure-view-problem", "figure-study-problem"])
            set_props(line, { children: "" }); // of the figure before
          return [subject, subject.caption, true, `Save “${subject.title}”`, ""];
        }""",
        Output(Id.FIGURE_SUBJECT, "data"),
        Output(Id.FIGURE_TEXT, "value"),
        Output(Id.FIGURE, "opened"),
        Output(Id.FIGURE, "title"),
        Output(Id.FIGURE_STATUS, "children"),
        Input(Id.FIGURE_OF_VIEW, "data"),
        Input(Id.FIGURE_OF_STUDY, "data"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        modules.call("saveFigure", app.get_asset_url),
        Output(Id.FIGURE_PROBLEM, "children"),
        Input({"type": Id.FIGURE_SAVE, "format": ALL}, "n_clicks"),
        State(Id.FIGURE_SUBJECT, "data"),
        State(Id.FIGURE_WIDTH, "value"),
        State(Id.FIGURE_FONT, "value"),
        State(Id.FIGURE_DOTS, "value"),
        State({"type": Id.FIGURE_CHART, "name": ALL}, "figure"),
        State({"type": Id.FIGURE_CHART, "name": ALL}, "id"),
        prevent_initial_call=True,
    )
