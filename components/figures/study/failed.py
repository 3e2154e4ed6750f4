"""Failed trials and their errors."""

from __future__ import annotations

import plotly.graph_objects as go

from components.figures.study.base import MOST_ROWS, StudyFigure, StudyView, count, table
from segmentation.study.analysis.data import failures

__all__ = ["failed_figure"]


def failed_figure(view: StudyView) -> StudyFigure | None:
    """List the trials that failed; None if none did.

    Parameters
    ----------
    view : StudyView
        View of the study; its output is not used.

    Returns
    -------
    StudyFigure or None
        A figure without traces; the list is the table in ``layout.meta``.
    """
    n, kinds, first = failures(view.study, view.trials, MOST_ROWS)
    if not n:
        return None
    rows = [(str(index), why) for index, why in first]
    text = f"{count(n, 'trial')} failed, for {count(kinds, 'reason')}."
    meta = table(("trial", "why"), rows, [index for index, _ in first], n) | {"open": True}
    return StudyFigure("Failed trials", text, go.Figure([], {"meta": meta}))
