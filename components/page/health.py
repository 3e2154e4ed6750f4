"""Health route for load balancers.

It answers 200 as long as the process serves pages. The body reports the state of the kernels and of
the database of studies. They do not change the status, because the explorer needs neither.
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
PATIENCE = 5.0  # seconds for a database to answer; the first check imports its driver


def register(server: FastAPI, version: str, database: Callable[[], str]) -> None:
    """Add the route.

    Parameters
    ----------
    server : FastAPI
    version : str
    database : callable
        Returns the status of the database, as `StudyService.database` does; may block.
    """
    check = SharedCheck(database)

    async def answer() -> JSONResponse:
        found = await check.result() or "unreachable"
        status = {"status": "ok", "version": version, "kernels": _kernels(), "database": found}
        return JSONResponse(status, headers={"Cache-Control": "no-store"})

    server.add_api_route(HEALTH_PATH, answer, methods=["GET", "HEAD"], include_in_schema=False)


class SharedCheck:
    """A check that may block: run in one thread, and shared by all who wait for its result.

    Parameters
    ----------
    run : callable
        Returns the result.
    """

    def __init__(self, run: Callable[[], str]) -> None:
        self._run = run
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="cutlab-health")
        self._running: Future[str] | None = None

    async def result(self) -> str | None:
        """Return the result; None if the check takes longer than `PATIENCE` or fails."""
        if self._running is None or self._running.done():
            self._running = self._thread.submit(self._run)
        found = asyncio.wrap_future(self._running)
        await asyncio.wait([found], timeout=PATIENCE)
        return found.result() if found.done() and not found.exception() else None


def _kernels() -> str:
    if compiled.ready():
        return "compiled"
    return "compiling" if compiled.is_compiling() else "not compiled"
