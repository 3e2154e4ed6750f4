"""Several processes that serve, and the one that starts them and starts them again.

On Linux each has a listening socket of its own at the one address, among which the kernel divides
the connections evenly. Of one socket for all, the first process that wakes up takes all that wait.
"""

from __future__ import annotations

import logging
import os
import signal
import socket
import sys
import time
from itertools import chain

from uvicorn import Config
from uvicorn.config import STARTUP_FAILURE
from uvicorn.supervisors.multiprocess import Multiprocess, Process

from components.serving.addresses import bound_sockets
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
        hangup = getattr(signal, "SIGHUP", None)
        stays = hangup is not None and signal.getsignal(hangup) is signal.SIG_IGN
        self._own = listening(config.host, config.port, config.workers)
        super().__init__(config, [*chain(*self._own)])
        if hangup is not None and stays:  # as nohup wants
            signal.signal(hangup, signal.SIG_IGN)
        self._started: dict[int, float] = {}

    def init_processes(self) -> None:
        """Start all processes."""
        self.processes = [self._start(number) for number in range(self.processes_num)]

    def handle_hup(self) -> None:
        """End, since the terminal was closed; Uvicorn's own would go on without one."""
        self.should_exit.set()

    def handle_ttin(self) -> None:
        """Keep the number of processes: each has its number and its sockets."""

    def handle_ttou(self) -> None:
        """Keep the number of processes."""

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
        process = Process(self.config, self._own[number % len(self._own)])
        os.environ[NUMBER] = str(number)  # which it inherits
        process.start()
        del os.environ[NUMBER]
        self._started[number] = time.monotonic()
        return process


def listening(host: str, port: int, count: int) -> list[list[socket.socket]]:
    """Return sockets at all addresses of a host: of each process, or of all if that is no use."""
    divides = sys.platform == "linux"
    each = [bound_sockets(host, port, divides) for _ in range(count if divides else 1)]
    for made in chain(*each):
        made.set_inheritable(True)
    return each
