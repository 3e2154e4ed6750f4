"""Leases: the writes of the process that runs a study.

A study has one writer, its owner, which holds a lease on it and renews the lease with every write.
An owner without a sign of life for the time of a lease counts as dead (`watch` has by which clock),
and another process may claim the study. Each write of an owner checks in its own transaction that
the study still belongs to that owner and still runs; so a process that was suspended for long, or
whose study was stopped, can no longer write. Names of owners are never used again, so the name is
the fencing token.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Connection, and_, select, update
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite

from segmentation.errors import NotOwner
from segmentation.study.provenance import Environment, with_environment
from segmentation.study.record import Record
from segmentation.study.store.reader import StudyReader, get_row
from segmentation.study.store.rows import FIELDS, StudyRow, plain, study_row
from segmentation.study.store.schema import now, studies, trials

__all__ = ["StudyLeases", "unchanged"]

QUALITY = "adjusted_rand"  # the output whose best and worst values are kept


class StudyLeases(StudyReader):
    """A reader that can also become the owner of a study and record its trials."""

    def claim(self, owner: str, study: int | None = None, lapsed: bool = True) -> StudyRow | None:
        """Become the owner of a queued study, or of one whose owner is dead.

        Parameters
        ----------
        owner : str
            A name that no other process has ever had.
        study : int, optional
            The study to claim; by default the oldest that can be claimed.
        lapsed : bool, default=True
            Whether to claim studies whose owner is dead, too, and not only queued ones.

        Returns
        -------
        StudyRow or None
            None if no study can be claimed.
        """
        states = ("queued", "running") if lapsed else ("queued",)
        for row in self._rows(states, study):
            if row.state == "running" and not row.silent:
                continue
            with self.database.writing() as connection:
                claimed = connection.execute(
                    update(studies)
                    .where(unchanged(row))
                    .values(
                        state="running",
                        owner=owner,
                        message="",
                        lease_until=now() + self.lease,
                        updated=now(),
                    )
                )
                if claimed.rowcount:
                    return get_row(connection, row.id)
        return None

    def _rows(self, states: Sequence[str], study: int | None) -> list[StudyRow]:
        """Return the studies in one of some states, or one of them, the oldest first."""
        wanted = and_(studies.c.state.in_(states), studies.c.deleted_at.is_(None))
        if study is not None:
            wanted = and_(wanted, studies.c.id == study)
        query = select(*FIELDS, now()).where(wanted).order_by(studies.c.id)
        with self.database.reading() as connection:
            return [self._watched(study_row(row)) for row in connection.execute(query)]

    def record(
        self, study: int, owner: str, records: Sequence[Record], rate: float | None = None
    ) -> StudyRow:
        """Record trials; a trial that is recorded already stays as it is.

        Parameters
        ----------
        study : int
        owner : str
        records : sequence of Record
        rate : float, optional
            Trials per second at present.

        Returns
        -------
        StudyRow
            The study, done if all its trials are recorded.

        Raises
        ------
        NotOwner
            If the study does not run or has another owner. Nothing was recorded.
        """
        with self.database.writing() as connection:
            row = self._renew(connection, study, owner, "", rate)
            new = set(self._insert(connection, study, row.arrival, records))
            fresh = [record for record in records if record.index in new]
            quality = [r.values[QUALITY] for r in fresh if QUALITY in r.values]
            change: dict[str, Any] = {
                "recorded": row.recorded + len(fresh),
                "failed": row.failed + sum(record.error is not None for record in fresh),
                "best": max([*quality, *_known(row.best)], default=None),
                "worst": min([*quality, *_known(row.worst)], default=None),
            }
            if change["recorded"] >= row.n_trials:
                change |= {"state": "done", "owner": None}
            changed = update(studies).where(studies.c.id == study).values(change)
            return study_row(connection.execute(changed.returning(*FIELDS, now())).one())

    def beat(self, study: int, owner: str, message: str = "", rate: float | None = None) -> None:
        """Renew the lease.

        Parameters
        ----------
        study : int
        owner : str
        message : str, default=""
            Sentence on the reason why the owner waits.
        rate : float, optional
            Trials per second at present.

        Raises
        ------
        NotOwner
            As for `record`.
        """
        with self.database.writing() as connection:
            self._renew(connection, study, owner, message, rate)

    def note_environment(self, study: int, owner: str, environment: Environment) -> None:
        """Store with what and where the owner runs a study, unless it is the same as before.

        Parameters
        ----------
        study : int
        owner : str
        environment : Environment

        Raises
        ------
        NotOwner
            As for `record`.
        """
        own = studies.c.id == study
        with self.database.writing() as connection:
            self._renew(connection, study, owner, "", None)
            before = connection.execute(select(studies.c.environments).where(own)).scalar()
            after = with_environment(before, environment)
            connection.execute(update(studies).where(own).values(environments=after))

    def release(self, study: int, owner: str, state: str, message: str = "") -> None:
        """Give up the ownership of a study; without effect if it has another owner.

        Parameters
        ----------
        study : int
        owner : str
        state : str
            The state to leave it in.
        message : str, default=""
            Sentence that says why.
        """
        with self.database.writing() as connection:
            connection.execute(
                update(studies)
                .where(
                    studies.c.id == study, studies.c.owner == owner, studies.c.state == "running"
                )
                .values(state=state, message=plain(message), owner=None, rate=None, updated=now())
            )

    def _renew(
        self, connection: Connection, study: int, owner: str, message: str, rate: float | None
    ) -> StudyRow:
        """Check the ownership; return the study, with the arrival number of this transaction."""
        mine = and_(
            studies.c.id == study,
            studies.c.owner == owner,
            studies.c.state == "running",
            studies.c.deleted_at.is_(None),
        )
        found = connection.execute(
            update(studies)
            .where(mine)
            .values(
                arrival=studies.c.arrival + 1,
                lease_until=now() + self.lease,
                updated=now(),
                message=plain(message),
                rate=rate,
            )
            .returning(*FIELDS, now())
        ).one_or_none()
        if found is None:
            row = get_row(connection, study)
            why = "deleted" if row.deleted else row.state
            raise NotOwner(f"Study {study} is {why} and not run by this process any more.")
        return study_row(found)

    def _insert(
        self, connection: Connection, study: int, arrival: int, records: Sequence[Record]
    ) -> list[int]:
        """Insert the trials that are not recorded yet; return their indices."""
        if not records:
            return []
        sqlite = connection.dialect.name == "sqlite"
        insert: Any = (insert_sqlite if sqlite else insert_postgresql)(trials)
        rows = [
            {
                "study": study,
                "trial": record.index,
                "arrival": arrival,
                "outputs": orjson.dumps(record.values).decode(),
                "verdict": record.verdict,
                "seconds": record.seconds,
                "error": None if record.error is None else plain(record.error),
            }
            for record in records
        ]
        found = connection.execute(insert.on_conflict_do_nothing().returning(trials.c.trial), rows)
        return list(found.scalars())


def unchanged(row: StudyRow) -> ColumnElement[bool]:
    """Return the condition that a study is as it was read: nobody owns it or gave a sign since."""
    return and_(
        studies.c.id == row.id,
        studies.c.state == row.state,
        studies.c.owner.is_not_distinct_from(row.owner),
        studies.c.arrival == row.arrival,
        studies.c.deleted_at.is_(None),
    )


def _known(value: float | None) -> list[float]:
    return [] if value is None else [value]
