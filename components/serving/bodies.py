"""Limits of the bodies of requests, and answers in pieces.

Every route may read a body that anybody sends. So its size, its pace, and what all bodies together
hold in memory are bounded here, as the bytes come. Answers are handed on in pieces: uvicorn waits
between two of them for a reader who is slow, and would otherwise copy the whole answer for each.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["LARGEST", "BodyLimits"]

LARGEST = 64 * 1024  # bytes, for a route that is not listed
MOST_IN_ALL = 128 * 2**20  # bytes of all bodies that are being read or answered
PATIENCE = 30.0  # seconds that a body may take, and
LEAST_RATE = 8 * 1024  # bytes a second that it must have after that
PIECE = 64 * 1024  # bytes of an answer
TOO_LARGE = "A request to this address must have at most {largest:,} bytes."
TOO_SLOW = "The request was not complete in time."
BUSY = "The server is busy with other requests. Try again in a moment."
FAULT = "The server failed. Its log says how."
DISCONNECT: Message = {"type": "http.disconnect"}

log = logging.getLogger("cutlab.serving")


class BodyLimits:
    """ASGI middleware.

    Parameters
    ----------
    app : ASGI application
    largest : mapping of str to int
        Bytes that a body may have, by the path of its route; `LARGEST` for other paths.
    """

    def __init__(self, app: ASGIApp, largest: Mapping[str, int]) -> None:
        self.app = app
        self._largest = dict(largest)
        self._held = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on within the limits, or refuse it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        exchange = _Exchange(self, scope, receive, send)
        try:
            if exchange.announced > exchange.largest:
                await exchange.refuse_size()
            else:
                await self.app(scope, exchange.receive, exchange.send)
        except Exception:
            if not exchange.refused:  # else it is the app's surprise at the end of the body
                log.exception("A request failed.")
                await exchange.refuse(500, FAULT)
        finally:
            self._held -= exchange.received

    def largest(self, path: str) -> int:
        """Return how many bytes the body of a request may have."""
        return self._largest.get(path, LARGEST)

    def holds(self, size: int) -> bool:
        """Count bytes that were received; return False if there are too many in all."""
        self._held += size
        return self._held <= MOST_IN_ALL


class _Exchange:
    """A request and its answer."""

    def __init__(self, limits: BodyLimits, scope: Scope, receive: Receive, send: Send) -> None:
        self._limits, self._scope, self._receive, self._send = limits, scope, receive, send
        self.largest = limits.largest(scope["path"])
        length = Headers(scope=scope).get("content-length", "")
        self.announced = int(length) if length.isdecimal() else 0
        self.received = 0
        self.refused = False
        self._began = asyncio.get_running_loop().time()
        self._complete = self._answered = False

    async def receive(self) -> Message:
        """Return what comes next, or an end of the connection once the request is refused."""
        if self.refused:
            return DISCONNECT
        if self._complete:  # only the end of the connection can come
            return await self._receive()
        try:
            async with asyncio.timeout_at(self._began + PATIENCE + self.received / LEAST_RATE):
                message = await self._receive()
        except TimeoutError:
            await self.refuse(408, TOO_SLOW, {"Connection": "close"})
            return DISCONNECT
        self._complete = not message.get("more_body", False)
        size = len(message.get("body", b""))
        self.received += size
        if not self._limits.holds(size):
            await self.refuse(503, BUSY, {"Retry-After": "5"})
        elif self.received > self.largest:
            await self.refuse_size()
        return DISCONNECT if self.refused else message

    async def refuse_size(self) -> None:
        """Answer that the body is too large."""
        await self.refuse(413, TOO_LARGE.format(largest=self.largest))

    async def refuse(
        self, status: int, reason: str, headers: Mapping[str, str] | None = None
    ) -> None:
        """Answer with a sentence, unless the app has begun to answer, which then ends here."""
        self.refused = True
        if not self._answered:
            answer = PlainTextResponse(reason, status, headers=headers)
            await answer(self._scope, self._receive, self._send)

    async def send(self, message: Message) -> None:
        """Send a part of the answer in pieces."""
        if self.refused:
            return
        self._answered = True
        body = message.get("body", b"")
        last = max(0, len(body) - 1) // PIECE * PIECE
        for begin in range(0, last, PIECE):
            await self._send({**message, "body": body[begin : begin + PIECE], "more_body": True})
        await self._send({**message, "body": body[last:]} if last else message)
