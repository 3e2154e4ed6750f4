"""How many connections there may be, and how long one may do nothing."""

import resource
import socket
import time
from contextlib import ExitStack, suppress

import httpx
import psutil
import pytest
from websockets.sync.client import connect

from components.live.routes import FRAME_PATH
from components.serving import connections
from components.serving.connections import most_connections, raise_file_limit
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
