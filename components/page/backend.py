"""Dash's FastAPI backend, with three changes to the serving of pages."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import cached_property
from typing import Any

from anyio import CapacityLimiter, to_thread
from dash import Dash
from dash.backends import get_backend
from fastapi import FastAPI
from plotly.io.json import to_json_plotly
from starlette.requests import Request
from starlette.responses import Response

__all__ = ["Backend", "Page", "run_with"]

CALLBACK_THREADS = 32


def run_with(
    server: FastAPI, begin: Callable[[], Any], end: Callable[[], Any] | None = None
) -> None:
    """Call a function when the server starts, and another, in a thread, when it stops."""
    before = server.router.lifespan_context

    @asynccontextmanager
    async def lifespan(app: Any) -> AsyncIterator[Any]:
        begin()
        async with before(app) as state:
            yield state
        if end is not None:
            await to_thread.run_sync(end)

    server.router.lifespan_context = lifespan


class Backend(get_backend("fastapi")):  # type: ignore[misc]
    """Dash on FastAPI without Dash's own websocket, which every page would keep open unused."""

    websocket_capability = False

    @staticmethod
    def create_app(name: str = "", config: dict[str, Any] | None = None) -> FastAPI:
        """Return a server without FastAPI's documentation: only the page calls its routes."""
        return FastAPI(docs_url=None, redoc_url=None, openapi_url=None)

    def serve_callback(self, dash_app: Dash) -> Callable[[Request], Any]:
        """Call callbacks in threads; Dash would call them on the event loop."""
        dispatch = super().serve_callback(dash_app)
        limiter = CapacityLimiter(CALLBACK_THREADS)

        async def in_thread(request: Request) -> Response:
            return await to_thread.run_sync(asyncio.run, dispatch(request), limiter=limiter)

        return in_thread


class Page(Dash):  # type: ignore[misc]
    """Dash app that serializes its layout once, and not for each visitor."""

    def serve_layout(self) -> Any:
        """Answer with the layout."""
        return self.backend.make_response(self._layout_json, mimetype="application/json")

    @cached_property
    def _layout_json(self) -> str:
        return str(to_json_plotly(self.get_layout()))
