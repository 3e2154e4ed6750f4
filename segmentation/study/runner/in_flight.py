"""Chunks in flight: sent to the workers, finished or lost."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from concurrent.futures import CancelledError
from dataclasses import dataclass
from queue import Empty, SimpleQueue

from distributed import Client, Future
from distributed.client import FutureCancelledError
from distributed.comm import CommClosedError
from distributed.scheduler import KilledWorker

from segmentation.study.record import Record
from segmentation.study.runner.chunk import by_value, run_chunk

CHUNK_SECONDS = 0.15  # of work: shorter chunks cost more overhead, longer ones lose more work
LIMIT_SECONDS = 0.2  # time after which no further trial of a chunk begins
PER_WORKER = 3  # chunks: one running, and two so that the worker never waits
LARGEST_CHUNK = 500
READ_SECONDS = 5.0  # for the records of a chunk that is done; milliseconds are usual
LOST = (FutureCancelledError, CancelledError, CommClosedError, OSError, TimeoutError)
KILLED = "The process that ran it ended each of several times, perhaps for lack of memory."


@dataclass(frozen=True)
class Landed:
    """A chunk that is no longer in flight.

    Attributes
    ----------
    records : list of Record
        Records of its first trials.
    left : list of int
        The other trials, to be run again.
    deadly : bool
        Whether workers died while they ran it, so that its trials are to be run one by one.
    trouble : str
        Reason why the workers cannot run trials at all; mostly empty.
    """

    records: list[Record]
    left: list[int]
    deadly: bool = False
    trouble: str = ""


class InFlight:
    """Chunks of one study on the way through one client."""

    def __init__(self, client: Client, study_json: str) -> None:
        self.client = client
        self._study = study_json
        self._futures: dict[str, tuple[Future, list[int]]] = {}
        # Dask runs the callbacks of all its clients in one thread. So results are not read there:
        # if the client was closed meanwhile, that thread would wait for ever, and no later client
        # would get its callbacks.
        self._done: SimpleQueue[str] = SimpleQueue()

    def __len__(self) -> int:
        return len(self._futures)

    @property
    def connected(self) -> bool:
        """Return whether the scheduler is connected."""
        return bool(self.client.status == "running")

    def send(self, indices: Sequence[int]) -> None:
        """Give one chunk to the workers."""
        key = f"trials-{uuid.uuid4().hex}"
        chunk = (self._study, list(indices), LIMIT_SECONDS)
        future = self.client.submit(by_value(run_chunk), *chunk, key=key, pure=False)
        self._futures[key] = (future, list(indices))
        future.add_done_callback(self._note)

    def _note(self, future: Future) -> None:
        self._done.put(future.key)

    def landed(self, timeout: float) -> list[Landed]:
        """Wait up to `timeout` seconds for a chunk, and return all that have landed."""
        found: list[Landed] = []
        while True:
            try:
                key = self._done.get(timeout=0 if found else timeout)
            except Empty:
                return found
            if key in self._futures:  # unless it was called back meanwhile
                future, indices = self._futures.pop(key)
                found.append(_judged(indices, _outcome(future)))

    def call_back(self, cancel: bool = True) -> list[int]:
        """Cancel all chunks, unless nothing reaches their scheduler; return the trials in them."""
        futures = [future for future, _ in self._futures.values()]
        left = [index for _, indices in self._futures.values() for index in indices]
        self._futures.clear()
        if futures and cancel and self.connected:
            self.client.cancel(futures)
        return left


def _outcome(future: Future) -> list[Record] | Exception:
    """Return the records of a finished chunk, or the error if its worker is gone."""
    try:
        records: list[Record] = future.result(timeout=READ_SECONDS)
    except Exception as error:
        return error
    return records


def _judged(indices: list[int], outcome: list[Record] | Exception) -> Landed:
    if not isinstance(outcome, Exception):
        return Landed(outcome, indices[len(outcome) :])
    if isinstance(outcome, KilledWorker):
        if len(indices) > 1:
            return Landed([], indices, deadly=True)
        return Landed([Record(indices[0], {}, None, 0.0, KILLED)], [])
    if isinstance(outcome, LOST):
        return Landed([], indices)
    said = (str(outcome).strip() or "no reason given").splitlines()[0]
    return Landed([], indices, trouble=f"{type(outcome).__name__}: {said}")
