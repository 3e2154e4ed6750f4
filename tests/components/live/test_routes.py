"""The frame route on a real server: how much may be asked, and how often."""

import asyncio
import threading
from time import monotonic

import httpx
import numpy as np
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from components.live.routes import FRAME_PATH, MAX_MESSAGE, LiveRoute
from components.state.model import ExplorerState
from segmentation import segment_scene
from segmentation.kernels import compiled
from segmentation.stages.run import Clock
from tests.components.frames import decode, request
from tests.serving import serve


@pytest.fixture(scope="module")
def server():
    with serve() as url:
        yield url


def socket_url(url):
    return url.replace("http", "ws") + FRAME_PATH


def test_socket_and_http_give_the_service_s_labels(server):
    state = ExplorerState(noise=0.3)
    expected = segment_scene(state.scene(), state.method()).labels
    with connect(socket_url(server), origin=server) as socket:
        socket.send(request(seq=7, state=state))
        by_socket = decode(socket.recv())
    answer = httpx.post(
        server + FRAME_PATH, content=request(seq=7, state=state), headers={"Origin": server}
    )
    for header, arrays in (by_socket, decode(answer.content)):
        assert header["seq"] == 7
        np.testing.assert_array_equal(arrays["labels"].astype(int) - 1, expected)


def test_too_large_a_message_is_refused(server):
    with connect(socket_url(server), origin=server) as socket:
        socket.send(" " * (MAX_MESSAGE + 1))
        with pytest.raises(ConnectionClosed) as caught:
            socket.recv()
    assert caught.value.rcvd.code == 1009
    answer = httpx.post(
        server + FRAME_PATH, content=b" " * (MAX_MESSAGE + 1), headers={"Origin": server}
    )
    assert answer.status_code == 413


@pytest.mark.parametrize(
    "message",
    [
        "",
        "[]",
        "{",
        "\x00",
        '{"seq": -1}',
        '{"seq": 3, "state": 5}',
        request().replace('"seq": 1,', f'"seq": {2**64},'),
    ],
)
def test_nonsense_is_answered_with_problems(server, message):
    with connect(socket_url(server), origin=server) as socket:
        socket.send(message)
        header, arrays = decode(socket.recv())
        assert header["problems"]
        assert not arrays
        socket.send(request(seq=4))
        assert decode(socket.recv())[0]["seq"] == 4


def test_a_flood_is_computed_newest_only():
    computing, go_on, seen = threading.Event(), threading.Event(), []

    def slow(scene, method, **more):
        seen.append(scene.seed)
        computing.set()
        assert go_on.wait(30)
        return segment_scene(scene, method, **more)

    with serve(segment=slow) as url, connect(socket_url(url), origin=url) as socket:
        socket.send(request(seq=1, state=ExplorerState(seed=1)))
        assert computing.wait(30)
        for seq in range(2, 101):
            socket.send(request(seq=seq, state=ExplorerState(seed=seq)))
        # An answered ping proves that the server has read all that came before it.
        assert socket.ping().wait(30)
        go_on.set()
        assert [decode(socket.recv())[0]["seq"] for _ in range(2)] == [1, 100]
    assert seen == [1, 100]


def test_a_long_computation_tells_its_stage_and_gives_way_to_a_newer_state(monkeypatch):
    monkeypatch.setattr("components.live.routes.LONG", 0.02)
    go_on, seen = threading.Event(), []

    def slow(scene, method, **more):
        seen.append(scene.seed)
        with Clock().stage("eigen"):
            assert scene.seed != 1 or go_on.wait(30)
        return segment_scene(scene, method, **more)

    with serve(segment=slow) as url, connect(socket_url(url) + "?progress", origin=url) as socket:
        begin = monotonic()
        socket.send(request(seq=1, state=ExplorerState(seed=1)))
        told = [decode(socket.recv())[0] for _ in range(2)]
        assert [(each["seq"], each["stage"]) for each in told] == [(1, "eigen")] * 2
        assert told[0]["elapsed"] < told[1]["elapsed"]
        socket.send(request(seq=2, state=ExplorerState(seed=2)))
        assert socket.ping().wait(30)
        answers = (decode(message)[0] for message in socket)
        # Of two turns of the server's loop after the ping the first has taken the message.
        for _ in range(2):
            passed = monotonic() - begin
            next(each for each in answers if each["elapsed"] > passed)
        go_on.set()
        last = next(each for each in answers if "stage" not in each)
        assert (last["seq"], seen) == (2, [1, 2])


def test_the_event_loop_stays_free_while_computing():
    computing, go_on = threading.Event(), threading.Event()

    def stuck(scene, method, **more):
        computing.set()
        assert go_on.wait(30)
        return segment_scene(scene, method, **more)

    with serve(segment=stuck) as url, connect(socket_url(url), origin=url) as socket:
        socket.send(request())
        assert computing.wait(30)
        try:
            assert httpx.get(url, timeout=10).status_code == 200
        finally:
            go_on.set()
        assert "labels" in decode(socket.recv())[1]


def test_an_idle_connection_is_closed_politely(monkeypatch):
    monkeypatch.setattr("components.live.routes.IDLE_SECONDS", 0.05)
    with (
        serve() as url,
        connect(socket_url(url), origin=url) as socket,
        pytest.raises(ConnectionClosed) as caught,
    ):
        socket.recv(timeout=30)
    assert (caught.value.rcvd.code, caught.value.rcvd.reason) == (1000, "idle")


def test_a_frame_does_not_wait_for_a_compiler(monkeypatch):
    """Others wait for its thread."""
    done = threading.Event()
    aside = threading.Thread(target=done.wait, daemon=True)
    aside.start()
    monkeypatch.setattr(compiled, "_aside", aside)

    class Waits:
        def viewer(self):
            return None

        def respond(self, message, viewer):
            compiled.wait()
            return b"answered"

    route = LiveRoute("/x", Waits())
    assert asyncio.run(route._compute(b"", None)) == b"answered"
    done.set()
