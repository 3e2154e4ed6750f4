"""Kill the processes that run a study, repeatedly, and count its records.

Run with ``python -m benchmarks.study.kills``: one study of 4,000 trials; the coordinator killed
twenty times, a worker twenty times, the database's writer ten times. With SQLite the writer is a
process that is killed within its transaction; with ``--database`` a PostgreSQL's address, a process
of the server that is killed with SIGKILL, which has the server start anew (it must be on this
machine).
"""

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from functools import partial

import psutil
import psycopg

from benchmarks.study.plan import tutorial
from segmentation.errors import StoreError
from segmentation.study import n_trials
from segmentation.study.runner.cluster import Cluster
from segmentation.study.store.store import Store

LEASE = 2.0
COORDINATOR = """
import sys, time
from segmentation.errors import StoreError
from segmentation.study.runner.cluster import Cluster
from segmentation.study.runner.coordinator import Coordinator, new_owner
from segmentation.study.store.store import Store
url, study, scheduler, lease = sys.argv[1:]
store, cluster = Store(url, float(lease)), Cluster(scheduler)
while True:
    try:
        if store.get(int(study)).state == "done": break
        owner = new_owner()
        if store.claim(owner, int(study)): Coordinator(store, cluster, owner).run(int(study))
    except StoreError as error:
        print(error, file=sys.stderr)
    time.sleep(0.1)
cluster.close()
"""
WRITER = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=30)
connection.execute("BEGIN IMMEDIATE")
connection.execute("UPDATE studies SET notes = 'half'")
print("holding", flush=True)
sys.stdin.read()
"""


def kill_worker(cluster):
    """Kill one of the workers, at random."""
    family = psutil.Process(cluster._local.process.pid).children(recursive=True)
    workers = [p for p in family if "spawn_main" in " ".join(p.cmdline())]
    if workers:
        random.choice(workers).kill()


def kill_writer(url, path):
    """Kill a process that is within a transaction of the database."""
    if path is None:
        with psycopg.connect(url) as connection:
            query = "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
            others = f"{query} AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
            pids = [pid for (pid,) in connection.execute(others)]
        if pids:
            psutil.Process(random.choice(pids)).kill()
        return
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout.readline() == b"holding\n"
        process.kill()


def recorded(store, study):
    """Return the study as soon as the database answers."""
    while True:
        try:
            return store.get(study)
        except StoreError:
            time.sleep(0.2)


def main():
    """Kill processes during a study, and check its records."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.study.kills", description=__doc__)
    parser.add_argument("--trials", type=int, default=4000)
    parser.add_argument("--coordinators", type=int, default=20)
    parser.add_argument("--workers", type=int, default=20)
    parser.add_argument("--writers", type=int, default=10)
    parser.add_argument("--database", help="of PostgreSQL; by default SQLite in a new directory")
    options = parser.parse_args()
    kills = ["coordinator"] * options.coordinators + ["worker"] * options.workers
    kills += ["writer"] * options.writers
    random.Random(0).shuffle(kills)
    with tempfile.TemporaryDirectory() as folder:
        path = None if options.database else f"{folder}/studies.sqlite"
        url = options.database or f"sqlite:///{path}"
        store, plan, cluster = Store(url), tutorial(options.trials), Cluster(n_workers=2)
        study = store.add(plan.to_json(), n_trials(plan), plan.name)
        command = [sys.executable, "-c", COORDINATOR, url, str(study)]
        client = cluster.client()
        command += [client.scheduler.address, str(LEASE)]
        certificate = {
            "CA_FILE": client.security.tls_ca_file,
            "CLIENT__CERT": client.security.tls_client_cert,
            "CLIENT__KEY": client.security.tls_client_key,
        }
        known = {f"DASK_DISTRIBUTED__COMM__TLS__{key}": pem for key, pem in certificate.items()}
        begin = partial(subprocess.Popen, command, env={**os.environ, **known})
        start, coordinator, done = time.monotonic(), begin(), []
        for number, kill in enumerate(kills):
            due = (number + 1) * options.trials // (len(kills) + 1)
            while (row := recorded(store, study)).recorded < due:
                time.sleep(0.02)
            if kill == "coordinator":
                coordinator.kill()
                coordinator.wait()
                coordinator = begin()
            elif kill == "worker":
                kill_worker(cluster)
            else:
                kill_writer(url, path)
            done.append(row.recorded)
        while recorded(store, study).state != "done":
            time.sleep(0.1)
        coordinator.wait()
        indices, row = sorted(store.trials(study).index.tolist()), store.get(study)
        assert indices == list(range(row.n_trials)), "not each trial once"
        assert row.recorded == row.n_trials
        cluster.close()
        store.close()
    print(f"{row.recorded} of {row.n_trials} recorded once, none lost, {row.failed} failed, after")
    for name in ("coordinator", "worker", "writer"):
        print(f"- {kills.count(name)} kills of the {name}")
    print(f"within {time.monotonic() - start:.0f} s, at {done[:1]} to {done[-1:]} recorded.")


if __name__ == "__main__":
    main()
