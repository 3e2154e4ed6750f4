"""The export panel: a menu of files of the committed state, and the code for it in a dialog."""

from __future__ import annotations

from functools import partial
from typing import Any

import dash_mantine_components as dmc
from dash import ALL, Dash, Input, Output, State, ctx, dcc, html, no_update

from components.export.exporter import Exporter, ExportError
from components.export.files import FILES, ExportName
from components.page import modules
from components.page.ids import Id

__all__ = ["SENDING", "download", "layout", "needed", "register", "show_code"]

CODE = {name: file for name, file in FILES.items() if name.startswith("code-")}
SENDING = "Sending the picture again …"
# Defers a click until the state on screen is committed; see `assets/page/callbacks.mjs`.
NEEDS_STATE = {"data-needs-state": "result"}


def layout() -> dmc.Group:
    """Build the menu, the code button, and their status and problem lines."""
    dialog = dmc.Modal(
        id=Id.CODE,
        title="Code for what is on screen",
        size="46rem",
        closeButtonProps={"aria-label": "Close"},
    )
    return dmc.Group(
        [
            _menu(),
            _button("Show code", id=Id.CODE_OPEN, **NEEDS_STATE),
            html.P(id=Id.EXPORT_STATUS, className="quiet", role="status"),
            html.P(id=Id.EXPORT_PROBLEM, className="notice", role="alert"),
            html.P(id=Id.CODE_PROBLEM, className="notice", role="alert"),
            dcc.Download(id=Id.EXPORT_DOWNLOAD),
            dcc.Store(id=Id.EXPORT_NEEDS),
            dcc.Store(id=Id.CODE_NEEDS),
            dialog,
        ],
        className="export",
        gap="xs",
        mt="xs",
        **{"data-section": "export"},
    )


def _menu() -> dmc.Popover:
    """Build the menu of the files."""
    entries = [
        dmc.Button(
            file.title,
            rightSection=dmc.Text(
                file.filename, span=True, visibleFrom="sm", c="var(--quiet)", fz="inherit"
            ),
            id={"type": Id.EXPORT_FILE, "file": name},
            variant="subtle",
            color="gray",
            fw=400,
            c="inherit",
            justify="space-between",
            fullWidth=True,
            **NEEDS_STATE,
            **({"data-only": file.only} if file.only else {}),
        )
        for name, file in FILES.items()
        if name not in CODE
    ]
    return dmc.Popover(
        [
            # The target itself is the button, because a wrapper would take the button's roles.
            dmc.PopoverTarget(
                ["Export", html.Span(id=Id.EXPORT_BUSY)],
                boxWrapperProps={"component": "button", "type": "button", "className": "button"},
            ),
            dmc.PopoverDropdown(entries, className="export-menu", p=4),
        ],
        id=Id.EXPORT_MENU,
        position="bottom-start",
        withinPortal=False,
        shadow="md",
        returnFocus=True,
    )


def _button(text: str, **more: Any) -> html.Button:
    return html.Button(text, type="button", className="button", **more)


def _scripts(texts: dict[ExportName, str]) -> dmc.Tabs:
    """Build the dialog's content: a tab for each script."""
    tabs = dmc.TabsList([dmc.TabsTab(CODE[name].title, value=name) for name in texts])
    panels = [
        dmc.TabsPanel([_tools(name), _code(text)], value=name, className=name)
        for name, text in texts.items()
    ]
    return dmc.Tabs([tabs, *panels], value=next(iter(texts)))


def _tools(name: ExportName) -> dmc.Group:
    return dmc.Group(
        [
            _button("Copy", **{"data-copy": f".{name} pre"}),
            _button("Download", id={"type": Id.EXPORT_FILE, "file": name}),
            html.Span(className="quiet", role="status"),
        ],
        gap="xs",
        my="xs",
    )


def _code(text: str) -> dmc.Code:
    # Not `dmc.CodeHighlight`, whose comments lack contrast, and which keys can't scroll.
    return dmc.Code(text, block=True, fz="0.8rem", tabIndex=0)


async def download(exporter: Exporter, name: ExportName, data: Any) -> tuple[Any, str, str, str]:
    """Make a file.

    Returns
    -------
    file : dict or no_update
        For `dcc.Download`.
    status, problem : str
        Texts for the status line and the problem line.
    needs : str
        Hash of a picture that the server lacks, or empty.
    """
    file = FILES[name]
    try:
        content = await exporter.make(name, data)
    except ExportError as error:
        problem = f"{file.filename} could not be made: {error}"
        return (
            (no_update, SENDING, "", error.needs) if error.needs else (no_update, "", problem, "")
        )
    sent = dcc.send_bytes(content, file.filename, type=file.media_type)
    return sent, f"Saved {file.filename}.", "", ""


async def download_chosen(
    exporter: Exporter, clicks: list[int | None], data: Any
) -> tuple[Any, Any, Any, Any]:
    """Make the file of the pressed button, given by `ctx`; see `download` and `needed`."""
    if not (pressed := ctx.triggered[0]["value"]):  # a button was added to the page, not pressed
        return (no_update,) * 4
    button = dict(ctx.triggered_id)
    file, status, problem, needs = await download(exporter, button["file"], data)
    return file, status, problem, needed(needs, button, pressed)


async def show_code(
    exporter: Exporter, clicks: int | None, data: Any
) -> tuple[Any, bool, str, Any]:
    """Open the dialog with a state's scripts, or report the problem."""
    try:
        texts = {name: (await exporter.make(name, data)).decode() for name in CODE}
    except ExportError as error:
        problem = "" if error.needs else f"The code could not be written: {error}"
        return no_update, False, problem, needed(error.needs, Id.CODE_OPEN, clicks)
    return _scripts(texts), True, "", no_update


def needed(
    picture: str,
    button: Any,
    clicks: int | None,
    prop: str = "n_clicks",
    problem: str = Id.EXPORT_PROBLEM,
) -> Any:
    """Return what the browser sends a picture for: the button is pressed again then.

    Frames say so themselves, but a callback may be answered by another process of the server.

    Parameters
    ----------
    picture : str
        Its hash; empty if none is needed.
    button : str or dict
        Id of the component whose property is counted up.
    clicks : int or None
        Present value of that property.
    prop : str, default="n_clicks"
    problem : str
        Id of the line that tells why a picture cannot be sent.
    """
    if not picture:
        return no_update
    own = {"button": button, "clicks": clicks or 0, "prop": prop, "problem": problem}
    return {"picture": picture, **own}


def register(app: Dash, exporter: Exporter) -> None:
    """Connect the menu and the dialog; other panels may share the exporter."""
    app.callback(
        Output(Id.EXPORT_DOWNLOAD, "data"),
        Output(Id.EXPORT_STATUS, "children"),
        Output(Id.EXPORT_PROBLEM, "children"),
        Output(Id.EXPORT_NEEDS, "data"),
        Input({"type": Id.EXPORT_FILE, "file": ALL}, "n_clicks"),
        State(Id.STATE, "data"),
        running=[
            (Output(Id.EXPORT_MENU, "opened"), False, False),
            (Output(Id.EXPORT_BUSY, "children"), dmc.Loader(size=12, ml=6), None),
            (Output(Id.EXPORT_STATUS, "children"), "Making the file …", ""),
        ],
        prevent_initial_call=True,
    )(partial(download_chosen, exporter))
    app.callback(
        Output(Id.CODE, "children"),
        Output(Id.CODE, "opened"),
        Output(Id.CODE_PROBLEM, "children"),
        Output(Id.CODE_NEEDS, "data"),
        Input(Id.CODE_OPEN, "n_clicks"),
        State(Id.STATE, "data"),
        prevent_initial_call=True,
    )(partial(show_code, exporter))
    for needs in (Id.EXPORT_NEEDS, Id.CODE_NEEDS):
        app.clientside_callback(
            modules.call("sendAgain", app.get_asset_url),
            Input(needs, "data"),
            prevent_initial_call=True,
        )
