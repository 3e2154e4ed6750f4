"""Names and the port under which the app is reached."""

from __future__ import annotations

import errno
import os
import re
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any
from urllib.parse import urlsplit

__all__ = ["bound_sockets", "host_names", "try_port", "when_it_answers"]

HOST = re.compile(r"(?!.*\.\.)[\w.-]{1,253}|[0-9a-f:.]{2,45}")
LONGEST_SHOWN = 100  # characters
PATIENCE = 1.0  # seconds for the processes of a server that was killed to end
PAUSE = 0.05
ABSENT = (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT)  # the machine does not have the address


def host_names(text: str) -> list[str]:
    """Return the names in a list of hosts, separated by spaces or commas.

    Parameters
    ----------
    text : str
        Names, also with a scheme or a port, which do not count.

    Returns
    -------
    list of str

    Raises
    ------
    ValueError
        If one of them is no name of a host.

    Examples
    --------
    >>> host_names("lab.example, https://cutlab.example:8443/")
    ['lab.example', 'cutlab.example']
    """
    return [_host_name(each) for each in re.split(r"[\s,;]+", text.strip()) if each]


def _host_name(text: str) -> str:
    try:
        parts = urlsplit(text if "//" in text else f"//{text}")
        name, beyond = parts.hostname or "", parts.path.strip("/") or parts.query or parts.username
        _ = parts.port  # raises if it is none
    except ValueError:
        name, beyond = "", None
    if beyond or not HOST.fullmatch(name):
        raise ValueError(
            "An allowed host must be a name such as lab.example.org, without a path and without "
            f"wildcards. Got {text[:LONGEST_SHOWN]!r} instead."
        )
    return name


def try_port(host: str, port: int) -> None:
    """Exit with a sentence if the server cannot have its address."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            for each in bound_sockets(host, port):
                each.close()
            return
        except OSError as error:
            if error.errno == errno.EADDRINUSE and time.monotonic() < until:
                time.sleep(PAUSE)
                continue
            reason = {
                errno.EADDRINUSE: f"Port {port} is taken, perhaps by another Cutlab. "
                "Stop that one, or choose another port with --port.",
                errno.EACCES: f"Port {port} is not for everybody. Choose one above 1023 with "
                "--port.",
            }
            other = f"{host} is no address of this machine: {error.strerror}. See --host."
            raise SystemExit(reason.get(error.errno or 0, other)) from None


@contextmanager
def when_it_answers(host: str, port: int, call: Callable[[], None]) -> Iterator[None]:
    """Call a function, in a thread, as soon as something within the block answers at an address."""
    over = Event()

    def ask() -> None:
        while not over.wait(PAUSE):
            try:
                socket.create_connection((host, port), timeout=PATIENCE).close()
            except OSError:
                continue
            call()
            return

    thread = Thread(target=ask, name="when-it-answers", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def bound_sockets(host: str, port: int, shared: bool = False) -> list[socket.socket]:
    """Return sockets at all addresses of a host, as asyncio binds those of a single process.

    Parameters
    ----------
    host : str
        Name or address; ``"::"`` is that of IPv6 alone.
    port : int
    shared : bool, default=False
        Whether other processes of the same user may have the addresses too.

    Raises
    ------
    OSError
        If an address is taken, or the machine has none of them.
    """
    bound: list[socket.socket] = []
    missing: OSError | None = None
    try:
        for family, kind, number, _, address in dict.fromkeys(
            socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        ):
            try:
                bound.append(_bound(socket.socket(family, kind, number), address, shared))
            except OSError as error:
                if error.errno not in ABSENT:
                    raise
                missing = error  # such as ::1 of localhost, on a machine without IPv6
        if missing and not bound:
            raise missing
    except OSError:
        for each in bound:
            each.close()
        raise
    return bound


def _bound(made: socket.socket, address: Any, shared: bool) -> socket.socket:
    try:
        if os.name == "posix":  # as asyncio does: a port is free as soon as its server ends
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if shared:
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        if made.family == socket.AF_INET6:
            made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        made.bind(address)
    except OSError:
        made.close()
        raise
    return made
