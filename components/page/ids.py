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

    EXPORT_MENU = "export-menu"
    EXPORT_BUSY = "export-busy"
    EXPORT_FILE = "export-file"
    EXPORT_STATUS = "export-status"
    EXPORT_PROBLEM = "export-problem"
    EXPORT_DOWNLOAD = "export-download"
    CODE = "code"
    CODE_OPEN = "code-open"
    CODE_PROBLEM = "code-problem"
