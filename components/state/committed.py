"""Committed state, which the page's store has at rest and callbacks read."""

from __future__ import annotations

import json
from typing import Any

from components.state.model import ExplorerState

__all__ = ["committed"]


def committed(data: Any) -> ExplorerState:
    """Read the state in the page's store.

    Parameters
    ----------
    data : object
        Content of the store; a browser may send anything.

    Returns
    -------
    ExplorerState

    Raises
    ------
    pydantic.ValidationError
        If it is no valid state; `control_specs.problems` describes the errors.
    """
    return ExplorerState.model_validate_json(json.dumps(data))
