"""The caption of a view's figure, and its numbers; the browser draws the figure itself."""

from __future__ import annotations

from typing import Any

from components.export.tables import VIEW_TABLES, to_csv
from components.live.differences import describe_result, describe_settings
from components.live.explanations import ExplanationViewer
from components.live.pinned import pinned_result, pinned_state
from components.live.views import VIEWS
from components.live.views.base import ViewContext
from components.state.committed import committed
from components.state.model import ExplorerState
from components.state.names import ViewName
from segmentation import CutlabError, Segmentation
from segmentation.version import __version__

__all__ = ["SOFTWARE", "view_caption", "view_csv"]

SOFTWARE = f"Cutlab {__version__}."


def view_caption(name: ViewName, data: Any) -> str:
    """Return the caption of a view: its sentence, all parameters, and the version.

    That of the comparison has the parameters of both states.

    Parameters
    ----------
    name : str
    data : object
        The committed state.

    Raises
    ------
    pydantic.ValidationError
        If it is no valid state.
    CutlabError
        If it has no result, or the view nothing to show.
    """
    context = _context(data)
    content = VIEWS[name].content(context)
    if content.nothing:
        raise CutlabError(content.sentence)
    view = VIEWS[name]
    made = _made(context.state, context.result)
    if name == "compare":
        a, _ = pinned_state(context.state)
        made = f"A: {_made(a, pinned_result(a, context.state.pinned))} B: {made}"
    return " ".join((f"{view.title}.", view.summary, content.sentence, made, SOFTWARE))


def _made(state: ExplorerState, result: Segmentation) -> str:
    """Return the settings of a state, and what was found with them."""
    return f"{describe_settings(state)}. {describe_result(state, result)}."


def view_csv(name: ViewName, data: Any) -> str:
    """Return the numbers of a view as CSV; arguments and errors are those of `view_caption`."""
    return to_csv(VIEW_TABLES[name](_context(data)))


def _context(data: Any) -> ViewContext:
    """Return the context of a state computed from a cold start, which depends on nothing else."""
    return ExplanationViewer().context(committed(data), rest=True)
