"""The two apps as real processes on free loopback ports."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

COMMANDS = {
    "naive": ["-m", "benchmarks.apps.naive"],
    "cutlab": ["app.py"],
    "views": ["app.py"],
    "bare": ["-m", "benchmarks.apps.bare"],
}
"""How each app is started, after the interpreter and before ``--port``."""

START_SECONDS = 120.0  # includes compilation at a first start, which is not measured


def free_port() -> int:
    """Return a free port of the loopback interface."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(app: str) -> Iterator[str]:
    """Run one of `COMMANDS` until the block ends; yield its address.

    Parameters
    ----------
    app : {"naive", "cutlab", "views", "bare"}

    Yields
    ------
    str
        Such as ``http://127.0.0.1:40213/``.

    Raises
    ------
    RuntimeError
        The process ended, or did not answer in two minutes.
    """
    port = free_port()
    url = f"http://127.0.0.1:{port}/"
    # One thread of BLAS a process, as the Makefile's `run` sets it.
    environment = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", **os.environ}
    process = subprocess.Popen(
        [sys.executable, *COMMANDS[app], "--port", str(port)],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        _wait_until_it_answers(process, url, app)
        yield url
    finally:
        _stop(process)


def _wait_until_it_answers(process: subprocess.Popen[bytes], url: str, app: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"The {app} app ended with code {process.returncode} at start.")
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            time.sleep(0.1)
    raise RuntimeError(f"The {app} app did not answer at {url} within {START_SECONDS:g} seconds.")


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End the process and its workers, which are the only processes of its session."""
    for sign in (signal.SIGTERM, signal.SIGKILL):
        if process.poll() is None:
            os.killpg(process.pid, sign)
            try:
                process.wait(timeout=5)
            except subprocess.TimeoutExpired:
                continue
    process.wait()
