"""Several processes that serve, and the one that starts them and starts them again.

On Linux each has a listening socket of its own at the one address, among which the kernel divides
the connections evenly. Of one socket for all, the first process that wakes up takes all that wait.
"""

from __future__ import annotations

import logging
import os
import socket
import sys
import time

from uvicorn import Config
from uvicorn.config import STARTUP_FAILURE
from uvicorn.supervisors.multiprocess import Multiprocess, Process

from components.serving.processes import NUMBER

__all__ = ["Supervisor"]

LEAST_SECONDS = 5.0  # from start to start of a process that ends at once

log = logging.getLogger("cutlab.serving")


class Supervisor(Multiprocess):
    """Uvicorn's supervisor with even shares, and patience.

    Uvicorn's own asks each process whether it still answers, and takes one for dead that imports
    for long. This one starts a process again when it has ended.

    Parameters
    ----------
    config : uvicorn.Config
        With the number of processes.
    """

    def __init__(self, config: Config) -> None:
        super().__init__(config, listening(config.host, config.port, config.workers))
        self._started: dict[int, float] = {}

    def init_processes(self) -> None:
        """Start all processes."""
        self.processes = [self._start(number) for number in range(self.processes_num)]

    def restart_all(self) -> None:
        """Start each process again; those who come meanwhile wait in its socket."""
        for number, process in enumerate(self.processes):
            process.terminate()
            process.join()
            self.processes[number] = self._start(number)

    def keep_subprocess_alive(self) -> None:
        """Start those again that have ended, unless they could not begin to serve."""
        for number, process in enumerate(self.processes):
            if self.should_exit.is_set() or process.process.is_alive():
                continue
            process.kill()  # which closes its pipes
            process.join()
            if process.exitcode == STARTUP_FAILURE:
                log.error("A process cannot serve, and the server ends; the lines above say why.")
                self.should_exit.set()
            elif time.monotonic() - self._started[number] > LEAST_SECONDS:
                log.warning("A process of the server has ended, and is started again.")
                self.processes[number] = self._start(number)

    def _start(self, number: int) -> Process:
        own = self.sockets if len(self.sockets) == 1 else [self.sockets[number]]
        process = Process(self.config, own)
        os.environ[NUMBER] = str(number)  # which it inherits
        process.start()
        del os.environ[NUMBER]
        self._started[number] = time.monotonic()
        return process


def listening(host: str, port: int, count: int) -> list[socket.socket]:
    """Return sockets at one address: one for each process, or one for all where that is no use."""
    divides = sys.platform == "linux"
    return [_bound(host, port, divides) for _ in range(count if divides else 1)]


def _bound(host: str, port: int, divides: bool) -> socket.socket:
    family, kind, number, _, address = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    bound = socket.socket(family, kind, number)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if divides:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    bound.bind(address)
    bound.set_inheritable(True)
    return bound
