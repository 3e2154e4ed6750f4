"""Execution of one study, which survives the loss of the database or of workers.

The loop does a little of everything and waits for nothing for long. What is with the workers can be
computed again, so all that matters is in the database, and each round asks that first: is the study
still mine to run? A database or a scheduler that is away is asked again, ever more rarely.
"""

from __future__ import annotations

import math
import os
import socket
import threading
import time
import uuid
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import replace

import numpy as np
from distributed import Client

from segmentation.errors import ClusterError, NotOwner, StoreError
from segmentation.study.design.reading import read_study
from segmentation.study.design.trials import run_order
from segmentation.study.record import Record
from segmentation.study.runner.cluster import Cluster
from segmentation.study.runner.in_flight import (
    CHUNK_SECONDS,
    LARGEST_CHUNK,
    PER_WORKER,
    InFlight,
    Landed,
)
from segmentation.study.store.rows import StudyRow
from segmentation.study.store.store import Store

LOOK_SECONDS = 0.1  # between two looks at the study's state
BEATS = 5  # renewals within the time of a lease, when nothing is recorded
COUNT_SECONDS = 2.0  # between two counts of the workers
FIRST_WAIT, LONGEST_WAIT = 0.25, 5.0  # before something that is away is asked again
RATE_SECONDS = 10.0  # the rate is that of so long
STARTING = "The workers are starting."
NO_WORKERS = "The scheduler has no workers at present."


def new_owner() -> str:
    """Return a name for a process that runs a study, which no other has or will have."""
    return f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:12]}"


class Coordinator:
    """Runs one study that is claimed.

    Parameters
    ----------
    store : Store
        Where it is.
    cluster : Cluster
        Where its trials are run.
    owner : str
        The name under which it is claimed.
    stop : threading.Event, optional
        Set from elsewhere to end in good order.
    progress : callable, optional
        Called with a `StudyRow` whenever there is something new.
    """

    def __init__(
        self,
        store: Store,
        cluster: Cluster,
        owner: str,
        stop: threading.Event | None = None,
        progress: Callable[[StudyRow], None] | None = None,
    ) -> None:
        self.store = store
        self.cluster = cluster
        self.owner = owner
        self.stop = stop or threading.Event()
        self.progress = progress or (lambda row: None)

    def run(self, study: int, stopped: str = "queued") -> StudyRow:
        """Run what is missing.

        Parameters
        ----------
        study : int
            Its id.
        stopped : str, default="queued"
            The state to leave it in if `stop` is set.

        Returns
        -------
        StudyRow
            The study when it is done, when it was stopped, or when it became another's.

        Raises
        ------
        StoreError
            If the database does not do its part and there is no use in asking again.
        """
        row = self.store.get(study)
        spec = self.store.spec(study)
        order = run_order(read_study(spec))
        missing = order[~np.isin(order, self.store.recorded(study))]
        run = _Run(self, row, spec, deque(missing.tolist()))
        try:
            while run.row.state == "running" and not self.stop.is_set():
                run.round()
            return run.finish(stopped)
        except NotOwner:
            return self.store.get(study)
        finally:
            run.close()


class _Run:
    """The state of a run."""

    def __init__(
        self, coordinator: Coordinator, row: StudyRow, spec: str, pending: deque[int]
    ) -> None:
        self.store = coordinator.store
        self.cluster = coordinator.cluster
        self.owner = coordinator.owner
        self.stop = coordinator.stop
        self.progress = coordinator.progress
        self.row = row
        self.spec = spec
        self.pending = pending
        self.one_by_one: deque[int] = deque()  # trials among which one kills its worker
        self.unsaved: list[Record] = []
        self.in_flight: InFlight | None = None
        self.per_trial: float | None = None  # seconds, a moving mean
        self.times = deque([(time.monotonic(), row.recorded)])
        self.aside = ThreadPoolExecutor(1, thread_name_prefix="cutlab-cluster")
        self.connecting: Future[Client] | None = None
        self.counting: Future[dict[str, int]] | None = None
        self.n_workers = 0
        self.counted = self.looked = self.beaten = -math.inf
        self.database = _Patience()
        self.scheduler = _Patience()

    def round(self) -> None:
        """Do what there is to do; wait a little for what is on its way."""
        self._look()
        self._connect()
        self._send()
        self._collect()
        self._save()

    def finish(self, stopped: str) -> StudyRow:
        """Leave the study in order, having been told to stop or having nothing more to do."""
        if self.row.state == "running":
            self._save(last=True)
        self.store.release(self.row.id, self.owner, stopped)
        return self.store.get(self.row.id)

    def close(self) -> None:
        """Take back what the workers have not begun."""
        if self.in_flight is not None:
            self.in_flight.call_back()
        self.aside.shutdown(wait=False, cancel_futures=True)
        if self.counting is not None:  # a client that is closed meanwhile never answers
            wait([self.counting], timeout=LONGEST_WAIT)

    def _look(self) -> None:
        """Ask whether the study is still mine, and say that I am still there."""
        now = time.monotonic()
        if now - self.looked < LOOK_SECONDS or self.database.waits():
            return
        self.looked = now
        try:
            row = self.store.get(self.row.id)
            if row.state != "running" or row.owner != self.owner or row.deleted:
                raise NotOwner(f"Study {row.id} is not run by this process any more.")
            if now - self.beaten > self.store.lease / BEATS:
                self.store.beat(row.id, self.owner, self.scheduler.problem, self._rate())
                self.beaten = now
        except StoreError as error:
            self._away(error)
            return
        self.database.well()
        self._tell(row)

    def _connect(self) -> None:
        """Have a client, in another thread as it may take long; count its workers now and then."""
        if self.in_flight is not None and not self.in_flight.connected:
            self.pending.extendleft(reversed(self.in_flight.call_back()))
            self.in_flight, self.n_workers, self.counting = None, 0, None
            self.scheduler.later("The scheduler is away. The study goes on when it is back.")
        if self.in_flight is not None:
            self._count()
        elif self.connecting is None:
            if not self.scheduler.waits():
                self.connecting = self.aside.submit(self.cluster.client)
                self.scheduler.problem = self.scheduler.problem or STARTING
        elif self.connecting.done():
            connecting, self.connecting = self.connecting, None
            try:
                self.in_flight = InFlight(connecting.result(), self.spec)
            except ClusterError as error:
                self.scheduler.later(str(error))

    def _count(self) -> None:
        if self.counting is not None and self.counting.done():
            counting, self.counting = self.counting, None
            if counting.exception() is None:
                self.n_workers = sum(counting.result().values())
                self.scheduler.well() if self.n_workers else self.scheduler.say(NO_WORKERS)
        now, often = time.monotonic(), COUNT_SECONDS if self.n_workers else LOOK_SECONDS
        if self.in_flight is not None and self.counting is None and now - self.counted > often:
            self.counted = now
            self.counting = self.aside.submit(self.in_flight.client.nthreads)

    def _send(self) -> None:
        """Keep every worker busy, as long as results can be recorded."""
        if self.in_flight is None or self.database.problem or self.unsaved:
            return
        while (self.pending or self.one_by_one) and len(
            self.in_flight
        ) < PER_WORKER * self.n_workers:
            if self.one_by_one:
                self.in_flight.send([self.one_by_one.popleft()])
                continue
            size = min(self._chunk_size(), len(self.pending))
            self.in_flight.send([self.pending.popleft() for _ in range(size)])

    def _chunk_size(self) -> int:
        """Return a chunk's worth of trials; less towards the end, so that all end together."""
        if self.per_trial is None:
            return 1
        share = math.ceil(len(self.pending) / (2 * max(1, self.n_workers)))
        return max(1, min(round(CHUNK_SECONDS / self.per_trial), share, LARGEST_CHUNK))

    def _collect(self) -> None:
        if self.in_flight is None:
            self.stop.wait(LOOK_SECONDS / 2)
            return
        for landed in self.in_flight.landed(timeout=LOOK_SECONDS / 2):
            self._judge(landed)

    def _judge(self, landed: Landed) -> None:
        if landed.trouble:
            self.store.release(
                self.row.id, self.owner, "failed", f"The workers run no trial. {landed.trouble}"
            )
            raise NotOwner(landed.trouble)
        if landed.deadly:
            self.one_by_one.extend(landed.left)
        else:
            self.pending.extendleft(reversed(landed.left))
        self.unsaved += landed.records
        if landed.records:
            seconds = sum(record.seconds for record in landed.records) / len(landed.records)
            seconds = max(seconds, CHUNK_SECONDS / LARGEST_CHUNK)
            old = self.per_trial or seconds
            self.per_trial = old + 0.3 * (seconds - old)

    def _save(self, last: bool = False) -> None:
        """Record what has come; what cannot be recorded now is kept for later."""
        done = self.row.recorded >= self.row.n_trials
        if (not self.unsaved and not done) or (self.database.waits() and not last):
            return
        try:
            row = self.store.record(self.row.id, self.owner, self.unsaved, self._rate())
        except StoreError as error:
            if last:
                raise
            self._away(error)
            return
        self.unsaved = []
        self.beaten = self.looked = time.monotonic()  # it asked whether the study is still mine
        self.database.well()
        self._tell(row)

    def _away(self, error: StoreError) -> None:
        if isinstance(error, NotOwner) or not error.passing:
            raise error
        self.database.later(str(error))
        self._tell(self.row)

    def _rate(self) -> float | None:
        """Return the recent number of trials per second."""
        (then, before), (now, recorded) = self.times[0], self.times[-1]
        return (recorded - before) / (now - then) if recorded > before else None

    def _tell(self, row: StudyRow) -> None:
        now = time.monotonic()
        if row.recorded != self.row.recorded:
            self.times.append((now, row.recorded))
        while len(self.times) > 2 and self.times[0][0] < now - RATE_SECONDS:
            self.times.popleft()
        self.row = row
        message = self.database.problem or self.scheduler.problem
        self.progress(replace(row, message=message, rate=self._rate()))


class _Patience:
    """Retry schedule for an unreachable service, and the message meanwhile."""

    def __init__(self) -> None:
        self.well()

    def well(self) -> None:
        self.problem = ""
        self._wait, self._until = FIRST_WAIT, -math.inf

    def say(self, problem: str) -> None:
        self.problem = problem

    def later(self, problem: str) -> None:
        self.problem = problem
        self._until = time.monotonic() + self._wait
        self._wait = min(2 * self._wait, LONGEST_WAIT)

    def waits(self) -> bool:
        return time.monotonic() < self._until
