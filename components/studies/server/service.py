"""Studies of the process that serves the page: their database, and the runner of studies.

Nothing is created before the first study, so that the empty list does not touch the disk. Workers
take seconds to start, so they are started as soon as somebody plans a study or opens the list of
examples.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI

from components.page.backend import run_with
from components.serving.processes import is_first, is_only
from components.studies.server.board import Board
from segmentation import CutlabError
from segmentation.cores import available_cores
from segmentation.errors import NoSuchStudy, ReadOnlyError, SchemaError, StorageError

if TYPE_CHECKING:
    from segmentation.study.runner.cluster import Cluster
    from segmentation.study.runner.service import Studies
    from segmentation.study.store.store import Store

__all__ = ["StudyService", "count_studies"]

DAY_SECONDS = 24 * 3600.0
RETRY_SECONDS = 60.0  # until a database that does not answer is asked again
BOARD_SECONDS = 0.5  # between two looks at what other processes want

log = logging.getLogger("cutlab.studies")


class StudyService:
    """Store and runner of studies, each created when it is first needed.

    Parameters
    ----------
    database : str, optional
        As of `Store`; by default that in CUTLAB_DATABASE, or a file in the user's data directory.
    workers : int, optional
        Number of workers of this machine, without a scheduler; by default one per core.
    lease : float, optional
        As of `Store`.
    """

    def __init__(
        self,
        database: str | None = None,
        workers: int | None = None,
        lease: float | None = None,
    ) -> None:
        self._database = database
        self._workers = workers
        self._options: dict[str, Any] = {"public": True}
        if lease is not None:
            self._options["lease"] = lease
        self._lock = threading.Lock()
        self._studies: Studies | None = None
        self._cluster: Cluster | None = None
        self._threads: dict[str, threading.Thread] = {}
        self._closing = threading.Event()
        self._board = Board()
        self._temporary = False  # as far as this process knows

    def register(self, server: FastAPI) -> None:
        """Start and stop the studies with the server."""
        run_with(server, self.wake, self.close)

    @property
    def temporary(self) -> bool:
        """True if studies are kept in a temporary folder, whichever process made it."""
        return self._temporary or self._board.has_temporary_folder()

    def existing(self) -> Store | None:
        """Return the store, or None if it does not exist yet."""
        if self._studies is None:
            # SQLAlchemy takes a second, and most visitors never make a study.
            from segmentation.study.store.database import sqlite_file

            file = sqlite_file(self._database)
            if file is not None and not file.exists() and not self._board.has_temporary_folder():
                return None
        return self.store()

    def store(self) -> Store:
        """Return the store, creating it if need be."""
        return self._made().store

    def database(self) -> str:
        """Return the status of the database: "reachable", "unreachable", or "none yet"."""
        try:
            store = self.existing()
            if store is None:
                return "none yet"
            store.get(0)
        except NoSuchStudy:
            return "reachable"
        except CutlabError:
            return "unreachable"
        return "reachable"

    def start(self) -> None:
        """Start the runner, which runs waiting studies; of several processes the first has it."""
        if is_first():
            self._made().start()
        else:
            self._board.want_runner()

    def wake(self) -> None:
        """Start the runner if there are unfinished studies, and remove deleted ones, every day.

        Both is done in the background, by the first of several processes.
        """
        if is_first():
            self._begin("cutlab-wake", self._wake)
            if not is_only():
                self._begin("cutlab-board", self._watch_board)

    def start_early(self) -> None:
        """Start the workers in the background."""
        if is_first():
            self._begin("cutlab-start", self._start_early)
        else:
            self._board.want_workers()

    def close(self) -> None:
        """Stop the runner and the workers."""
        self._closing.set()
        for thread in self._threads.values():
            thread.join()
        with self._lock:
            studies, self._studies = self._studies, None
            cluster, self._cluster = self._cluster, None
        if studies is not None:
            studies.close()
            studies.store.close()
        if cluster is not None:
            cluster.close()

    def _begin(self, name: str, work: Callable[[], None]) -> None:
        """Run `work` in a thread, once for each name."""
        with self._lock:
            if name not in self._threads:
                self._threads[name] = threading.Thread(target=work, name=name, daemon=True)
                self._threads[name].start()

    def _made(self) -> Studies:
        with self._lock:
            if self._studies is None:
                # Dask and SQLAlchemy take two seconds, and most visitors never make a study.
                from segmentation.study.runner.service import Studies
                from segmentation.study.store.store import Store

                self._studies = Studies(self._opened(Store), self._made_cluster())
            return self._studies

    def _opened(self, store: type[Store]) -> Store:
        """Open the store, in a temporary directory if the usual one cannot be written."""
        try:
            return store(self._database, **self._options)
        except StorageError as error:
            from segmentation.study.store.database import shown_address

            log.warning("%s It is %s.", error, shown_address(self._database))
            named = self._database or os.environ.get("CUTLAB_DATABASE")
            passes = error.passing and not isinstance(error, ReadOnlyError)
            if named or passes or isinstance(error, SchemaError):
                raise
            folder = self._board.temporary_folder()
            log.warning("Studies are kept in %s for the time being.", folder)
            self._temporary = True
            return store(str(folder / "studies.sqlite"), **self._options)

    def problem(self, study: int) -> str:
        """Return why a study does not go on, even if its database could not be told."""
        studies = self._studies
        return (studies.problem(study) if studies else "") or self._board.problem(study)

    def _made_cluster(self) -> Cluster:
        if self._cluster is None:
            from segmentation.study.runner.cluster import Cluster  # loads Dask, as above

            self._cluster = Cluster(n_workers=self._workers)
        return self._cluster

    def _wake(self) -> None:
        pause = 0.0
        while not self._closing.wait(pause):
            try:
                store = self.existing()
                if store:
                    store.purge()
                    self._start_waiting(store)
                pause = DAY_SECONDS
            except CutlabError as error:  # the pages of studies report it as well
                log.warning("%s", error)
                pause = RETRY_SECONDS

    def _start_waiting(self, store: Store) -> None:
        if {"queued", "running"} & store.counts().keys():
            self.start()

    def _watch_board(self) -> None:
        """Do what the other processes of this server want."""
        while not self._closing.wait(BOARD_SECONDS):
            try:
                self._look_at_board()
            except (CutlabError, OSError) as error:
                log.info("%s", error)
            except Exception:
                log.exception("What other processes want was not done.")

    def _look_at_board(self) -> None:
        if self._board.workers_wanted():
            self.start_early()
        if self._board.runner_wanted():
            try:
                self.start()
            except CutlabError:
                self._board.want_runner()  # until the database answers
                raise
        if self._studies and (row := self._studies.latest):
            self._board.tell_problem(row.id, row.message)
        else:
            self._board.forget_problem()

    def _start_early(self) -> None:
        try:
            with self._lock:
                cluster = self._made_cluster()
            cluster.start_early()
        except CutlabError as error:  # a study that is run reports it
            log.info("No workers yet: %s", getattr(error, "detail", error))

    def n_running(self) -> int:
        """Return how many workers of studies there are at present; it may block."""
        return self._cluster.n_running() if self._cluster else 0

    @property
    def n_workers(self) -> int:
        """Number of trials run at the same time, as far as it is known here."""
        return self._workers or available_cores()


def count_studies() -> dict[str, int]:
    """Return the number of studies in each state, without workers or a runner."""
    # As in `StudyService`: SQLAlchemy takes a second.
    from segmentation.study.store.database import sqlite_file
    from segmentation.study.store.reader import StudyReader

    file = sqlite_file()
    if file is not None and not file.exists():
        return {}
    reader = StudyReader(public=True)
    try:
        return reader.counts()
    finally:
        reader.close()
