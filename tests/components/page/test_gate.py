"""The gate: routes that change or compute something answer only the app's own pages."""

import asyncio

import httpx
import pytest
from starlette.routing import Route, WebSocketRoute
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

import app
from components.export.takeaway.route import TAKE_AWAY_PATH
from components.live.lesson_figures import FIGURE_PATH
from components.live.link_route import LINK_PATH
from components.live.picture_route import PICTURE_PATH
from components.live.routes import EXPLANATION_PATH, FRAME_PATH
from components.page.gate import REFUSAL, Gate, GateMiddleware
from components.page.health import HEALTH_PATH, READY_PATH
from components.page.placeholder import PLACEHOLDER_PATH
from components.page.previews.routes import CARD_PATH, THUMBNAIL_PATH
from components.studies.routes.stored_picture import STORED_PATH
from components.studies.routes.trial_files import FILES_PATH
from tests.serving import serve

CALLBACKS = "/_dash-update-component"
POSTED = (CALLBACKS, FRAME_PATH, EXPLANATION_PATH, PICTURE_PATH, TAKE_AWAY_PATH)
COMPUTED = (LINK_PATH, PLACEHOLDER_PATH, CARD_PATH, THUMBNAIL_PATH, HEALTH_PATH, READY_PATH)
FOREIGN = ("http://evil.example", "http://127.0.0.1:1", "null")


@pytest.fixture(scope="module")
def server():
    with serve(allowed_hosts=["Lab.example"]) as url:
        yield url


@pytest.mark.parametrize(
    ("host", "origin", "admitted"),
    [
        ("127.0.0.1:8050", "http://127.0.0.1:8050", True),
        ("localhost:8050", "http://localhost:8050", True),
        ("[::1]:8050", "http://[::1]:8050", True),
        ("192.168.1.7:8050", "http://192.168.1.7:8050", True),
        ("lab.example", "https://lab.example", True),
        ("127.0.0.1:8050", "https://lab.example", True),
        ("127.0.0.1:8050", "http://127.0.0.1:9000", False),
        ("127.0.0.1:8050", "http://evil.example", False),
        ("evil.example:8050", "http://evil.example:8050", False),
        ("127.0.0.1.evil.example", "http://127.0.0.1.evil.example", False),
        ("lab.example", "http://lab.example.evil.example", False),
        ("127.0.0.1:8050", "", False),
        ("127.0.0.1:8050", "null", False),
        ("127.0.0.1:8050", "file://127.0.0.1:8050", False),
        ("", "http://127.0.0.1:8050", False),
        ("[", "http://[", False),
    ],
)
def test_gate(host, origin, admitted):
    headers = {"host": host, "origin": origin} if origin else {"host": host}
    assert Gate(frozenset({"lab.example"})).admits(headers) is admitted


@pytest.mark.parametrize("path", POSTED)
def test_what_is_posted_needs_a_host_and_an_origin_of_the_app(server, path):
    def status(**headers):
        return httpx.post(server + path, content=b"{", headers=headers, timeout=60).status_code

    for origin in FOREIGN:
        assert status(origin=origin) == 403
    assert status() == 403
    assert status(host="evil.example", origin="http://evil.example") == 403
    assert status(origin=server) != 403
    assert status(host="lab.example", origin="https://lab.example") != 403


@pytest.mark.parametrize("path", COMPUTED)
def test_what_a_get_computes_needs_a_host_of_the_app(server, path):
    def status(**headers):
        return httpx.get(f"{server}{path}?noise=0.3", headers=headers, timeout=60).status_code

    for origin in FOREIGN:
        assert status(origin=origin) == (200 if origin == "null" else 403)
    assert status(host="evil.example") == status(host="evil.example", origin="null") == 403
    assert status() == status(origin=server) == status(host="lab.example") == 200


@pytest.mark.parametrize("path", [FRAME_PATH, EXPLANATION_PATH])
def test_a_websocket_needs_a_host_and_an_origin_of_the_app(server, path):
    url = server.replace("http", "ws") + path
    for origin in (None, *FOREIGN):
        with pytest.raises(InvalidStatus) as caught, connect(url, origin=origin):
            pass
        assert caught.value.response.status_code == 403
    for origin in (server, "https://lab.example"):
        with connect(url, origin=origin) as socket:
            assert socket.ping().wait(30)


def test_pages_and_assets_are_read_under_any_name(server):
    headers = {"host": "evil.example"}
    for path in ("/", "/study", "/_dash-layout", "/assets/app.css"):
        assert httpx.get(server + path, headers=headers).status_code == 200


def test_a_refusal_says_what_to_do(server):
    answer = httpx.post(server + FRAME_PATH, headers={"host": "lab.test"})
    assert answer.text == REFUSAL


def test_a_refused_websocket_is_closed_as_a_violation():
    sent = []

    async def refuse():
        async def send(message):
            sent.append(message)

        scope = {"type": "websocket", "path": "/", "headers": [(b"host", b"127.0.0.1")]}
        await GateMiddleware(None)(scope, None, send)

    asyncio.run(refuse())
    assert sent == [{"type": "websocket.close", "code": 1008}]


def test_our_routes_are_of_six_families_which_the_gate_knows():
    routes = {
        route.path
        for route in app.server.routes
        if isinstance(route, (Route, WebSocketRoute))
        and route.endpoint.__module__.startswith("components.")
        # Dash's own, adapted there:
        and route.endpoint.__module__ != "components.page.backend"
    }
    files = FILES_PATH + "/{name}"
    ours = {*POSTED, *COMPUTED, FIGURE_PATH, STORED_PATH, files} - {CALLBACKS}
    assert ours == routes
    assert len(app.ROUTES) == 6
    assert all(path.startswith(app.ROUTES) for path in routes)


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/openapi.json"])
def test_nobody_is_reported_of_the_routes(server, path):
    assert path not in {getattr(route, "path", "") for route in app.server.routes}
    answer = httpx.get(server + path)
    assert answer.status_code == 404
    assert "openapi" not in answer.text
