"""What a request may send: its size, its pace, and what all together hold."""

import asyncio

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from app import LARGEST_BODIES
from components.live.routes import FRAME_PATH
from components.page.backend import CALLBACK_PATH, LARGEST_CALLBACK
from components.serving import bodies
from components.serving.bodies import LARGEST, PIECE, BodyLimits
from tests.serving import serve

COMPONENTS = "/_dash-component-suites"


async def reading(scope, receive, send):
    body = await Request(scope, receive).body()
    await PlainTextResponse(f"{len(body)}")(scope, receive, send)


def exchange(app, messages, path="/", headers=()):
    """Return the messages that the app sends, when it receives these and then nothing more."""
    coming, sent = iter(messages), []

    async def receive():
        for message in coming:
            return message
        return await asyncio.Event().wait()

    async def send(message):
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": path, "headers": list(headers)}
    asyncio.run(asyncio.wait_for(app(scope, receive, send), 20))
    return sent


def part(size, more=True):
    return {"type": "http.request", "body": bytes(size), "more_body": more}


def test_a_body_within_its_bound_is_read():
    app = BodyLimits(reading, {"/large": 3 * LARGEST})
    start, body = exchange(app, [part(10), part(LARGEST - 10, more=False)])
    assert (start["status"], body["body"]) == (200, str(LARGEST).encode())
    start, body = exchange(app, [part(2 * LARGEST), part(LARGEST, more=False)], "/large")
    assert (start["status"], body["body"]) == (200, str(3 * LARGEST).encode())


def test_a_body_that_is_too_large_is_refused_as_it_comes():
    start, body = exchange(BodyLimits(reading, {}), [part(LARGEST), part(1)])  # and no end
    assert start["status"] == 413
    assert body["body"] == b"A request to this address must have at most 65,536 bytes."


def test_a_body_that_is_announced_as_too_large_does_not_reach_the_app():
    size = [(b"content-length", str(LARGEST + 1).encode())]
    assert exchange(BodyLimits(None, {}), [], headers=size)[0]["status"] == 413


def test_a_body_that_does_not_come_is_not_waited_for(monkeypatch):
    monkeypatch.setattr(bodies, "PATIENCE", 0.05)
    monkeypatch.setattr(bodies, "LEAST_RATE", 1e9)
    start, _ = exchange(BodyLimits(reading, {}), [part(10)])
    assert start["status"] == 408
    assert (b"connection", b"close") in start["headers"]


def test_bodies_are_bounded_together(monkeypatch):
    monkeypatch.setattr(bodies, "MOST_IN_ALL", 100)
    app = BodyLimits(reading, {})
    assert exchange(app, [part(101)])[0]["status"] == 503
    assert exchange(app, [part(100, more=False)])[0]["status"] == 200  # those before are gone


def test_a_failure_is_answered_without_its_text(caplog):
    async def fails(scope, receive, send):
        raise RuntimeError("secret")

    start, body = exchange(BodyLimits(fails, {}), [])
    assert start["status"] == 500
    assert b"secret" not in body["body"]
    assert "secret" in caplog.text


@pytest.mark.parametrize("size", [0, 1, PIECE, PIECE + 1, 3 * PIECE, 3 * PIECE + 7])
def test_an_answer_is_sent_in_pieces(size):
    content = bytes(range(256)) * (size // 256) + bytes(size % 256)
    _, *parts = exchange(BodyLimits(Response(content), {}), [])
    assert b"".join(each["body"] for each in parts) == content
    assert all(len(each["body"]) <= PIECE for each in parts)
    assert [each.get("more_body", False) for each in parts] == [True] * (len(parts) - 1) + [False]


@pytest.fixture(scope="module")
def server():
    with serve() as url:
        yield url


@pytest.fixture(scope="module")
def post(server):
    with httpx.Client(base_url=server, headers={"origin": server}, timeout=60) as client:
        yield client.post


@pytest.mark.parametrize("path", ["/", "/study", "/_dash-layout", FRAME_PATH, *LARGEST_BODIES])
def test_every_route_has_a_bound(post, path):
    largest = LARGEST_BODIES.get(path, LARGEST)
    json = {"content-type": "application/json"}
    assert post(path, content=bytes(largest + 1)).status_code == 413
    chunks = (bytes(LARGEST) for _ in range(largest // LARGEST + 1))  # nothing is announced
    expected = 405 if path == "/study" else 413  # there nothing is read
    assert post(path, content=chunks, headers=json).status_code == expected


OPENS = {
    "output": "studies.children",
    "outputs": {"id": "studies", "property": "children"},
    "inputs": [{"id": "study-opened", "property": "data", "value": None}],
    "changedPropIds": ["study-opened.data"],
}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b"[" * 100_000,
        b"\xff",
        b'{"output": 5}',
        b'{"output": "no.such", "inputs": []}',
        OPENS | {"inputs": []},
        OPENS | {"inputs": "x"},
        OPENS | {"inputs": [5]},
        OPENS | {"inputs": [[]] * 3},
        OPENS | {"inputs": [{"id": "study-opened", "property": "other"}]},
        OPENS | {"outputs": 5},
        OPENS | {"outputs": []},
        OPENS | {"outputs": [OPENS["outputs"]] * 2},
        OPENS | {"state": [{"id": "a", "property": "b"}]},
        OPENS | {"state": None},
        OPENS | {"changedPropIds": [5]},
    ],
)
def test_what_is_no_callback_is_refused_with_a_sentence(post, body):
    kind = {"json": body} if isinstance(body, dict) else {"content": body}
    answer = post(CALLBACK_PATH, headers={"content-type": "application/json"}, **kind)
    assert answer.status_code == 400
    assert answer.text.endswith(".")
    assert "Traceback" not in answer.text


def test_a_callback_is_answered_up_to_its_bound(post):
    value = {"path": "/study/0", "hash": "x" * (LARGEST_CALLBACK - 1000), "fine": True}
    inputs = [OPENS["inputs"][0] | {"value": value}]
    assert post(CALLBACK_PATH, json=OPENS | {"inputs": inputs}).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "no_such/file.js",
        "dash/no_such.js",
        "dash/..%2f..%2f..%2fetc%2fpasswd",
        "..%2fdash/dash.py",
        "dash/%00",
    ],
)
def test_an_unknown_file_of_a_component_is_not_found(server, path):
    assert httpx.get(f"{server}{COMPONENTS}/{path}").status_code == 404


@pytest.mark.parametrize(
    "path", ["/nothing", "//evil.example/x?view=embed", "/study/x", "/study/1/2", "/%00"]
)
def test_an_address_that_is_none_of_the_page_is_not_found(server, path):
    answer = httpx.get(server + path)
    assert answer.status_code == 404
    assert "There is no such page" in answer.text
    assert "<script" not in answer.text
