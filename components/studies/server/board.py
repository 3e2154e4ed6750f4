"""What the processes of one server tell each other of studies, all of which one process runs.

Each would otherwise have workers of its own. The database tells that process of new studies.
"""

from __future__ import annotations

import tempfile
from contextlib import suppress
from pathlib import Path

import orjson

from components.serving.processes import shared_folder

__all__ = ["Board"]

WANTED, BEGUN, PROBLEM = "workers-wanted", "study-begun", "study-problem"
TEMPORARY = "temporary-store"


class Board:
    """Notes in the folder that the processes share; there are none if there is only one process."""

    def want_workers(self) -> None:
        """Ask the process that runs studies to start its workers."""
        _note(WANTED)

    def workers_wanted(self) -> bool:
        """Return True if another process has asked for workers since the last time."""
        return _take(WANTED)

    def want_runner(self) -> None:
        """Tell the process that runs studies that there is one to be run."""
        _note(BEGUN)

    def runner_wanted(self) -> bool:
        """Return True if another process has told of a study since the last time."""
        return _take(BEGUN)

    def tell_problem(self, study: int, message: str) -> None:
        """Tell why a study does not go on, which its database may not take."""
        folder = shared_folder()
        if folder is None or self.problem(study) == message:
            return
        begun = folder / f".{PROBLEM}"
        begun.write_bytes(orjson.dumps([study, message]))
        begun.replace(folder / PROBLEM)

    def forget_problem(self) -> None:
        """Withdraw what was told, as no study is run any more."""
        if folder := shared_folder():
            (folder / PROBLEM).unlink(missing_ok=True)

    def problem(self, study: int) -> str:
        """Return why a study does not go on; empty if nothing was told."""
        folder: Path | None = shared_folder()
        if folder is not None:
            with suppress(FileNotFoundError, orjson.JSONDecodeError):
                of, message = orjson.loads((folder / PROBLEM).read_bytes())
                return str(message) if of == study else ""
        return ""

    def temporary_folder(self) -> Path:
        """Return a temporary folder for studies, made by the first process that needs it."""
        made = Path(tempfile.mkdtemp(prefix="cutlab-"))
        with suppress(FileNotFoundError):  # the folder in common is gone
            if folder := shared_folder():
                try:
                    (folder / TEMPORARY).symlink_to(made)
                except FileExistsError:
                    made.rmdir()
                    return (folder / TEMPORARY).readlink()
        return made

    def has_temporary_folder(self) -> bool:
        """Return True if a process has made one."""
        folder = shared_folder()
        return folder is not None and (folder / TEMPORARY).is_symlink()


def _note(name: str) -> None:
    if folder := shared_folder():
        with suppress(OSError):  # the folder is gone
            (folder / name).touch()


def _take(name: str) -> bool:
    """Return True if there is a note, and remove it."""
    folder = shared_folder()
    if folder is None or not (folder / name).exists():
        return False
    (folder / name).unlink()
    return True
