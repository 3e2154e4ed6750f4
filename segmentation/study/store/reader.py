"""Reading of studies and their trials from a database."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from sqlalchemy import Connection, func, select

from segmentation.errors import NoSuchStudy
from segmentation.study.provenance import Environment, read_environments
from segmentation.study.record import Record
from segmentation.study.store.database import Database
from segmentation.study.store.rows import FIELDS, StudyRow, Trials, Usage, study_row, trials_of
from segmentation.study.store.schema import now, studies, trials
from segmentation.study.store.watch import OwnerWatch

__all__ = ["StudyReader", "get_row", "unknown"]

LEASE_SECONDS = 10.0


class StudyReader:
    """The methods that read studies and trials from one database.

    Parameters
    ----------
    url : str, optional
        As for `Database`.
    lease : float, default=10.0
        Seconds without a sign of life after which the owner of a study counts as dead.
    public : bool, default=False
        As for `Database`.

    Raises
    ------
    StoreError
        From every method, if the database does not answer or there is no such study.
    """

    def __init__(
        self, url: str | None = None, lease: float = LEASE_SECONDS, public: bool = False
    ) -> None:
        self.database = Database(url, public)
        self.lease = lease
        self.watch = OwnerWatch(lease)

    def close(self) -> None:
        """Close all connections."""
        self.database.close()

    def studies(self, deleted: bool = False) -> list[StudyRow]:
        """List the studies, the newest first; with `deleted`, those that were deleted."""
        which = studies.c.deleted_at.is_not(None) if deleted else studies.c.deleted_at.is_(None)
        with self.database.reading() as connection:
            found = connection.execute(
                select(*FIELDS, now()).where(which).order_by(studies.c.id.desc())
            )
            return [self._watched(study_row(row)) for row in found]

    def counts(self) -> dict[str, int]:
        """Return the number of studies in each state, without those that were deleted."""
        query = (
            select(studies.c.state, func.count())
            .where(studies.c.deleted_at.is_(None))
            .group_by(studies.c.state)
        )
        with self.database.reading() as connection:
            return {str(state): int(number) for state, number in connection.execute(query)}

    def get(self, study: int) -> StudyRow:
        """Return one study, even if it is deleted."""
        with self.database.reading() as connection:
            return self._watched(get_row(connection, study))

    def _watched(self, row: StudyRow) -> StudyRow:
        return replace(row, silent=True) if self.watch.is_silent(row) else row

    def usage(self, creator: str) -> Usage:
        """Return what a creator has in the store."""
        kept = studies.c.deleted_at.is_(None)
        left = studies.c.n_trials - studies.c.recorded
        columns = (
            func.count().filter(kept),
            func.coalesce(func.sum(left).filter(kept), 0),
            func.coalesce(func.sum(studies.c.recorded), 0),
        )
        with self.database.reading() as connection:
            found = connection.execute(select(*columns).where(studies.c.creator == creator)).one()
        return Usage(*map(int, found))

    def spec(self, study: int) -> str:
        """Return the text of the study, as it was given to `add`."""
        with self.database.reading() as connection:
            found = connection.execute(select(studies.c.spec).where(studies.c.id == study)).scalar()
        if found is None:
            raise unknown(study)
        return str(found)

    def environments(self, study: int) -> tuple[Environment, ...]:
        """Return with what and where a study ran, the oldest first; empty if that is not known."""
        query = select(studies.c.environments).where(studies.c.id == study)
        with self.database.reading() as connection:
            return read_environments(connection.execute(query).scalar())

    def trials(self, study: int, after: int = 0) -> Trials:
        """Return the trials that arrived after a cursor, in columns.

        Parameters
        ----------
        study : int
            Its id.
        after : int, default=0
            The `cursor` of the previous answer; 0 for all trials.

        Returns
        -------
        Trials
            Ordered by arrival. A trial that was run again is returned again.
        """
        wanted = (
            trials.c.trial,
            trials.c.arrival,
            trials.c.outputs,
            trials.c.verdict,
            trials.c.seconds,
            trials.c.error,
        )
        query = (
            select(*wanted)
            .where(trials.c.study == study, trials.c.arrival > after)
            .order_by(trials.c.arrival, trials.c.trial)
        )
        with self.database.reading() as connection:
            return trials_of(connection.execute(query).all(), after)

    def records(self, study: int, after: int = 0) -> list[Record]:
        """Return the trials that arrived after a cursor, as records."""
        return self.trials(study, after).records()

    def recorded(self, study: int) -> np.ndarray[Any, np.dtype[np.int64]]:
        """Return the indices of the recorded trials, ascending."""
        query = select(trials.c.trial).where(trials.c.study == study).order_by(trials.c.trial)
        with self.database.reading() as connection:
            return np.array(connection.execute(query).scalars().all(), dtype=np.int64)


def unknown(study: int) -> NoSuchStudy:
    """Return the error for a study that does not exist."""
    return NoSuchStudy(f"There is no study {study}.")


def get_row(connection: Connection, study: int) -> StudyRow:
    """Return one study within a transaction, or raise NoSuchStudy."""
    found = connection.execute(select(*FIELDS, now()).where(studies.c.id == study)).one_or_none()
    if found is None:
        raise unknown(study)
    return study_row(found)
