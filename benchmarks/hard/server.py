"""The app as a process of its own, as its users start it, with its log and its memory."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx
import psutil

from benchmarks.apps.servers import ROOT, free_port

START_SECONDS = 120.0
MEGABYTE = 2**20


class Server:
    """A running server.

    Parameters
    ----------
    folder : Path
        Directory for its database and its log.
    options : sequence of str, default=()
        Of `app.py`.
    environment : mapping of str to str, default={}
    prefix : sequence of str, default=()
        A command that runs it.
    """

    def __init__(
        self,
        folder: Path,
        options: Sequence[str] = (),
        environment: Mapping[str, str] = {},
        prefix: Sequence[str] = (),
    ) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = folder / "log"
        command = [*prefix, sys.executable, "app.py", "--port", str(self.port), *options]
        usual = {
            "CUTLAB_DATABASE": str(folder / "studies.sqlite"),
            "OMP_NUM_THREADS": "1",
            "OPENBLAS_NUM_THREADS": "1",
        }
        found = {**os.environ, **usual, **environment}
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                command,
                cwd=ROOT,
                env={name: value for name, value in found.items() if value},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._wait()

    def _wait(self) -> None:
        """Wait until it answers and has its kernels."""
        end = time.monotonic() + START_SECONDS
        while self.process.poll() is None and time.monotonic() < end:
            try:
                if httpx.get(f"{self.url}/health/ready", timeout=30).status_code == 200:
                    return
            except httpx.TransportError:
                pass
            time.sleep(0.1)
        self.end()
        raise RuntimeError(f"The server did not start: {self.log.read_text()[-500:]}")

    def memory(self) -> float:
        """Return the memory of the processes that serve, in MB."""
        own = psutil.Process(self.process.pid)
        family = [own, *(each for each in own.children() if "spawn" in " ".join(each.cmdline()))]
        return sum(each.memory_info().rss for each in family) / MEGABYTE

    def log_size(self) -> float:
        """Return the size of its log in MB."""
        return self.log.stat().st_size / MEGABYTE

    def inside(self, path: str) -> Path:
        """Return a path in the server's own file systems."""
        return Path(f"/proc/{self.process.pid}/root{path}")

    def stop(self, sign: signal.Signals = signal.SIGTERM, patience: float = 60.0) -> float:
        """Tell it to end; return the seconds that it took."""
        begin = time.monotonic()
        self.process.send_signal(sign)
        try:
            self.process.wait(patience)
        except subprocess.TimeoutExpired:
            return float("inf")
        return time.monotonic() - begin

    def end(self) -> None:
        """End it and its workers."""
        if self.process.poll() is None:
            self.stop(patience=10.0)
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def mounted(commands: str) -> list[str]:
    """Return a prefix that has file systems of its own, made by these commands of the shell."""
    rights = [] if os.getuid() == 0 else ["--user", "--map-root-user"]
    return ["unshare", *rights, "--mount", "sh", "-ec", f'{commands}; exec "$@"', "sh"]


@contextmanager
def serving(folder: str | Path, *options: str, **more: object) -> Iterator[Server]:
    """Run a server until the block ends; `more` as of `Server`."""
    server = Server(Path(folder), options, **more)  # type: ignore[arg-type]
    try:
        yield server
    finally:
        server.end()
