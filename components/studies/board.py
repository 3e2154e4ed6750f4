"""What the processes of one server tell each other of studies, all of which one process runs.

Each would otherwise have workers of its own. The database tells that process of new studies.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import orjson

from components.serving.processes import shared_folder

__all__ = ["Board"]

WANTED, PROBLEM = "workers-wanted", "study-problem"


class Board:
    """Notes in the folder that the processes share; there are none if there is only one process."""

    def want_workers(self) -> None:
        """Ask the process that runs studies to start its workers."""
        if folder := shared_folder():
            with suppress(OSError):  # the folder is gone; a study that is run starts them
                (folder / WANTED).touch()

    def workers_wanted(self) -> bool:
        """Return True if another process has asked for workers since the last time."""
        folder = shared_folder()
        if folder is None or not (folder / WANTED).exists():
            return False
        (folder / WANTED).unlink()
        return True

    def tell_problem(self, study: int, message: str) -> None:
        """Tell why a study does not go on, which its database may not take."""
        folder = shared_folder()
        if folder is None or self.problem(study) == message:
            return
        begun = folder / f".{PROBLEM}"
        begun.write_bytes(orjson.dumps([study, message]))
        begun.replace(folder / PROBLEM)

    def problem(self, study: int) -> str:
        """Return why a study does not go on; empty if nothing was told."""
        folder: Path | None = shared_folder()
        if folder is not None:
            with suppress(FileNotFoundError, orjson.JSONDecodeError):
                of, message = orjson.loads((folder / PROBLEM).read_bytes())
                return str(message) if of == study else ""
        return ""
