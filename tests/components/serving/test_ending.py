"""A server's process ends soon after it is told to, whatever its visitors do."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest
from websockets.sync.client import connect

from components.live.routes import FRAME_PATH
from components.page.backend import CALLBACK_PATH
from components.serving import ending
from segmentation.study.runner import cluster
from tests.components.frames import request

ROOT = Path(__file__).parents[3]
SECONDS = 5.0  # within which it ends
SCRIPT = "/_dash-component-suites/plotly/package_data/plotly.min.js"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def started(port, folder):
    """Start the app as its users do, and wait until it answers."""
    command = [sys.executable, "app.py", "--port", str(port)]
    environment = {
        **os.environ,
        "CUTLAB_DATABASE": str(folder / "studies.sqlite"),
        "CUTLAB_COMPILE": "never",
    }
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    end = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < end:
        try:
            assert httpx.get(f"http://127.0.0.1:{port}/health").status_code == 200
        except httpx.TransportError:
            time.sleep(0.05)
        else:
            return process
    process.kill()
    raise AssertionError(process.communicate())


@pytest.mark.parametrize(
    "sign", [signal.SIGTERM, pytest.param(signal.SIGINT, marks=pytest.mark.long)]
)
def test_it_ends_beside_stalled_bodies_and_slow_readers(tmp_path, sign):
    port = free_port()
    process, url = started(port, tmp_path), f"http://127.0.0.1:{port}"
    with ExitStack() as stack:
        stack.callback(process.kill)

        def opened(sent):
            connection = stack.enter_context(socket.create_connection(("127.0.0.1", port)))
            connection.sendall(sent.replace("\n", "\r\n").encode())

        host = f"Host: 127.0.0.1:{port}\n"
        opened("")
        opened("GET / HTTP/1.1\nHo")
        opened(
            f"POST {CALLBACK_PATH} HTTP/1.1\n{host}Origin: {url}\nContent-Length: 9000\n"
            "Content-Type: application/json\n\n{"
        )
        opened(f"GET {SCRIPT} HTTP/1.1\n{host}\n" * 8)
        viewer = stack.enter_context(connect(url.replace("http", "ws") + FRAME_PATH, origin=url))
        viewer.send(request(seq=1))
        viewer.recv()
        assert httpx.get(f"{url}/health").status_code == 200
        told = time.monotonic()
        process.send_signal(sign)
        _, complaints = process.communicate(timeout=30)
        assert time.monotonic() - told < SECONDS
        assert b"Traceback" not in complaints


def test_slow_workers_are_given_up_before_their_server_is():
    """They give way to all else on the machine, and may end late."""
    assert cluster.DISCONNECT_SECONDS + cluster.CLOSE_SECONDS < ending.SECONDS


def test_an_end_with_work_under_way_is_no_warning():
    code = "from components.serving import ending; ending._end()"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True)
    assert done.stderr == b""
