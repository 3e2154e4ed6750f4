"""The committed state: what the page's store holds at rest, and callbacks read."""

from __future__ import annotations

import json
from typing import Any

from components.state.model import ExplorerState

__all__ = ["committed"]


def committed(data: Any) -> ExplorerState:
    """Read the state that a callback got from the page's store.

    Parameters
    ----------
    data : object
        From a browser, so whatever it is.

    Returns
    -------
    ExplorerState

    Raises
    ------
    pydantic.ValidationError
        If it is no state; `control_specs.problems` makes sentences of it.
    """
    return ExplorerState.model_validate_json(json.dumps(data))
