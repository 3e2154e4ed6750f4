"""Route that makes a lesson's file, one at a time, and tells how far it is while it computes."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import StreamingResponse

from components.export.exporter import ExportError
from components.export.lesson_list import read_steps
from components.export.takeaway.making import make
from components.lessons import LESSONS
from components.live.codec import FAULT
from components.live.lesson_figures import LESSON_PATH

__all__ = ["TAKE_AWAY_PATH", "TakeAwayRoute", "asked_lesson"]

TAKE_AWAY_PATH = f"{LESSON_PATH}/file"
MOST_WAITING = 4
TELL_SECONDS = 0.25  # between two lines
LONGEST_VIEWER = 64
BUSY = "The server is busy with other lessons. Try again in a few minutes."
ENDED = "It was ended, because this page has asked for another file."
EMPTY = "The lesson has no steps."
BY_KEY = {lesson.key: lesson for lesson in LESSONS}

log = logging.getLogger("cutlab.export")

Steps = list[dict[str, Any]]


class Cancelled(Exception):  # noqa: N818
    """The reader has left, or has cancelled it."""


def asked_lesson(message: bytes) -> tuple[str, Steps, str]:
    """Return the title, the steps and the file's name that a message asks for; it may be anything.

    Examples
    --------
    >>> asked_lesson(b'{"name": "graph"}')[::2]
    ('A picture is a graph', 'cutlab-lesson-graph.html')
    >>> asked_lesson(b"[]")[1]
    []
    """
    try:
        asked = json.loads(message)
    except ValueError:
        asked = None
    if not isinstance(asked, dict):
        return "", [], ""
    lesson = BY_KEY.get(str(asked.get("name")))
    if lesson:
        steps = [step.to_dict() for step in lesson.steps]
        return lesson.title, steps, f"cutlab-lesson-{lesson.key}.html"
    return "A lesson on normalized cuts", read_steps(asked.get("steps")), "cutlab-lesson.html"


class _Job:
    """The making of a file, in a thread; the event loop asks how far it is, or ends it."""

    def __init__(self, title: str, steps: Steps) -> None:
        self._title = title
        self._steps = steps
        self._ended = Event()
        self.progress: dict[str, Any] = {"progress": "Waiting for another lesson", "share": 0.0}

    def end(self) -> None:
        """End it at the next stage of the computation."""
        self._ended.set()

    def run(self) -> dict[str, Any]:
        """Make the file; return the last line of the answer."""
        try:
            taken = make(self._title, self._steps, self._watch)
            return {"html": taken.html, "note": taken.note}
        except Cancelled:
            return {}
        except ExportError as error:
            return {"problem": str(error), **({"needs": error.needs} if error.needs else {})}
        except Exception:  # the page goes on, and the fault is logged
            log.exception("no file for a lesson")
            return {"problem": FAULT}

    def _watch(self, what: str, share: float) -> None:
        if self._ended.is_set():
            raise Cancelled
        if what:
            self.progress = {"progress": what, "share": share}


class TakeAwayRoute:
    """Route that answers with lines of JSON.

    They have ``progress`` and ``share`` while the file is made; the last one has ``html``,
    ``filename`` and ``note``, or a ``problem``, with ``needs``, the hash of a file that the server
    lacks, if the browser can help by sending it. A reader who leaves ends the computation, and so
    does a viewer, named in the query by any text, who asks for another file.
    """

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="take-away")
        self._waiting = 0
        self._jobs: dict[str, _Job] = {}  # the last one of each viewer

    def register(self, server: FastAPI) -> None:
        """Add the route."""
        server.add_api_route(TAKE_AWAY_PATH, self.answer, methods=["POST"], include_in_schema=False)

    async def answer(self, request: Request) -> StreamingResponse:
        """Answer a request."""
        title, steps, filename = asked_lesson(await request.body())
        headers = {
            "Cache-Control": "no-store",
            "X-Accel-Buffering": "no",
        }
        viewer = request.query_params.get("viewer", "")[:LONGEST_VIEWER]
        lines = self._lines(title, steps, filename, viewer)
        return StreamingResponse(lines, media_type="application/x-ndjson", headers=headers)

    async def _lines(
        self, title: str, steps: Steps, filename: str, viewer: str
    ) -> AsyncIterator[str]:
        if steps and viewer in self._jobs:
            self._jobs[viewer].end()
        if not steps or self._waiting >= MOST_WAITING:
            yield _line({"problem": BUSY if steps else EMPTY})
            return
        self._waiting += 1
        job = _Job(title, steps)
        if viewer:
            self._jobs[viewer] = job
        made = asyncio.get_running_loop().run_in_executor(self._pool, job.run)
        made.add_done_callback(lambda _: self._leave())
        try:
            while not (await asyncio.wait({made}, timeout=TELL_SECONDS))[0]:
                yield _line(job.progress)
            yield _line({**(made.result() or {"problem": ENDED}), "filename": filename})
        finally:
            job.end()
            if self._jobs.get(viewer) is job:
                del self._jobs[viewer]

    def _leave(self) -> None:
        self._waiting -= 1


def _line(told: dict[str, Any]) -> str:
    return json.dumps(told, ensure_ascii=False) + "\n"
