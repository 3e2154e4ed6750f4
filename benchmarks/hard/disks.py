"""Disks that are full or read-only, and a database that another program locks."""

import asyncio
import sqlite3
import tempfile
import time
from contextlib import suppress

import httpx

from benchmarks.hard.client import PATIENCE, Others, page_text, run_example
from benchmarks.hard.report import Report
from benchmarks.hard.server import Server, mounted, serving
from benchmarks.study.plan import tutorial
from components.page.backend import CALLBACK_PATH
from components.page.placeholder import PLACEHOLDER_PATH
from segmentation.kernels import cache
from segmentation.study import EXAMPLES, n_trials
from segmentation.study.store.store import Store

FULL = "has no space left on its disk"
SOON = 15.0  # seconds
POSTS = 60
LOCKED = 3.0  # seconds, less than a statement waits
EXAMPLE = next(iter(EXAMPLES))


def measure(report: Report) -> None:
    """Look at each."""
    _full(report)
    _read_only(report)
    _locked(report)


def _until(condition: object) -> float:
    """Return the seconds until a condition holds, infinity for none within a minute."""
    begin = time.monotonic()
    while not condition():  # type: ignore[operator]
        if time.monotonic() > begin + 60:
            return float("inf")
        time.sleep(0.1)
    return time.monotonic() - begin


def _full(report: Report) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store, plan = Store(f"{folder}/studies.sqlite"), tutorial(100_000)
        number, disk = store.add(plan.to_json(), n_trials(plan), plan.name), f"{folder}/disk"
        store.close()
        small = f"mount -t tmpfs -o size=16m tmpfs {disk}"
        prefix = mounted(f"mkdir {disk}; {small}; cp {folder}/studies.sqlite {disk}")
        place = {"CUTLAB_DATABASE": f"{disk}/studies.sqlite"}
        with serving(folder, prefix=prefix, environment=place) as server:
            page = f"/study/{number}"
            _until(lambda: " per second" in page_text(server.url, page))
            filler = server.inside(f"{disk}/filler")
            with suppress(OSError), filler.open("wb", buffering=0) as file:
                while True:
                    file.write(bytes(4096))
            told = _until(lambda: FULL in page_text(server.url, page))
            others = asyncio.run(_look(server))
            text = page_text(server.url, page)
            filler.unlink()
            goes_on = _until(lambda: " per second" in page_text(server.url, page))
            lines = server.log.read_text().count(FULL)
            figure = f"told after {told:.1f} s, {lines} line in the log"
            kept = told <= SOON and lines == 1 and " per second" not in text and folder not in text
            promise = f"within {SOON:g} s, once in the log, no rate, no path"
            report.tell("a full disk is told on the study's page", figure, promise, kept)
            report.most("others beside it", others.worst(), 60, "ms", others.described())
            report.most("with space the study goes on after", goes_on, SOON, "s")


async def _look(server: Server) -> Others:
    async with Others(server.url) as others:
        await asyncio.sleep(10)
    return others


def _read_only(report: Report) -> None:
    with tempfile.TemporaryDirectory() as folder:
        home, code = f"{folder}/home", cache.DIRECTORY
        nowhere = dict.fromkeys(("CUTLAB_DATABASE", "XDG_DATA_HOME", "XDG_CACHE_HOME"), "")
        place = {"HOME": home, "NUMBA_CACHE_DIR": str(code.parents[1]) if code else ""}
        prefix = mounted(f"mkdir {home}; mount -t tmpfs -o ro tmpfs {home}")
        with serving(folder, prefix=prefix, environment=nowhere | place) as server:
            status = httpx.get(server.url + PLACEHOLDER_PATH, timeout=PATIENCE).status_code
            headers = {"origin": server.url}
            answer = httpx.post(
                server.url + CALLBACK_PATH,
                json=run_example(EXAMPLE),
                headers=headers,
                timeout=PATIENCE,
            ).json()["response"]
            text = page_text(server.url, "/study")
    made, said = answer["example-go"]["href"] == "/study/1", "temporary place" in text
    figure = f"picture {status}, study {'made' if made else answer}, said: {said}"
    promise = "pictures, studies in a temporary place, said on the page without a path"
    kept = status == 200 and made and said and folder not in f"{text}{answer}"
    report.tell("a read-only home", figure, promise, kept)


def _locked(report: Report) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = f"{folder}/studies.sqlite"
        Store(file).close()
        with serving(folder) as server:
            page_text(server.url, "/study")  # loads what is loaded late
            other = sqlite3.connect(file, isolation_level=None)
            other.execute("BEGIN EXCLUSIVE")
            pictures, lists, statuses = asyncio.run(_beside_posts(server, other))
            other.close()
            count = len(Store(file).studies())
    name = f"beside {POSTS} posts that wait for a lock: a picture"
    report.most(name, 1000 * pictures, 200, "ms")
    report.most("and the list of studies", 1000 * lists, 1000, "ms")
    figure = f"{statuses}, {count} studies"
    report.tell("these posts afterwards", figure, "200 for each", statuses == {200})


async def _beside_posts(server: Server, other: sqlite3.Connection) -> tuple[float, float, set[int]]:
    headers, limits = {"origin": server.url}, httpx.Limits(max_connections=POSTS + 10)
    async with httpx.AsyncClient(
        base_url=server.url, headers=headers, limits=limits, timeout=2 * PATIENCE
    ) as client:
        posts = [
            asyncio.create_task(client.post(CALLBACK_PATH, json=run_example(EXAMPLE)))
            for _ in range(POSTS)
        ]
        await asyncio.sleep(1.0)
        begin = time.monotonic()
        await client.get(f"{PLACEHOLDER_PATH}?noise=0.31")
        pictures, begin = time.monotonic() - begin, time.monotonic()
        await asyncio.to_thread(page_text, server.url, "/study")
        lists = time.monotonic() - begin
        await asyncio.sleep(LOCKED - 1)
        other.execute("ROLLBACK")
        return pictures, lists, {answer.status_code for answer in await asyncio.gather(*posts)}
