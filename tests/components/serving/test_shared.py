"""What many ask for at once is computed once, wherever the app answers with what it has drawn."""

import asyncio
import threading

import httpx
import pytest
from fastapi import FastAPI

from components.live import lesson_figures
from components.page import compress, placeholder
from components.page.compress import Compress
from components.serving.shared import Shared

CROWD = 20


def asked(keys, most_kept, together=False):
    """Return the keys that are computed when these are asked for, one by one or together."""
    computed = []

    async def compute(key):
        computed.append(key)
        await asyncio.sleep(0)
        return -key

    async def ask():
        shared = Shared(compute, most_kept)
        if together:
            found = await asyncio.gather(*map(shared.result, keys))
        else:
            found = [await shared.result(key) for key in keys]
        assert found == [-key for key in keys]

    asyncio.run(ask())
    return computed


@pytest.mark.parametrize(
    ("keys", "most_kept", "computed"),
    [
        ([1, 1, 2, 1], 0, [1, 1, 2, 1]),
        ([1, 2, 1, 3, 1, 2], 2, [1, 2, 3, 2]),  # what was asked for last stays
        ([1, 2, 3, 1, 2, 3], None, [1, 2, 3]),
    ],
)
def test_so_many_results_are_kept(keys, most_kept, computed):
    assert asked(keys, most_kept) == computed


def test_at_the_same_time_each_is_computed_once():
    assert asked([1, 2] * CROWD, 0, together=True) == [1, 2]


def crowd(app, path, drawing):
    """Return the answers to many who ask together, once all of them wait for the drawing."""

    async def ask():
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://lab.example") as client:
            asking = [asyncio.create_task(client.get(path)) for _ in range(CROWD)]
            for _ in range(50 * CROWD):  # turns, by which each request is with its route
                await asyncio.sleep(0)
            drawing.set()
            return await asyncio.gather(*asking)

    return asyncio.run(ask())


@pytest.mark.parametrize(
    ("module", "function", "path"),
    [
        (placeholder, "placeholder_svg", placeholder.PLACEHOLDER_PATH),
        (lesson_figures, "figure_json", f"{lesson_figures.FIGURE_PATH}?name=bands"),
    ],
)
def test_a_class_that_opens_a_page_has_its_picture_drawn_once(monkeypatch, module, function, path):
    drawn, drawing = [], threading.Event()

    def draw(what):
        drawn.append(what)
        assert drawing.wait(30)
        return "drawn"

    monkeypatch.setattr(module, function, draw)
    app = FastAPI()
    module.register(app)
    assert {answer.text for answer in crowd(app, path, drawing)} == {"drawn"}
    assert len(drawn) == 1


def test_a_script_is_compressed_once_for_a_class(monkeypatch):
    compressed, compressing, gzipped = [], threading.Event(), compress._gzipped

    def slowly(body):
        compressed.append(body)
        assert compressing.wait(30)
        return gzipped(body)

    monkeypatch.setattr(compress, "_gzipped", slowly)
    app = FastAPI()
    app.add_middleware(Compress)
    app.add_api_route("/assets/script", lambda: {"text": "x" * 1000})
    assert {answer.json()["text"] for answer in crowd(app, "/assets/script", compressing)} == {
        "x" * 1000
    }
    assert len(compressed) == 1
