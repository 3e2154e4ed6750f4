"""Inputs that choose what a study's page shows: output, other study, missing values."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
from dash import Input, State, html

from components.page.ids import Id
from components.studies.access import StudyAccess
from components.studies.elements import in_row
from components.studies.words import distinct_names
from segmentation.study import RATES, Study
from segmentation.study.design.quantities import outputs_of

__all__ = ["layout", "values"]

MOST_OTHERS = 100  # studies to compare with, the newest


def layout(access: StudyAccess, number: int, study: Study, wanted: dict[str, str]) -> dmc.Group:
    """Build the inputs, with the values of the address that are `wanted`."""
    known = outputs_of(study.evaluator) | RATES
    names = study.measured
    usual = "adjusted_rand" if "adjusted_rand" in names else names[0]
    output = dmc.Select(
        id=Id.STUDY_OUTPUT,
        label="Output",
        data=[{"value": name, "label": known[name].title} for name in names],
        value=wanted["output"] if wanted.get("output") in names else usual,
        allowDeselect=False,
        size="xs",
    )
    listed = access.rows(limit=MOST_OTHERS + 1)
    chosen = access.find(wanted.get("other"))
    if chosen and not chosen.deleted and chosen.id not in {row.id for row in listed}:
        listed.append(chosen)
    others = distinct_names([row for row in listed if row.id != number])
    other = dmc.Select(
        id=Id.STUDY_OTHER,
        label="Compare with",
        data=[{"value": key, "label": name} for key, name in others.items()],
        value=wanted["other"] if wanted.get("other") in others else None,
        placeholder="none",
        clearable=True,
        disabled=not others,
        size="xs",
        clearButtonProps={"aria-label": "Compare with none"},
    )
    missing = dmc.Checkbox(
        id=Id.STUDY_MISSING,
        label="Replace missing values by the mean",
        checked=wanted.get("missing") == "mean",
        size="xs",
    )
    imputing = html.Div(missing, id=Id.STUDY_IMPUTING, hidden=not missing.checked)
    return in_row([output, other, imputing])


def values(kind: type[Input] | type[State]) -> dict[str, Any]:
    """Return what is chosen, as inputs or states of a callback."""
    return {
        "output": kind(Id.STUDY_OUTPUT, "value"),
        "other": kind(Id.STUDY_OTHER, "value"),
        "missing": kind(Id.STUDY_MISSING, "checked"),
    }
