"""The route of lessons' files: its lines, its bound, and what ends it."""

import asyncio
import json

import httpx
import pytest

from components.export.exporter import ExportError
from components.export.takeaway import controls, route
from components.export.takeaway.route import TAKE_AWAY_PATH, TakeAwayRoute
from tests.serving import serve

STEPS = [{"title": "", "note": "", "query": "circles=28,24,16;40,50,14&n_clusters=2"}]


def test_lines_tell_how_far_it_is_and_the_last_has_the_file(monkeypatch):
    monkeypatch.setattr(controls, "VALUES", (2, 2))
    with serve() as url:
        asked = {"content": json.dumps({"steps": STEPS}), "headers": {"origin": url}, "timeout": 60}
        answer = httpx.post(url + TAKE_AWAY_PATH, **asked)
        lines = [json.loads(line) for line in answer.text.splitlines()]
        assert all("progress" in line for line in lines[:-1])
        assert lines[-1]["html"].startswith("<!DOCTYPE html>")
        assert lines[-1]["filename"] == "cutlab-lesson.html"
        assert lines[-1]["note"] == ""
        none = httpx.post(url + TAKE_AWAY_PATH, **(asked | {"content": "{"}))
        assert json.loads(none.text) == {"problem": "The lesson has no steps."}
        assert httpx.post(url + TAKE_AWAY_PATH, content="{}").status_code == 403


@pytest.fixture
def endless(monkeypatch):
    """A lesson whose making goes on until it is ended."""

    def make(title, steps, watch):
        while True:
            watch("Frame 1 of 2", 0.5)

    monkeypatch.setattr(route, "make", make)
    monkeypatch.setattr(route, "TELL_SECONDS", 0.001)


async def until(condition):
    async with asyncio.timeout(30):
        while not condition():
            await asyncio.sleep(0.001)


def test_a_reader_who_leaves_ends_it(endless):
    async def leave():
        taking = TakeAwayRoute()
        lines = taking._lines("", STEPS, "", "me")
        while json.loads(await anext(lines))["share"] < 0.5:
            pass
        await lines.aclose()
        await until(lambda: taking._waiting == 0)

    asyncio.run(leave())


def test_only_so_many_wait(endless):
    async def many():
        taking = TakeAwayRoute()
        waiting = [taking._lines("", STEPS, "", str(i)) for i in range(route.MOST_WAITING)]
        for lines in waiting:
            assert "progress" in await anext(lines)
        (line,) = [json.loads(line) async for line in taking._lines("", STEPS, "", "")]
        assert line == {"problem": route.BUSY}
        for lines in waiting:
            await lines.aclose()
        await until(lambda: taking._waiting == 0)

    asyncio.run(many())


def test_one_viewer_has_one_file_made_at_a_time(endless):
    async def again():
        taking = TakeAwayRoute()
        first = taking._lines("", STEPS, "", "me")
        other = taking._lines("", STEPS, "", "you")
        for lines in (first, other):
            assert "progress" in await anext(lines)
        second = taking._lines("", STEPS, "", "me")
        assert "progress" in await anext(second)
        *_, last = [json.loads(line) async for line in first]
        assert last == {"problem": route.ENDED, "filename": ""}
        assert "progress" in await anext(other)
        for lines in (second, other):
            await lines.aclose()
        await until(lambda: taking._waiting == 0)
        assert not taking._jobs

    asyncio.run(again())


def test_a_file_that_the_server_lacks_is_named_for_the_browser_to_send(monkeypatch):
    def make(title, steps, watch):
        raise ExportError("It is lost.", "0" * 32)

    monkeypatch.setattr(route, "make", make)

    async def last():
        return [json.loads(line) async for line in TakeAwayRoute()._lines("", STEPS, "", "")][-1]

    assert asyncio.run(last()) == {"problem": "It is lost.", "needs": "0" * 32, "filename": ""}
