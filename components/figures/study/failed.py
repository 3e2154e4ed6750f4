"""Failed trials and their errors."""

from __future__ import annotations

import plotly.graph_objects as go

from components.figures.study.base import StudyFigure, StudyView, count, table

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
    failed = view.trials[view.trials["error"].notna()]
    if not len(failed):
        return None
    numbers = failed["index"].tolist()
    rows = [(str(index), str(why)) for index, why in zip(numbers, failed["error"], strict=True)]
    kinds = failed["error"].nunique()
    text = f"{count(len(failed), 'trial')} failed, for {count(kinds, 'reason')}."
    meta = {**table(("trial", "why"), rows, numbers), "open": True}
    return StudyFigure("Failed trials", text, go.Figure([], {"meta": meta}))
