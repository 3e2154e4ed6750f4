import gc
import os
import signal
import socket
import sqlite3
import ssl
import sys
import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import replace

import psutil
import pytest
from distributed import Client, Security

from segmentation import Circle, Scene
from segmentation.errors import ClusterError
from segmentation.kernels import cache, compiled
from segmentation.kernels.dispatchers import KernelDispatcher
from segmentation.study import Range, Sweep, n_trials, run_trial
from segmentation.study.provenance import present_environment
from segmentation.study.record import Record
from segmentation.study.runner import clock, run
from segmentation.study.runner.cluster import Cluster
from segmentation.study.runner.coordinator import Coordinator, new_owner
from segmentation.study.runner.service import Studies
from segmentation.study.store import database
from segmentation.study.store.store import Store
from tests.postgresql import execute
from tests.segmentation.study.certificates import another_s
from tests.segmentation.study.runner.coordinator import ended, start, start_with_workers
from tests.segmentation.study.studies import small

SINE = {"evaluator": "ishigami", "parameters": (Range(name="x1", low=-3.0, high=3.0),)}
LONG = small(replicates=60)  # a second or more of two workers


def until(condition, seconds=300):
    """Wait for a condition, and return its value."""
    end = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.01)
    return found


def add(store, study, owner=None):
    return store.add(study.to_json(), n_trials(study), study.name, owner=owner)


def values(store, number):
    """Return the records, without the time that they took."""
    return {r.index: (r.values, r.verdict, r.error) for r in store.records(number)}


def complete(store, number):
    """Check that all trials are recorded once, and counted right."""
    row = store.get(number)
    indices = store.trials(number).index.tolist()
    assert sorted(indices) == list(range(row.n_trials))
    assert (row.state, row.recorded) == ("done", row.n_trials)


@contextmanager
def in_background(store, cluster, number, **options):
    """Run a study in a thread; stop it at the end."""
    owner, stop = new_owner(), threading.Event()
    assert store.claim(owner, number)
    coordinator = Coordinator(store, cluster, owner, stop, **options)
    thread = threading.Thread(target=coordinator.run, args=(number, "paused"))
    thread.start()
    try:
        yield thread
    finally:
        stop.set()
        thread.join(60)
        assert not thread.is_alive()


def workers(cluster):
    """Return the processes of the workers; their nannies are threads of their parent."""
    family = psutil.Process(cluster._local.process.pid).children(recursive=True)
    return [process for process in family if "spawn_main" in " ".join(process.cmdline())]


@contextmanager
def own_cluster():
    """Have a cluster of one worker, of which nothing is left once it is closed."""
    local = Cluster(n_workers=1)
    try:
        yield local
        main = psutil.Process(local._local.process.pid)
        family = [main, *main.children(recursive=True)]
    finally:
        local.close()
    assert len(family) > 2  # a nanny's worker, and what watches over multiprocessing's resources
    _, alive = psutil.wait_procs(family, timeout=20)
    assert alive == []


def test_the_numbers_are_those_of_a_loop(store, cluster):
    study = small()
    owner = new_owner()
    number = add(store, study, owner)
    row = Coordinator(store, cluster, owner).run(number)
    text = study.to_json()
    alone = [run_trial(text, index) for index in range(n_trials(study))]
    assert values(store, number) == {r.index: (r.values, r.verdict, r.error) for r in alone}
    assert row.best == max(r.values["adjusted_rand"] for r in alone)
    complete(store, number)
    (ran,) = store.environments(number)
    assert ran == replace(present_environment(), begun=ran.begun)
    assert row.created - 60 < ran.begun < row.updated + 60


def test_progress_has_a_rate_and_a_time_left_and_ends_with_all(sqlite_store, cluster):
    number, owner, seen = add(sqlite_store, LONG, "me"), "me", []
    Coordinator(sqlite_store, cluster, owner, progress=seen.append).run(number)
    assert seen[-1].recorded == seen[-1].n_trials == n_trials(LONG)
    assert [row.recorded for row in seen] == sorted(row.recorded for row in seen)
    middle = [row for row in seen if 0 < row.recorded < row.n_trials and row.rate]
    assert middle
    assert all(row.seconds_left > 0 for row in middle)


def test_until_the_first_result_the_solver_that_is_compiled_is_told_of(
    sqlite_store, cluster, monkeypatch
):
    monkeypatch.setattr(cache, "is_filled", lambda: False)
    monkeypatch.setattr(cache, "n_filled", lambda: 3)
    monkeypatch.setattr(run, "PER_WORKER", 0)  # as if no trial came back
    number = add(sqlite_store, small())
    with in_background(sqlite_store, cluster, number) as thread:
        until(lambda: "compiled for this machine, once" in sqlite_store.get(number).message)
        assert f"3 of {KernelDispatcher.n_cached} kernels" in sqlite_store.get(number).message
        monkeypatch.setattr(run, "PER_WORKER", 3)
        thread.join(60)
    complete(sqlite_store, number)
    assert sqlite_store.get(number).message == ""


def test_only_what_is_missing_is_run(sqlite_store, cluster):
    study = small(**SINE, design=Sweep(points=50), scene=small().scene, outputs=())
    number = add(sqlite_store, study, "me")
    mine = [Record(index, {"y": 17.0}, None, 0.0, None) for index in range(0, 100, 3)]
    sqlite_store.record(number, "me", mine)
    Coordinator(sqlite_store, cluster, "me").run(number)
    complete(sqlite_store, number)
    kept = {r.index for r in sqlite_store.records(number) if r.values["y"] == 17.0}
    assert kept == set(range(0, 100, 3))


@pytest.mark.parametrize("stop", ["pause", "cancel", "delete"])
def test_workers_rest_and_nothing_is_recorded_once_it_was_stopped(sqlite_store, cluster, stop):
    number = add(sqlite_store, LONG)
    with in_background(sqlite_store, cluster, number) as thread:
        until(lambda: sqlite_store.get(number).recorded > 20)
        getattr(sqlite_store, stop)(number)
        recorded = sqlite_store.get(number).recorded
        client = cluster.client()
        until(lambda: not any(client.processing().values()))
        thread.join(10)
        assert not thread.is_alive()
    assert sqlite_store.get(number).recorded == recorded < n_trials(LONG)


def test_what_was_cancelled_goes_on_to_the_same_numbers(sqlite_store, cluster):
    study = small(replicates=60)
    one, two = add(sqlite_store, study), add(sqlite_store, study)
    with in_background(sqlite_store, cluster, one):
        until(lambda: sqlite_store.get(one).recorded > 20)
        sqlite_store.cancel(one)
    assert sqlite_store.get(one).state == "cancelled"
    for number in (one, two):
        sqlite_store.resume(number)
        sqlite_store.claim("me", number)
        Coordinator(sqlite_store, cluster, "me").run(number)
        complete(sqlite_store, number)
    assert values(sqlite_store, one) == values(sqlite_store, two)


def test_failed_trials_are_recorded_and_run_again_alone(sqlite_store, cluster):
    study = small(
        scene=Scene((Circle(20, 15, 3), Circle(20, 30, 3)), size=44, noise=0.1),
        parameters=(Range(name="n_clusters", low=1, high=64),),  # more than there are pixels
        design=Sweep(points=4),
    )
    number = add(sqlite_store, study, "me")
    row = Coordinator(sqlite_store, cluster, "me").run(number)
    complete(sqlite_store, number)
    assert 0 < row.failed < row.n_trials
    before = values(sqlite_store, number)
    assert all(bool(error) != bool(found) for found, _, error in before.values())
    sqlite_store.retry_failed(number)
    sqlite_store.claim("me", number)
    assert sqlite_store.get(number).recorded == row.recorded - row.failed
    Coordinator(sqlite_store, cluster, "me").run(number)
    assert values(sqlite_store, number) == before


def test_a_lock_of_another_program_holds_the_study_up_and_no_more(
    sqlite_store, cluster, monkeypatch
):
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.1)
    number, seen = add(sqlite_store, LONG), []
    with in_background(sqlite_store, cluster, number, progress=seen.append) as thread:
        until(lambda: sqlite_store.get(number).recorded > 20)
        other = sqlite3.connect(sqlite_store.database.url.database, isolation_level=None)
        other.execute("PRAGMA busy_timeout = 10000")
        other.execute("BEGIN IMMEDIATE")
        until(lambda: "is locked by another program" in seen[-1].message)
        other.execute("ROLLBACK")
        other.close()
        thread.join(60)
    complete(sqlite_store, number)


@pytest.mark.parametrize("kills", [(20,), pytest.param((20, 100, 200), marks=pytest.mark.long)])
def test_killed_workers_cost_only_time(sqlite_store, cluster, kills):
    number = add(sqlite_store, LONG)
    with in_background(sqlite_store, cluster, number) as thread:
        for recorded in kills:
            until(lambda: sqlite_store.get(number).recorded > recorded)  # noqa: B023
            workers(cluster)[0].kill()
        thread.join(120)
    complete(sqlite_store, number)


def test_workers_that_dask_gives_up_are_replaced(monkeypatch):
    # Dask does so with one that is away when this time after an earlier death has passed.
    monkeypatch.setenv("DASK_DISTRIBUTED__DEPLOY__LOST_WORKER_TIMEOUT", "0.3s")
    with own_cluster() as local:
        client = local.client()
        client.wait_for_workers(1, timeout=60)
        killed = []
        for _ in range(3):  # the first at work, the others before the scheduler has heard of them
            victim = until(lambda: [p for p in workers(local) if p not in killed])[0]
            victim.kill()
            victim.wait(10)
            killed.append(victim)
        until(lambda: not client.nthreads())
        client.wait_for_workers(1, timeout=60)
        assert client.submit(os.getpid).result(30) not in [p.pid for p in killed]


@pytest.mark.parametrize("kills", [(20,), pytest.param((20, 150), marks=pytest.mark.long)])
def test_killed_coordinators_cost_only_time(url, cluster, kills):
    store = Store(url, lease=1.0)
    number = add(store, LONG)
    running = [start(url, number, cluster, 1.0) for _ in range(2)]  # they race, too
    for recorded in kills:
        owner = until(lambda: store.get(number).recorded > recorded and store.get(number).owner)  # noqa: B023
        pid = int(owner.split(":")[1])
        [victim] = [process for process in running if process.pid == pid]
        victim.kill()
        victim.join()
        running = [p for p in running if p is not victim]
        running.append(start(url, number, cluster, 1.0))
    assert [ended(process, 120) for process in running] == [0, 0]
    complete(store, number)
    store.close()


@pytest.mark.parametrize("has_heir", [True, False])
def test_a_coordinator_that_was_stopped_costs_only_time(tmp_path, cluster, has_heir):
    """As with SIGSTOP, or on a machine that slept; benchmarks.hard stops one for minutes."""
    url = f"sqlite:///{tmp_path / 'studies.sqlite'}"
    store = Store(url, lease=1.0)
    number = add(store, LONG)
    running = [start(url, number, cluster, 1.0)]
    try:
        until(lambda: store.get(number).recorded > 20)
        owner = store.get(number).owner
        os.kill(running[0].pid, signal.SIGSTOP)
        if has_heir:
            running.append(start(url, number, cluster, 1.0))
            until(lambda: store.get(number).owner != owner)
            recorded = store.get(number).recorded
            until(lambda: store.get(number).recorded > recorded)
        else:
            until(lambda: store.get(number).silent)
        os.kill(running[0].pid, signal.SIGCONT)
        assert [ended(process, 300) for process in running] == [0] * len(running)
    finally:
        for process in running:
            process.kill()
    complete(store, number)
    store.close()


@pytest.mark.long
def test_a_clock_that_is_set_back_costs_only_time(sqlite_store, monkeypatch):
    local = Cluster(n_workers=1)
    number, seen = add(sqlite_store, LONG), []
    try:
        with in_background(sqlite_store, local, number, progress=seen.append) as thread:
            until(lambda: sqlite_store.get(number).recorded > 20)
            before, ahead = local._local.process.pid, clock._ahead()
            monkeypatch.setattr(clock, "_ahead", lambda: ahead - 3600)
            until(lambda: any(row.message == run.SET_BACK for row in seen))
            thread.join(120)
        complete(sqlite_store, number)
        assert local._local.process.pid != before
    finally:
        local.close()


def test_killed_writers_of_postgresql_cost_only_time(postgresql_server, cluster):
    execute(postgresql_server, "CREATE DATABASE killed")
    url = postgresql_server.rsplit("/", 1)[0] + "/killed"
    store, watch = Store(url), Store(url)
    number = add(store, LONG)
    with in_background(store, cluster, number) as thread:
        for recorded in (20, 150):
            until(lambda: watch.get(number).recorded > recorded)  # noqa: B023
            found = "SELECT pid FROM pg_stat_activity WHERE datname = 'killed' LIMIT 1"
            [(pid,)] = execute(postgresql_server, found)
            os.kill(pid, signal.SIGTERM)  # SIGKILL restarts the server: see benchmarks.study.kills
        thread.join(120)
    complete(store, number)
    store.close()
    watch.close()


# A connection that is reset just before `SSLSocket._create` takes it is not closed there.
@pytest.mark.filterwarnings(
    "ignore:Exception ignored in. <ssl.SSLSocket:pytest.PytestUnraisableExceptionWarning"
)
def test_a_scheduler_that_goes_and_comes_back_costs_only_time(sqlite_store):
    number, seen = add(sqlite_store, small(replicates=60)), []
    with own_cluster() as local:
        with in_background(sqlite_store, local, number, progress=seen.append) as thread:
            until(lambda: sqlite_store.get(number).recorded > 20)
            os.killpg(local._local.process.pid, signal.SIGKILL)
            until(lambda: any("The scheduler is away" in row.message for row in seen))
            thread.join(120)
        complete(sqlite_store, number)
    gc.collect()  # what is not closed is told in this test


def test_a_scheduler_that_is_not_there_is_told(monkeypatch):
    monkeypatch.setattr("segmentation.study.runner.cluster.CONNECT_SECONDS", 0.5)
    with pytest.raises(ClusterError, match=r"^The scheduler does not answer\.$") as caught:
        Cluster("tcp://127.0.0.1:1").client()
    assert caught.value.detail.startswith("The scheduler tcp://127.0.0.1:1 does not answer: ")
    with pytest.raises(ClusterError, match="does not answer"):
        Cluster("nonsense://x").client()


def test_a_connection_that_dask_gives_up_is_tried_again(sqlite_store, cluster, monkeypatch):
    def client(*args, **kwargs):
        tried.append(args)
        if len(tried) == 1:
            raise AssertionError
        return Client(*args, **kwargs)

    tried, borrowed = [], Cluster(**another_s(cluster))
    monkeypatch.setattr("segmentation.study.runner.cluster.Client", client)
    number = add(sqlite_store, small(), "me")
    Coordinator(sqlite_store, borrowed, "me").run(number)
    assert len(tried) == 2
    complete(sqlite_store, number)
    borrowed.close()


def test_the_environment_names_the_scheduler(monkeypatch, cluster):
    address = cluster.client().scheduler.address
    monkeypatch.setenv("DASK_SCHEDULER_ADDRESS", address)
    other = Cluster(security=cluster.client().security)
    assert other.client().scheduler.address == address
    other.close()


def test_workers_are_polite_and_alone_on_loopback(cluster):
    client = cluster.client()
    priority = int(os.environ.get("CUTLAB_WORKERS_NICE", "19"))  # test_priority.py has the default
    assert set(client.run(lambda: os.nice(0)).values()) == {priority}
    names = ("MALLOC_TRIM_THRESHOLD_", "MALLOC_MMAP_THRESHOLD_", "OMP_NUM_THREADS")
    for found in client.run(lambda: [os.environ[name] for name in names]).values():
        assert found == ["268435456", "67108864", "1"]
    main = psutil.Process(cluster._local.process.pid)
    for process in (main, *main.children(recursive=True)):
        for connection in process.net_connections():
            assert connection.laddr.ip == "127.0.0.1"


def answer(port, secured, seconds=10):
    """Return what a port answers to a request for one of Dask's web pages; b"" for a refusal."""
    request = b"GET /info/main/workers.html HTTP/1.0\r\n\r\n"
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    found = b""
    with (
        suppress(OSError),
        socket.create_connection(("127.0.0.1", port), timeout=seconds) as plain,
        context.wrap_socket(plain) if secured else plain as connection,
    ):
        connection.sendall(request)
        while more := connection.recv(4096):
            found += more
    return found


def test_nobody_without_the_certificate_reaches_workers(cluster, monkeypatch):
    """Whoever may connect may run code as this user; so may no other program of this machine."""
    client = cluster.client()
    monkeypatch.setattr("segmentation.study.runner.cluster.CONNECT_SECONDS", 2.0)
    address = client.scheduler.address
    assert address.startswith("tls://")
    stranger = address.replace("tls", "tcp")
    for each, security in ((address, Security.temporary()), (stranger, Security())):
        with pytest.raises(ClusterError, match="does not answer"):
            Cluster(each, security=security).client()
    main = psutil.Process(cluster._local.process.pid)
    ports = {
        connection.laddr.port
        for process in (main, *main.children(recursive=True))
        for connection in process.net_connections()
        if connection.status == psutil.CONN_LISTEN
    }
    assert int(address.rsplit(":", 1)[1]) in ports
    assert len(ports) > 2 * cluster.n_workers  # of the scheduler, the nannies and the workers
    for port in ports:
        page = answer(port, secured=False)
        assert page[:12] in (b"", b"HTTP/1.1 404")
        # A web server without TLS takes that for a request, and waits for its end.
        assert answer(port, secured=True, seconds=1 if page else 10) == b""
    assert client.submit(os.getpid, pure=False).result(30)


def test_warm_workers_have_their_kernels(cluster):
    cluster.start_early()
    found = cluster.client().run(lambda: compiled.ready())
    assert len(found) == cluster.n_workers
    until(lambda: all(cluster.client().run(lambda: compiled.ready()).values()))


def test_the_scheduler_needs_no_cutlab(sqlite_store, cluster):
    number = add(sqlite_store, small())
    with in_background(sqlite_store, cluster, number) as thread:
        thread.join(60)
    complete(sqlite_store, number)
    loaded = cluster.client().run_on_scheduler(lambda: {*sys.modules})
    assert "distributed" in loaded
    assert "segmentation" not in loaded


def test_workers_end_with_the_process_that_started_them():
    parent, workers_pid = start_with_workers()
    main = psutil.Process(workers_pid)
    family = [main, *main.children(recursive=True)]
    parent.kill()
    parent.join()
    _, alive = psutil.wait_procs(family, timeout=20)
    assert alive == []


def test_the_service_runs_what_waits_and_leaves_the_rest_for_its_return(sqlite_store, cluster):
    class Borrowed(Cluster):
        def close(self):
            self._drop_client()

    borrowed = Borrowed(**another_s(cluster))
    first, second = add(sqlite_store, small()), add(sqlite_store, LONG)
    service = Studies(sqlite_store, borrowed)
    service.start()
    until(lambda: sqlite_store.get(second).recorded > 20)
    complete(sqlite_store, first)
    service.close()
    row = sqlite_store.get(second)
    assert (row.state, row.owner) == ("queued", None)
    assert row.recorded < row.n_trials
    again = Studies(sqlite_store, borrowed)
    again.start()
    until(lambda: sqlite_store.get(second).state == "done")
    again.close()
    complete(sqlite_store, second)


def test_a_service_may_leave_unfinished_studies_alone(sqlite_store, cluster, monkeypatch):
    monkeypatch.setenv("CUTLAB_RESUME", "never")
    number = add(sqlite_store, LONG)
    service = Studies(sqlite_store, Cluster(**another_s(cluster)))
    service.start()
    until(lambda: sqlite_store.get(number).recorded > 20)
    service.close()
    assert sqlite_store.get(number).state == "paused"
