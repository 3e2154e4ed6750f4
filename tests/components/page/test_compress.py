"""Scripts, styles and layout are compressed for every client; other answers are unchanged."""

import asyncio
import re
from hashlib import sha256

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import Response

from app import create_app
from components.page import compress
from components.page.compress import Compress
from components.page.placeholder import PLACEHOLDER_PATH
from tests.serving import serve


@pytest.fixture(scope="module")
def url():
    with serve() as address:
        yield address


@pytest.fixture(scope="module")
def get(url):
    """Request a path with a shared client, because making one costs more than a request."""
    with httpx.Client(base_url=url, timeout=30) as client:
        yield lambda path, accepted, **more: client.get(
            path, headers={"Accept-Encoding": accepted, **more}
        )


@pytest.mark.parametrize(
    "path",
    [
        "/assets/app.css",
        "/assets/main.mjs",
        "/_dash-component-suites/plotly/package_data/plotly.min.js",
        "/_dash-layout",
    ],
)
def test_the_content_is_the_same(get, path):
    plain, small = get(path, "identity"), get(path, "gzip, br")
    assert "content-encoding" not in plain.headers
    assert small.headers["content-encoding"] == "gzip"
    assert "accept-encoding" in small.headers["vary"].lower()
    assert small.content == plain.content
    assert int(small.headers["content-length"]) < 0.4 * int(plain.headers["content-length"])


def test_what_is_known_is_not_sent_again(get):
    known = get("/assets/app.css", "gzip").headers["etag"]
    answer = get("/assets/app.css", "gzip", **{"If-None-Match": known})
    assert (answer.status_code, answer.content) == (304, b"")


def test_what_has_no_version_in_its_address_is_asked_for_again(get):
    for path in ("/assets/app.css", "/assets/missing.mjs?v=1"):
        assert "max-age" not in get(path, "gzip").headers.get("cache-control", "")


@pytest.mark.parametrize("path", [PLACEHOLDER_PATH, "/assets/missing.js", "/assets/favicon.ico"])
def test_the_rest_is_left_alone(get, path):
    assert "content-encoding" not in get(path, "gzip").headers


def test_what_has_its_version_in_its_address_is_read_once(get):
    """Scripts and styles of Dash and ours alike; the answers of both times are the same."""
    html = get("/", "gzip").text
    addresses = re.findall(r'<script src="([^"]*)"|"(/assets/[^"]*\.mjs\?v=[^"]*)"', html)
    styles = re.findall(r'<link rel="stylesheet" href="([^"]*)"', html)
    assert len(addresses) > 50
    assert styles
    for path in {one or other for one, other in addresses} | set(styles):
        first, second = get(path, "gzip"), get(path, "gzip")
        assert (first.status_code, first.content) == (200, second.content)
        assert dict(first.headers) | {"date": ""} == dict(second.headers) | {"date": ""}
        assert "max-age=31536000" in first.headers["cache-control"]
        if "etag" in first.headers:
            known = get(path, "gzip", **{"If-None-Match": first.headers["etag"]})
            assert known.status_code == 304


def test_of_a_version_that_is_another_server_s_nothing_is_kept(get):
    html = get("/", "gzip").text
    module = re.search(r'"(/assets/[^"]*\.mjs)\?v=[^"]*"', html)[1]
    style = re.search(r'href="(/assets/[^"]*\.css)\?m=', html)[1]
    script = re.search(r'src="(/_dash-component-suites/[^"]*\.v[^"]*m)\d+(\.[^"]*)"', html)
    other = f"{script[1]}12345{script[2]}"
    for path in (f"{module}?v=0123456789ab", f"{module}?v=1", f"{style}?m=12345", other):
        for accepted in ("gzip", "gzip", "identity"):
            answer = get(path, accepted)
            assert answer.status_code == 200
            assert "max-age" not in answer.headers.get("cache-control", ""), path


BODY = b"x" * 600
RIGHT = sha256(BODY).hexdigest()[:12]


def asked_of(paths):
    """Return the paths that the wrapped application is asked for."""
    asked = []

    async def app(scope, receive, send):
        asked.append(scope["path"] + "?" + scope["query_string"].decode())
        await Response(BODY, 200 if "there" in scope["path"] else 404)(scope, receive, send)

    async def ask():
        transport = httpx.ASGITransport(Compress(app))
        async with httpx.AsyncClient(transport=transport, base_url="http://lab.example") as client:
            for path in paths:
                await client.get(path)

    asyncio.run(ask())
    return asked


def test_only_a_version_that_is_there_is_kept():
    paths = [
        f"/assets/there.mjs?v={RIGHT}",
        "/assets/there.mjs?v=0123456789ab",
        "/assets/there.css",
        f"/assets/no?v={RIGHT}",
    ]
    assert asked_of([p for path in paths for p in (path, path)]) == [
        f"/assets/there.mjs?v={RIGHT}",
        "/assets/there.mjs?v=0123456789ab",
        "/assets/there.mjs?v=0123456789ab",
        "/assets/there.css?",
        "/assets/there.css?",
        f"/assets/no?v={RIGHT}",
        f"/assets/no?v={RIGHT}",
    ]


def test_paths_that_are_made_up_are_not_all_kept(monkeypatch):
    monkeypatch.setattr(compress, "MOST_KEPT", 3)
    paths = [f"/assets/there{number}.mjs?v={RIGHT}" for number in range(9)]
    assert asked_of([*paths, *paths[-3:], paths[0]]) == [*paths, paths[0]]


def test_who_ask_for_a_file_of_a_component_share_its_bytes():
    page = create_app()
    paths = [f"package_data/plotly{version}.min.js" for version in ("", ".v1m1", ".v1m2")]

    def body(path):
        request = Request({"type": "http", "headers": []})
        return page.backend.serve_component_suites(page, "plotly", path, request).body

    bodies = {path: body(path) for path in paths}
    assert all(body(path) is bodies[path] for path in paths)
    assert bodies[paths[1]] is bodies[paths[2]]  # any version is the one that is there
