"""Dash's FastAPI backend, with changes to the serving of pages.

Callbacks run in threads; the layout is serialized once; requests that are none are refused, where
Dash would fail within; and addresses that the page does not have are unknown.
"""

from __future__ import annotations

import asyncio
import inspect
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from contextvars import copy_context
from functools import cached_property
from typing import Any

from anyio import CapacityLimiter, to_thread
from dash import Dash
from dash.backends import get_backend
from dash.backends._fastapi import reset_current_request, set_current_request
from dash.exceptions import (
    CallbackException,
    DependencyException,
    InvalidCallbackReturnValue,
    PreventUpdate,
)
from dash.fingerprint import check_fingerprint
from fastapi import FastAPI
from plotly.io.json import to_json_plotly
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

from components.page.callback_request import problem_of
from components.page.gate import Gate
from components.page.head import LINK_TAGS
from components.page.previews.tags import link_tags
from components.serving.headers import POLICY, page_policy

__all__ = ["CALLBACK_PATH", "LARGEST_CALLBACK", "Backend", "Page", "run_with"]

CALLBACK_PATH = "/_dash-update-component"
CALLBACK_THREADS = 32
LARGEST_CALLBACK = 8 * 2**20  # bytes
PAGES = re.compile("/|/study(/[0-9]{1,10})?/?")
MOVED = {"/studies": "/study", "/studies/": "/study"}
UNKNOWN = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Not found – Cutlab</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<style>body { font-family: system-ui, sans-serif; margin: 4rem auto; max-width: 30rem; }</style>
</head><body><h1>There is no such page</h1>
<p>Cutlab has <a href="/">the explorer</a> and <a href="/study">the list of studies</a>.</p></body>
</html>
"""


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

    def __init__(self, server: FastAPI) -> None:
        super().__init__(server)
        self._files: dict[tuple[Any, ...], tuple[bytes, dict[str, str]]] = {}  # of components

    @staticmethod
    def create_app(name: str = "", config: dict[str, Any] | None = None) -> FastAPI:
        """Return a server without FastAPI's documentation: only the page calls its routes."""
        return FastAPI(docs_url=None, redoc_url=None, openapi_url=None)

    def serve_callback(self, dash_app: Dash) -> Callable[[Request], Any]:
        """Call callbacks in threads; Dash would call them on the event loop."""
        limiter = CapacityLimiter(CALLBACK_THREADS)

        async def in_thread(request: Request) -> Response:
            called = _call(dash_app, request)
            return await to_thread.run_sync(asyncio.run, called, limiter=limiter)

        return in_thread

    def serve_component_suites(
        self, dash_app: Dash, package_name: str, fingerprinted_path: str, request: Request
    ) -> Response:
        """Answer with a file of a component, if there is one.

        A file is read once, and all who ask for it share its bytes: some have megabytes.
        """
        if "if-none-match" in request.headers:
            return self._component_file(dash_app, package_name, fingerprinted_path, request)
        key = (package_name, *check_fingerprint(fingerprinted_path))  # of any version, one file
        if key not in self._files:
            found = self._component_file(dash_app, package_name, fingerprinted_path, request)
            if found.status_code != 200:
                return found
            self._files[key] = (bytes(found.body), dict(found.headers))
        body, headers = self._files[key]
        return Response(body, headers=headers)

    def _component_file(self, *arguments: Any) -> Response:
        try:
            answer: Response = super().serve_component_suites(*arguments)
        except (DependencyException, FileNotFoundError):
            return PlainTextResponse("There is no such file.", 404)
        return answer

    def setup_index(self, dash_app: Dash) -> None:
        """Serve the page at its first address."""
        self._app = dash_app
        self.add_url_rule("/", self._page, methods=["GET"])

    def _setup_catchall(self) -> None:
        """Serve the page at its other addresses, after all routes, and that there is none."""
        self.add_url_rule("{path:path}", self._page, methods=["GET"])

    async def _page(self, request: Request) -> Response:
        path = request.scope["path"]
        if path in MOVED:
            return RedirectResponse(MOVED[path])
        if not PAGES.fullmatch(path):
            return HTMLResponse(UNKNOWN, 404)
        token = set_current_request(request)
        try:
            html = self._app.index()
            tags = link_tags(request, self._app.gate)
            headers = {POLICY: page_policy(html)}  # the tags have no scripts
            return HTMLResponse(html.replace(LINK_TAGS, tags, 1), headers=headers)
        finally:
            reset_current_request(token)


async def _call(app: Dash, request: Request) -> Response:
    """Call the callback of a request, or say why there is none for it."""
    body = request.state.json_body
    if problem := problem_of(body, app.callback_map):
        return PlainTextResponse(problem, 400)
    try:
        context = app._initialize_context(body)
        function = app._prepare_callback(context, body)
        values = app._inputs_to_vals(context.inputs_list + context.states_list)
        call = app._execute_callback(function, values, context.outputs_list, context)
        answer = copy_context().run(call)
        if inspect.iscoroutine(answer):
            answer = await answer
    except (InvalidCallbackReturnValue, PreventUpdate):
        raise
    except CallbackException:  # the request does not fit the callback
        return PlainTextResponse("The request does not fit the callback.", 400)
    response: Response = context.dash_response.set_response(data=answer)
    return response


class Page(Dash):  # type: ignore[misc]
    """Dash app that serializes its layout once, and not for each visitor.

    Attributes
    ----------
    gate : Gate
        Knows the hosts under which the app is reached.
    """

    gate = Gate()

    def serve_layout(self) -> Any:
        """Answer with the layout."""
        return self.backend.make_response(self._layout_json, mimetype="application/json")

    @cached_property
    def _layout_json(self) -> str:
        return str(to_json_plotly(self.get_layout()))
