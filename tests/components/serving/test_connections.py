"""How many connections there may be, and how long one may do nothing."""

import asyncio
import resource
import socket
import time
from contextlib import ExitStack, asynccontextmanager, suppress
from functools import partial

import httpx
import psutil
import pytest
from websockets.sync.client import connect

from components.live.routes import FRAME_PATH
from components.serving import connections
from components.serving.connections import Limited, most_connections, raise_file_limit
from tests.serving import serve

SECONDS = 30  # after which something that should end has not
SCRIPT = "/_dash-component-suites/plotly/package_data/plotly.min.js"


@pytest.fixture
def quick(monkeypatch):
    monkeypatch.setattr(connections, "CHECK_SECONDS", 0.02)


def opened(url):
    host, port = url.removeprefix("http://").split(":")
    return socket.create_connection((host, int(port)), timeout=SECONDS)


def socket_url(url):
    return url.replace("http", "ws") + FRAME_PATH


def ended(connection):
    """Wait until the server has ended a connection."""
    with suppress(ConnectionResetError):
        while connection.recv(2**16):
            pass


@pytest.mark.parametrize("head", [b"", b"GET / HT", b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nA: "])
def test_the_head_of_a_request_is_not_waited_for(quick, monkeypatch, head):
    monkeypatch.setattr(connections, "HEAD_SECONDS", 0.1)
    with serve() as url, opened(url) as connection:
        connection.sendall(head)
        ended(connection)


def test_who_sends_the_head_byte_by_byte_is_not_waited_for(quick, monkeypatch):
    monkeypatch.setattr(connections, "HEAD_SECONDS", 0.3)
    with serve() as url, opened(url) as connection:
        connection.settimeout(0.05)
        end, kept = time.monotonic() + SECONDS, True
        while kept:
            assert time.monotonic() < end
            try:
                connection.sendall(b"a")
                kept = bool(connection.recv(1))
            except TimeoutError:
                continue
            except ConnectionError:
                kept = False


def test_who_does_not_read_is_disconnected(quick, monkeypatch):
    monkeypatch.setattr(connections, "SEND_SECONDS", 0.2)
    with serve() as url, opened(url) as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        for _ in range(8):  # more than the system itself keeps
            connection.sendall(f"GET {SCRIPT} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
        end = time.monotonic() + SECONDS
        while connections_of(url):
            assert time.monotonic() < end
            time.sleep(0.02)


class Clock:
    """Time that passes when a test says so, and the calls that are due."""

    def __init__(self):
        self.now, self.due = 0.0, []

    def time(self):
        return self.now

    def call_later(self, seconds, call):
        self.due.append((self.now + seconds, call))

    def pass_by(self, seconds):
        self.now += seconds
        due, self.due = self.due, []
        for at, call in due:
            if at > self.now:
                self.due.append((at, call))
            else:
                call()


class Sender(asyncio.Protocol):
    """Protocol that keeps as much in the transport's buffer as it may."""

    left = LENGTH = 3 * 2**20

    def resume_writing(self):
        self.paused = False
        while self.left and not self.paused:
            self.left -= 2**15
            self.transport.write(bytes(2**15))

    def pause_writing(self):
        self.paused = True


class SenderAtOnce(Sender):
    def resume_writing(self):
        self.transport.write(bytes(self.left))
        self.left = 0


@pytest.mark.parametrize("sender", [Sender, SenderAtOnce])
def test_who_reads_slowly_but_steadily_gets_all(sender):
    async def read():
        async with begun(sender) as (clock, receive):
            for _ in range(sender.LENGTH // 2**15):
                await receive(2**15)
                clock.pass_by(connections.SEND_SECONDS / 3)

    asyncio.run(asyncio.wait_for(read(), SECONDS))


@pytest.mark.parametrize("sender", [Sender, SenderAtOnce])
def test_who_stops_reading_is_disconnected(sender):
    async def stop():
        async with begun(sender) as (clock, receive):
            await receive(2**15)
            while clock.due:  # the connection is watched
                clock.pass_by(connections.SEND_SECONDS / 3)
                await asyncio.sleep(0)
            with pytest.raises(ConnectionResetError):
                await receive(sender.LENGTH)

    asyncio.run(asyncio.wait_for(stop(), SECONDS))


@asynccontextmanager
async def begun(sender):
    """Give the clock of a connection whose server sends, and a function that reads from it."""
    loop, clock = asyncio.get_running_loop(), Clock()

    class Protocol(Limited, sender):
        loop = clock

        def connection_made(self, transport):
            self.transport, self.connections = transport, {self}
            own = transport.get_extra_info("socket")
            own.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 2**18)
            self.begin()
            self.resume_writing()

    async with await loop.create_server(Protocol, "127.0.0.1", 0) as server:
        with socket.socket() as reader:
            reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2**14)
            reader.setblocking(False)
            await loop.sock_connect(reader, server.sockets[0].getsockname())
            yield clock, partial(received, reader)


async def received(reader, count):
    """Read so many bytes."""
    while count:
        piece = await asyncio.get_running_loop().sock_recv(reader, count)
        if not piece:
            raise ConnectionResetError
        count -= len(piece)
    return True


def test_what_waits_to_be_sent_is_bounded_in_all(monkeypatch):
    monkeypatch.setattr(connections, "MOST_UNSENT", 200_000)
    made, begin = [], connections.HttpProtocol.begin
    monkeypatch.setattr(
        connections.HttpProtocol, "begin", lambda self: (made.append(self), begin(self))
    )
    with serve() as url, ExitStack() as stack:
        for _ in range(6):  # of which each keeps 64 kB waiting, and so at most three may stay
            connection = stack.enter_context(opened(url))
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            for _ in range(8):  # more than the system itself keeps
                connection.sendall(f"GET {SCRIPT} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
        end = time.monotonic() + SECONDS
        while len(made) < 6 or sum(not each.transport.is_closing() for each in made) > 3:
            assert time.monotonic() < end
            time.sleep(0.02)
        assert httpx.get(f"{url}/health", timeout=SECONDS).status_code == 200


def connections_of(url):
    """Return the connections of a server in this process."""
    port = int(url.rsplit(":", 1)[1])
    return [
        each
        for each in psutil.Process().net_connections("tcp")
        if each.laddr.port == port and each.status == psutil.CONN_ESTABLISHED
    ]


def test_a_new_connection_ends_the_one_that_was_idle_for_longest(monkeypatch):
    monkeypatch.setattr(connections, "most_connections", lambda: 20)
    monkeypatch.setattr(connections, "HEAD_SECONDS", 1000.0)  # which would end them as well
    with serve() as url, ExitStack() as stack:
        viewer = stack.enter_context(connect(socket_url(url), origin=url))
        silent = [stack.enter_context(opened(url)) for _ in range(60)]
        assert httpx.get(f"{url}/health", timeout=SECONDS).status_code == 200
        for connection in silent[:41]:
            ended(connection)
        assert viewer.ping().wait(SECONDS)  # who does something stays


def test_a_connection_that_nobody_makes_room_for_is_refused(monkeypatch):
    monkeypatch.setattr(connections, "most_connections", lambda: 2)
    monkeypatch.setattr(connections, "HEAD_SECONDS", 1000.0)  # which would end them as well
    with serve() as url, ExitStack() as stack:
        viewers = [stack.enter_context(connect(socket_url(url), origin=url)) for _ in range(2)]
        with opened(url) as connection:
            ended(connection)
        assert all(viewer.ping().wait(SECONDS) for viewer in viewers)


def test_there_are_fewer_connections_than_files():
    raise_file_limit()
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    assert 0 < most_connections() < soft
