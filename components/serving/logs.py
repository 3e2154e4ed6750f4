"""The log: no line grows with what a stranger sends, and no kind of line floods it; or JSON."""

from __future__ import annotations

import asyncio
import copy
import json
import logging
import os
import re
import time
from collections import OrderedDict
from datetime import UTC, datetime
from threading import Lock
from typing import Any

from uvicorn.config import LOGGING_CONFIG

from components.serving.metrics import FailureCounter

__all__ = ["Bounded", "JsonLines", "as_line", "log_config"]

LONGEST = 500  # characters
# The administrator's key and the names of own files in an address, or in one that is part of it.
SECRET = re.compile(
    r"((?:[?&]admin|(?:picture|truth)_file)=)[^&]*|((?:picture|truth)_file%3D)(?:(?!%26)[^&])*",
    re.I,
)
MOST = 5  # lines of a kind
SECONDS = 60.0  # in which they are counted
KINDS = 256  # that are remembered
OTHERS = ("cutlab", "segmentation", "asyncio", "distributed")  # that log beside uvicorn


class Bounded(logging.Filter):
    """Filter that shortens lines, and drops those of a kind that comes too often.

    A kind is a message before its values are filled in, with the place of the error that it has.
    """

    def __init__(self) -> None:
        super().__init__()
        self._kinds: OrderedDict[object, tuple[float, int]] = OrderedDict()
        self._lock = Lock()

    def filter(self, record: logging.LogRecord) -> bool:
        """Return False for a line that is dropped."""
        if record.exc_info and isinstance(record.exc_info[1], asyncio.CancelledError):
            return False  # an answer that was given up because the server ends
        with self._lock:
            dropped = self._count(_kind(record))
        if dropped is None:
            return False
        text = record.getMessage()
        if len(text) > LONGEST:
            text = f"{text[:LONGEST]}… ({len(text):,} characters)"
        if dropped:
            text = f"{text.rstrip()} ({dropped:,} more like it since the last)"
        if text != record.getMessage():
            record.msg, record.args = text, None
            record.__dict__.pop("color_message", None)
        return True

    def _count(self, kind: object) -> int | None:
        """Return how many lines of a kind were dropped before this one; None if this one is."""
        now = time.monotonic()
        began, count = self._kinds.pop(kind, (now, 0))
        dropped = max(0, count - MOST)
        if now - began > SECONDS:
            began, count = now, 0
        self._kinds[kind] = (began, count + 1)
        if len(self._kinds) > KINDS:
            self._kinds.popitem(last=False)
        if count >= MOST:
            return None
        return dropped if count == 0 else 0


class Discreet(logging.Filter):
    """Filter of the lines on requests: their addresses are shortened, and tell no key or file."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep a record, without the key and the names of files."""
        if isinstance(record.args, tuple):
            record.args = tuple(
                SECRET.sub(r"\1\2…", each)[:LONGEST] if isinstance(each, str) else each
                for each in record.args
            )
        return True


def _kind(record: logging.LogRecord) -> tuple[object, ...]:
    place: tuple[object, ...] = ()
    if record.exc_info and record.exc_info[2]:
        trace = record.exc_info[2]
        while trace.tb_next is not None:
            trace = trace.tb_next
        place = (record.exc_info[0], trace.tb_frame.f_code.co_filename, trace.tb_lineno)
    return record.name, record.levelno, str(record.msg), *place


class JsonLines(logging.Formatter):
    """Formatter of lines for programs, each an object of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Return a record's line."""
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "process": record.process,
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def as_line(text: str) -> str:
    """Return a message of the start as a line of `JsonLines`."""
    record = {"name": "cutlab", "levelname": "INFO", "levelno": logging.INFO, "msg": text}
    return JsonLines().format(logging.makeLogRecord(record | {"process": os.getpid()}))


def log_config(as_json: bool = False) -> dict[str, Any]:
    """Return uvicorn's configuration of logging, for all loggers and with bounds.

    Parameters
    ----------
    as_json : bool, default=False
        Whether each line is an object of JSON.
    """
    config = copy.deepcopy(LOGGING_CONFIG)
    config["filters"] = {"bounded": {"()": Bounded}, "discreet": {"()": Discreet}}
    config["handlers"]["default"]["filters"] = ["bounded"]
    config["handlers"]["access"]["filters"] = ["discreet"]
    if as_json:
        config["formatters"] = {"json": {"()": JsonLines}}
        for handler in config["handlers"].values():
            handler["formatter"] = "json"
    config["handlers"]["failures"] = {"()": FailureCounter}
    config["loggers"] |= {name: {"handlers": ["default"]} for name in OTHERS}
    for logger in config["loggers"].values():
        if "default" in logger.get("handlers", ()):
            logger["handlers"] = [*logger["handlers"], "failures"]
    return config
