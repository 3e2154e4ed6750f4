"""Studies in the background of a process that serves a page."""

from __future__ import annotations

import atexit
import logging
import os
import threading

from segmentation.errors import CutlabError
from segmentation.study.runner.cluster import Cluster
from segmentation.study.runner.coordinator import Coordinator, new_owner
from segmentation.study.store.rows import StudyRow
from segmentation.study.store.store import Store

CHECK_SECONDS = 0.5  # between two checks for a study that waits
RETRY_SECONDS = 5.0  # until a database that does not answer is asked again
UNEXPECTED = "An unexpected error stopped it. The log of the server has the details."

_log = logging.getLogger(__name__)


class Studies:
    """Runs the studies of a store in a thread, one after the other, the oldest first.

    Parameters
    ----------
    store : Store
        Store of the studies.
    cluster : Cluster, optional
        Workers for their trials; by default those of `Cluster`.
    resume : bool, optional
        Whether studies that were interrupted by a crash or by the end of this process go on by
        themselves. If not, they rest until they are resumed. By default true, unless
        CUTLAB_RESUME=never.
    """

    def __init__(
        self, store: Store, cluster: Cluster | None = None, resume: bool | None = None
    ) -> None:
        self.store = store
        self.cluster = cluster or Cluster()
        self.resume = os.environ.get("CUTLAB_RESUME") != "never" if resume is None else resume
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._latest: StudyRow | None = None

    def start(self) -> None:
        """Start the thread that runs waiting studies, unless it runs already."""
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(
                    target=self._work, name="cutlab-studies", daemon=True
                )
                self._thread.start()
                atexit.register(self.close)

    def close(self) -> None:
        """Stop the thread; a running study goes on at the next start, or when it is resumed."""
        with self._lock:
            thread, self._thread = self._thread, None
        if thread is not None:
            self._stop.set()
            thread.join()
            self._stop.clear()
            self.cluster.close()
            atexit.unregister(self.close)

    @property
    def latest(self) -> StudyRow | None:
        """The study that is run, as it was last; None if none is."""
        return self._latest

    def problem(self, study: int) -> str:
        """Return why a study does not go on; the database is not asked, which may be the reason."""
        latest = self._latest
        return latest.message if latest is not None and latest.id == study else ""

    def _note(self, row: StudyRow) -> None:
        self._latest = row

    def _work(self) -> None:
        while not self._stop.is_set():
            try:
                owner = new_owner()
                row = self.store.claim(owner, lapsed=self.resume)
                if row is None:
                    self._stop.wait(CHECK_SECONDS)
                    continue
                self._run(row.id, owner)
            except CutlabError as error:
                _log.warning("%s", error)
                self._stop.wait(RETRY_SECONDS)

    def _run(self, study: int, owner: str) -> None:
        coordinator = Coordinator(self.store, self.cluster, owner, self._stop, self._note)
        try:
            coordinator.run(study, "queued" if self.resume else "paused")
        except CutlabError as error:
            if not getattr(error, "passing", False):  # else its lease will lapse
                self.store.release(study, owner, "failed", str(error))
            raise
        except Exception:
            _log.exception("Study %d failed", study)
            self.store.release(study, owner, "failed", UNEXPECTED)
        finally:
            self._latest = None
