"""Reading of studies and their trials from a database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Literal

import numpy as np
from sqlalchemy import ColumnElement, Connection, case, func, select

from segmentation.errors import NoSuchStudy
from segmentation.study.provenance import Environment, read_environments
from segmentation.study.record import Record
from segmentation.study.store.database import Database
from segmentation.study.store.rows import FIELDS, StudyRow, Trials, Usage, study_row, trials_of
from segmentation.study.store.schema import now, studies, trials
from segmentation.study.store.watch import OwnerWatch

__all__ = ["Order", "StudyReader", "get_row", "get_usage", "unknown"]

LEASE_SECONDS = 10.0
PAGE = 8_192  # trials read at once
TRIAL_FIELDS = (
    trials.c.trial,
    trials.c.arrival,
    trials.c.outputs,
    trials.c.verdict,
    trials.c.seconds,
    trials.c.error,
)
STATES = ("queued", "running", "paused", "done", "cancelled", "failed")
Order = Literal["newest", "name", "state", "size", "best"]
ORDERS: dict[str, tuple[Any, ...]] = {
    "newest": (),
    "name": (func.lower(studies.c.name),),
    "state": (case({name: i for i, name in enumerate(STATES)}, value=studies.c.state),),
    "size": (studies.c.n_trials.desc(),),
    "best": (studies.c.best.desc().nulls_last(),),
}


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

    def studies(
        self,
        deleted: bool = False,
        order: Order = "newest",
        limit: int | None = None,
        offset: int = 0,
    ) -> list[StudyRow]:
        """List studies.

        Parameters
        ----------
        deleted : bool, default=False
            Those that were deleted instead of the present ones.
        order : {"newest", "name", "state", "size", "best"}, default="newest"
        limit : int, optional
            Length of the list; by default all.
        offset : int, default=0
            Studies of the order to leave out at its beginning.
        """
        query = select(*FIELDS, now()).where(_which(deleted))
        query = query.order_by(*ORDERS[order], studies.c.id.desc()).limit(limit).offset(offset)
        with self.database.reading() as connection:
            return [self._watched(study_row(row)) for row in connection.execute(query)]

    def count(self, deleted: bool = False) -> int:
        """Return the number of studies; with `deleted`, of those that were deleted."""
        query = select(func.count()).select_from(studies).where(_which(deleted))
        with self.database.reading() as connection:
            return int(connection.execute(query).scalar_one())

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
        with self.database.reading() as connection:
            return get_usage(connection, creator)

    def spec(self, study: int) -> str:
        """Return the text of the study, as it was given to `add`."""
        with self.database.reading() as connection:
            found = connection.execute(select(studies.c.spec).where(studies.c.id == study)).scalar()
        if found is None:
            raise unknown(study)
        return str(found)

    def find(self, spec: str) -> int | None:
        """Return the newest present study with this text, as it was given to `add`."""
        query = select(func.max(studies.c.id)).where(studies.c.spec == spec, _which(False))
        with self.database.reading() as connection:
            found = connection.execute(query).scalar()
        return None if found is None else int(found)

    def errors(self, study: int, most: int) -> list[str]:
        """Return the first of the different reasons of failed trials, in alphabetical order."""
        query = select(trials.c.error).where(trials.c.study == study, trials.c.error.is_not(None))
        query = query.distinct().order_by(trials.c.error).limit(most)
        with self.database.reading() as connection:
            return list(connection.execute(query).scalars())

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
        query = (
            select(*TRIAL_FIELDS)
            .where(trials.c.study == study, trials.c.arrival > after)
            .order_by(trials.c.arrival, trials.c.trial)
        )
        with self.database.reading() as connection:
            return trials_of(connection.execute(query).all(), after)

    def pages(self, study: int, size: int = PAGE) -> Iterator[Trials]:
        """Return the trials in pages, ascending by index, each of which is read when it is due.

        Parameters
        ----------
        study : int
            Its id.
        size : int, default=8,192
            Most trials of a page.

        Yields
        ------
        Trials
            None of them is empty. Trials that are recorded meanwhile may be among them.
        """
        last = -1
        query = select(*TRIAL_FIELDS).where(trials.c.study == study).order_by(trials.c.trial)
        while True:
            with self.database.reading() as connection:
                rows = connection.execute(query.where(trials.c.trial > last).limit(size)).all()
            if not rows:
                return
            last = int(rows[-1][0])
            page = trials_of(rows, 0)
            del rows  # the consumer takes memory as well
            yield page

    def records(self, study: int, after: int = 0) -> list[Record]:
        """Return the trials that arrived after a cursor, as records."""
        return self.trials(study, after).records()

    def recorded(self, study: int) -> np.ndarray[Any, np.dtype[np.int64]]:
        """Return the indices of the recorded trials, ascending."""
        query = select(trials.c.trial).where(trials.c.study == study).order_by(trials.c.trial)
        with self.database.reading() as connection:
            return np.array(connection.execute(query).scalars().all(), dtype=np.int64)


def _which(deleted: bool) -> ColumnElement[bool]:
    return studies.c.deleted_at.is_not(None) if deleted else studies.c.deleted_at.is_(None)


def unknown(study: int) -> NoSuchStudy:
    """Return the error for a study that does not exist."""
    return NoSuchStudy(f"There is no study {study}.")


def get_row(connection: Connection, study: int) -> StudyRow:
    """Return one study within a transaction, or raise NoSuchStudy."""
    found = connection.execute(select(*FIELDS, now()).where(studies.c.id == study)).one_or_none()
    if found is None:
        raise unknown(study)
    return study_row(found)


def get_usage(connection: Connection, creator: str) -> Usage:
    """Return what a creator has, within a transaction."""
    kept = studies.c.deleted_at.is_(None)
    left = studies.c.n_trials - studies.c.recorded
    columns = (
        func.count().filter(kept),
        func.coalesce(func.sum(left).filter(kept), 0),
        func.coalesce(func.sum(studies.c.recorded), 0),
    )
    found = connection.execute(select(*columns).where(studies.c.creator == creator)).one()
    return Usage(*map(int, found))
