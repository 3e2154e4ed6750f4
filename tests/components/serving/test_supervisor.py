"""The supervisor's sockets and signals."""

import errno
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from components.serving.addresses import bound_sockets, try_port
from components.serving.supervisor import listening
from tests.nginx import free_port

ROOT = Path(__file__).parents[3]
V4, V6 = (socket.AF_INET, socket.AF_INET6)
STREAM = (socket.SOCK_STREAM, 6, "")


def test_each_process_has_a_socket_at_the_one_address():
    sockets = [each for [each] in listening("127.0.0.1", free_port(), 3)]
    addresses = {each.getsockname() for each in sockets}
    for each in sockets:
        each.listen()
    accepted = set()
    for _ in range(100):
        with socket.create_connection(*addresses):
            for i, each in enumerate(sockets):
                each.settimeout(0)
                try:
                    each.accept()[0].close()
                    accepted.add(i)
                except BlockingIOError:
                    pass
        if len(accepted) == len(sockets):
            break
    for each in sockets:
        each.close()
    assert accepted == set(range(3 if sys.platform == "linux" else 1))


@pytest.fixture
def both(monkeypatch):
    """A name with an IPv6 and an IPv4 address, of which the first may be missing."""
    port = free_port()
    addresses = [(V6, *STREAM, ("::1", port, 0, 0)), (V4, *STREAM, ("127.0.0.1", port))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: addresses)
    return port


def test_all_addresses_of_a_host_are_bound(both):
    for each in listening("localhost", both, 2):
        families = [bound.family for bound in each]
        for bound in each:
            assert bound.family == V4 or bound.getsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY)
            bound.close()
        assert families == [V6, V4] if _has_ipv6() else [V4]


def _has_ipv6():
    try:
        with socket.socket(V6) as tried:
            tried.bind(("::1", 0))
    except OSError:
        return False
    return True


def test_an_address_that_the_machine_lacks_is_left_out(both, monkeypatch):
    made = socket.socket

    def without_ipv6(family, *more):
        if family == V6:
            raise OSError(errno.EAFNOSUPPORT, "Address family not supported by protocol")
        return made(family, *more)

    monkeypatch.setattr(socket, "socket", without_ipv6)
    [bound] = bound_sockets("localhost", both)
    assert bound.family == V4
    bound.listen()
    with pytest.raises(SystemExit, match="is taken"):
        try_port("localhost", both)
    bound.close()


SIGNALS = """
import signal, sys, uvicorn
from components.serving.supervisor import Supervisor

class Idle(Supervisor):
    def _start(self, number):
        return number

if __name__ == "__main__":
    # whatever the tests themselves were started with
    signal.signal(signal.SIGHUP, signal.SIG_IGN if "nohup" in sys.argv else signal.SIG_DFL)
    supervisor = Idle(uvicorn.Config("no:app", port=int(sys.argv[1]), workers=2))
    supervisor.init_processes()
    for each in (signal.SIGTTIN, signal.SIGTTOU, signal.SIGHUP):
        signal.raise_signal(each)
        supervisor.handle_signals()
        print(supervisor.processes, supervisor.should_exit.is_set())
"""


@pytest.mark.parametrize("more", [[], ["nohup"]])
def test_a_closed_terminal_ends_the_server_unless_it_is_to_stay(more):
    command = [sys.executable, "-c", SIGNALS, str(free_port()), *more]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.stderr == ""
    assert done.stdout.splitlines() == ["[0, 1] False"] * 2 + [f"[0, 1] {not more}"]
