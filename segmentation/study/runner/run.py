"""One execution of a study, in a loop that survives the loss of the database or of workers.

A round of the loop sends some chunks, collects some results, and never blocks for long. Only the
database has state that matters, because results that are still with the workers can be computed
again; so each round first checks there that this process still owns the study. If the database or
the scheduler does not answer, the loop tries again at growing intervals.
"""

from __future__ import annotations

import logging
import math
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import replace

from distributed import Client

from segmentation.compile.compilation import describe_progress
from segmentation.errors import ClusterError, NotOwner, StoreError
from segmentation.study.record import Record
from segmentation.study.runner.cluster import Cluster
from segmentation.study.runner.in_flight import (
    CHUNK_SECONDS,
    LARGEST_CHUNK,
    PER_WORKER,
    InFlight,
    Landed,
)
from segmentation.study.runner.retry import LONGEST_WAIT, RetrySchedule
from segmentation.study.store.rows import StudyRow
from segmentation.study.store.store import Store
from segmentation.study.store.watch import BEATS

__all__ = ["CHECK_SECONDS", "StudyRun"]

_log = logging.getLogger(__name__)

CHECK_SECONDS = 0.1  # between two checks of the study's state
COUNT_SECONDS = 2.0  # between two counts of the workers
RATE_SECONDS = 10.0  # time over which the rate of trials is measured
STARTING = "The workers are starting."
AWAY = "The scheduler is away. The study goes on when it is back."
SET_BACK = "This machine's clock was set back. The workers are started anew."
NO_TRIALS = "The workers run no trial."
NO_WORKERS = "The scheduler has no workers at present."
LOADING = "The workers load the solver, then compute their first trials."
PREPARING = "The workers load or compile the solver, then compute their first trials."


class StudyRun:
    """State of the execution of one study, and the steps of its loop.

    Parameters
    ----------
    store : Store
    cluster : Cluster
    owner : str
        Name under which the study is claimed.
    stop : threading.Event
    progress : callable
        Called with a `StudyRow` after each change.
    row : StudyRow
        The study.
    spec : str
        Its text.
    pending : deque of int
        Trials to run, in this order.
    """

    def __init__(
        self,
        store: Store,
        cluster: Cluster,
        owner: str,
        stop: threading.Event,
        progress: Callable[[StudyRow], None],
        row: StudyRow,
        spec: str,
        pending: deque[int],
    ) -> None:
        self.store = store
        self.cluster = cluster
        self.owner = owner
        self.stop = stop
        self.progress = progress
        self.row = row
        self.spec = spec
        self.pending = pending
        self.one_by_one: deque[int] = deque()  # trials of chunks that killed a worker
        self.unsaved: list[Record] = []
        self.in_flight: InFlight | None = None
        self.per_trial: float | None = None  # mean duration in seconds
        self.times = deque([(time.monotonic(), row.recorded)])
        self.aside = ThreadPoolExecutor(1, thread_name_prefix="cutlab-cluster")
        self.connecting: Future[Client] | None = None
        self.counting: Future[dict[str, int]] | None = None
        self.n_workers = 0
        self.counted = self.checked = self.beaten = -math.inf
        self.database = RetrySchedule()
        self.scheduler = RetrySchedule()

    def round(self) -> bool:
        """Do all that can be done now, and wait a little for results in flight.

        Returns
        -------
        bool
            False if the run is over, because another process owns the study, or none can run it.
        """
        if not self._check():
            return False
        self._connect()
        self._send()
        if not self._collect():
            return False
        self._save()
        return True

    def finish(self, stopped: str) -> StudyRow:
        """Save the last results, and give up the study: it is done, or the run was stopped."""
        if self.row.state == "running":
            self._save(last=True)
        self.store.release(self.row.id, self.owner, stopped)
        return self.store.get(self.row.id)

    def close(self) -> None:
        """Cancel the chunks under way."""
        if self.in_flight is not None:
            self.in_flight.call_back()
        self.aside.shutdown(wait=False, cancel_futures=True)
        if self.counting is not None:  # it gets no answer if its client is closed
            wait([self.counting], timeout=LONGEST_WAIT)

    def _check(self) -> bool:
        """Return whether this process still owns the study, as far as known; renew its lease."""
        now = time.monotonic()
        if now - self.checked < CHECK_SECONDS or self.database.waits():
            return True
        self.checked = now
        try:
            row = self.store.get(self.row.id)
            if row.state != "running" or row.owner != self.owner or row.deleted:
                return False
            is_news = self.scheduler.problem != row.message
            if is_news or now - self.beaten > self.store.lease / BEATS:
                self.store.beat(row.id, self.owner, self.scheduler.problem, self._rate())
                self.beaten = now
        except StoreError as error:
            self._retry_later(error)
            return True
        self.database.succeeded()
        self._report(row)
        return True

    def _connect(self) -> None:
        """Connect to the scheduler in another thread, because it can take long; count workers."""
        outdated = self.cluster.outdated()
        if self.in_flight is not None and (outdated or not self.in_flight.connected):
            self.pending.extendleft(reversed(self.in_flight.call_back(cancel=False)))
            self.in_flight, self.n_workers, self.counting = None, 0, None
            self.scheduler.failed(SET_BACK if outdated else AWAY)
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
                if self.scheduler.problem != str(error):
                    _log.warning("Study %d waits: %s", self.row.id, error.detail)
                self.scheduler.failed(str(error))

    def _count(self) -> None:
        if self.counting is not None and self.counting.done():
            counting, self.counting = self.counting, None
            if counting.exception() is None:
                self.n_workers = sum(counting.result().values())
                self.scheduler.succeeded()
                self.scheduler.problem = self._reason_to_wait()
        now, often = time.monotonic(), COUNT_SECONDS if self.n_workers else CHECK_SECONDS
        if self.in_flight is not None and self.counting is None and now - self.counted > often:
            self.counted = now
            self.counting = self.aside.submit(self.in_flight.client.nthreads)

    def _reason_to_wait(self) -> str:
        """Return why no trial has come back yet; empty once one has."""
        if not self.n_workers:
            return NO_WORKERS
        if self.per_trial is not None:
            return ""
        return PREPARING if self.cluster.address is not None else describe_progress() or LOADING

    def _send(self) -> None:
        """Keep every worker busy, as long as results can be recorded."""
        if self.in_flight is None or self.database.problem or self.unsaved:
            return
        most = PER_WORKER * self.n_workers
        while len(self.in_flight) < most and (self.pending or self.one_by_one):
            self.in_flight.send(self._next_chunk())

    def _next_chunk(self) -> list[int]:
        """Remove the trials of the next chunk from the queue, and return them."""
        if self.one_by_one:
            return [self.one_by_one.popleft()]
        size = min(self._chunk_size(), len(self.pending))
        return [self.pending.popleft() for _ in range(size)]

    def _chunk_size(self) -> int:
        """Return the number of trials of the next chunk, smaller towards the end of the study."""
        if self.per_trial is None:
            return 1
        share = math.ceil(len(self.pending) / (2 * max(1, self.n_workers)))
        return max(1, min(round(CHUNK_SECONDS / self.per_trial), share, LARGEST_CHUNK))

    def _collect(self) -> bool:
        """Take the results of finished chunks; return False if the workers cannot run trials."""
        if self.in_flight is None:
            self.stop.wait(CHECK_SECONDS / 2)
            return True
        for landed in self.in_flight.landed(timeout=CHECK_SECONDS / 2):
            if landed.trouble:
                _log.error("Study %d: %s %s", self.row.id, NO_TRIALS, landed.trouble)
                self.store.release(self.row.id, self.owner, "failed", NO_TRIALS)
                return False
            self._take(landed)
        return True

    def _take(self, landed: Landed) -> None:
        """Take the records of a chunk, and put its other trials back."""
        if landed.deadly:
            self.one_by_one.extend(landed.left)
        else:
            self.pending.extendleft(reversed(landed.left))
        self.unsaved += landed.records
        if landed.records:
            if self.per_trial is None:
                self.scheduler.problem = ""  # without waiting for the next count
            seconds = sum(record.seconds for record in landed.records) / len(landed.records)
            seconds = max(seconds, CHUNK_SECONDS / LARGEST_CHUNK)
            old = self.per_trial or seconds
            self.per_trial = old + 0.3 * (seconds - old)

    def _save(self, last: bool = False) -> None:
        """Record the results; those that cannot be recorded now are kept for later."""
        done = self.row.recorded >= self.row.n_trials
        if (not self.unsaved and not done) or (self.database.waits() and not last):
            return
        try:
            row = self.store.record(self.row.id, self.owner, self.unsaved, self._rate())
        except StoreError as error:
            if last:
                raise
            self._retry_later(error)
            return
        self.unsaved = []
        self.beaten = self.checked = time.monotonic()  # recording has checked the ownership
        self.database.succeeded()
        self._report(row)

    def _retry_later(self, error: StoreError) -> None:
        if isinstance(error, NotOwner) or not error.passing:
            raise error
        if not self.database.problem:
            _log.warning("Study %d waits: %s", self.row.id, error)
        self.database.failed(str(error))
        self._report(self.row)

    def _rate(self) -> float | None:
        """Return the recent number of trials per second."""
        (then, before), (now, recorded) = self.times[0], self.times[-1]
        return (recorded - before) / (now - then) if recorded > before else None

    def _report(self, row: StudyRow) -> None:
        now = time.monotonic()
        if row.recorded != self.row.recorded:
            self.times.append((now, row.recorded))
        while len(self.times) > 2 and self.times[0][0] < now - RATE_SECONDS:
            self.times.popleft()
        self.row = row
        message = self.database.problem or self.scheduler.problem
        self.progress(replace(row, message=message, rate=self._rate()))
