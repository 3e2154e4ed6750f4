"""Lessons within links: the list of steps, deflated, in the part of an address after ``#``.

The browser does not send that part to the server; `assets/lesson/link.mjs` reads it.
"""

from __future__ import annotations

import json
import zlib
from base64 import urlsafe_b64encode
from collections.abc import Iterable
from typing import Any

__all__ = ["LONGEST", "lesson_fragment"]

LONGEST = 8 * 1024  # characters: some mail programs and chats cut longer links
NAMES = ("title", "note", "query", "prediction", "figure")  # of a step, in their order
RAW = -15  # deflate without a header, as the browser's "deflate-raw"


def lesson_fragment(steps: Iterable[dict[str, Any]]) -> str:
    """Write the steps of a lesson for a link.

    Parameters
    ----------
    steps : iterable of dict
        ``title``, ``note`` and ``query`` of each, and ``prediction`` and ``figure`` if it has them.

    Returns
    -------
    str
        Without ``#``; empty if there are no steps. It may be longer than `LONGEST`.

    Examples
    --------
    >>> lesson_fragment([{"title": "Much", "note": "", "query": "noise=1"}])
    'lesson=i45W8i1NzlDSUQKivPzM4lRbQ6XYWAA'
    """
    listed = [_shortened([step.get(name) for name in NAMES]) for step in steps]
    if not listed:
        return ""
    text = json.dumps(listed, ensure_ascii=False, separators=(",", ":")).encode()
    deflate = zlib.compressobj(9, zlib.DEFLATED, RAW)
    packed = deflate.compress(text) + deflate.flush()
    return f"lesson={urlsafe_b64encode(packed).decode().rstrip('=')}"


def _shortened(values: list[Any]) -> list[Any]:
    """Return values without the last ones that are None."""
    while values[-1] is None:
        values = values[:-1]
    return values
