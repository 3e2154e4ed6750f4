"""Route that gives a study, or its trials, as a file.

Trials are written by a process of its own, page by page, as fast as the browser takes them: so
neither the database nor the memory of the server holds all of them at once.
"""

from __future__ import annotations

import asyncio
import logging
import os
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncGenerator
from contextlib import aclosing

from anyio import CancelScope
from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse

from components.serving.places import Places
from components.serving.root_path import address
from components.studies.access import NotAllowed, StudyAccess, study_number
from segmentation import CutlabError
from segmentation.study import Study
from segmentation.study.export.process import command
from segmentation.study.export.study_plan import plan_of

__all__ = ["FILES", "FILES_PATH", "file_address", "register"]

FILES_PATH = "/study-files"
FILES = {"csv": "Trials as CSV", "parquet": "Trials as Parquet", "json": "The study as JSON"}
KINDS = {
    "csv": "text/csv; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
    "json": "application/json",
}
MOST_AT_ONCE = 2  # files of trials that are written, of all processes of the server
MOST_WAITING = 8
PIECE = 2**16  # bytes
BUSY = "The server is writing other files. Try again in a moment."
UNWRITTEN = "The trials could not be written. The server's log says why."

log = logging.getLogger("cutlab.studies")


def file_address(number: int, kind: str) -> str:
    """Return the address of a file of a study; `kind` is one of `FILES`."""
    return address(f"{FILES_PATH}/{number}.{kind}")


def register(server: FastAPI, access: StudyAccess) -> None:
    """Add the route."""
    route = TrialFiles(access)
    path = FILES_PATH + "/{name}"
    server.add_api_route(path, route.answer, methods=["GET"], include_in_schema=False)


class TrialFiles:
    """The route: ``7.csv``, ``7.parquet`` and ``7.json`` are files of study 7."""

    def __init__(self, access: StudyAccess) -> None:
        self._access = access
        self._places = Places("trial-files", MOST_AT_ONCE)
        self._next = asyncio.Lock()  # of who waits here, the first one asks for a place
        self._waiting = 0

    async def answer(self, request: Request) -> Response:
        """Return the file, or a sentence."""
        number, _, kind = request.path_params["name"].rpartition(".")
        try:
            if kind not in FILES:
                raise CutlabError(f"There is no format {kind[:20]!r}.")
            study = await run_in_threadpool(lambda: self._access.readable(study_number(number)))
        except CutlabError as error:
            passing = getattr(error, "passing", False)
            status = 503 if passing else 403 if isinstance(error, NotAllowed) else 404
            return PlainTextResponse(str(error), status)
        headers = {
            "Content-Disposition": f'attachment; filename="study-{number}.{kind}"',
            "Cache-Control": "no-store",
        }
        if kind == "json":
            return Response(study.to_json() + "\n", 200, headers, KINDS[kind])
        if self._waiting >= MOST_WAITING:
            return PlainTextResponse(BUSY, 503)
        pieces = self._pieces(study, int(number), kind)
        try:
            first = await anext(pieces)  # which tells whether there will be a file
        except CutlabError as error:
            return PlainTextResponse(str(error), 503)
        except (OSError, EOFError, StopAsyncIteration):
            return PlainTextResponse(UNWRITTEN, 503)
        return StreamingResponse(_after(first, pieces), 200, headers, KINDS[kind])

    async def _pieces(self, study: Study, number: int, kind: str) -> AsyncGenerator[bytes, None]:
        """Yield the file as it is written; raise EOFError if it does not come to its end."""
        self._waiting += 1
        try:
            async with self._next:
                give_back = await self._places.wait()
        finally:
            self._waiting -= 1
        writer = None
        try:
            line, plan = await run_in_threadpool(_writer, study, number, kind)
            writer = await asyncio.create_subprocess_exec(
                *line,
                stdin=PIPE,
                stdout=PIPE,
                env=self._environment(),
            )
            assert writer.stdin is not None
            assert writer.stdout is not None
            writer.stdin.write(plan)
            writer.stdin.close()
            while piece := await writer.stdout.read(PIECE):
                yield piece
            if await writer.wait():
                log.error("The trials of study %d were not written to the end.", number)
                raise EOFError
        finally:
            try:
                if writer is not None and writer.returncode is None:
                    writer.kill()
                    with CancelScope(shield=True):  # a download that is cancelled is so repeatedly
                        await _ended(writer)
            finally:
                give_back()

    def _environment(self) -> dict[str, str]:
        database = self._access.store().database.url.render_as_string(hide_password=False)
        return {**os.environ, "CUTLAB_DATABASE": database}


async def _ended(writer: Process) -> None:
    """Wait for the end of a killed process, which is told only after the end of its output."""
    assert writer.stdout is not None
    while await writer.stdout.read(PIECE):
        pass
    await writer.wait()


def _writer(study: Study, number: int, kind: str) -> tuple[list[str], bytes]:
    """Return the command that writes a file, and its standard input."""
    return command(number, f".{kind}"), plan_of(study).to_bytes()


async def _after(first: bytes, pieces: AsyncGenerator[bytes, None]) -> AsyncGenerator[bytes, None]:
    async with aclosing(pieces):
        yield first
        async for piece in pieces:
            yield piece
