"""The end of a server's process within a bounded time."""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from multiprocessing import active_children, parent_process
from typing import TYPE_CHECKING, Any

from components.serving.processes import remove_shared

if TYPE_CHECKING:
    from fastapi import FastAPI

__all__ = ["end_all_in_time", "end_in_time", "end_with_parent"]

SECONDS = 3.0  # from the last answer until the process ends, whatever it still does
ALL_SECONDS = 4.5  # from the signal until the last process ends
ENDING = {
    getattr(signal, name) for name in ("SIGTERM", "SIGINT", "SIGHUP") if hasattr(signal, name)
}

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


def end_with_parent() -> None:
    """Let this process end as soon as the one that started it has been killed.

    Otherwise it would keep the port, which the next server needs.
    """
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_end_after, args=(parent,), daemon=True).start()


def _end_after(parent: Any) -> None:
    parent.join()
    remove_shared()
    os._exit(1)


def end_all_in_time() -> None:
    """Let this process and those it starts end soon after it is told to.

    Uvicorn's supervisor of several processes asks each whether it still answers, and waits long for
    one that is importing. It looks at signals only in between.
    """
    told, tell = os.pipe()
    os.set_blocking(tell, False)
    signal.set_wakeup_fd(tell)
    threading.Thread(target=_end_all, args=(told,), daemon=True).start()


def _end_all(told: int) -> None:
    while not ENDING & {*os.read(told, 64)}:
        pass
    for process in active_children():
        process.terminate()
    time.sleep(ALL_SECONDS)
    for process in active_children():
        process.kill()
    remove_shared()
    _end()


def _end() -> None:
    log.info("The server ends with work under way. A study goes on from its recorded trials.")
    os._exit(0)
