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

    KEYS = "keys"
    KEYS_OPEN = "keys-open"
    KEYS_PROBLEM = "keys-problem"

    SHARE = "share"
    SHARE_OPEN = "share-open"
    SHARE_PROBLEM = "share-problem"
    SHARE_CHOICE = "share-choice"
    SHARE_VIEW = "share-view"
    SHARE_SHOWN = "share-shown"
    SHARE_ALL = "share-all"
    SHARE_NONE = "share-none"
    SHARE_PAGE = "share-page"
    SHARE_EMBED = "share-embed"
    SHARE_WIDTH = "share-width"
    SHARE_HEIGHT = "share-height"
    SHARE_URL = "share-url"
    SHARE_CODE = "share-code"
    SHARE_USE = "share-use"

    LESSON = "lesson"
    LESSON_STORE = "lesson-store"
    LESSON_OPEN = "lesson-open"
    LESSON_OPEN_PROBLEM = "lesson-open-problem"
    LESSON_SUMMARY = "lesson-summary"
    LESSON_COUNT = "lesson-count"
    LESSON_BODY = "lesson-body"
    LESSON_BEFORE = "lesson-before"
    LESSON_OTHER = "lesson-other"
    LESSON_ADD = "lesson-add"
    LESSON_PRESENT = "lesson-present"
    LESSON_EXPORT = "lesson-export"
    LESSON_DOWNLOAD = "lesson-download"
    LESSON_FILE = "lesson-file"
    LESSON_UNDO = "lesson-undo"
    LESSON_STATUS = "lesson-status"
    LESSON_PROBLEM = "lesson-problem"
    LESSON_EMPTY = "lesson-empty"
    LESSON_LIST = "lesson-list"
    LESSON_TOOL = "lesson-tool"
    LESSON_TEXT = "lesson-text"
