"""While another program locks the database, only those wait who write it."""

import asyncio
import sqlite3
import threading

import httpx
import pytest

from components.live.routes import FRAME_PATH
from components.page.backend import CALLBACK_PATH, CALLBACK_THREADS
from components.page.placeholder import PLACEHOLDER_PATH
from components.studies.server.service import StudyService
from segmentation.study import EXAMPLES
from tests.components.frames import request
from tests.components.studies.server.test_visitor_requests import _changed
from tests.serving import serve

POSTS = 60  # more than there are threads and connections


def callback(outputs, inputs):
    names = [f"{each['id']}.{each['property']}" for each in outputs]
    name = names[0] if len(names) == 1 else f"..{'...'.join(names)}.."
    changed = [_changed(inputs)] if isinstance(inputs[0], list) else ["study-opened.data"]
    shown = outputs[0] if len(outputs) == 1 else outputs
    return {"output": name, "outputs": shown, "inputs": inputs, "changedPropIds": changed}


ADDS = callback(
    [
        {"id": "example-go", "property": "href"},
        {"id": "example-problem", "property": "children"},
    ],
    [
        [
            {
                "id": {"type": "example-run", "example": next(iter(EXAMPLES))},
                "property": "n_clicks",
                "value": 1,
            }
        ]
    ],
)
LISTS = callback(
    [{"id": "studies", "property": "children"}],
    [
        {
            "id": "study-opened",
            "property": "data",
            "value": {"path": "/study", "hash": "", "fine": True},
        }
    ],
)


@pytest.fixture
def service(tmp_path, monkeypatch):
    monkeypatch.setattr("segmentation.study.store.database.BUSY_SECONDS", 100.0)
    made = StudyService(str(tmp_path / "studies.sqlite"), workers=1)
    made.start = made.start_early = made.wake = lambda: None  # nothing here needs workers
    made.store()
    return made


def test_pictures_and_the_list_do_not_wait_behind_those_who_write(service, monkeypatch):
    writing = threading.Semaphore(0)
    store = service.store()
    add = store.add
    monkeypatch.setattr(store, "add", lambda *a, **more: (writing.release(), add(*a, **more))[1])
    other = sqlite3.connect(store.database.url.database, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")

    async def visit(url):
        limits = httpx.Limits(max_connections=POSTS + 10)
        async with httpx.AsyncClient(
            base_url=url, headers={"origin": url}, limits=limits, timeout=120
        ) as client:
            posts = [
                asyncio.create_task(client.post(CALLBACK_PATH, json=ADDS)) for _ in range(POSTS)
            ]
            for _ in range(CALLBACK_THREADS):
                assert await asyncio.to_thread(writing.acquire, timeout=60)
            answers = [
                await client.get(f"{PLACEHOLDER_PATH}?noise=0.3"),
                await client.post(FRAME_PATH, content=request()),
                await client.get("/health"),
                await client.post(CALLBACK_PATH, json=LISTS),
            ]
            assert [answer.status_code for answer in answers] == [200] * 4
            assert answers[2].json()["database"] == "reachable"
            assert not any(post.done() for post in posts)  # they have waited all the time
            other.execute("ROLLBACK")
            done = await asyncio.gather(*posts)
            assert {answer.status_code for answer in done} == {200}
            assert len(store.studies()) == POSTS

    with serve(study_service=service) as url:
        asyncio.run(visit(url))
    other.close()
