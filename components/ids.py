"""Every component id of the page."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["Id", "control"]


class Id(StrEnum):
    """The ids; a kind of control is the key of a pattern-matching id, see `control`."""

    CONFIG = "config"
    STATE = "state"
    PROVIDER = "provider"
    PRESETS = "presets"
    COLOR_SCHEME = "color-scheme"
    NEW_NOISE = "new-noise"
    ADD_CIRCLE = "add-circle"
    CIRCLES = "circles"
    PICTURES = "pictures"
    SLIDER = "slider"
    NUMBER = "number"
    CHOICE = "choice"
    SWITCH = "switch"
    REMOVE_CIRCLE = "remove-circle"


def control(kind: Id, field: str) -> dict[str, str]:
    """Id of the control of one state field.

    Parameters
    ----------
    kind : Id
        `Id.SLIDER`, `Id.NUMBER`, `Id.CHOICE`, `Id.SWITCH` or `Id.REMOVE_CIRCLE`.
    field : str
        Path of the field in the state, such as ``"beta"`` or ``"circles.0.row"``.

    Returns
    -------
    dict of str to str

    Examples
    --------
    >>> control(Id.SLIDER, "circles.0.row")
    {'slider': 'circles.0.row'}
    """
    return {kind.value: field}
