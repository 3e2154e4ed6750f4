"""Uvicorn's protocols with limits: how many connections, and how long one may do nothing.

A process may open a limited number of files. So connections are limited below that number, and a
new one ends the one that has been idle for longest. Whoever does not complete the head of a
request, or does not read an answer, is disconnected after a time.
"""

from __future__ import annotations

import asyncio
import fcntl
import logging
import resource
import sys
import termios
from functools import lru_cache
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

__all__ = ["HttpProtocol", "Limited", "WebSocketProtocol", "raise_file_limit"]

HEAD_SECONDS = 10.0  # for the head of a request; uvicorn itself ends idle ones after 5 s
SEND_SECONDS = 30.0  # without any progress of what waits to be sent
QUIET_SECONDS = 60.0  # of a websocket that may be ended for a new connection
CHECK_SECONDS = 5.0
MOST_UNSENT = 128 * 2**20  # bytes that wait to be sent, in all
WANTED_FILES = 4096
RESERVED_FILES = 256  # for modules, databases, workers

log = logging.getLogger("cutlab.serving")


def raise_file_limit() -> None:
    """Raise the number of files that this process may open, as far as it may without asking."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = WANTED_FILES if hard == resource.RLIM_INFINITY else min(WANTED_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


@lru_cache
def most_connections() -> int:
    """Return how many connections a process may have."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    files = WANTED_FILES if soft == resource.RLIM_INFINITY else min(WANTED_FILES, soft)
    return max(files - RESERVED_FILES, files // 2)


class Limited:
    """Limits of one connection; a mix-in for a protocol of uvicorn."""

    loop: asyncio.AbstractEventLoop
    transport: asyncio.Transport
    connections: set[Any]

    def begin(self) -> None:
        """Watch the connection, and end idle ones if there are too many."""
        self.active = self.sent = self.loop.time()
        self.unsent = self.unread = 0
        self.loop.call_later(CHECK_SECONDS, self._check)
        most = most_connections()
        if len(self.connections) > most:
            open_ones = [each for each in self.connections if not each.transport.is_closing()]
            idle = [each for each in open_ones if each is not self and each.idle()]
            # Some at a time, because a flood would have all looked at for each new one.
            victims = sorted(idle, key=lambda each: each.active)[: max(1, most // 20)]
            for victim in victims or [self]:
                victim.transport.abort()

    def idle(self) -> bool:
        """Return True if the connection may be ended for another one."""
        raise NotImplementedError

    def late(self) -> bool:
        """Return True if the connection has to be ended."""
        return self.loop.time() - self.sent > SEND_SECONDS

    def _check(self) -> None:
        if self.transport.is_closing() and not self.transport.get_write_buffer_size():
            return
        protocol: object = self.transport.get_protocol()
        if protocol is not self:  # it has become a websocket
            return
        unread = self.transport.get_write_buffer_size() + _in_kernel(self.transport)
        if unread < self.unread or not self.transport.get_write_buffer_size():
            self.sent = self.loop.time()
        self.unsent, self.unread = self.transport.get_write_buffer_size(), unread
        if self.late():
            self.transport.abort()
        else:
            self.loop.call_later(CHECK_SECONDS, self._check)

    def pause_writing(self) -> None:
        """Stop sending until the reader has read."""
        super().pause_writing()  # type: ignore[misc]
        self._bound_unsent()

    def resume_writing(self) -> None:
        """Send again: what is written from now on hides from `_check` how much was read."""
        self.sent = self.loop.time()
        super().resume_writing()  # type: ignore[misc]

    def _bound_unsent(self) -> None:
        """End the connection with most to be sent if there is too much in all."""
        sizes = {each: each.transport.get_write_buffer_size() for each in self.connections}
        if sum(sizes.values()) > MOST_UNSENT:
            max(sizes, key=sizes.__getitem__).transport.abort()


def _in_kernel(transport: asyncio.Transport) -> int:
    """Return how many bytes the system keeps until the reader's system has them.

    They may be megabytes, which a slow reader takes minutes to read. Only Linux tells; elsewhere it
    is 0, and such a reader has to take them within `SEND_SECONDS`.
    """
    if sys.platform != "linux":
        return 0
    answer = fcntl.ioctl(transport.get_extra_info("socket"), termios.TIOCOUTQ, bytes(4))
    return int.from_bytes(answer, sys.byteorder)


class HttpProtocol(Limited, H11Protocol):
    """HTTP/1.1 with limits."""

    def connection_made(self, transport: Any) -> None:
        """Begin a connection."""
        super().connection_made(transport)
        self.begin()

    def on_response_complete(self) -> None:
        """Wait for the next request."""
        self.active = self.loop.time()
        super().on_response_complete()

    def idle(self) -> bool:
        """Return True if no request is under way."""
        return self.cycle is None or self.cycle.response_complete

    def late(self) -> bool:
        """Return True if the head of a request, or the reading of an answer, takes too long."""
        waits = self.idle() and not self.unsent
        return super().late() or (waits and self.loop.time() - self.active > HEAD_SECONDS)


class WebSocketProtocol(Limited, WebSocketsSansIOProtocol):
    """Websocket with limits."""

    def connection_made(self, transport: Any) -> None:
        """Begin a connection."""
        super().connection_made(transport)
        self.begin()

    def data_received(self, data: bytes) -> None:
        """Take what has come."""
        self.active = self.loop.time()
        super().data_received(data)

    def send_receive_event_to_app(self) -> None:
        """Pass a message on; end the connection if it is a text of bad UTF-8.

        Uvicorn does so too, but takes it for a failure of the server, with a traceback.
        """
        if self.curr_msg_data_type == "text" and not self.close_sent:
            try:
                b"".join(self.frames).decode()
            except UnicodeDecodeError:
                log.warning("A websocket was ended that sent a text of bad UTF-8.")
                self.frames = []
                self.conn.send_close(1007)
                self.handle_parser_exception()
                return
        super().send_receive_event_to_app()

    def idle(self) -> bool:
        """Return True if nothing came for long."""
        return self.loop.time() - self.active > QUIET_SECONDS
