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
LONGEST_ERROR = 8000  # characters of a traceback
# The administrator's key and the names of own files in an address, or in one that is part of it.
SECRET = re.compile(
    r"((?:[?&]admin|(?:picture|truth)_file)=)[^&]*|((?:picture|truth)_file%3D)(?:(?!%26)[^&])*",
    re.I,
)
MOST = 5  # lines of a kind
MOST_REQUESTS = 600  # lines on requests, which are one kind
SECONDS = 60.0  # in which they are counted
KINDS = 256  # that are remembered
OTHERS = ("cutlab", "segmentation", "asyncio", "distributed")  # that log beside uvicorn

log = logging.getLogger("cutlab.requests")


class Bounded(logging.Filter):
    """Filter that shortens lines, and drops those of a kind that comes too often.

    A kind is a message before its values are filled in, with the place of the error that it has.

    Parameters
    ----------
    most : int, default=MOST
        Lines of a kind in a minute.
    """

    def __init__(self, most: int = MOST) -> None:
        super().__init__()
        self._most = most
        self._kinds: OrderedDict[object, tuple[float, int]] = OrderedDict()
        self._lock = Lock()

    def filter(self, record: logging.LogRecord) -> bool:
        """Return False for a line that is dropped."""
        if record.exc_info and isinstance(record.exc_info[1], asyncio.CancelledError):
            return False  # an answer that was given up because the server ends
        dropped = self.count(record)
        if dropped is None:
            return False
        if record.exc_info and record.exc_info[0]:
            record.exc_text = _error(record)
        text = record.getMessage()
        if len(text) > LONGEST:
            text = f"{text[:LONGEST]}… ({len(text):,} characters)"
        if dropped:
            text = f"{text.rstrip()} ({dropped:,} more like it since the last)"
        if text != record.getMessage():
            record.msg, record.args = text, None
            record.__dict__.pop("color_message", None)
        return True

    def count(self, record: logging.LogRecord) -> int | None:
        """Return how many lines of a kind were dropped before this one; None if this one is."""
        with self._lock:
            return self._count(_kind(record))

    def _count(self, kind: object) -> int | None:
        now = time.monotonic()
        began, count = self._kinds.pop(kind, (now, 0))
        dropped = max(0, count - self._most)
        if now - began > SECONDS:
            began, count = now, 0
        self._kinds[kind] = (began, count + 1)
        if len(self._kinds) > KINDS:
            self._kinds.popitem(last=False)
        if count >= self._most:
            return None
        return dropped if count == 0 else 0


class Discreet(Bounded):
    """Filter of the lines on requests: their addresses are shortened, and tell no key or file."""

    def __init__(self) -> None:
        super().__init__(MOST_REQUESTS)

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep a record, without key and names of files; return False if there are too many."""
        dropped = self.count(record)
        if dropped is None:
            return False
        if dropped:  # uvicorn's formatter takes a line's values apart, and nothing can be added
            log.warning("%d requests were not logged, since too many came at once.", dropped)
        if isinstance(record.args, tuple):
            record.args = tuple(
                SECRET.sub(r"\1\2…", each)[:LONGEST] if isinstance(each, str) else each
                for each in record.args
            )
        return True


def _error(record: logging.LogRecord) -> str:
    """Return a record's traceback; of a long one the begin and the end, with what is wrong."""
    assert record.exc_info
    text = logging.Formatter().formatException(record.exc_info)
    if len(text) <= LONGEST_ERROR:
        return text
    half = LONGEST_ERROR // 2
    return f"{text[:half]}\n… ({len(text):,} characters)\n{text[-half:]}"


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
            line["error"] = record.exc_text or self.formatException(record.exc_info)
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
