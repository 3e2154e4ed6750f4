"""Items of the list of studies: a present one with its state and actions, and a deleted one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import dash_mantine_components as dmc
from dash import html

from components.page.ids import Id
from components.serving.root_path import address
from components.studies.access import StudyAccess
from components.studies.elements import (
    BESIDE,
    button,
    digest,
    in_row,
    progress_bar,
    scene_link,
    shown_if,
    state_badge,
)
from components.studies.study import editor
from components.studies.words import BUSY, describe_age, describe_kind, describe_results

if TYPE_CHECKING:
    from segmentation.study.store.rows import StudyRow

__all__ = ["deleted_item", "facts", "present_item", "stamp"]


def stamp(rows: list[StudyRow], deleted: list[StudyRow]) -> str:
    """Return a digest that changes unless only progress does."""
    named = [(row.id, row.name, row.notes) for row in rows], [(row.id, row.name) for row in deleted]
    return digest(named)


def present_item(access: StudyAccess, row: StudyRow) -> html.Li:
    """Build the item of a study, with what may be done with it."""
    study = access.study(row.id)
    notes = [dmc.Text(row.notes, lineClamp=3, className="study-notes")] if row.notes else []
    state = html.Span(state_badge(row.state), id={"type": Id.STUDY_ITEM_STATE, "study": row.id})
    progress = html.Div(facts(row), id={"type": Id.STUDY_ITEM_FACTS, "study": row.id})
    kind = html.P(f"{describe_kind(study)} · {describe_age(row)}", className="quiet")
    remove = button(
        "Delete",
        id={"type": Id.STUDY_DELETE, "study": row.id},
        style=shown_if(access.may_change(row)),
        **{"aria-label": f"Delete {row.name}"},
    )
    return html.Li(
        [
            _head(html.A(row.name, href=address(f"/study/{row.id}")), state),
            dmc.Flex(
                [*scene_link(study), dmc.Stack([*notes, kind], gap=6)], gap="md", direction=BESIDE
            ),
            progress,
            in_row([editor.copy_of(study, row.id), remove]),
        ],
        id={"type": Id.STUDY_ITEM, "study": row.id},
        className="study-item",
        **{"data-study": row.id},
    )


def _head(name: Any, beside: Any) -> dmc.Group:
    beside = html.Div(beside, style={"flex": "none"})
    return in_row([html.H3(name), beside], justify="space-between", align="start", wrap="nowrap")


def facts(row: StudyRow) -> list[Any]:
    """Return the progress and the results so far."""
    bar = [progress_bar(row.recorded, row.n_trials, row.name)] if row.state in BUSY else []
    return [*bar, html.P(describe_results(row), className="study-facts")]


def deleted_item(access: StudyAccess, row: StudyRow) -> html.Li:
    """Build the item of a deleted study, which may be brought back."""
    back = button(
        "Bring back",
        id={"type": Id.STUDY_UNDELETE, "study": row.id},
        style=shown_if(access.may_change(row)),
        **{"aria-label": f"Bring back {row.name}"},
    )
    about = [_head(row.name, back), html.P(describe_age(row), className="quiet")]
    return html.Li(about, className="study-item", **{"data-study": row.id})
