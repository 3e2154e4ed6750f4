"""The route for a load balancer: whether this process answers, and what it has to hand.

It answers 200 as long as the process serves pages. The explorer needs neither compiled kernels,
without which SciPy answers, nor the database of studies: that one of them is missing is told, and
takes nobody out of service.
"""

from __future__ import annotations

from collections.abc import Callable

from anyio import CapacityLimiter, move_on_after, to_thread
from fastapi import FastAPI
from starlette.responses import JSONResponse

from segmentation.kernels import compiled

__all__ = ["HEALTH_PATH", "register"]

HEALTH_PATH = "/health"
PATIENCE = 2.0  # seconds, which a database has to answer


def register(server: FastAPI, version: str, database: Callable[[], str]) -> None:
    """Add the route.

    Parameters
    ----------
    server : FastAPI
    version : str
    database : callable
        Tells how the database is, see `StudyKeeper.database`; it may wait for it.
    """
    one = CapacityLimiter(1)  # a database that hangs takes one thread, not one for each question

    async def answer() -> JSONResponse:
        found = "unreachable"
        with move_on_after(PATIENCE):
            found = await to_thread.run_sync(database, abandon_on_cancel=True, limiter=one)
        told = {"status": "ok", "version": version, "kernels": _kernels(), "database": found}
        return JSONResponse(told, headers={"Cache-Control": "no-store"})

    server.add_api_route(HEALTH_PATH, answer, methods=["GET", "HEAD"], include_in_schema=False)


def _kernels() -> str:
    if compiled.ready():
        return "compiled"
    return "compiling" if compiled.is_compiling() else "not compiled"
