"""Script of the process that has the workers of this machine; it is never imported.

It reads the certificate of its connections, one line of JSON, from its standard input, and prints
the scheduler's address to its standard output. It ends when its standard input is closed, which
happens in whichever way its parent process ends. It is started as a file, so that
neither it nor the workers that Dask spawns from it import more than they need.
"""

import json
import os
import sys
from contextlib import suppress
from functools import partial
from pathlib import Path

import dask
from distributed import LocalCluster, Security, Status
from tornado.ioloop import PeriodicCallback

SETTINGS = {
    # Number of dead workers after which a trial is blamed.
    "distributed.scheduler.allowed-failures": 10,
    # With Nanny's settings, glibc returns memory after every NumPy call, and trials take twice the
    # time.
    "distributed.nanny.pre-spawn-environ": {
        "MALLOC_TRIM_THRESHOLD_": 268435456,
        "MALLOC_MMAP_THRESHOLD_": 67108864,
    },
    # Dask's pages for the web browser, which have no password: tasks, logs, a proxy.
    "distributed.scheduler.http.routes": [],
    "distributed.worker.http.routes": [],
    "distributed.worker.profile.enabled": False,
    "distributed.worker.daemon": True,
    "distributed.logging.distributed": "critical",
    # With the defaults, an idle scheduler with two workers takes a tenth of a core.
    "distributed.admin.system-monitor.interval": "5s",
    "distributed.admin.tick.interval": "1s",
    "distributed.worker.memory.monitor-interval": "1s",
}


RESTORE_SECONDS = 1.0
AUTOGROUP = Path("/proc/self/autogroup")


def restore(cluster: LocalCluster, n_workers: int) -> None:
    """Replace the workers that Dask gave up because they died twice within a short time."""
    for name, nanny in list(cluster.workers.items()):
        if nanny.status in (Status.closed, Status.failed):
            del cluster.workers[name]
    cluster.scale(n_workers)


def give_way() -> None:
    """Give a page on this machine precedence over this process's session, to which workers belong.

    Where Linux shares the processor among sessions (sched_autogroup), priorities count only within
    each, and this process has one of its own.
    """
    priority = int(os.environ.get("CUTLAB_WORKERS_NICE") or "19")  # from 0 to 19, the lowest
    os.nice(priority)
    with suppress(OSError):  # there are none, or they may not be changed
        AUTOGROUP.write_text(str(priority))


def main() -> None:
    """Run as many workers as the first argument says, until the standard input is closed."""
    n_workers, dashboard = int(sys.argv[1]), sys.argv[2] or None
    security = Security(require_encryption=True, **json.loads(sys.stdin.readline()))
    give_way()
    with (
        dask.config.set(SETTINGS),
        LocalCluster(
            n_workers=n_workers,
            threads_per_worker=1,
            host="127.0.0.1",
            dashboard_address=dashboard,
            security=security,
            silence_logs=50,
        ) as cluster,
    ):
        keeper = PeriodicCallback(partial(restore, cluster, n_workers), 1000 * RESTORE_SECONDS)
        cluster.loop.add_callback(keeper.start)
        print(cluster.scheduler_address, flush=True)
        with suppress(KeyboardInterrupt):
            sys.stdin.read()


if __name__ == "__main__":
    main()
