"""Results of the store: a study as a row, trials as columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from segmentation.study.record import Record
from segmentation.study.store.schema import studies


@dataclass(frozen=True)
class StudyRow:
    """A study in a line.

    Attributes
    ----------
    id : int
        Its number.
    name, notes : str
        For people.
    state : str
        ``"queued"``, ``"running"``, ``"paused"``, ``"done"``, ``"cancelled"`` or ``"failed"``.
    message : str
        What it waits for or why it failed, a sentence; mostly empty.
    n_trials, recorded, failed : int
        How many trials it has, how many of these are recorded, and how many of those failed.
    best, worst : float or None
        Adjusted Rand index, of all recorded trials that have one.
    rate : float or None
        Trials per second at present.
    owner : str or None
        Who runs it.
    lease_until, created, updated, now : float
        Seconds since 1970 by the database's clock; `now` is when this was read.
    deleted : bool
        Whether it was put aside.
    """

    id: int
    name: str
    notes: str
    state: str
    message: str
    n_trials: int
    recorded: int
    failed: int
    best: float | None
    worst: float | None
    rate: float | None
    owner: str | None
    lease_until: float
    created: float
    updated: float
    deleted: bool
    now: float

    @property
    def seconds_left(self) -> float | None:
        """Estimated time left, in seconds; None while it is not known."""
        return (self.n_trials - self.recorded) / self.rate if self.rate else None


FIELDS = (
    studies.c.id,
    studies.c.name,
    studies.c.notes,
    studies.c.state,
    studies.c.message,
    studies.c.n_trials,
    studies.c.recorded,
    studies.c.failed,
    studies.c.best,
    studies.c.worst,
    studies.c.rate,
    studies.c.owner,
    studies.c.lease_until,
    studies.c.created,
    studies.c.updated,
    studies.c.deleted_at.is_not(None),
)


def study_row(row: Any) -> StudyRow:
    """Name the columns of `FIELDS` and the time."""
    return StudyRow(*row)


@dataclass(frozen=True)
class Trials:
    """Trials in columns, a row each, by their arrival.

    Attributes
    ----------
    cursor : int
        What to ask for next: ``store.trials(study, after=cursor)``.
    index : ndarray of int64, shape (n,)
        Which trials these are.
    values : dict of str to ndarray of float64, shape (n,)
        By output, NaN where a trial has none.
    verdict, error : list of str or None, length n
        Outcome, and why a trial failed.
    seconds : ndarray of float64, shape (n,)
        How long each took.
    """

    cursor: int
    index: NDArray[np.int64]
    values: dict[str, NDArray[np.float64]]
    verdict: list[str | None]
    seconds: NDArray[np.float64]
    error: list[str | None]

    def records(self) -> list[Record]:
        """Return the same, a `Record` each."""
        names = list(self.values)
        columns = [self.values[name].tolist() for name in names]
        seconds = self.seconds.tolist()
        return [
            Record(
                index=index,
                values={
                    name: column[row]
                    for name, column in zip(names, columns, strict=True)
                    if column[row] == column[row]
                },
                verdict=self.verdict[row],
                seconds=seconds[row],
                error=self.error[row],
            )
            for row, index in enumerate(self.index.tolist())
        ]


def trials_of(rows: Sequence[Any], after: int) -> Trials:
    """Make columns of rows (trial, arrival, outputs, verdict, seconds, error)."""
    indices, arrivals, outputs, verdicts, seconds, errors = (
        zip(*rows, strict=True) if rows else ((),) * 6
    )
    read = orjson.loads(f"[{','.join(outputs)}]")  # one text: a tenth of the time of one each
    names = dict.fromkeys(name for values in read for name in values)
    return Trials(
        cursor=max(arrivals, default=after),
        index=np.array(indices, dtype=np.int64),
        values={
            name: np.array([values.get(name, np.nan) for values in read], dtype=np.float64)
            for name in names
        },
        verdict=list(verdicts),
        seconds=np.array(seconds, dtype=np.float64),
        error=list(errors),
    )


def plain(text: str) -> str:
    """Return a text that every database keeps: without NUL and halves of characters."""
    return text.encode("utf-8", "replace").decode().replace("\0", "")
