"""Results of queries: a study as a row, trials as columns."""

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
    """State of a study.

    Attributes
    ----------
    id : int
        Number of the study.
    name, notes : str
        Shown to people.
    state : str
        ``"queued"``, ``"running"``, ``"paused"``, ``"done"``, ``"cancelled"`` or ``"failed"``.
    message : str
        Sentence that says what it waits for or why it failed; mostly empty.
    n_trials, recorded, failed : int
        Numbers of all trials, of the recorded ones, and of the failed ones among these.
    best, worst : float or None
        Largest and smallest adjusted Rand index of the recorded trials.
    rate : float or None
        Trials per second at present.
    owner : str or None
        Name of the process that runs it.
    arrival : int
        Number of its last transaction, which counts up with each sign of life of the owner.
    lease_until, created, updated, now : float
        Seconds since 1970 by the database's clock; `now` is the time of the query.
    deleted : bool
        Whether it is marked as deleted.
    creator : str or None
        Digest of the key of who made it; None from the command line.
    silent : bool
        Whether its owner counts as dead, as far as this process has watched it.
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
    arrival: int
    lease_until: float
    created: float
    updated: float
    deleted: bool
    creator: str | None
    now: float
    silent: bool = False

    @property
    def seconds_left(self) -> float | None:
        """Estimate of the remaining time in seconds, None while there is none."""
        return (self.n_trials - self.recorded) / self.rate if self.rate else None


@dataclass(frozen=True)
class Usage:
    """Numbers of studies and trials of a creator.

    Attributes
    ----------
    studies : int
        Studies that are not deleted.
    waiting : int
        Their trials that are not recorded.
    stored : int
        Recorded trials, of deleted studies as well.
    """

    studies: int
    waiting: int
    stored: int


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
    studies.c.arrival,
    studies.c.lease_until,
    studies.c.created,
    studies.c.updated,
    studies.c.deleted_at.is_not(None),
    studies.c.creator,
)


def study_row(row: Any) -> StudyRow:
    """Return the study of a row with the columns of `FIELDS` and the time."""
    return StudyRow(*row)


@dataclass(frozen=True)
class Trials:
    """Trials as columns, in the order of their arrival.

    Attributes
    ----------
    cursor : int
        For the next query: ``store.trials(study, after=cursor)``.
    index : ndarray of int64, shape (n,)
        Numbers of the trials.
    values : dict of str to ndarray of float64, shape (n,)
        Values by output, NaN where a trial has none.
    verdict, error : list of str or None, length n
        Outcome, and the reason of a failure.
    seconds : ndarray of float64, shape (n,)
        Duration of each trial.
    """

    cursor: int
    index: NDArray[np.int64]
    values: dict[str, NDArray[np.float64]]
    verdict: list[str | None]
    seconds: NDArray[np.float64]
    error: list[str | None]

    def records(self) -> list[Record]:
        """Return the trials as records."""
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
    """Return the columns of rows (trial, arrival, outputs, verdict, seconds, error)."""
    indices, arrivals, outputs, verdicts, seconds, errors = (
        zip(*rows, strict=True) if rows else ((),) * 6
    )
    read = orjson.loads(f"[{','.join(outputs)}]")  # ten times as fast as one by one
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
    """Return a text that every database accepts: without NUL and unpaired surrogates."""
    return text.encode("utf-8", "replace").decode().replace("\0", "")
