"""Compression of the page's scripts, styles and layout, each read and compressed once.

Starlette's own middleware compresses every answer anew on the event loop, which takes a third of a
second for Plotly at each visit and stops all pictures meanwhile. Answers whose address has a
version are cached whole, because reading a file takes several switches between threads, and a page
has a hundred files.
"""

from __future__ import annotations

import gzip
import re

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from components.serving.shared import Shared

__all__ = ["Compress"]

PATHS = ("/assets/", "/_dash-component-suites/", "/_dash-layout", "/_dash-dependencies")
KINDS = ("application/javascript", "application/json", "text/")
LEAST = 500  # bytes
MOST_KEPT = 500  # answers; a page has two hundred files
MOST_BODIES = 128  # compressed, of answers without a version
# Dash's scripts have the version in their name, its styles and the page's modules in their query.
VERSION = re.compile(r"\.v\w+m\d+\.|\?[mv]=\w")
# Another version has another address, so that a browser need not ask whether there is one.
FOR_EVER = "public, max-age=31536000, immutable"
PARTIAL = ("if-none-match", "if-modified-since", "range")


class Compress:
    """ASGI middleware.

    Parameters
    ----------
    app : ASGI application
        Its answers below ``/assets/`` and Dash's scripts and layout are compressed.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        # Address and answer by path, so that a new version replaces the old one.
        self._kept: dict[str, tuple[str, list[Message]]] = {}
        self._bodies = Shared(_in_thread, MOST_BODIES)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        ours = scope["type"] == "http" and scope["method"] == "GET"
        headers = Headers(scope=scope) if ours else Headers()
        accepts = "gzip" in headers.get("accept-encoding", "")
        if not ours or not scope["path"].startswith(PATHS) or not accepts:
            await self.app(scope, receive, send)
            return
        path = scope["path"]
        address = f"{path}?{scope['query_string'].decode('latin-1')}"
        keeps = VERSION.search(address) is not None and not any(name in headers for name in PARTIAL)
        kept, answer = self._kept.get(path, ("", []))
        if keeps and kept == address:
            for message in answer:
                await send(message)
            return
        start: Message = {}
        body = bytearray()

        async def collect(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                start = message
                return
            body.extend(message.get("body", b""))
            if message.get("more_body", False):
                return
            if keeps and start["status"] == 200:
                MutableHeaders(raw=start["headers"])["Cache-Control"] = FOR_EVER
            answer = await self._compressed(start, bytes(body))
            if keeps and start["status"] == 200:
                if len(self._kept) >= MOST_KEPT:  # more than there are: of versions made up
                    del self._kept[next(iter(self._kept))]
                self._kept[path] = (address, answer)
            for each in answer:
                await send(each)

        await self.app(scope, receive, collect)

    async def _compressed(self, start: Message, body: bytes) -> list[Message]:
        headers = MutableHeaders(raw=start["headers"])
        kind = headers.get("content-type", "")
        if start["status"] == 200 and len(body) >= LEAST and kind.startswith(KINDS):
            body = await self._bodies.result(body)
            headers["Content-Encoding"] = "gzip"
            headers["Content-Length"] = str(len(body))
            headers.add_vary_header("Accept-Encoding")
        return [start, {"type": "http.response.body", "body": body}]


async def _in_thread(body: bytes) -> bytes:
    return await run_in_threadpool(_gzipped, body)


def _gzipped(body: bytes) -> bytes:
    return gzip.compress(body, mtime=0)
