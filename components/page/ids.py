"""Every component id of the page."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["Id"]


class Id(StrEnum):
    """The ids, which the scripts use as well."""

    CONFIG = "config"
    STATE = "state"
    PRESETS = "presets"
    PICTURES = "pictures"
