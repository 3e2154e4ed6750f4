"""Share dialog: links that open the page in another view, or with fewer controls.

Its content is built when it opens. This module writes the queries of links;
`assets/export/share.mjs` adds the page's address, and shows a preview.
"""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, ctx, dcc, html
from pydantic import ValidationError

from components.export.lesson_link import LONGEST, lesson_fragment
from components.export.lesson_list import Step, read_steps
from components.page import modules
from components.page.ids import Id
from components.state.committed import committed
from components.state.control_specs import control_specs, problems, sections
from components.state.link import to_query
from components.state.model import ExplorerState
from components.state.names import LISTS, PageView
from components.state.presets import preset_of

__all__ = ["choose", "choose_all", "layout", "open_dialog", "register"]

VIEWS = {
    "full": ("The whole page", "for a class that works with it"),
    "embed": ("Embedded", "pictures and controls in a frame of your own page"),
    "present": ("Presentation", "large, for the projector"),
}
# Of scenes or of pictures alone, as are the controls with `ControlSpec.only`.
SECTION_SUBJECTS = {
    "circles": "circles",
    "handles": "circles",
    "crop": "picture",
    "truth": "picture",
}
# Sections that only the whole page has.
OF_THE_PAGE = ("presets", "views", "facts", "export", "lesson")
FRAME = {"width": 640, "height": 480}
HIDDEN = {"display": "none"}


def layout() -> html.Div:
    """Build the dialog, empty."""
    return html.Div(
        [
            dmc.Modal(
                id=Id.SHARE,
                title="Share what is on screen",
                size="62rem",
                closeButtonProps={"aria-label": "Close"},
            ),
            dcc.Store(id=Id.SHARE_CHOICE),
        ]
    )


def open_dialog(clicks: int | None, data: Any) -> tuple[Any, bool, str]:
    """Open the dialog for a committed state, or report the problem."""
    try:
        state = committed(data)
    except ValidationError as error:
        return [], False, " ".join(problem.message for problem in problems(error))
    # With an id of its own for each opening, all that it has is mounted anew: Dash does not draw
    # the first change of a part that it believes to have drawn at the last opening.
    return html.Div(_content(state), id=f"{Id.SHARE}-{clicks}"), True, ""


def _content(state: ExplorerState) -> list[Any]:
    embedded = [
        dmc.Group(
            [_side(Id.SHARE_WIDTH, "width"), _side(Id.SHARE_HEIGHT, "height"), "pixels"],
            gap="sm",
            align="end",
        ),
        _text(dmc.Textarea, Id.SHARE_CODE, "Embed code", autosize=True),
        _button("Copy embed code", **{"data-copy": f"#{Id.SHARE_CODE}"}),
    ]
    title = dmc.Text("What the reader sees", fz="sm", fw=600, mb=4)
    sight = html.Div([title, html.Div(className="share-preview")])
    return [
        dmc.SimpleGrid([_choices(state), sight], cols={"base": 1, "sm": 2}, mb="xs"),
        _text(dmc.TextInput, Id.SHARE_URL, "Link"),
        html.P(id=Id.SHARE_LESSON, className="quiet", role="status"),
        dmc.Group(
            [
                _button("Copy link", **{"data-copy": f"#{Id.SHARE_URL}"}),
                _button("QR code", id=Id.SHARE_QR),
                _button("Use on this page", id=Id.SHARE_USE),
                html.Span(className="quiet", role="status"),
            ],
            gap="xs",
            my="xs",
        ),
        html.Div(
            [*embedded, html.Span(className="quiet", role="status")],
            id=Id.SHARE_EMBED,
            style=HIDDEN,
        ),
    ]


def _choices(state: ExplorerState) -> html.Div:
    views = [
        dmc.Radio(label=title, description=what, value=name, my=6)
        for name, (title, what) in VIEWS.items()
    ]
    specs = control_specs()
    of_subject = SECTION_SUBJECTS | {name: spec.only for name, spec in specs.items() if spec.only}
    boxes = {
        name: dmc.Checkbox(
            label=title,
            value=name,
            size="xs",
            py=3,
            style={"breakInside": "avoid"},
            wrapperProps={"data-only": of_subject.get(name)},
        )
        for name, title in sections().items()
    }
    always = [box for name, box in boxes.items() if name not in OF_THE_PAGE]
    page = [boxes[name] for name in OF_THE_PAGE]
    controls = [
        dmc.Group(
            [_button("All", id=Id.SHARE_ALL), _button("None", id=Id.SHARE_NONE)], gap="xs", my="xs"
        ),
        html.Div([*always, html.Div(page, id=Id.SHARE_PAGE)], style={"columns": "11rem 2"}),
    ]
    return html.Div(
        [
            dmc.RadioGroup(views, id=Id.SHARE_VIEW, value=state.view, label="It opens as"),
            dmc.CheckboxGroup(
                controls,
                id=Id.SHARE_SHOWN,
                value=[name for name in boxes if name not in state.hide],
                label="With these controls",
            ),
        ]
    )


def _side(key: Id, side: str) -> dmc.TextInput:
    return dmc.TextInput(
        id=key,
        label=side.capitalize(),
        value=str(FRAME[side]),
        inputProps={"inputMode": "decimal", "autoComplete": "off"},
        size="xs",
        w=100,
        **{"aria-label": f"{side} of the frame in pixels"},
    )


def _text(kind: Any, key: Id, label: str, **more: Any) -> Any:
    return kind(id=key, label=label, readOnly=True, size="xs", **more)


def _button(text: str, **more: Any) -> html.Button:
    return html.Button(text, type="button", className="button", **more)


def choose(
    view: PageView, shown: list[str], data: Any, lesson: Any = None
) -> tuple[dict[str, Any], Any, Any]:
    """Make the link of a choice.

    Parameters
    ----------
    view : str
        View in which the page opens.
    shown : list of str
        Names of the sections that are visible.
    data : object
        The committed state.
    lesson : object, default=None
        The list of the lesson, which a link to a presentation holds.

    Returns
    -------
    choice : dict
        The ``state`` of the link, its ``query`` and ``hash``, the ``steps`` in it, a ``note`` on
        them, and a ``title``.
    page, embedded : dict
        Styles of the inputs that only the whole page, or only an embedded one, needs.
    """
    lacking = () if view == "full" else OF_THE_PAGE
    hide = tuple(name for name in LISTS["hide"] if name not in (*shown, *lacking))
    state = committed(data).model_copy(update={"view": view, "hide": hide})
    preset = preset_of(state)
    choice = {
        "state": state.model_dump(mode="json"),
        "query": to_query(state),
        "title": f"Cutlab: {preset.title if preset else 'normalized cuts'}",
        **_lesson(read_steps(lesson) if view == "present" else None),
    }
    return choice, HIDDEN if lacking else {}, {} if view == "embed" else HIDDEN


def _lesson(steps: list[Step] | None) -> dict[str, Any]:
    """Return what a link has of a lesson, which is None for links to no presentation."""
    if steps is None:
        return {"hash": "", "steps": None, "note": ""}
    fragment = lesson_fragment(steps)
    if not fragment:
        note = "There is no lesson: the reader sees this scene alone."
    elif len(fragment) > LONGEST:
        note = (
            f"The lesson would make a link of {len(fragment) / 1024:.1f} kB, more than the "
            f"{LONGEST // 1024} kB that travel safely, so it is not in it. Export it as a file, "
            "which the reader imports."
        )
        fragment, steps = "", []
    else:
        n = len(steps)
        note = f"The link holds the lesson: {n} step{'' if n == 1 else 's'}."
    return {"hash": fragment, "steps": steps, "note": note}


def press_all_or_none(
    all_clicks: int | None, none_clicks: int | None, view: PageView, shown: list[str]
) -> list[str]:
    """Return the visible sections after a press of "All" or "None", given by `ctx`."""
    # Buttons that are added to the page trigger this as well.
    return choose_all(ctx.triggered_id, view, shown) if ctx.triggered[0]["value"] else shown


def choose_all(button: str | None, view: PageView, shown: list[str]) -> list[str]:
    """Return the visible sections after a press of "All" or "None"."""
    lacking = () if view == "full" else OF_THE_PAGE
    kept = [name for name in shown if name in lacking]
    return list(LISTS["hide"]) if button == Id.SHARE_ALL else kept


def register(app: Dash) -> None:
    """Connect the dialog."""
    app.callback(
        Output(Id.SHARE, "children"),
        Output(Id.SHARE, "opened"),
        Output(Id.SHARE_PROBLEM, "children"),
        Input(Id.SHARE_OPEN, "n_clicks"),
        State(Id.STATE, "data"),
        prevent_initial_call=True,
    )(open_dialog)
    app.callback(
        Output(Id.SHARE_CHOICE, "data"),
        Output(Id.SHARE_PAGE, "style"),
        Output(Id.SHARE_EMBED, "style"),
        Input(Id.SHARE_VIEW, "value"),
        Input(Id.SHARE_SHOWN, "value"),
        State(Id.STATE, "data"),
        State(Id.LESSON, "data"),
    )(choose)
    app.callback(
        Output(Id.SHARE_SHOWN, "value"),
        Input(Id.SHARE_ALL, "n_clicks"),
        Input(Id.SHARE_NONE, "n_clicks"),
        State(Id.SHARE_VIEW, "value"),
        State(Id.SHARE_SHOWN, "value"),
        prevent_initial_call=True,
    )(press_all_or_none)
    app.clientside_callback(
        modules.call("share", app.get_asset_url),
        Output(Id.SHARE_URL, "value"),
        Output(Id.SHARE_CODE, "value"),
        Output(Id.SHARE_WIDTH, "error"),
        Output(Id.SHARE_HEIGHT, "error"),
        Output(Id.SHARE_LESSON, "children"),
        Input(Id.SHARE_CHOICE, "data"),
        Input(Id.SHARE_WIDTH, "value"),
        Input(Id.SHARE_HEIGHT, "value"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        modules.call("useShared", app.get_asset_url),
        Input(Id.SHARE_USE, "n_clicks"),
        State(Id.SHARE_CHOICE, "data"),
        prevent_initial_call=True,
    )
