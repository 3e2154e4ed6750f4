"""Headers of every answer."""

import asyncio
import base64
import re
from hashlib import sha256

import httpx
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from components.live.routes import FRAME_PATH
from components.page.health import HEALTH_PATH
from components.page.placeholder import PLACEHOLDER_PATH
from components.serving.headers import POLICY, SecurityHeaders, frame_sources, page_policy
from tests.serving import serve


@pytest.fixture(scope="module")
def get():
    with serve(frames="https://moodle.example") as url, httpx.Client(base_url=url) as client:
        yield client.get


def directives(answer):
    parts = (part.split() for part in answer.headers[POLICY].split(";"))
    return {name: sources for name, *sources in parts}


PATHS = ("/", "/study", "/nothing", "/assets/app.css", "/_dash-layout", HEALTH_PATH)
REFUSED = "/_dash-update-component"  # by its method


@pytest.mark.parametrize("path", [*PATHS, PLACEHOLDER_PATH, REFUSED])
def test_every_answer_has_the_headers(get, path):
    answer = get(path)
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert "camera=()" in answer.headers["permissions-policy"]
    policy = directives(answer)
    assert policy["default-src"] == ["'none'"]
    assert "'unsafe-inline'" not in policy.get("script-src", [])
    assert policy["frame-ancestors"] == ["'self'"]


@pytest.mark.parametrize("path", [FRAME_PATH, "/nothing"])
def test_a_refused_websocket_has_the_headers(get, path):
    url = str(get("/health").url).replace("http", "ws").replace("/health", path)
    with pytest.raises(InvalidStatus) as caught, connect(url, origin="http://evil.example"):
        pass
    answer = caught.value.response
    assert (answer.status_code, answer.body) == (403, b"")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers[POLICY].endswith("frame-ancestors 'self'")


def test_a_server_that_cannot_answer_a_websocket_closes_it():
    sent = []

    async def send(message):
        sent.append(message)

    async def app(scope, receive, send):
        await send({"type": "websocket.close"})

    asyncio.run(SecurityHeaders(app)({"type": "websocket"}, None, send))
    assert sent == [{"type": "websocket.close"}]


def test_the_scripts_within_the_page_are_those_of_its_hashes(get):
    answer = get("/")
    found = re.findall(r"<script[^>]*>(.*?)</script>", answer.text, re.DOTALL)
    scripts = [text for text in found if text]
    allowed = directives(answer)["script-src"]
    hashes = [
        f"'sha256-{base64.b64encode(sha256(text.encode()).digest()).decode()}'" for text in scripts
    ]
    assert allowed[:2] == ["'self'", "'unsafe-eval'"]
    assert set(allowed[2:]) < set(hashes)
    assert len(set(hashes) - set(allowed)) == 1  # Dash's configuration, which is data


def test_only_what_is_made_for_it_is_embedded_in_other_sites(get):
    assert directives(get("/?noise=0.3&view=embed"))["frame-ancestors"] == [
        "https://moodle.example"
    ]
    for path in ("/?view=present", "/study?view=embed", "/?view=embed&view=full"):
        assert directives(get(path))["frame-ancestors"] == ["'self'"]


def test_an_inline_script_is_allowed_by_its_hash_alone():
    page = (
        '<script type="application/json">{}</script><script src="/a.js"></script><script>1</script>'
    )
    digest = base64.b64encode(sha256(b"1").digest()).decode()
    assert f"script-src 'self' 'unsafe-eval' 'sha256-{digest}';" in page_policy(page)


@pytest.mark.parametrize(
    ("text", "sources"),
    [
        ("*", "*"),
        ("none", "'none'"),
        ("self, https://a.example:8443", "'self' https://a.example:8443"),
        ("https://*.example", "https://*.example"),
    ],
)
def test_sites_that_may_embed(text, sources):
    assert frame_sources(text) == sources


@pytest.mark.parametrize("text", ["https://a.example; script-src *", "a\nb", "'unsafe-inline'", ""])
def test_sites_that_are_none(text):
    with pytest.raises(ValueError, match="What may embed the page must be"):
        frame_sources(text)
