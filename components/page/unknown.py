"""Addresses that are no page: Dash itself would show the explorer there, as if it were found."""

from __future__ import annotations

import re

from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

__all__ = ["UnknownPages"]

PAGES = re.compile(r"/(study(/[0-9]{1,10})?/?)?")
MOVED = {"/studies": "/study", "/studies/": "/study"}
NONE = """<!DOCTYPE html>
<html lang="en"><head><title>Cutlab: no such page</title>
<meta name="viewport" content="width=device-width, initial-scale=1"></head>
<body style="font-family: system-ui, sans-serif; margin: 2rem">
<h1>There is no such page</h1>
<p><a href="/">The explorer</a> · <a href="/study">Studies</a></p></body></html>
"""


class UnknownPages:
    """ASGI middleware that answers 404 where a browser asks for a page that there is not.

    Parameters
    ----------
    app : ASGI application
    others : tuple of str
        Prefixes of paths that are no pages, which the application answers.
    """

    def __init__(self, app: ASGIApp, others: tuple[str, ...]) -> None:
        self.app = app
        self._others = others

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if not self._asks_for_page(scope) or PAGES.fullmatch(scope["path"]):
            await self.app(scope, receive, send)
        elif scope["path"] in MOVED:
            await RedirectResponse(MOVED[scope["path"]])(scope, receive, send)
        else:
            await HTMLResponse(NONE, status_code=404)(scope, receive, send)

    def _asks_for_page(self, scope: Scope) -> bool:
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            return False
        wants = "text/html" in Headers(scope=scope).get("accept", "")
        return wants and not scope["path"].startswith(self._others)
