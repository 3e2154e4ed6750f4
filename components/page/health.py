"""Health route for load balancers.

It answers 200 as long as the process serves pages. Kernels that are not compiled yet and a database
of studies that is away are reported in the body and do not change the status: the explorer needs
neither.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from fastapi import FastAPI
from starlette.responses import JSONResponse

from segmentation.kernels import compiled

__all__ = ["HEALTH_PATH", "register"]

HEALTH_PATH = "/health"
PATIENCE = 5.0  # seconds for a database to answer; the first question imports what asks it


def register(server: FastAPI, version: str, database: Callable[[], str]) -> None:
    """Add the route.

    Parameters
    ----------
    server : FastAPI
    version : str
    database : callable
        Returns the status of the database, as `StudyService.database` does; may block.
    """
    question = Question(database)

    async def answer() -> JSONResponse:
        found = await question.answer() or "unreachable"
        status = {"status": "ok", "version": version, "kernels": _kernels(), "database": found}
        return JSONResponse(status, headers={"Cache-Control": "no-store"})

    server.add_api_route(HEALTH_PATH, answer, methods=["GET", "HEAD"], include_in_schema=False)


class Question:
    """A question that may block: asked in one thread, once for all who wait for the answer.

    Parameters
    ----------
    ask : callable
        Returns the answer.
    """

    def __init__(self, ask: Callable[[], str]) -> None:
        self._ask = ask
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="cutlab-health")
        self._asked: Future[str] | None = None

    async def answer(self) -> str | None:
        """Return the answer; None if it takes longer than `PATIENCE`, or if asking failed."""
        if self._asked is None or self._asked.done():
            self._asked = self._thread.submit(self._ask)
        asked = asyncio.wrap_future(self._asked)
        await asyncio.wait([asked], timeout=PATIENCE)
        return asked.result() if asked.done() and not asked.exception() else None


def _kernels() -> str:
    if compiled.ready():
        return "compiled"
    return "compiling" if compiled.is_compiling() else "not compiled"
