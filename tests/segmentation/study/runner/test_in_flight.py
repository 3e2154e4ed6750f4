import asyncio
import threading
from types import SimpleNamespace

import pytest
from distributed import Client
from distributed.client import FutureCancelledError
from distributed.scheduler import KilledWorker

from segmentation.study import run_trial
from segmentation.study.record import Record
from segmentation.study.runner import in_flight
from segmentation.study.runner.chunk import run_chunk
from segmentation.study.runner.in_flight import LIMIT_SECONDS, InFlight, Landed, _judged
from segmentation.study.runner.run import CHECK_SECONDS
from tests.segmentation.study.certificates import another_s
from tests.segmentation.study.studies import small


def test_a_chunk_begins_no_trial_after_its_time_and_always_one():
    text = small().to_json()
    assert [record.index for record in run_chunk(text, [4, 2, 7], 0)] == [4]
    found = run_chunk(text, [4, 2, 7], 1e9)
    assert [record.values for record in found] == [run_trial(text, i).values for i in (4, 2, 7)]


def test_what_is_stopped_starts_no_trial_half_a_second_later():
    assert CHECK_SECONDS + LIMIT_SECONDS < 0.4  # the rest is for the way there


def test_trials_that_a_chunk_did_not_begin_are_left():
    records = [Record(3, {}, None, 0.1, None)]
    landed = _judged([3, 5, 6], records)
    assert (landed.records, landed.left) == (records, [5, 6])


@pytest.mark.parametrize("error", [FutureCancelledError("k", "lost"), OSError(), TimeoutError()])
def test_a_chunk_that_was_lost_is_run_again(error):
    landed = _judged([3, 5], error)
    assert (landed.records, landed.left, landed.deadly, landed.trouble) == ([], [3, 5], False, "")


def test_a_chunk_that_kills_workers_is_taken_apart_and_its_culprit_recorded():
    killed = KilledWorker("key", SimpleNamespace(address="tcp://x"), 10)
    apart = _judged([3, 5], killed)
    assert (apart.records, apart.left, apart.deadly) == ([], [3, 5], True)
    alone = _judged([5], killed)
    assert alone.left == []
    [record] = alone.records
    assert record.index == 5
    assert "The process that ran it ended" in record.error


def test_workers_that_run_no_trial_say_why():
    landed = _judged([3, 5], ModuleNotFoundError("No module named 'segmentation'"))
    assert landed.trouble == "ModuleNotFoundError: No module named 'segmentation'"
    assert landed.left == [3, 5]


def test_a_result_that_does_not_come_holds_up_no_other_client(cluster, monkeypatch):
    asked = threading.Event()

    async def never(*args, **kwargs):
        asked.set()
        await asyncio.Event().wait()

    text, there = small().to_json(), another_s(cluster)
    with monkeypatch.context() as patch, Client(**there, set_as_default=False) as client:
        patch.setattr(in_flight, "READ_SECONDS", 0.1)
        client._gather = never
        flight = InFlight(client, text)
        flight.send([3])
        assert flight.landed(timeout=60) == [Landed([], [3])]
        assert asked.is_set()
        flight.send([5])  # and nobody reads it before the client is closed
    # One thread calls back for all clients of a process.
    other = InFlight(cluster.client(), text)
    other.send([4])
    [landed] = other.landed(timeout=60)
    assert [record.index for record in landed.records] == [4]
