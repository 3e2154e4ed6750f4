"""Dash's FastAPI backend, with changes to the serving of pages.

Callbacks run in threads; the layout is serialized once for each root path; requests that are none
are refused, where Dash would fail within; and addresses that the page does not have are unknown.
"""

from __future__ import annotations

import asyncio
import inspect
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from contextvars import copy_context
from enum import Enum
from functools import lru_cache
from pathlib import Path
from string import Template
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

from components.page import modules
from components.page.callback_request import problem_of
from components.page.gate import Gate
from components.page.head import LINK_TAGS, fonts, thumbnails
from components.page.previews.tags import link_tags
from components.serving.headers import POLICY, page_policy
from components.serving.root_path import address

__all__ = ["CALLBACK_PATH", "LARGEST_CALLBACK", "WORK", "Backend", "Page", "Work", "run_with"]

CALLBACK_PATH = "/_dash-update-component"
CALLBACK_THREADS = 32  # for each kind of work
LARGEST_CALLBACK = 8 * 2**20  # bytes
WORK = "cutlab_work"  # attribute of a callback: its kind of work
MOST_ROOTS = 8  # root paths for which layouts are kept
# Package and version in the address of a component's file.
COMPONENT = re.compile(r"_dash-component-suites/([^/]+)/[^\"?]*?\.(v[\w-]+m[0-9a-fA-F]+)\.")
PAGES = re.compile("/|/study(/[0-9]{1,10})?/?")
MOVED = {"": "/", "/studies": "/study", "/studies/": "/study"}
UNKNOWN = Template("""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Not found – Cutlab</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<style>body { font-family: system-ui, sans-serif; margin: 4rem auto; max-width: 30rem; }</style>
</head><body><h1>There is no such page</h1>
<p>Cutlab has <a href="$explorer">the explorer</a> and <a href="$studies">the list of studies</a>.
</p></body></html>
""")


class Work(Enum):
    """Kinds of callbacks, by what they wait for. One kind does not wait behind another."""

    EXPLORER = "pictures, links, files"
    READING = "reading the database of studies"
    WRITING = "writing it"


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
        self._versions: set[tuple[str, str]] = set()  # of packages, as the page names them

    @staticmethod
    def create_app(name: str = "", config: dict[str, Any] | None = None) -> FastAPI:
        """Return a server without FastAPI's documentation: only the page calls its routes."""
        return FastAPI(docs_url=None, redoc_url=None, openapi_url=None)

    def serve_callback(self, dash_app: Dash) -> Callable[[Request], Any]:
        """Call callbacks in threads; Dash would call them on the event loop."""
        limiters = {work: CapacityLimiter(CALLBACK_THREADS) for work in Work}

        async def in_thread(request: Request) -> Response:
            limiter = limiters[_work(dash_app, request)]
            called = _call(dash_app, request)
            return await to_thread.run_sync(asyncio.run, called, limiter=limiter)

        return in_thread

    def serve_component_suites(
        self, dash_app: Dash, package_name: str, fingerprinted_path: str, request: Request
    ) -> Response:
        """Answer with a file of a component, if there is one.

        A file is read once, and all who ask for it share its bytes: some have megabytes. Of a
        version that this server's page does not name, browsers are told to ask again.
        """
        path, versioned = check_fingerprint(fingerprinted_path)
        key = (package_name, path, versioned)  # of any version, one file
        if "if-none-match" in request.headers or key not in self._files:
            found = self._component_file(dash_app, package_name, fingerprinted_path, request)
            if found.status_code != 200:
                return found
            self._files[key] = (bytes(found.body), dict(found.headers))
        body, headers = self._files[key]
        if versioned and not self._is_named(dash_app, package_name, fingerprinted_path):
            headers = {**headers, "cache-control": "no-cache"}
        return Response(body, headers=headers)

    def _is_named(self, dash_app: Dash, package_name: str, fingerprinted_path: str) -> bool:
        """Return whether the page has scripts or styles of this version of a package.

        A package's further scripts are asked for with the version of its first one.
        """
        if not self._versions:
            page = dash_app._generate_scripts_html() + dash_app._generate_css_dist_html()
            self._versions = {(found[1], found[2]) for found in COMPONENT.finditer(page)}
        found = COMPONENT.search(f"_dash-component-suites/{package_name}/{fingerprinted_path}")
        return found is not None and (found[1], found[2]) in self._versions

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
            query = request.url.query
            return RedirectResponse(address(MOVED[path] + (query and f"?{query}")))
        if not PAGES.fullmatch(path):
            links = {"explorer": address("/"), "studies": address("/study")}
            return HTMLResponse(UNKNOWN.substitute(links), 404)
        token = set_current_request(request)
        try:
            html = self._app.index()
            tags = link_tags(request, self._app.gate)
            headers = {POLICY: page_policy(html)}  # the tags have no scripts
            return HTMLResponse(html.replace(LINK_TAGS, tags, 1), headers=headers)
        finally:
            reset_current_request(token)


def _work(app: Dash, request: Request) -> Work:
    """Return on what the callback of a request may wait."""
    body = request.state.json_body
    name = body.get("output") if isinstance(body, dict) else None
    known = app.callback_map.get(name, {}) if isinstance(name, str) else {}
    work: Work = getattr(known.get("callback"), WORK, Work.EXPLORER)
    return work


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
    """Dash app below any root path, whose layout is serialized once for each of these.

    Attributes
    ----------
    gate : Gate
        Knows the hosts under which the app is reached.
    """

    gate = Gate()

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.config: Any = _with_root(self.config)
        self._layouts = lru_cache(maxsize=MOST_ROOTS)(self._layout_json)
        self._modules = lru_cache(maxsize=MOST_ROOTS)(self._module_links)
        self._links = lru_cache(maxsize=MOST_ROOTS)(self._head_links)

    def serve_layout(self) -> Any:
        """Answer with the layout."""
        layout = self._layouts(address("/"))
        return self.backend.make_response(layout, mimetype="application/json")

    def _layout_json(self, root: str) -> str:
        return str(to_json_plotly(self.get_layout()))

    def _module_links(self, root: str) -> str:
        return modules.links(Path(self.config.assets_folder), self.get_asset_url)

    def _head_links(self, root: str) -> str:
        return fonts(self.get_asset_url) + thumbnails()

    def interpolate_index(self, **parts: Any) -> str:
        """Fill the page in, also the scripts, the links of its head, and the root path."""
        page: str = super().interpolate_index(**parts)
        filled = {"modules": self._modules, "links": self._links}
        for name, write in filled.items():
            page = page.replace(f"{{%{name}%}}", write(address("/")))
        return page.replace("{%root%}", address(""))


def _with_root(config: Any) -> Any:
    """Return Dash's configuration with the prefix of addresses as the present request needs it."""
    prefix = property(lambda _: address("/"))
    return type("Configuration", (type(config),), {"requests_pathname_prefix": prefix})(config)
