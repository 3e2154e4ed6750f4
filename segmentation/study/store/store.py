"""Studies and their trials in a database: what is recorded, and by whom.

A study has one writer, its owner, who holds a lease on it and renews that with whatever is written.
An owner that is not heard of for `LEASE_SECONDS` is taken for dead, and the study is another's to
claim. Each write of an owner begins by asking, in its own transaction, whether the study is still
its own and still running: so one that was away for long, or was told to stop, writes nothing more.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import orjson
from sqlalchemy import ColumnElement, Connection, and_, delete, or_, select, update
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite

from segmentation.errors import NoSuchStudy, NotOwner, StoreError
from segmentation.study.record import Record
from segmentation.study.store.database import Database
from segmentation.study.store.rows import FIELDS, StudyRow, Trials, plain, study_row, trials_of
from segmentation.study.store.schema import now, studies, trials

LEASE_SECONDS = 10.0
QUALITY = "adjusted_rand"  # the output whose best and worst are kept
RESTING = ("paused", "cancelled", "failed")
LAPSED = and_(studies.c.state == "running", studies.c.lease_until < now())


class Store:
    """The studies in one database. Any number of processes and threads may use it at once.

    Parameters
    ----------
    url : str, optional
        As of `Database`.
    lease : float, default=10.0
        Seconds after which an owner that is not heard of is taken for dead.

    Raises
    ------
    StoreError
        From every method, if the database does not answer or there is no such study.
    """

    def __init__(self, url: str | None = None, lease: float = LEASE_SECONDS) -> None:
        self.database = Database(url)
        self.lease = lease

    def close(self) -> None:
        """Close all connections."""
        self.database.close()

    # Reading.

    def studies(self, deleted: bool = False) -> list[StudyRow]:
        """List the studies, the newest first; with `deleted`, those that were deleted."""
        which = studies.c.deleted_at.is_not(None) if deleted else studies.c.deleted_at.is_(None)
        with self.database.reading() as connection:
            found = connection.execute(
                select(*FIELDS, now()).where(which).order_by(studies.c.id.desc())
            )
            return [study_row(row) for row in found]

    def get(self, study: int) -> StudyRow:
        """Return one study, also a deleted one."""
        with self.database.reading() as connection:
            return _get(connection, study)

    def spec(self, study: int) -> str:
        """Return the study itself, as it was given to `add`."""
        with self.database.reading() as connection:
            found = connection.execute(select(studies.c.spec).where(studies.c.id == study)).scalar()
        if found is None:
            raise _unknown(study)
        return str(found)

    def trials(self, study: int, after: int = 0) -> Trials:
        """Return the trials that arrived after a cursor, in columns.

        Parameters
        ----------
        study : int
            Its id.
        after : int, default=0
            The `cursor` of the answer before; 0 for all trials.

        Returns
        -------
        Trials
            Ordered by arrival. A trial that was run again comes again, with its own index.
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
        """Return the same as `trials`, a `Record` each."""
        return self.trials(study, after).records()

    def recorded(self, study: int) -> np.ndarray[Any, np.dtype[np.int64]]:
        """Return the indices of the recorded trials, ascending."""
        query = select(trials.c.trial).where(trials.c.study == study).order_by(trials.c.trial)
        with self.database.reading() as connection:
            return np.array(connection.execute(query).scalars().all(), dtype=np.int64)

    # Actions of a person.

    def add(
        self,
        spec: str,
        n_trials: int,
        name: str,
        notes: str = "",
        *,
        start: bool = True,
        owner: str | None = None,
    ) -> int:
        """Add a study.

        Parameters
        ----------
        spec : str
            The study itself, JSON text.
        n_trials : int
            Number of its trials.
        name, notes : str
            For people.
        start : bool, default=True
            Whether it is queued; else it rests, paused, until it is resumed.
        owner : str, optional
            Who runs it from the start, rather than the next that claims one.

        Returns
        -------
        int
            Its id.
        """
        state = "running" if owner else "queued" if start else "paused"
        with self.database.writing() as connection:
            row = {
                "name": plain(name),
                "notes": plain(notes),
                "spec": plain(spec),
                "state": state,
                "message": "",
                "n_trials": n_trials,
                "recorded": 0,
                "failed": 0,
                "arrival": 0,
                "owner": owner,
                "lease_until": now() + self.lease,
                "created": now(),
                "updated": now(),
            }
            insert = studies.insert().values(row).returning(studies.c.id)
            return int(connection.execute(insert).scalar_one())

    def describe(self, study: int, name: str | None = None, notes: str | None = None) -> None:
        """Change the name, the notes, or both."""
        given = {"name": name, "notes": notes}
        self._change(study, {key: plain(text) for key, text in given.items() if text is not None})

    def duplicate(self, study: int, name: str | None = None) -> int:
        """Add the same study once more, paused and without trials; return its id."""
        old = self.get(study)
        return self.add(
            self.spec(study), old.n_trials, name or f"{old.name} (copy)", old.notes, start=False
        )

    def delete(self, study: int) -> None:
        """Put a study aside; no more of it is run. `undelete` brings it back as it was."""
        self._change(study, {"deleted_at": now()})

    def undelete(self, study: int) -> None:
        """Bring a deleted study back; one that was running goes on."""
        self._change(study, {"deleted_at": None})

    def purge(self, older_than: float) -> int:
        """Remove for good what was deleted more than so many seconds ago; return how many."""
        with self.database.writing() as connection:
            old = studies.c.deleted_at < now() - older_than
            return connection.execute(delete(studies).where(old)).rowcount

    def pause(self, study: int) -> None:
        """Stop a study so that it can go on; what has not come is not waited for."""
        self._move(study, ("queued", "running"), "paused")

    def cancel(self, study: int) -> None:
        """Stop a study for good, though even then it can be resumed."""
        self._move(study, ("queued", "running", "paused", "failed"), "cancelled")

    def resume(self, study: int) -> None:
        """Queue a study that rests, or whose owner is gone: only what is not recorded is run."""
        self._move(study, RESTING, "queued")

    def retry_failed(self, study: int) -> int:
        """Forget the failed trials and queue the study, so that these are run again.

        Returns
        -------
        int
            How many these are; with none, nothing is changed.
        """
        with self.database.writing() as connection:
            # Changed first, so that an owner's transaction waits, and then is not the owner's.
            changed = update(studies).where(studies.c.id == study, studies.c.failed > 0)
            if connection.execute(changed.values(updated=now())).rowcount == 0:
                _get(connection, study)
                return 0
            failed = and_(trials.c.study == study, trials.c.error.is_not(None))
            n = connection.execute(delete(trials).where(failed)).rowcount
            connection.execute(
                changed.values(
                    recorded=studies.c.recorded - n, failed=0, state="queued", owner=None
                )
            )
            return n

    # Actions of the process that runs a study.

    def claim(self, owner: str, study: int | None = None, lapsed: bool = True) -> StudyRow | None:
        """Become the owner of a study that waits, or whose owner is not heard of any more.

        Parameters
        ----------
        owner : str
            A name that no other process has, in this life or another.
        study : int, optional
            Which; else the oldest there is.
        lapsed : bool, default=True
            Whether also studies that another has left unfinished, or only queued ones.

        Returns
        -------
        StudyRow or None
            None if there is none.
        """
        free: ColumnElement[bool] = studies.c.state == "queued"
        if lapsed:
            free = or_(free, LAPSED)
        free = and_(free, studies.c.deleted_at.is_(None))
        if study is not None:
            free = and_(free, studies.c.id == study)
        with self.database.reading() as connection:
            waiting = connection.execute(select(studies.c.id).where(free).order_by(studies.c.id))
            candidates = waiting.scalars().all()
        for candidate in candidates:
            with self.database.writing() as connection:
                claimed = connection.execute(
                    update(studies)
                    .where(studies.c.id == candidate, free)
                    .values(
                        state="running",
                        owner=owner,
                        message="",
                        lease_until=now() + self.lease,
                        updated=now(),
                    )
                )
                if claimed.rowcount:
                    return _get(connection, candidate)
        return None

    def record(
        self, study: int, owner: str, records: Sequence[Record], rate: float | None = None
    ) -> StudyRow:
        """Record trials, each once: one that is there already stays as it is.

        Returns
        -------
        StudyRow
            The study, done if all its trials are recorded.

        Raises
        ------
        NotOwner
            If the study is not running, or is another's. Nothing was recorded.
        """
        with self.database.writing() as connection:
            arrival, row = self._renew(connection, study, owner, "", rate)
            new = set(self._insert(connection, study, arrival, records))
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
        """Renew the lease, and say what the owner waits for; raise NotOwner as `record` does."""
        with self.database.writing() as connection:
            self._renew(connection, study, owner, message, rate)

    def release(self, study: int, owner: str, state: str, message: str = "") -> None:
        """Give up a study that one owns, in a new state; without effect on another's."""
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
    ) -> tuple[int, StudyRow]:
        """Check the ownership, which holds until the transaction's end; return its arrival."""
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
            .returning(studies.c.arrival, *FIELDS, now())
        ).one_or_none()
        if found is None:
            row = _get(connection, study)
            why = "deleted" if row.deleted else row.state
            raise NotOwner(f"Study {study} is {why} and not run by this process any more.")
        return int(found[0]), study_row(found[1:])

    def _insert(
        self, connection: Connection, study: int, arrival: int, records: Sequence[Record]
    ) -> list[int]:
        """Insert or ignore; return the indices that were not there."""
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

    def _change(self, study: int, change: dict[str, Any]) -> None:
        with self.database.writing() as connection:
            where = studies.c.id == study
            if connection.execute(update(studies).where(where).values(change)).rowcount == 0:
                raise _unknown(study)

    def _move(self, study: int, states: Sequence[str], to: str) -> None:
        """Change the state if it is one of `states`; what is in it already stays."""
        with self.database.writing() as connection:
            free: ColumnElement[bool] = studies.c.state.in_(states)
            if to == "queued":
                free = or_(free, LAPSED)
            moved = connection.execute(
                update(studies)
                .where(studies.c.id == study, free)
                .values(state=to, message="", rate=None, updated=now())
            )
            state = _get(connection, study).state
            same = {to, "running"} if to == "queued" else {to}
            if not moved.rowcount and state not in same:
                raise StoreError(f"Study {study} is {state}: it cannot become {to}.")


def _known(value: float | None) -> list[float]:
    return [] if value is None else [value]


def _unknown(study: int) -> NoSuchStudy:
    return NoSuchStudy(f"There is no study {study}.")


def _get(connection: Connection, study: int) -> StudyRow:
    found = connection.execute(select(*FIELDS, now()).where(studies.c.id == study)).one_or_none()
    if found is None:
        raise _unknown(study)
    return study_row(found)
