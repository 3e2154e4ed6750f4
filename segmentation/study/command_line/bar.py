"""Progress of a study, in a terminal or a log."""

from __future__ import annotations

import time
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from segmentation.study.store.rows import StudyRow

LOG_SECONDS = 10.0  # between two lines of a log


class Bar:
    """Progress bar in a terminal, or occasional lines in a log.

    Parameters
    ----------
    console : rich.console.Console
        The output.
    """

    def __init__(self, console: Console) -> None:
        self._console = console
        self._printed, self._message = time.monotonic(), ""
        self._progress = Progress(
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[words]}", markup=False),
            console=console,
            auto_refresh=console.is_terminal,
        )
        self._task = self._progress.add_task("", total=None, words="")

    def __enter__(self) -> Self:
        if self._console.is_terminal:
            self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._progress.stop()

    def show(self, row: StudyRow) -> None:
        """Show the present state of a study."""
        words = describe(row)
        self._progress.update(self._task, completed=row.recorded, total=row.n_trials, words=words)
        now = time.monotonic()
        if self._console.is_terminal or not (
            now - self._printed > LOG_SECONDS or row.message not in ("", self._message)
        ):
            return
        self._printed, self._message = now, row.message
        self._console.print(f"{row.recorded:,} of {row.n_trials:,} {words}", markup=False)


def describe(row: StudyRow) -> str:
    """Return the rate, the time left, the number of failures and the message of a study."""
    left = row.seconds_left
    words = [
        f"{row.rate:,.0f} trials/s" if row.rate else "",
        f"{_duration(left)} left" if left else "",
        f"{row.failed:,} failed" if row.failed else "",
        row.message,
    ]
    return " · ".join(word for word in words if word)


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
