"""The store of studies: reading, the leases of running studies, and the actions of users."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Connection, and_, delete, func, select, update

from segmentation.errors import StoreError
from segmentation.study.store.leases import StudyLeases, unchanged
from segmentation.study.store.reader import get_row, get_usage, unknown
from segmentation.study.store.rows import Usage, plain
from segmentation.study.store.schema import now, studies, trials

__all__ = ["Store"]

RESTING = ("paused", "cancelled", "failed")
Check = Callable[[Usage, int], None]  # of what a creator has, and of how many more trials
CREATOR_LOCK = 0x637575  # first number of PostgreSQL's advisory lock of a creator; arbitrary
UNDO_SECONDS = 30 * 24 * 3600.0  # time within which a deleted study can be restored


class Store(StudyLeases):
    """The studies in one database. Any number of processes and threads may use it at once.

    `StudyReader` has the methods that read, `StudyLeases` those of the process that runs a study.

    Parameters
    ----------
    url : str, optional
        As for `Database`.
    lease : float, default=10.0
        Seconds without a sign of life after which the owner of a study counts as dead.

    Raises
    ------
    StoreError
        From every method, if the database does not answer or there is no such study.
    """

    def add(
        self,
        spec: str,
        n_trials: int,
        name: str,
        notes: str = "",
        *,
        start: bool = True,
        owner: str | None = None,
        creator: str | None = None,
        check: Check | None = None,
    ) -> int:
        """Add a study.

        Parameters
        ----------
        spec : str
            The study itself, JSON text.
        n_trials : int
            Number of its trials.
        name, notes : str
            Shown to people.
        start : bool, default=True
            Whether it is queued; otherwise it is paused until it is resumed.
        owner : str, optional
            Name of the process that runs it from the start; by default any may claim it.
        creator : str, optional
            Digest of the key of who makes it.
        check : callable, optional
            Called with the `Usage` of the creator and the number of trials before the study is
            added, which it prevents by raising; others of this creator wait meanwhile.

        Returns
        -------
        int
            Its id.
        """
        state = "running" if owner else "queued" if start else "paused"
        with self.database.writing() as connection:
            _check(connection, creator, n_trials, check)
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
                "creator": creator,
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
        """Mark a study as deleted, which also stops it; `undelete` brings it back as it was."""
        self._change(study, {"deleted_at": now()})

    def undelete(self, study: int, check: Check | None = None) -> None:
        """Restore a deleted study; one that was running goes on. `check` is as for `add`."""
        with self.database.writing() as connection:
            row = get_row(connection, study)
            if row.deleted:
                _check(connection, row.creator, row.n_trials - row.recorded, check)
            where = studies.c.id == study
            connection.execute(update(studies).where(where).values(deleted_at=None))

    def purge(self, older_than: float = UNDO_SECONDS) -> int:
        """Remove the studies deleted more than `older_than` seconds ago; return their number."""
        with self.database.writing() as connection:
            old = studies.c.deleted_at < now() - older_than
            return connection.execute(delete(studies).where(old)).rowcount

    def pause(self, study: int) -> None:
        """Stop a study so that it can go on later; trials under way are not waited for."""
        self._move(study, ("queued", "running"), "paused")

    def cancel(self, study: int) -> None:
        """Stop a study for good; it can be resumed all the same."""
        self._move(study, ("queued", "running", "paused", "failed"), "cancelled")

    def resume(self, study: int) -> bool:
        """Queue a stopped study, or one whose owner is dead; only missing trials are run.

        Returns
        -------
        bool
            False if nothing was changed: it waits already, or runs, and its owner is not known to
            be dead.
        """
        row = self.get(study)
        if row.state != "running":
            return self._move(study, RESTING, "queued")
        if not row.silent:
            return False
        with self.database.writing() as connection:
            queued = {"state": "queued", "owner": None, "message": "", "rate": None}
            changed = update(studies).where(unchanged(row)).values(queued)
            return bool(connection.execute(changed).rowcount)

    def retry_failed(self, study: int) -> int:
        """Remove the failed trials and queue the study, so that they are run again.

        Returns
        -------
        int
            Number of failed trials; with none, nothing is changed.
        """
        with self.database.writing() as connection:
            # The state is changed first, so that a transaction of the owner waits, and then fails
            # its check.
            changed = update(studies).where(studies.c.id == study, studies.c.failed > 0)
            if connection.execute(changed.values(updated=now())).rowcount == 0:
                get_row(connection, study)
                return 0
            failed = and_(trials.c.study == study, trials.c.error.is_not(None))
            n = connection.execute(delete(trials).where(failed)).rowcount
            connection.execute(
                changed.values(
                    recorded=studies.c.recorded - n, failed=0, state="queued", owner=None
                )
            )
            return n

    def _change(self, study: int, change: dict[str, Any]) -> None:
        with self.database.writing() as connection:
            where = studies.c.id == study
            if connection.execute(update(studies).where(where).values(change)).rowcount == 0:
                raise unknown(study)

    def _move(self, study: int, states: Sequence[str], to: str) -> bool:
        """Change the state if it is one of `states`, and tell; one already in it stays as it is."""
        with self.database.writing() as connection:
            moved = connection.execute(
                update(studies)
                .where(studies.c.id == study, studies.c.state.in_(states))
                .values(state=to, message="", rate=None, updated=now())
            )
            state = get_row(connection, study).state
            same = {to, "running"} if to == "queued" else {to}
            if not moved.rowcount and state not in same:
                raise StoreError(f"Study {study} is {state}: it cannot become {to}.")
            return bool(moved.rowcount)


def _check(connection: Connection, creator: str | None, more: int, check: Check | None) -> None:
    """Check what a creator has; until the transaction ends, nothing else of this creator does."""
    if not creator or check is None:
        return
    if connection.dialect.name == "postgresql":  # SQLite has one transaction that writes
        lock = func.pg_advisory_xact_lock(CREATOR_LOCK, func.hashtext(creator))
        connection.execute(select(lock))
    check(get_usage(connection, creator), more)
