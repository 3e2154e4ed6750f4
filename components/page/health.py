"""Health routes for load balancers.

`HEALTH_PATH` answers 200 as long as the process serves pages. The body reports the state of the
kernels, of the database of studies, and of the workers. They do not change the status, because the
explorer needs none of them. `READY_PATH` answers 503 while kernels are compiled or loaded, when
frames come more slowly, and 200 afterwards.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Generic, Protocol, TypeVar

from fastapi import FastAPI
from starlette.responses import JSONResponse

from components.serving.shared import Shared
from segmentation.kernels import compiled

__all__ = ["HEALTH_PATH", "READY_PATH", "register"]

HEALTH_PATH = "/health"
READY_PATH = f"{HEALTH_PATH}/ready"
PATIENCE = 5.0  # seconds for a database to answer; the first check imports its driver

Result = TypeVar("Result")


class Service(Protocol):
    """A service of studies, as `StudyService`; both may block."""

    def database(self) -> str:
        """Return the status of the database."""

    def n_running(self) -> int:
        """Return how many workers run trials."""


def register(server: FastAPI, version: str, service: Service) -> None:
    """Add the routes.

    Parameters
    ----------
    server : FastAPI
    version : str
    service : Service
    """
    database, workers = SharedCheck(service.database), SharedCheck(service.n_running)

    async def health() -> JSONResponse:
        found, running = await asyncio.gather(database.result(), workers.result())
        return _answer(
            {
                "status": "ok",
                "ready": _ready(),
                "version": version,
                "kernels": _kernels(),
                "database": found or "unreachable",
                "processes": int(os.environ.get("CUTLAB_WORKERS") or 1),
                "workers": running,
            }
        )

    async def ready() -> JSONResponse:
        return _answer({"ready": _ready()}, 200 if _ready() else 503)

    for path, answer in ((HEALTH_PATH, health), (READY_PATH, ready)):
        server.add_api_route(path, answer, methods=["GET", "HEAD"], include_in_schema=False)


def _answer(content: dict[str, Any], status: int = 200) -> JSONResponse:
    return JSONResponse(content, status, headers={"Cache-Control": "no-store"})


class SharedCheck(Generic[Result]):
    """A check that may block: run in one thread, and shared by all who wait for its result.

    Parameters
    ----------
    run : callable
        Returns the result.
    """

    def __init__(self, run: Callable[[], Result]) -> None:
        self._run = run
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="cutlab-health")
        self._shared: Shared[None, Result] = Shared(self._in_thread)

    async def result(self) -> Result | None:
        """Return the result; None if the check takes longer than `PATIENCE` or fails."""
        found = self._shared.begin(None)
        await asyncio.wait([found], timeout=PATIENCE)
        return found.result() if found.done() and not found.exception() else None

    async def _in_thread(self, _: None) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._run)


def _ready() -> bool:
    return not compiled.is_compiling()


def _kernels() -> str:
    if compiled.ready():
        return "compiled"
    return "compiling" if compiled.is_compiling() else "not compiled"
