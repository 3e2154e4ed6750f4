"""Compression of the page's scripts, styles and layout, each read and compressed once.

Starlette's own middleware compresses every answer anew on the event loop, which takes a third of a
second for Plotly at each visit and stops all pictures meanwhile. Answers whose address has a
version are cached whole, because reading a file takes several switches between threads, and a page
has a hundred files. Browsers keep them for a year, but only if the file has that version: while
servers are updated one after the other, one may be asked for the files of another's page.
"""

from __future__ import annotations

import gzip
import re
from email.utils import parsedate_to_datetime
from hashlib import sha256

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
CONTENT = re.compile(r"\?v=([0-9a-f]{12})$")  # of the page's modules, see `modules.links`
MODIFIED = re.compile(r"\?m=([0-9]{1,12})(?:\.[0-9]+)?$")  # of Dash's styles, in seconds
# Another version has another address, so that a browser need not ask whether there is one.
FOR_EVER = "public, max-age=31536000, immutable"
ASK = "no-cache"  # the browser asks each time
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
        whole = not any(name in headers for name in PARTIAL)
        versioned = whole and VERSION.search(address) is not None
        kept, answer = self._kept.get(path, ("", []))
        if versioned and kept == address:
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
            keeps = False
            if versioned and start["status"] == 200:
                sent = MutableHeaders(raw=start["headers"])
                keeps = _is_of_version(address, sent, bytes(body))
                sent["Cache-Control"] = FOR_EVER if keeps else ASK
            answer = await self._compressed(start, bytes(body))
            if keeps:
                if len(self._kept) >= MOST_KEPT:  # more than there are: paths made up
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


def _is_of_version(address: str, headers: Headers, body: bytes) -> bool:
    """Return whether a file has the version that its address names."""
    if content := CONTENT.search(address):
        return sha256(body).hexdigest().startswith(content[1])
    if modified := MODIFIED.search(address):
        date = headers.get("last-modified", "")
        return date != "" and parsedate_to_datetime(date).timestamp() == int(modified[1])
    return "max-age" in headers.get("cache-control", "")  # of a component: `Backend` knows


async def _in_thread(body: bytes) -> bytes:
    return await run_in_threadpool(_gzipped, body)


def _gzipped(body: bytes) -> bytes:
    return gzip.compress(body, mtime=0)
