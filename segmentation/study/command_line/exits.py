"""Exit codes of the commands of studies, and messages on the standard error."""

from __future__ import annotations

from segmentation.command_line.exits import (
    DONE,
    FAULT,
    INTERRUPTED,
    NO_STORAGE,
    REFUSED,
    SOME_FAILED,
    err,
    say,
)

__all__ = [
    "DONE", "EXIT_CODES", "FAULT", "INTERRUPTED", "NO_STORAGE", "NO_WORKERS", "REFUSED",
    "SOME_FAILED", "STOPPED", "err", "say",
]  # fmt: skip

NO_WORKERS, STOPPED = 4, 5
EXIT_CODES = """\
exit codes:
  0    done; of run and resume: every trial recorded, none failed
  1    done, but some trials failed (see the column "error"; `resume --failed` runs them again)
  2    refused: arguments, a file to read, a study that does not exist, results that do not suffice
  3    the database or the file to write could not be used
  4    there were no workers, or they could run no trial
  5    stopped from elsewhere: paused, cancelled, deleted, or run by another process
  70   a fault of Cutlab's own, with a traceback
  130  stopped by Ctrl-C; the last line says how to continue

environment: CUTLAB_DATABASE, DASK_SCHEDULER_ADDRESS, CUTLAB_COMPILE (docs/study-engine.md)"""
