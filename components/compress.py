"""Sends the page's scripts, styles and layout compressed; each is compressed once.

Starlette's own middleware compresses every answer anew, on the event loop: a third of a second for
Plotly, at each visit, during which nobody's picture moves.
"""

from __future__ import annotations

import gzip
from functools import lru_cache

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["Compress"]

PATHS = ("/assets/", "/_dash-component-suites/", "/_dash-layout")
KINDS = ("application/javascript", "application/json", "text/")
LEAST = 500  # bytes


class Compress:
    """ASGI middleware.

    Parameters
    ----------
    app : ASGI application
        What it sends whole below ``/assets/`` and as Dash's scripts and layout is compressed.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        ours = scope["type"] == "http" and scope["method"] == "GET"
        if not ours or not scope["path"].startswith(PATHS) or not _accepts(scope):
            await self.app(scope, receive, send)
            return
        start: Message = {}
        body = bytearray()

        async def collect(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                start = message
                return
            body.extend(message.get("body", b""))
            if not message.get("more_body", False):
                await _send_all(start, bytes(body), send)

        await self.app(scope, receive, collect)


def _accepts(scope: Scope) -> bool:
    return "gzip" in Headers(scope=scope).get("accept-encoding", "")


async def _send_all(start: Message, body: bytes, send: Send) -> None:
    headers = MutableHeaders(raw=start["headers"])
    kind = headers.get("content-type", "")
    if start["status"] == 200 and len(body) >= LEAST and kind.startswith(KINDS):
        body = await run_in_threadpool(_gzipped, body)
        headers["Content-Encoding"] = "gzip"
        headers["Content-Length"] = str(len(body))
        headers.add_vary_header("Accept-Encoding")
    await send(start)
    await send({"type": "http.response.body", "body": body})


@lru_cache(maxsize=128)
def _gzipped(body: bytes) -> bytes:
    return gzip.compress(body, mtime=0)
