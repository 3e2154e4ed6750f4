"""A server as an operator sees it: its figures, its log, its health."""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest
from websockets.sync.client import connect

from components.live.routes import FRAME_PATH
from components.page.health import HEALTH_PATH, READY_PATH
from segmentation.study.store.store import Store
from tests.components.frames import request
from tests.nginx import free_port

ROOT = Path(__file__).parents[3]


def figures(url):
    lines = (line for line in httpx.get(url).text.splitlines() if not line.startswith("#"))
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


@pytest.mark.parametrize("workers", [1, pytest.param(2, marks=pytest.mark.long)])
def test_figures_health_and_log(tmp_path, workers):
    port, metrics = free_port(), free_port()
    file = tmp_path / "studies.sqlite"
    store = Store(str(file))
    store.add("{}", 3, "one", start=False)
    store.close()
    command = [sys.executable, "app.py", f"--port={port}", f"--workers={workers}"]
    process = subprocess.Popen(
        [*command, f"--metrics={metrics}", "--root-path=/cutlab", "--log-json"],
        cwd=ROOT,
        env={**os.environ, "CUTLAB_DATABASE": str(file), "CUTLAB_COMPILE": "never"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        url, scraped = f"http://127.0.0.1:{port}", f"http://127.0.0.1:{metrics}/metrics"
        _wait(process, f"{url}/cutlab{READY_PATH}")
        health = {"database": "unreachable"}
        while health["database"] == "unreachable":  # as long as its driver is imported
            health = httpx.get(f"{url}/cutlab{HEALTH_PATH}", timeout=30).json()
        said = {"status": "ok", "ready": True, "kernels": "not compiled", "database": "reachable"}
        assert health | said | {"processes": workers, "workers": 0} == health
        socket = f"ws://127.0.0.1:{port}/cutlab{FRAME_PATH}"
        with ExitStack() as stack:
            for number in range(3):
                viewer = stack.enter_context(connect(socket, origin=url))
                viewer.send(request(seq=number))
                viewer.recv()
            found = figures(scraped)
        assert found["cutlab_frames_total"] == 3
        assert found['cutlab_stage_seconds_count{stage="eigen"}'] == 3
        assert found[f'cutlab_viewers{{route="{FRAME_PATH}"}}'] == 3
        assert found['cutlab_waiting{route="frame"}'] == 0
        assert found['cutlab_studies{state="paused"}'] == found["cutlab_database_up"] == 1
        while figures(scraped)[f'cutlab_viewers{{route="{FRAME_PATH}"}}']:
            time.sleep(0.02)
        httpx.post(url + FRAME_PATH, headers={"origin": "http://evil.example"})  # is logged
    finally:
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=30)
    starting, start = [json.loads(line) for line in out.splitlines()]
    assert starting["message"].startswith("Starting Cutlab in ")
    assert start["message"].startswith(f"Cutlab is at http://127.0.0.1:{port}/cutlab/")
    lines = [json.loads(line) for line in err.splitlines()]
    [refused] = [line for line in lines if line["logger"] == "cutlab.gate"]
    assert "evil.example" in refused["message"]
    assert refused["level"] == "warning"
    assert (refused["process"] == process.pid) == (workers == 1)


def _wait(process, url):
    end = time.monotonic() + 600  # two processes that import beside other tests
    while process.poll() is None and time.monotonic() < end:
        try:
            assert httpx.get(url, timeout=120).status_code == 200
        except httpx.TransportError:
            time.sleep(0.05)
        else:
            return
    process.terminate()
    raise AssertionError(process.communicate(timeout=30))


# Each line is written at once, for there are two processes that write to one pipe.
SLOW = """
import os, time
os.write(1, b"importing\\n")
time.sleep(60)
"""
SERVER = """
import uvicorn
from components.serving.ending import end_all_in_time
from components.serving.supervisor import Supervisor

if __name__ == "__main__":
    end_all_in_time()
    Supervisor(uvicorn.Config("slow:app", port={port}, workers=2)).run()
"""


def test_it_ends_while_its_processes_still_import(tmp_path):
    (tmp_path / "slow.py").write_text(SLOW)
    (tmp_path / "server.py").write_text(SERVER.format(port=free_port()))
    paths = os.pathsep.join([str(tmp_path), str(ROOT)])
    process = subprocess.Popen(
        [sys.executable, str(tmp_path / "server.py")],
        env={**os.environ, "PYTHONPATH": paths},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        for _ in range(2):
            assert process.stdout.readline() == b"importing\n"
        told = time.monotonic()
        process.send_signal(signal.SIGTERM)
        _, complaints = process.communicate(timeout=40)
        assert time.monotonic() - told < 5
        assert b"Traceback" not in complaints
    finally:
        process.kill()
        process.communicate()
