"""Estimates of the time that answers take."""

from threading import Event

import pytest

from components.live.turns import DEAR, Turns, estimate_seconds, estimate_state
from components.state.link import to_query
from components.state.model import ExplorerState
from segmentation.cores import threads_for
from tests.components.frames import request


def estimate(**fields):
    return estimate_seconds(request(state=ExplorerState(**fields)))


def test_the_tutorial_is_cheap_and_large_pictures_with_many_clusters_are_dear():
    assert estimate() < DEAR / 10
    assert estimate(size=400) < estimate(size=400, n_clusters=20) > DEAR
    assert estimate(size=400, n_clusters=20, use_mask=False) > 10 * DEAR
    assert estimate(picture="coins", picture_size=400) > DEAR


def test_another_solver_and_its_labels_count():
    assert estimate(size=250, eigen_solver="lobpcg") > DEAR > estimate(size=250)
    assert estimate(n_clusters=20, assign_labels="cluster_qr") < estimate(n_clusters=20)
    strange = b'{"state": {"eigen_solver": ["lobpcg"], "assign_labels": {}}}'
    assert estimate_seconds(strange) == estimate()


def test_a_solver_that_takes_long_is_dear():
    assert estimate(eigen_solver="multigrid") == estimate()
    assert estimate() < estimate(eigen_solver="direct") < estimate(eigen_solver="arpack") < DEAR
    assert DEAR < estimate(eigen_solver="amg") < estimate(eigen_solver="lobpcg")
    coins = {"picture": "coins", "picture_size": 100}
    assert estimate(**coins, eigen_solver="direct") == estimate(**coins) < DEAR
    assert estimate(**coins, eigen_solver="lobpcg") > DEAR
    assert estimate_state(ExplorerState(eigen_solver="lobpcg")) > DEAR


def test_what_is_merged_is_cut_into_more_regions_first():
    coins = {"picture": "coins", "n_clusters": 4}
    assert estimate(**coins, merge_from=40) == estimate(**(coins | {"n_clusters": 32})) * (
        (5 + 0.035 * 40**2) / (5 + 0.035 * 32**2)
    )
    assert estimate(**coins, merge_from=2) == estimate(**coins)
    assert estimate(merge_from=40) == estimate()


def test_a_pinned_state_counts_where_it_is_compared():
    large = ExplorerState(picture="astronaut", picture_size=512)
    state = ExplorerState(pinned=to_query(large))
    assert estimate_seconds(request(state=state, views=["spectrum"])) == estimate()
    compared = estimate_seconds(request(state=state, views=["spectrum", "compare"]))
    assert compared == estimate() + estimate_state(large) > DEAR
    assert estimate_seconds(request(state=ExplorerState(), views=["compare"])) == estimate()


@pytest.mark.parametrize("field", ["n_clusters", "size", "picture_size", "merge_from"])
@pytest.mark.parametrize("value", ["1e200", "-1e200", "1e999", "-5", "9" * 400])
def test_a_stranger_s_number_counts_within_the_bounds_of_its_field(field, value):
    message = f'{{"state": {{"picture": "coins", "{field}": {value}}}}}'
    most = estimate(picture="coins", picture_size=2000, n_clusters=32, merge_from=64)
    assert 0 <= estimate_seconds(message) <= most


@pytest.mark.parametrize(
    "message",
    [
        "",
        b"\xff",
        "[]",
        "{}",
        '{"state": 1}',
        '{"state": {"size": "many"}}',
        '{"state": {"n_clusters": null}}',
        '{"state": {"pinned": "noise=1"}, "views": 1}',
    ],
)
def test_an_invalid_message_takes_no_time(message):
    assert estimate_seconds(message) == 0.0


def test_a_large_problem_has_a_second_thread_while_a_core_is_free(monkeypatch):
    monkeypatch.setattr("components.live.turns.available_cores", lambda: 2)
    turns, begun, end = Turns("x"), Event(), Event()

    def first():
        begun.set()
        end.wait(30)
        return threads_for(10**6)

    one = turns.begin(0.0, first)
    begun.wait(30)
    assert turns.begin(0.0, lambda: threads_for(10**6)).result(30) == 1
    end.set()
    assert one.result(30) == 2
    assert turns.begin(0.0, lambda: threads_for(10**6)).result(30) == 2
    assert threads_for(10**6) == 1


@pytest.mark.parametrize(("processes", "threads"), [(1, 2), (2, 2), (4, 1), (9, 1)])
def test_processes_share_the_cores(monkeypatch, processes, threads):
    monkeypatch.setattr("components.live.turns.available_cores", lambda: 4)
    monkeypatch.setattr("components.live.turns.n_processes", lambda: processes)
    assert Turns("x").begin(0.0, lambda: threads_for(10**6)).result(30) == threads
