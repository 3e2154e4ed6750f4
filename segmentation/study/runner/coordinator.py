"""Execution of a claimed study to its end."""

from __future__ import annotations

import os
import socket
import threading
import uuid
from collections import deque
from collections.abc import Callable

import numpy as np

from segmentation.errors import NotOwner
from segmentation.study.design.reading import read_study
from segmentation.study.design.trials import run_order
from segmentation.study.provenance import present_environment
from segmentation.study.runner.cluster import Cluster
from segmentation.study.runner.run import StudyRun
from segmentation.study.store.rows import StudyRow
from segmentation.study.store.store import Store

__all__ = ["Coordinator", "new_owner"]


def new_owner() -> str:
    """Return a unique name for a process that runs a study."""
    return f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:12]}"


class Coordinator:
    """Runner of a claimed study.

    Parameters
    ----------
    store : Store
        Store of the study.
    cluster : Cluster
        Workers for its trials.
    owner : str
        Name under which the study is claimed.
    stop : threading.Event, optional
        Event that stops the run.
    progress : callable, optional
        Called with a `StudyRow` after each change.
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
        """Run the missing trials of a study.

        Parameters
        ----------
        study : int
            Its id.
        stopped : str, default="queued"
            The state to leave it in if `stop` is set.

        Returns
        -------
        StudyRow
            The study when it is done, when it was stopped, or when it has another owner.

        Raises
        ------
        StoreError
            If the database reports an error that no retry can mend.
        """
        row = self.store.get(study)
        spec = self.store.spec(study)
        order = run_order(read_study(spec))
        missing = order[~np.isin(order, self.store.recorded(study))]
        settings = (self.store, self.cluster, self.owner, self.stop, self.progress)
        run = StudyRun(*settings, row, spec, deque(missing.tolist()))
        try:
            if run.pending and run.row.state == "running":
                environment = present_environment(cluster=self.cluster.address is not None)
                self.store.note_environment(study, self.owner, environment)
            while run.row.state == "running" and not self.stop.is_set():
                if not run.round():
                    return self.store.get(study)
            return run.finish(stopped)
        except NotOwner:
            return self.store.get(study)
        finally:
            run.close()
