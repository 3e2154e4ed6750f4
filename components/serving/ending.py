"""The end of a server's process within a bounded time."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI

__all__ = ["end_in_time"]

SECONDS = 3.0  # from the last answer until the process ends, whatever it still does

log = logging.getLogger("cutlab.serving")


def end_in_time(server: FastAPI) -> None:
    """Let the process end soon after its server is stopped.

    What the server has begun may take longer: a frame that is computed, workers that start, a
    database that is locked. None of it is lost: a study goes on from its recorded trials.
    """
    before = server.router.lifespan_context

    @asynccontextmanager
    async def lifespan(app: Any) -> AsyncIterator[Any]:
        async with before(app) as state:
            yield state
            timer = threading.Timer(SECONDS, _end)
            timer.daemon = True
            timer.start()

    server.router.lifespan_context = lifespan


def _end() -> None:
    log.warning("The server did not end within %g seconds, and is ended.", SECONDS)
    os._exit(0)
