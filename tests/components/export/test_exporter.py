"""Files for the page, and the sentence for a state without a file, a fault, or a full queue."""

import asyncio
import threading

import pytest

from components.export import exporter as exporter_module
from components.export.exporter import BUSY, Exporter, ExportError
from components.export.files import FILES, export
from components.state.model import CircleState, ExplorerState


def make(name="labels-png", state=None, exporter=None, **more):
    data = (state or ExplorerState()).model_dump(mode="json") | more
    return asyncio.run((exporter or Exporter()).make(name, data))


def message_of(*args, **more):
    with pytest.raises(ExportError) as caught:
        make(*args, **more)
    return str(caught.value)


def test_every_file_is_that_of_the_committed_state():
    state = ExplorerState(noise=0.3, seed=5, n_clusters=3)
    for name in FILES:
        if name != "figure-html":  # whose elements have random ids
            assert make(name, state) == export(name, state)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"beta": 300}, "Affinity β must be a number from 0 to 100. Got 300 instead."),
        ({"n_clusters": "4"}, "Clusters k must be a whole number from 1 to 32."),
        ({"circles": []}, "There must be 1 to 12 circles. Got 0."),
        ({"surprise": 1}, "surprise"),
    ],
)
def test_a_state_that_is_none_is_reported(changes, sentence):
    assert sentence in message_of(**changes)


@pytest.mark.parametrize("data", [None, [], "text", 5])
def test_anything_else_is_reported(data):
    with pytest.raises(ExportError, match="The message"):
        asyncio.run(Exporter().make("labels-png", data))


def test_a_state_without_a_result_is_reported_at_its_control():
    nowhere = ExplorerState(circles=(CircleState(row=400.0, col=400.0, radius=3.0),))
    assert "mask" in message_of(state=nowhere)
    few = ExplorerState(circles=(CircleState(row=50.0, col=50.0, radius=1.0),))
    assert message_of(state=few).startswith("Clusters k must be at most the number of pixels")


def test_a_fault_is_reported_and_the_next_file_is_made(monkeypatch, caplog):
    def broken(name, state):
        raise ZeroDivisionError

    exporter = Exporter()
    with monkeypatch.context() as patched:
        patched.setattr(exporter_module, "export", broken)
        assert "Any other state works" in message_of(exporter=exporter)
    assert "ZeroDivisionError" in caplog.text
    assert make(exporter=exporter)


def test_one_is_made_at_a_time_and_a_crowd_is_asked_to_wait(monkeypatch):
    go_on, making, most = threading.Event(), [], []

    def slow(name, state):
        making.append(name)
        most.append(len(making))
        assert go_on.wait(30)
        making.pop()
        return b"slow"

    monkeypatch.setattr(exporter_module, "export", slow)
    monkeypatch.setattr(exporter_module, "MOST_WAITING", 3)
    data = ExplorerState().model_dump(mode="json")

    async def crowd():
        exporter = Exporter()
        tasks = [asyncio.create_task(exporter.make("labels-png", data)) for _ in range(4)]
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)  # the one too many
        go_on.set()
        return await asyncio.gather(*tasks, return_exceptions=True)

    *answers, refused = asyncio.run(crowd())
    assert answers == [b"slow"] * 3
    assert str(refused) == BUSY
    assert most == [1, 1, 1]
