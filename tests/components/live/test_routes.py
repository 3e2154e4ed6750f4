"""The frame route on a real server: how much may be asked, and how often."""

import threading
from contextlib import ExitStack
from time import monotonic, sleep

import httpx
import numpy as np
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from components.live.routes import FRAME_PATH, MAX_MESSAGE
from components.live.turns import DEAR, Turns
from components.state.model import ExplorerState
from segmentation import Scene, segment_scene
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
        '{"seq": true}',
        '{"seq": 3, "state": 5}',
        request().replace('"seq": 1,', f'"seq": {2**64},'),
    ],
)
def test_nonsense_is_answered_with_problems(server, message):
    with connect(socket_url(server), origin=server) as socket:
        socket.send(message)
        header, arrays = decode(socket.recv())
        assert header["problems"]
        assert type(header["seq"]) is int
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


DEAR_STATE = ExplorerState(size=400, n_clusters=20, use_mask=False)


def test_who_asks_for_little_does_not_wait_for_those_who_ask_for_much():
    begun, go_on = threading.Semaphore(0), threading.Event()

    def slow(scene, method, **more):
        if scene.size == 400:
            begun.release()
            assert go_on.wait(30)
        return segment_scene(Scene.tutorial(), method, **more)

    with serve(segment=slow) as url, ExitStack() as sockets:
        dear = [sockets.enter_context(connect(socket_url(url), origin=url)) for _ in range(8)]
        for socket in dear:
            socket.send(request(state=DEAR_STATE))
        assert begun.acquire(timeout=30)
        with connect(socket_url(url), origin=url) as socket:
            socket.send(request(seq=2))
            assert decode(socket.recv(timeout=30))[0]["seq"] == 2
        go_on.set()
        for socket in dear:
            assert decode(socket.recv(timeout=30))[0]["seq"] == 1


def test_what_a_viewer_who_left_asked_for_is_not_begun_and_ends_at_its_next_stage(monkeypatch):
    monkeypatch.setattr("components.live.turns.available_cores", lambda: 1)
    begun, left, seen = threading.Event(), threading.Event(), []

    def slow(scene, method, **more):
        with Clock().stage("eigen"):
            seen.append((scene.seed, "eigen"))
            begun.set()
            assert left.wait(30)
        with Clock().stage("labels"):
            seen.append((scene.seed, "labels"))
        return segment_scene(scene, method, **more)

    with serve(segment=slow) as url:
        with connect(socket_url(url), origin=url) as first:
            first.send(request(state=ExplorerState(seed=1)))
            assert begun.wait(30)
            with connect(socket_url(url), origin=url) as second:
                second.send(request(state=ExplorerState(seed=2)))
                assert second.ping().wait(30)
        with connect(socket_url(url), origin=url) as third:
            third.send(request(seq=3, state=ExplorerState(seed=3)))
            # The server has seen the others leave once it has answered those who came after them.
            assert third.ping().wait(30)
            left.set()
            assert decode(third.recv(timeout=30))[0]["seq"] == 3
    assert seen == [(1, "eigen"), (3, "eigen"), (3, "labels")]


def test_by_http_too_what_a_viewer_who_left_asked_for_ends(monkeypatch):
    monkeypatch.setattr("components.live.routes.LONG", 0.02)
    begun, ended = threading.Event(), threading.Event()

    def endless(scene, method, **more):
        begun.set()
        try:
            while True:
                with Clock().stage("eigen"):
                    sleep(0.01)
        finally:
            ended.set()

    with serve(segment=endless) as url:
        with pytest.raises(httpx.ReadTimeout):
            httpx.post(
                url + FRAME_PATH,
                content=request(),
                headers={"Origin": url},
                timeout=(30, 0.2, 30, 30),
            )
        assert begun.is_set()
        assert ended.wait(30)


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

    def answer():
        compiled.wait()
        return "answered"

    for seconds in (0.0, DEAR):
        assert Turns("x").begin(seconds, answer).result(30) == "answered"
    done.set()
