"""Files for the page, written one at a time in a thread that the panels share."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from pydantic import ValidationError

from components.export.files import ExportName, export
from components.live.codec import FAULT, refusal
from components.pictures.store import MissingPictureError
from components.state.committed import committed
from components.state.control_specs import problems
from segmentation import CutlabError

__all__ = ["ExportError", "Exporter"]

MOST_WAITING = 16
BUSY = "The server is busy with other files. Try again in a moment."

Made = TypeVar("Made")
log = logging.getLogger("cutlab.export")


class ExportError(CutlabError):
    """Error if a file cannot be written; its text is the reason.

    Attributes
    ----------
    needs : str
        Hash of the picture that this process lacks, for the browser to send it; or empty.
    """

    def __init__(self, reason: str, needs: str = "") -> None:
        super().__init__(reason)
        self.needs = needs


class Exporter:
    """Writer of files of the committed state, for download.

    It writes one file at a time, so that the pictures keep the other cores. A few requests may
    wait, and further ones are refused.
    """

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="export")
        self._waiting = 0

    async def make(self, name: ExportName, data: Any) -> bytes:
        """Make a file of a committed state.

        Parameters
        ----------
        name : str
            One of `FILES`.
        data : object
            Content of the page's store.

        Returns
        -------
        bytes

        Raises
        ------
        ExportError
            If there is no result, or too many requests wait.
        """
        return await self.run(lambda: export(name, committed(data)), name, data)

    async def run(self, make: Callable[[], Made], name: str, data: Any) -> Made:
        """Call a function that makes something of a committed state, under the same bounds.

        Parameters
        ----------
        make : callable
        name : str
            What is made, for the log.
        data : object
            Content of the page's store.

        Raises
        ------
        ExportError
            As for `make`.
        """
        if self._waiting >= MOST_WAITING:
            raise ExportError(BUSY)
        self._waiting += 1
        try:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._pool, _made, make, name, data)
        finally:
            self._waiting -= 1


def _made(make: Callable[[], Made], name: str, data: Any) -> Made:
    try:
        return make()
    except ValidationError as error:
        raise ExportError(" ".join(problem.message for problem in problems(error))) from error
    except MissingPictureError as error:
        raise ExportError(str(error), error.picture) from error
    except CutlabError as error:
        raise ExportError(refusal(error).message) from error
    except Exception as error:  # the page goes on, and the fault is logged
        known = {**data, "picture_file": ""} if isinstance(data, dict) else data
        log.exception("no %s for %s", name, known)
        raise ExportError(FAULT) from error
