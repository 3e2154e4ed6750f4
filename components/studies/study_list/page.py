"""List of studies: present ones, deleted ones, and examples."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Any

import dash_mantine_components as dmc
from dash import ALL, Dash, Input, Output, State, dcc, html, no_update

from components.page import modules
from components.page.backend import Work
from components.page.ids import Id
from components.serving.root_path import address
from components.studies.access import StudyAccess, bound, bound_with_trigger, unanswered
from components.studies.elements import button, in_row, state_badge
from components.studies.study import editor
from components.studies.study_list import examples, items
from components.studies.words import BUSY
from segmentation import CutlabError

if TYPE_CHECKING:
    from segmentation.study.store.reader import Order
    from segmentation.study.store.rows import StudyRow

__all__ = ["change", "layout", "refresh", "register", "undo"]

ORDERS: dict[Order, str] = {
    "newest": "newest first",
    "name": "by name",
    "state": "by state",
    "size": "by size",
    "best": "by best result",
}
PAGE = 25  # studies
PAGED = (Id.STUDIES_PAGE, Id.STUDIES_GONE_PAGE)  # the pages of present and of deleted ones

TEMPORARY = (
    "The directory for studies cannot be written. They are kept in a temporary place, and may be "
    "gone when the server is started again. Whoever runs it may set CUTLAB_DATABASE."
)
CHANGES = ("status", "no_undo", "changed", "problem")


def layout(access: StudyAccess, deleted: str | None = None) -> list[Any]:
    """Build the page; it announces the study that was just `deleted`, if any."""
    access.start_early()
    gone = access.find(deleted)
    number = gone.id if gone and gone.deleted else None
    status = f"{gone.name} was deleted." if gone and gone.deleted else ""
    order = dmc.Select(
        id=Id.STUDIES_ORDER,
        data=[{"value": key, "label": title} for key, title in ORDERS.items()],
        value="newest",
        allowDeselect=False,
        size="xs",
        w="9rem",
        **{"aria-label": "Sort"},
    )
    title = html.H2("Studies", id=Id.STUDIES_TITLE, tabIndex=-1)
    tools = in_row([html.Div(order, id=Id.STUDIES_SORTING, hidden=True), editor.from_file()])
    undo = button("Undo", id=Id.STUDIES_UNDO, hidden=number is None)
    return [
        dcc.Store(id={"type": Id.STUDY_ANSWER, "page": "list"}, data={"asked": -1, "busy": False}),
        dcc.Store(id=Id.STUDIES_CHANGED, data=number),
        dcc.Store(id=Id.STUDIES_SHOWN),
        in_row(
            [html.Span(status, id=Id.STUDIES_STATUS, role="status"), undo], className="study-status"
        ),
        html.P(TEMPORARY if access.service.temporary else "", className="warning"),
        html.P(id=Id.STUDIES_PROBLEM, className="notice", role="alert"),
        html.P(id=Id.STUDIES_LIST_PROBLEM, className="notice", role="alert"),
        in_row([title, tools], justify="space-between"),
        html.P(
            [
                "There are no studies yet. Plan one for your own scene in ",
                html.A("the explorer", href=address("/")),
                ", or run one of those below.",
            ],
            id=Id.STUDIES_EMPTY,
            hidden=True,
        ),
        html.Ul(id=Id.STUDIES_LIST, className="study-items"),
        _pages(Id.STUDIES_PAGE, "Pages of studies"),
        html.Details(
            [
                html.Summary("Deleted"),
                html.Ul(id=Id.STUDIES_GONE, className="study-items"),
                _pages(Id.STUDIES_GONE_PAGE, "Pages of deleted studies"),
            ],
            id=Id.STUDIES_DELETED,
            hidden=True,
        ),
        *examples.layout(),
        editor.layout(),
    ]


def _pages(id: Id, label: str) -> html.Nav:
    """Build the buttons of a list's pages, hidden while it has one."""
    buttons = dmc.Pagination(id=id, total=1, value=1, size="sm", mt="xs", withControls=False)
    own = {"type": Id.STUDIES_PAGES, "of": id}
    return html.Nav(buttons, id=own, hidden=True, **{"aria-label": label})


def register(app: Dash, access: StudyAccess) -> None:
    """Connect the list."""
    app.callback(
        output={
            "items": Output(Id.STUDIES_LIST, "children"),
            "gone": Output(Id.STUDIES_GONE, "children"),
            "states": Output({"type": Id.STUDY_ITEM_STATE, "study": ALL}, "children"),
            "facts": Output({"type": Id.STUDY_ITEM_FACTS, "study": ALL}, "children"),
            "no_studies": Output(Id.STUDIES_EMPTY, "hidden"),
            "no_deleted": Output(Id.STUDIES_DELETED, "hidden"),
            "no_sorting": Output(Id.STUDIES_SORTING, "hidden"),
            "totals": [Output(id, "total") for id in PAGED],
            "no_pages": [Output({"type": Id.STUDIES_PAGES, "of": id}, "hidden") for id in PAGED],
            "shown": Output(Id.STUDIES_SHOWN, "data"),
            "problem": Output(Id.STUDIES_LIST_PROBLEM, "children"),
            "answer": Output({"type": Id.STUDY_ANSWER, "page": "list"}, "data"),
        },
        inputs={
            "asked": Input(Id.STUDY_ASKED, "data"),
            "order": Input(Id.STUDIES_ORDER, "value"),
            "changed": Input(Id.STUDIES_CHANGED, "data"),
            "pages": [Input(id, "value") for id in PAGED],
        },
        state={
            "shown": State(Id.STUDIES_SHOWN, "data"),
            "ids": State({"type": Id.STUDY_ITEM_STATE, "study": ALL}, "id"),
        },
    )(bound(refresh, access))
    app.callback(
        output=Output(Id.STUDIES_PAGE, "value"),
        inputs={"order": Input(Id.STUDIES_ORDER, "value")},
        prevent_initial_call=True,
    )(first_page)
    app.callback(
        output=_change_outputs(),
        inputs={
            "clicks": [
                Input({"type": Id.STUDY_DELETE, "study": ALL}, "n_clicks"),
                Input({"type": Id.STUDY_UNDELETE, "study": ALL}, "n_clicks"),
            ]
        },
        prevent_initial_call=True,
    )(bound_with_trigger(change, access))
    # By itself: rows that come while a callback of all rows is under way make Dash drop its answer.
    app.callback(
        output=_change_outputs(allow_duplicate=True),
        inputs={"clicks": Input(Id.STUDIES_UNDO, "n_clicks")},
        state={"last": State(Id.STUDIES_CHANGED, "data")},
        prevent_initial_call=True,
    )(bound(undo, access, Work.WRITING))
    app.clientside_callback(
        modules.call("showChanged", app.get_asset_url), Input(Id.STUDIES_CHANGED, "data")
    )
    for panel in (examples, editor):
        panel.register(app, access)


def _change_outputs(**options: bool) -> dict[str, Output]:
    """Return what is said of a change, and the number that Undo brings back, as `CHANGES`."""
    properties = (
        (Id.STUDIES_STATUS, "children"),
        (Id.STUDIES_UNDO, "hidden"),
        (Id.STUDIES_CHANGED, "data"),
        (Id.STUDIES_PROBLEM, "children"),
    )
    outputs = (Output(*each, **options) for each in properties)
    return dict(zip(CHANGES, outputs, strict=True))


def refresh(
    access: StudyAccess,
    asked: int,
    order: Order,
    changed: int | None,
    pages: list[int],
    shown: str | None,
    ids: list[dict[str, Any]],
) -> dict[str, Any]:
    """Return the present list, or only its progress if nothing else has changed.

    Parameters
    ----------
    access : StudyAccess
    asked : int
        Number of the request of the page's clock.
    order : str
        One of `ORDERS`.
    changed : int or None
        Not used; a deleted or restored study triggers a refresh.
    pages : list of int
        Pages of the present and of the deleted studies, from 1.
    shown : str or None
        Stamp of the items on the page.
    ids : list of dict
        Ids of these items; ``study`` is the number in each.
    """
    if order not in [*ORDERS]:  # a made-up request, of any type
        order = "newest"
    try:
        counts = [access.count(), access.count(deleted=True)]
        rows = _page(access, False, order, pages[0], counts[0])
        deleted = _page(access, True, "newest", pages[1], counts[1])
    except CutlabError as error:
        names = ("items", "gone", "no_studies", "no_deleted", "no_sorting", "shown")
        each = dict.fromkeys(("states", "facts"), [no_update] * len(ids))
        each |= dict.fromkeys(("totals", "no_pages"), [no_update] * len(PAGED))
        return dict.fromkeys(names, no_update) | each | unanswered(error, asked)
    stamp = items.stamp(rows, deleted)
    now = {row.id: row for row in rows}
    same = stamp == shown and {each["study"] for each in ids} == set(now)
    listed = [now[each["study"]] for each in ids] if same else []
    none = [no_update] * len(ids)
    return {
        "items": no_update if same else [items.present_item(access, row) for row in rows],
        "gone": no_update if same else [items.deleted_item(access, row) for row in deleted],
        "states": [state_badge(row.state) for row in listed] if same else none,
        "facts": [items.facts(row) for row in listed] if same else none,
        "no_studies": bool(rows),
        "no_deleted": not deleted,
        "no_sorting": counts[0] < 2,
        "totals": [max(1, ceil(count / PAGE)) for count in counts],
        "no_pages": [count <= PAGE for count in counts],
        "shown": stamp,
        "problem": "",
        "answer": {"asked": asked, "busy": any(row.state in BUSY for row in rows)},
    }


def first_page(order: str) -> int:
    """Return the page that a new order shows; ``order`` is not used."""
    return 1


def _page(
    access: StudyAccess, deleted: bool, order: Order, page: int, count: int
) -> list[StudyRow]:
    """Return the rows of a page, or of the last one if there are not so many any more."""
    last = max(0, count - 1) // PAGE
    return access.rows(deleted, order, PAGE, PAGE * min(max(page - 1, 0), last))


def change(access: StudyAccess, pressed: dict[str, Any] | None, clicks: Any) -> dict[str, Any]:
    """Delete or restore the study whose button was `pressed`; ``clicks`` is not used."""
    if pressed is None:
        return dict.fromkeys(CHANGES, no_update)
    if pressed["type"] == Id.STUDY_UNDELETE:
        return undo(access, None, pressed["study"])
    number = int(pressed["study"])
    try:
        store = access.changing(number)
        name = store.get(number).name
        store.delete(number)
    except CutlabError as error:
        return _changes(problem=str(error))
    return _changes(f"{name} was deleted.", False, number)


def undo(access: StudyAccess, clicks: int | None, last: int | None) -> dict[str, Any]:
    """Restore the study that was deleted `last`; ``clicks`` is not used."""
    number = int(last or 0)
    try:
        name = access.undelete(number).get(number).name
    except CutlabError as error:
        return _changes(problem=str(error))
    access.service.start()
    return _changes(f"{name} is back.")


def _changes(
    status: str = "", no_undo: bool = True, changed: int | None = None, problem: str = ""
) -> dict[str, Any]:
    return dict(zip(CHANGES, (status, no_undo, changed, problem), strict=True))
