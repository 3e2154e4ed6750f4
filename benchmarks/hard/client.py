"""Clients: viewers who drag, others who are there meanwhile, and the callbacks of a page."""

from __future__ import annotations

import asyncio
import json
import time
from contextlib import suppress
from typing import Any, Self

import httpx
from websockets.asyncio.client import ClientConnection, connect

from benchmarks.hard.report import p50, p95
from components.live.link_route import LINK_PATH
from components.live.routes import FRAME_PATH
from components.page.backend import CALLBACK_PATH
from components.state.model import ExplorerState

STATE = ExplorerState().model_dump(mode="json")
BURST = 15  # states, of which the last is at rest
PACE = 0.2  # seconds between two of them
PAUSE = 1.0
PATIENCE = 60.0
JSON = {"content-type": "application/json"}


def request(number: int, step: float, **more: object) -> str:
    """Return a message for a frame, the first circle moved."""
    circles = [{**each} for each in STATE["circles"]]
    circles[0]["row"] += step
    state = STATE | {"circles": circles} | more
    return json.dumps({"seq": number, "state": state, "rest": number % BURST == 0})


def sequence(frame: bytes | str) -> int:
    """Return the number of the message that a frame answers."""
    length = int.from_bytes(frame[:4], "little")  # type: ignore[arg-type]
    header = json.loads(frame[4 : 4 + length])
    if "problems" in header:
        raise ValueError(str(header["problems"])[:200])
    return int(header["seq"])


def websocket(url: str, **options: Any) -> connect:
    """Return a connection to the route of frames, to be opened."""
    address = url.replace("http", "ws") + FRAME_PATH
    return connect(
        address, origin=url, max_size=None, compression=None, open_timeout=PATIENCE, **options
    )


class Viewer:
    """A viewer who drags in bursts, five states a second; the last of each is at rest.

    The time of a state is until the first answer that is as new: one that was overtaken counts too.
    """

    def __init__(self, number: int, waits: bool) -> None:
        self.number, self.waits = number, waits
        self.times: list[float] = []
        self.answers = 0
        self.errors: list[str] = []
        self._sent: dict[int, float] = {}
        self._answered = asyncio.Event()

    async def drag(self, url: str, end: float) -> None:
        """Drag until the end; `waits` for each answer, as the page does."""
        await asyncio.sleep(self.number * 0.0317 % 1)
        try:
            async with websocket(url) as socket:
                reading = asyncio.create_task(self._read(socket))
                await self._send(socket, end)
                async with asyncio.timeout(PATIENCE):
                    while self._sent and not reading.done():
                        await asyncio.sleep(0.02)
                reading.cancel()
                with suppress(asyncio.CancelledError):
                    await reading
        except Exception as error:
            self.errors.append(repr(error)[:200])

    async def _send(self, socket: ClientConnection, end: float) -> None:
        number, due = 0, time.perf_counter()
        while time.monotonic() < end:
            number += 1
            self._answered.clear()
            self._sent[number] = time.perf_counter()
            await socket.send(request(number, number % BURST))
            if self.waits:
                await self._answered.wait()
            due = max(due + (PACE if number % BURST else PAUSE), time.perf_counter() - PACE)
            await asyncio.sleep(max(0.0, due - time.perf_counter()))

    async def _read(self, socket: ClientConnection) -> None:
        async for frame in socket:
            now, number = time.perf_counter(), sequence(frame)
            self.answers += 1
            for each in [each for each in self._sent if each <= number]:
                self.times.append(now - self._sent.pop(each))
            self._answered.set()


async def crowd(url: str, viewers: int, seconds: float, waits: bool = False) -> list[Viewer]:
    """Return so many viewers who have dragged for so long."""
    end = time.monotonic() + seconds
    found = [Viewer(number, waits) for number in range(viewers)]
    await asyncio.gather(*(viewer.drag(url, end) for viewer in found))
    return found


class Others:
    """One who drags and one who asks over HTTP, as long as the block lasts."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.frames: list[float] = []
        self.links: list[float] = []
        self.errors: list[str] = []
        self._over = False

    async def __aenter__(self) -> Self:
        self._tasks = [asyncio.create_task(each()) for each in (self._drag, self._ask)]
        return self

    async def __aexit__(self, *error: object) -> None:
        self._over = True  # an error of a connection that closes can take the place of the end
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _drag(self) -> None:
        number = 0
        while not self._over:
            begin = time.perf_counter()
            try:
                async with websocket(self.url) as socket:
                    while not self._over:
                        number += 1
                        await socket.send(request(number, number % BURST))
                        await asyncio.wait_for(socket.recv(), PATIENCE)
                        self.frames.append(time.perf_counter() - begin)
                        await asyncio.sleep(PACE)
                        begin = time.perf_counter()
            except Exception as error:
                self.errors.append(repr(error)[:200])
                self.frames.append(time.perf_counter() - begin)
                await asyncio.sleep(PACE)

    async def _ask(self) -> None:
        while not self._over:
            begin = time.perf_counter()
            try:
                async with httpx.AsyncClient(base_url=self.url, timeout=PATIENCE) as client:
                    (await client.get(f"{LINK_PATH}?noise=0.3")).raise_for_status()
            except httpx.HTTPError as error:
                self.errors.append(repr(error)[:200])
            self.links.append(time.perf_counter() - begin)
            await asyncio.sleep(PACE)

    def worst(self) -> float:
        """Return the larger of both 95th percentiles in milliseconds."""
        return max(p95(self.frames), p95(self.links))

    def described(self) -> str:
        """Return the figures as words."""
        both = f"frames {p50(self.frames):.0f}/{p95(self.frames):.0f} ms"
        both += f", links {p50(self.links):.0f}/{p95(self.links):.0f} ms"
        return f"{both}, {len(self.errors)} errors {self.errors[:1] or ''}".strip()


def callback(outputs: list[Any], inputs: list[Any], state: list[Any] = []) -> dict[str, Any]:  # noqa: B006
    """Return the body of a request for a callback, as Dash's page sends it."""
    flat = [each for one in inputs for each in (one if isinstance(one, list) else [one])]
    names = [_name(each) for each in outputs]
    return {
        "output": names[0] if len(names) == 1 else f"..{'...'.join(names)}..",
        "outputs": outputs[0] if len(outputs) == 1 else outputs,
        "inputs": inputs,
        "state": state,
        "changedPropIds": [f"{_id(flat[0]['id'])}.{flat[0]['property']}"],
    }


def _name(output: Any) -> str:
    """Return the name of an output in the callback's own; a list is of a pattern of ids."""
    if isinstance(output, list):
        first = output[0]
        wild = {key: ["ALL"] if key == "name" else value for key, value in first["id"].items()}
        return f"{_id(wild)}.{first['property']}"
    return f"{_id(output['id'])}.{output['property']}"


def _id(given: Any) -> str:
    if isinstance(given, dict):
        return json.dumps(given, sort_keys=True, separators=(",", ":"))
    return str(given)


def opened(path: str) -> dict[str, Any]:
    """Return the request for a page of studies."""
    value = {"path": path, "hash": "", "fine": True}
    asked = {"id": "study-opened", "property": "data", "value": value}
    return callback([{"id": "studies", "property": "children"}], [asked])


def page_text(url: str, path: str) -> str:
    """Return the answer with a page of studies."""
    headers = {"origin": url}
    answer = httpx.post(url + CALLBACK_PATH, json=opened(path), headers=headers, timeout=PATIENCE)
    answer.raise_for_status()
    return answer.text


def run_example(example: str) -> dict[str, Any]:
    """Return the request that runs an example of a study."""
    pressed = {"id": {"type": "example-run", "example": example}, "property": "n_clicks"}
    outputs = [
        {"id": "example-go", "property": "href"},
        {"id": "example-problem", "property": "children"},
    ]
    return callback(outputs, [[pressed | {"value": 1}]])
