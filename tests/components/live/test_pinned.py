"""Results of pinned states are kept within bounds of memory."""

import pytest

from components.live import pinned
from components.live.frames import memory_of
from components.live.pinned import pinned_result
from components.pictures.store import PICTURES
from components.pictures.subject import segment_state
from components.state.link import to_query
from components.state.model import ExplorerState

SMALL = ExplorerState(circles=ExplorerState().circles[:2], n_clusters=2, size=50)
CLASS = [SMALL.model_copy(update={"seed": seed}) for seed in range(6)]


@pytest.fixture
def computed(monkeypatch):
    """States that were segmented, from an empty memory on."""
    states = []

    def segment(state):
        states.append(state)
        return segment_state(state)

    monkeypatch.setattr(pinned, "segment_state", segment)
    PICTURES.forget()
    return states


def compare_twice():
    for state in (*CLASS, *CLASS):
        pinned_result(state, to_query(state))


def test_the_pins_of_a_class_are_computed_once(computed):
    compare_twice()
    assert computed == CLASS


def test_the_memory_of_all_is_bounded_and_the_oldest_goes_first(computed, monkeypatch):
    size = memory_of(segment_state(SMALL))
    monkeypatch.setattr(PICTURES.pinned, "_most", int(2.9 * size))
    compare_twice()
    assert computed == [*CLASS, *CLASS]
    assert list(PICTURES.pinned._entries) == [to_query(state) for state in CLASS[-2:]]


def test_a_result_is_forgotten_as_pictures_are(computed, monkeypatch):
    times = [0.0]
    monkeypatch.setattr(PICTURES.pinned, "_clock", lambda: times[-1])
    for now in (0.0, 3599.0, 3599.0 + 3601.0):
        times.append(now)
        pinned_result(SMALL, to_query(SMALL))
    assert computed == [SMALL, SMALL]
    PICTURES.forget()
    assert PICTURES.pinned.size == 0


def test_what_is_too_large_is_not_kept(computed, monkeypatch):
    monkeypatch.setattr(pinned, "LARGEST_KEPT", memory_of(segment_state(SMALL)) - 1)
    pinned_result(SMALL, to_query(SMALL))
    assert PICTURES.pinned.size == 0
