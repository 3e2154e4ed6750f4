"""The studies of the process that serves the page: their database and what runs them.

Nothing is made before a study is there: looking at an empty list leaves the disk as it was.
Workers, who take seconds to come, are called as soon as somebody plans a study or looks at the
ready ones.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool

from segmentation import CutlabError
from segmentation.errors import NoSuchStudy

if TYPE_CHECKING:
    from segmentation.study.runner.cluster import Cluster
    from segmentation.study.runner.service import Studies
    from segmentation.study.store.store import Store

__all__ = ["StudyKeeper"]

log = logging.getLogger("cutlab.studies")


class StudyKeeper:
    """The store and its service, each had when it is first needed.

    Parameters
    ----------
    database : str, optional
        As of `Store`; by default what CUTLAB_DATABASE names, or a file in the user's data
        directory.
    workers : int, optional
        Of this machine, where no scheduler is named; by default one per core.
    """

    def __init__(self, database: str | None = None, workers: int | None = None) -> None:
        self._database = database
        self._workers = workers
        self._lock = threading.Lock()
        self._service: Studies | None = None
        self._cluster: Cluster | None = None
        self._aside: dict[str, threading.Thread] = {}

    def register(self, server: FastAPI) -> None:
        """Begin and end with the server."""
        before = server.router.lifespan_context

        @asynccontextmanager
        async def lifespan(app: Any) -> AsyncIterator[Any]:
            self.wake()
            async with before(app) as state:
                yield state
            await run_in_threadpool(self.close)

        server.router.lifespan_context = lifespan

    def existing(self) -> Store | None:
        """Return the store, None if it would have to be made."""
        if self._service is None:
            from segmentation.study.store.database import sqlite_file

            file = sqlite_file(self._database)
            if file is not None and not file.exists():
                return None
        return self.store()

    def store(self) -> Store:
        """Return the store, making it if need be."""
        return self._made().store

    def database(self) -> str:
        """Tell how the database is: "reachable", "unreachable", or "none yet"."""
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
        """Have the studies run that wait, now and from now on."""
        self._made().start()

    def wake(self) -> None:
        """Begin, aside, to look for studies that an end of the process left unfinished."""
        self._begin("cutlab-wake", self._wake)

    def start_early(self) -> None:
        """Begin, aside, to have workers: a study may be asked for soon."""
        self._begin("cutlab-start", self._start_early)

    def close(self) -> None:
        """End what runs, in good order."""
        for thread in self._aside.values():
            thread.join()
        with self._lock:
            service, self._service = self._service, None
            cluster, self._cluster = self._cluster, None
        if service is not None:
            service.close()
            service.store.close()
        if cluster is not None:
            cluster.close()

    def _begin(self, name: str, work: Callable[[], None]) -> None:
        """Work in a thread, once."""
        with self._lock:
            if name not in self._aside:
                self._aside[name] = threading.Thread(target=work, name=name, daemon=True)
                self._aside[name].start()

    # The packages of both take two seconds, and most who come never make a study.

    def _made(self) -> Studies:
        with self._lock:
            if self._service is None:
                from segmentation.study.runner.service import Studies
                from segmentation.study.store.store import Store

                self._service = Studies(Store(self._database), self._made_cluster())
            return self._service

    def _made_cluster(self) -> Cluster:
        if self._cluster is None:
            from segmentation.study.runner.cluster import Cluster

            self._cluster = Cluster(n_workers=self._workers)
        return self._cluster

    def _wake(self) -> None:
        try:
            store = self.existing()
            if store and any(row.state in ("queued", "running") for row in store.studies()):
                self.start()
        except CutlabError as error:  # whoever looks at the studies is told as well
            log.warning("%s", error)

    def _start_early(self) -> None:
        try:
            with self._lock:
                cluster = self._made_cluster()
            cluster.start_early()
        except CutlabError as error:  # the study that is run will say so
            log.info("No workers yet: %s", error)

    @property
    def n_workers(self) -> int:
        """Number of trials run at once, as far as it is known here."""
        return self._workers or os.cpu_count() or 1
