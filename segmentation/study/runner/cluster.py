"""Workers for studies: on this machine, started when they are first needed, or a Dask scheduler's.

A client connects to either by address. The workers of this machine are children of a process of
their own (`local_cluster.py`), so that the process that uses them, which may be serving a page,
neither schedules them nor shares memory and signals with them.

Whoever may talk to a scheduler may run code as the user of its workers. So those of this machine
accept TLS connections with one certificate only, which exists in the memory of these processes.
"""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
import tempfile
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

from distributed import Client, Security, fire_and_forget

from segmentation.cores import available_cores
from segmentation.errors import ClusterError
from segmentation.study.runner.chunk import by_value, prepare
from segmentation.study.runner.clock import ClockWatch

START_SECONDS = 60.0
CONNECT_SECONDS = 10.0
# Until the workers of this machine are killed: they give way to all else, and have nothing to lose.
CLOSE_SECONDS = 1.5
DISCONNECT_SECONDS = 1.0
# Dask asserts that a scheduler's first message arrives by itself, which may be wrong under load.
REFUSALS = (TimeoutError, OSError, ValueError, TypeError, RuntimeError, AssertionError)
SCRIPT = Path(__file__).with_name("local_cluster.py")
ROOT = Path(__file__).parents[3]
ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")
ROLES = ("client", "scheduler", "worker")
TLS_FIELDS = ("tls_ca_file", *(f"tls_{role}_{part}" for role in ROLES for part in ("cert", "key")))
MALLOC = {"MALLOC_TRIM_THRESHOLD_": "268435456", "MALLOC_MMAP_THRESHOLD_": "67108864"}


class Cluster:
    """Workers that run trials.

    Parameters
    ----------
    address : str, optional
        Address of a running scheduler, such as ``"tcp://10.0.0.1:8786"``. By default that in
        DASK_SCHEDULER_ADDRESS; without it, workers of this machine.
    n_workers : int, optional
        Number of workers of this machine; by default one per core that this process may use.
    security : distributed.Security, optional
        For a running scheduler that requires TLS; by default from Dask's configuration
        (DASK_DISTRIBUTED__COMM__TLS__CA_FILE and its like). Workers of this machine always do.
    dashboard : str, default=""
        Address for Dask's own page on local workers, such as ``"127.0.0.1:8787"``; empty for none.
    """

    def __init__(
        self,
        address: str | None = None,
        n_workers: int | None = None,
        security: Security | None = None,
        dashboard: str = "",
    ) -> None:
        self.address = address or os.environ.get("DASK_SCHEDULER_ADDRESS") or None
        self.n_workers = n_workers or available_cores()
        self.security = security
        self.dashboard = dashboard
        self._local: LocalWorkers | None = None
        self._client: Client | None = None
        self._clock = ClockWatch()
        self._lock = threading.Lock()

    def client(self) -> Client:
        """Return a connected client; start the workers of this machine if need be.

        Both are made anew once the clock was set back: see `ClockWatch`.

        Raises
        ------
        ClusterError
            If the scheduler does not answer, or workers do not start.
        """
        with self._lock:
            if self.outdated():
                self._end()
            if self._client is not None and self._client.status == "running":
                return self._client
            self._drop_client()
            self._clock = ClockWatch()
            local = None if self.address else self._local_workers()
            address = local.address if local else self.address
            try:
                _quiet()
                self._client = Client(
                    address,
                    security=local.security if local else self.security,
                    set_as_default=False,
                    timeout=CONNECT_SECONDS,
                    name="cutlab",
                )
            except REFUSALS as error:
                raise ClusterError(
                    "The scheduler does not answer.",
                    f"The scheduler {address} does not answer: {_reason(error)}",
                ) from error
            return self._client

    def outdated(self) -> bool:
        """Return whether the clock was set back since the connection was made."""
        return self._clock.was_set_back()

    def start_early(self) -> None:
        """Start workers and load their kernels, so that the first trial of a study need not wait.

        Raises
        ------
        ClusterError
            As for `client`.
        """
        client = self.client()
        try:
            client.wait_for_workers(1 if self.address else self.n_workers, timeout=START_SECONDS)
        except TimeoutError as error:
            raise ClusterError("No workers have started.") from error
        for worker in client.nthreads():
            ready = client.submit(by_value(prepare), workers=[worker], pure=False, priority=-1)
            fire_and_forget(ready)

    def n_running(self) -> int:
        """Return how many workers there are at present, 0 before the first study."""
        client = self._client
        if client is None or client.status != "running":
            return 0
        return len(client.nthreads())

    def close(self) -> None:
        """Disconnect from the scheduler, and stop the workers of this machine."""
        with self._lock:
            self._end()

    def _end(self) -> None:
        self._drop_client()
        if self._local is not None:
            self._local.close()
            self._local = None

    def _local_workers(self) -> LocalWorkers:
        if self._local is not None and not self._local.alive():
            self._local.close()
            self._local = None
        if self._local is None:
            self._local = LocalWorkers(self.n_workers, self.dashboard)
        return self._local

    def _drop_client(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            client.close(timeout=DISCONNECT_SECONDS)


class LocalWorkers:
    """Process with the workers of this machine. It ends with this one, even if that is killed.

    Attributes
    ----------
    address : str
        Address of their scheduler.
    security : distributed.Security
        Certificate and key that it requires of a client.

    Raises
    ------
    ClusterError
        If it does not start.
    """

    def __init__(self, n_workers: int, dashboard: str = "") -> None:
        path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
        environment = {
            **os.environ,
            **dict.fromkeys(ONE_THREAD, "1"),
            **MALLOC,
            "PYTHONPATH": path,
        }
        with tempfile.TemporaryFile("w+") as log:
            self.process = subprocess.Popen(
                # -P: keeps the script's directory off the import path
                [sys.executable, "-P", str(SCRIPT), str(n_workers), dashboard],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                env=environment,
                text=True,
                start_new_session=True,  # Ctrl-C must not reach it
            )
            self.security = Security.temporary()  # while the process loads Dask
            self._give_certificate()
            self.address = self._wait_for_address()
            if not self.address:
                self.close()
                log.seek(0)
                said = log.read().strip().splitlines() or ["it ended without a message"]
                problem = "The workers of this machine did not start"
                raise ClusterError(f"{problem}.", f"{problem}: {said[-1]}")

    def _give_certificate(self) -> None:
        """Write certificate and key to its input, where no other process can read them."""
        fields = {name: getattr(self.security, name) for name in TLS_FIELDS}
        with suppress(BrokenPipeError):  # it has ended, which its output will show
            self._input.write(json.dumps(fields) + "\n")
            self._input.flush()

    def _wait_for_address(self) -> str:
        """Return the first line of its output, empty if the process ends or takes too long."""
        impatience = threading.Timer(START_SECONDS, self.process.kill)
        impatience.start()
        try:
            return str(self._output.readline()).strip()
        finally:
            impatience.cancel()

    @property
    def _input(self) -> Any:
        return self.process.stdin

    @property
    def _output(self) -> Any:
        return self.process.stdout

    def alive(self) -> bool:
        """Return whether the process still runs."""
        return self.process.poll() is None

    def close(self) -> None:
        """End the process and its workers."""
        with suppress(BrokenPipeError):
            self._input.close()
        try:
            self.process.wait(timeout=CLOSE_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)  # it leads a group, with its workers
            self.process.wait()
        self._output.close()


def _quiet() -> None:
    """Silence Dask's tracebacks about a scheduler that does not answer; our errors report that."""
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    logging.getLogger("distributed.client").setLevel(logging.CRITICAL)


def _reason(error: BaseException) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]
