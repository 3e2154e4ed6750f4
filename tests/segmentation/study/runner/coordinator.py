"""Processes that run a study, or have workers, to be killed.

They are forked from one that has imported what they need: that takes two seconds of each otherwise.
"""

import multiprocessing
import signal
import time
import warnings

import dask

from segmentation.study.runner.cluster import Cluster
from segmentation.study.runner.coordinator import Coordinator, new_owner
from segmentation.study.store.store import Store
from tests.segmentation.study.certificates import configuration

FORKED = multiprocessing.get_context("forkserver")
FORKED.set_forkserver_preload([__name__])


def start(url, study, cluster, lease):
    """Return a process that runs a study with a cluster's workers as soon as nobody else does."""
    arguments = url, study, cluster.client().scheduler.address, lease, configuration(cluster)
    process = FORKED.Process(target=_run, args=arguments, daemon=True)
    process.start()
    return process


def ended(process, seconds):
    """Wait for a process; return its exit code, None if it goes on."""
    process.join(seconds)
    return process.exitcode


def start_with_workers():
    """Return a process that has a cluster of its own, and the id of that of its workers."""
    ours, its = FORKED.Pipe()
    process = FORKED.Process(target=_have_workers, args=(its,), daemon=False)
    process.start()
    its.close()
    return process, ours.recv()


def _run(url, study, scheduler, lease, settings):
    warnings.simplefilter("error")
    with dask.config.set(settings):
        store, cluster, owner = Store(url, lease), Cluster(scheduler), new_owner()
        while store.get(study).state in ("queued", "running"):
            if store.claim(owner, study):
                Coordinator(store, cluster, owner).run(study)
            time.sleep(0.05)
        cluster.close()
        store.close()


def _have_workers(connection):
    cluster = Cluster(n_workers=1)
    cluster.client()
    connection.send(cluster._local.process.pid)
    signal.pause()
