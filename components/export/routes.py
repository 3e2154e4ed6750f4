"""The export route: a state in, a file out."""

from __future__ import annotations

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor

from fastapi import FastAPI
from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from components.export.files import FILES, ExportName, export
from components.live.codec import FAULT, refusal
from components.live.routes import read_message
from components.state.control_specs import problems
from components.state.model import ExplorerState
from segmentation import CutlabError

__all__ = ["EXPORT_PATH", "ExportRequest", "ExportRoute"]

EXPORT_PATH = "/export"
MOST_WAITING = 16
BUSY = "The server makes other files just now. Try again in a moment."

log = logging.getLogger("cutlab.export")


class ExportRequest(BaseModel):
    """A kind of file and a complete state."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    file: ExportName
    state: ExplorerState


class ExportRoute:
    """Files over HTTP.

    One is made at a time, in a thread of its own: the pictures are never kept from the other
    cores. A few more wait, and others are told to try again. What is wrong comes back as
    sentences.
    """

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="export")
        self._waiting = 0

    def register(self, server: FastAPI) -> None:
        """Add the route, before Dash's catch-all."""
        server.add_api_route(EXPORT_PATH, self.http, methods=["POST"], include_in_schema=False)

    async def http(self, request: Request) -> Response:
        """Answer one request."""
        message = await read_message(request)
        if isinstance(message, Response):
            return message
        if self._waiting >= MOST_WAITING:
            return PlainTextResponse(BUSY, status_code=503)
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, respond, message)
        finally:
            self._waiting -= 1


def respond(message: bytes) -> Response:
    """Make the file that a message asks for, or say what is wrong with it."""
    try:
        asked = ExportRequest.model_validate_json(message)
    except ValidationError as error:
        sentences = " ".join(problem.message for problem in problems(error))
        return PlainTextResponse(sentences, status_code=422)
    try:
        content = export(asked.file, asked.state)
    except CutlabError as error:
        return PlainTextResponse(refusal(error).message, status_code=422)
    except Exception:  # the page goes on; the fault is for the log
        log.exception("no %s for %s", asked.file, asked.state)
        return PlainTextResponse(FAULT, status_code=500)
    file = FILES[asked.file]
    headers = {"Content-Disposition": f'attachment; filename="{file.filename}"'}
    return Response(content, media_type=file.media_type, headers=headers)
