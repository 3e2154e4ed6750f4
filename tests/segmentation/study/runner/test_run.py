"""Rounds of one run of a study, with workers that are only imitated."""

import pickle
import threading
from collections import deque
from types import SimpleNamespace

import pytest

from segmentation.errors import ClusterError
from segmentation.study import Record, n_trials
from segmentation.study.runner.cluster import Cluster
from segmentation.study.runner.in_flight import Landed
from segmentation.study.runner.retry import FIRST_WAIT
from segmentation.study.runner.run import (
    LOADING,
    NO_WORKERS,
    PREPARING,
    SET_BACK,
    STARTING,
    StudyRun,
)
from segmentation.study.runner.service import UNEXPECTED, Studies
from tests.segmentation.study.studies import small

SECRET = "OSError: /srv/secret/key.pem, tcp://10.0.0.1:8786"


class Workers:
    """The chunks in flight of workers that answer every chunk in the same way."""

    connected = True
    client = SimpleNamespace(nthreads=lambda: {"a": 1})

    def __init__(self, answer):
        self.answer = answer
        self.sent = []

    def __len__(self):
        return len(self.sent)

    def send(self, trials):
        self.sent.append(trials)

    def landed(self, timeout):
        return [self.answer(self.sent.pop(0))] if self.sent else []

    def call_back(self, cancel=True):
        return [trial for chunk in self.sent for trial in chunk]


@pytest.fixture
def run(sqlite_store, monkeypatch):
    monkeypatch.setattr("segmentation.study.runner.run.CHECK_SECONDS", 0)
    study = small()
    number = sqlite_store.add(study.to_json(), n_trials(study), study.name, owner="me")
    row = sqlite_store.get(number)
    cluster = SimpleNamespace(address="tcp://x", outdated=lambda: False)
    waiting = deque(range(row.n_trials))
    made = StudyRun(
        sqlite_store, cluster, "me", threading.Event(), lambda row: None, row, row.name, waiting
    )
    yield made
    made.close()


def until_over(run):
    for _ in range(1000):
        if not run.round():
            return
    raise AssertionError("the run goes on")


def test_a_run_whose_workers_run_no_trial_is_over_and_failed(run, caplog):
    run.in_flight = Workers(lambda trials: Landed([], trials, trouble=SECRET))
    until_over(run)
    row = run.store.get(run.row.id)
    assert (row.state, row.recorded) == ("failed", 0)
    assert row.message == "The workers run no trial."
    assert SECRET in caplog.text


def test_a_scheduler_that_does_not_answer_is_told_without_its_address(run, caplog):
    def client():
        raise ClusterError("The scheduler does not answer.", SECRET)

    seen = []
    run.cluster.client, run.progress = client, lambda row: seen.append(row.message)
    while "The scheduler does not answer." not in seen:
        assert run.round()
    run.scheduler._until = 0.0
    while run.scheduler._wait <= 2 * FIRST_WAIT:
        assert run.round()
    assert set(seen) <= {"", STARTING, "The scheduler does not answer."}
    assert run.store.get(run.row.id).message in seen
    assert caplog.text.count(SECRET) == 1  # however often it is tried


def test_workers_that_do_not_start_are_told_without_their_words(tmp_path, monkeypatch):
    script = tmp_path / "script.py"
    script.write_text(f"raise {SECRET.split(':')[0]}({SECRET!r})")
    monkeypatch.setattr("segmentation.study.runner.cluster.SCRIPT", script)
    with pytest.raises(ClusterError) as caught:
        Cluster(n_workers=1).client()
    assert str(caught.value) == "The workers of this machine did not start."
    assert SECRET in caught.value.detail
    assert pickle.loads(pickle.dumps(caught.value)).detail == caught.value.detail


def test_an_unexpected_error_is_told_without_its_words(sqlite_store, monkeypatch, caplog):
    def fail(*_):
        raise RuntimeError(SECRET)

    monkeypatch.setattr("segmentation.study.runner.service.Coordinator.run", fail)
    study = small()
    number = sqlite_store.add(study.to_json(), n_trials(study), study.name)
    service, ended = Studies(sqlite_store, Cluster(n_workers=1)), threading.Event()
    release = sqlite_store.release

    def released(*of):
        release(*of)
        ended.set()

    monkeypatch.setattr(sqlite_store, "release", released)
    service.start()
    try:
        assert ended.wait(60)
    finally:
        service.close()
    row = sqlite_store.get(number)
    assert (row.state, row.message) == ("failed", UNEXPECTED)
    assert SECRET in caplog.text


def test_a_run_is_over_once_the_study_is_cancelled(run):
    run.in_flight = Workers(lambda trials: Landed([], trials))
    assert run.round()
    run.store.cancel(run.row.id)
    until_over(run)
    assert run.store.get(run.row.id).state == "cancelled"


def test_trials_of_a_chunk_that_killed_a_worker_are_sent_one_by_one(run):
    run.in_flight = workers = Workers(lambda trials: Landed([], trials, deadly=True))
    run.pending, run.n_workers = deque(), 1
    run._take(Landed([], [4, 5], deadly=True))
    run._send()
    assert workers.sent == [[4], [5]]


def test_what_was_on_its_way_is_sent_anew_once_the_clock_was_set_back(run):
    """Results that are still with the workers would come when the clock is as late again."""
    silent = Workers(lambda trials: Landed([], trials))
    silent.sent, run.in_flight = [[0, 1], [2]], silent
    run.pending = deque(range(3, 10))
    run.cluster.outdated = lambda: True
    run._connect()
    assert list(run.pending) == list(range(10))
    assert run.in_flight is None
    assert run.scheduler.problem == SET_BACK


@pytest.mark.parametrize(("address", "reason"), [(None, LOADING), ("tcp://x", PREPARING)])
def test_until_the_first_trial_is_back_it_is_always_told_what_is_waited_for(
    run, monkeypatch, address, reason
):
    monkeypatch.setattr("segmentation.study.runner.run.describe_progress", lambda: "")
    seen = []
    run.cluster.address, run.progress = address, lambda row: seen.append(row)
    run.in_flight = workers = Workers(lambda trials: Landed(records(trials), []))
    arrived = workers.landed
    workers.landed = lambda timeout: []  # as if they loaded for long
    while reason not in {row.message for row in seen}:
        assert run.round()
    assert {row.message for row in seen} <= {"", NO_WORKERS, reason}
    for _ in range(20):
        assert run.round()
        assert seen[-1].message == run.store.get(run.row.id).message == reason
    workers.landed = arrived
    while not seen[-1].recorded:
        assert run.round()
    assert seen[-1].message == run.store.get(run.row.id).message == ""


def records(trials):
    return [Record(trial, {}, None, 0.01) for trial in trials]
