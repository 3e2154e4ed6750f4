"""The trials that failed, and why."""

from __future__ import annotations

import plotly.graph_objects as go

from components.figures.study.base import StudyFigure, StudyView, count, table

__all__ = ["failed_figure"]


def failed_figure(view: StudyView) -> StudyFigure | None:
    """List the trials that failed; None if none did.

    Parameters
    ----------
    view : StudyView
        Its output plays no part.

    Returns
    -------
    StudyFigure or None
        Without traces: the list is its table, in ``layout.meta``.
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
