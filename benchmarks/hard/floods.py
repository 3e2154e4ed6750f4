"""Floods: of messages, bad texts, bodies that are none or too large, and refused origins."""

import asyncio
import tempfile
from collections import Counter
from contextlib import suppress

import httpx
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from benchmarks.hard.client import JSON, PATIENCE, Others, request, websocket
from benchmarks.hard.report import Report
from benchmarks.hard.server import Server, serving
from components.live.routes import FRAME_PATH
from components.page.backend import CALLBACK_PATH

MOST_OTHERS = 105.0  # ms, 95th percentile of the others meanwhile
MOST_LOG = 1.0  # MB
MESSAGES = 20_000
BODIES = 10_000
BAD_TEXTS = 500
REFUSED = 2_000
LARGE = 200 * 2**20  # bytes
CLIENTS = 20
BAD = (b"", b"{", b"null", b"[]", b"[" * 10_000, b"\xff", b'{"output": 5}', b'{"output": "x"}')


def measure(report: Report) -> None:
    """Send each flood, and look at the others, the memory and the log."""
    with tempfile.TemporaryDirectory() as folder, serving(folder) as server:
        asyncio.run(_messages(report, server))
        asyncio.run(_bodies(report, server))
        asyncio.run(_large(report, server))
        asyncio.run(_bad_texts(report, server))
        asyncio.run(_origins(report, server))
        report.most("the log after all floods", server.log_size(), MOST_LOG, "MB")
        traces = server.log.read_text(errors="replace").count("Traceback")
        report.most("tracebacks in it", traces, 0, "")


async def _messages(report: Report, server: Server) -> None:
    before = server.memory()
    async with Others(server.url) as others, websocket(server.url) as socket:
        text = request(1, 1.0)
        drain = asyncio.create_task(_drain(socket))
        for _ in range(MESSAGES):
            await socket.send(text)
        drain.cancel()
    report.most(
        f"others beside {MESSAGES:,} messages",
        others.worst(),
        MOST_OTHERS,
        "ms",
        others.described(),
    )
    report.most("memory after these", server.memory() - before, 50, "MB")


async def _drain(socket: object) -> None:
    with suppress(ConnectionClosed):
        async for _ in socket:  # type: ignore[attr-defined]
            pass


async def _bodies(report: Report, server: Server) -> None:
    statuses: Counter[int] = Counter()

    async def post(client: httpx.AsyncClient, number: int) -> None:
        for each in range(number, BODIES, CLIENTS):
            answer = await client.post(CALLBACK_PATH, content=BAD[each % len(BAD)], headers=JSON)
            statuses[answer.status_code] += 1

    before = server.memory()
    async with Others(server.url) as others, _client(server) as client:
        await asyncio.gather(*(post(client, number) for number in range(CLIENTS)))
    report.tell(
        f"{BODIES:,} bodies that are no callback",
        ", ".join(f"{status}: {count:,}" for status, count in statuses.items()),
        "400 for each",
        statuses == {400: BODIES},
    )
    report.most("others beside these", others.worst(), MOST_OTHERS, "ms", others.described())
    report.most("memory after these", server.memory() - before, 50, "MB")


def _client(server: Server) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=server.url, headers={"origin": server.url}, timeout=PATIENCE)


async def _large(report: Report, server: Server) -> None:
    async def content() -> object:
        for _ in range(LARGE // 2**20):
            yield bytes(2**20)

    for path in (CALLBACK_PATH, "/"):
        before, statuses = server.memory(), []
        async with Others(server.url) as others, _client(server) as client:
            for announced in (True, False):
                length = {"content-length": str(LARGE)} if announced else {}
                try:
                    answer = await client.post(path, content=content(), headers=JSON | length)  # type: ignore[arg-type]
                    statuses.append(answer.status_code)
                except httpx.TransportError:  # refused before all was sent
                    statuses.append(413)
        figure = f"{statuses}, memory {server.memory() - before:+.0f} MB, {others.described()}"
        kept = statuses == [413, 413] and server.memory() - before < 30
        promise = f"413, at most 30 MB, others {MOST_OTHERS:g} ms"
        name = f"bodies of 200 MB for {path}, announced and in chunks"
        report.tell(name, figure, promise, kept and others.worst() <= MOST_OTHERS)


async def _bad_texts(report: Report, server: Server) -> None:
    codes: Counter[object] = Counter()
    async with Others(server.url) as others:
        for _ in range(BAD_TEXTS):
            async with websocket(server.url) as socket:
                socket.transport.write(b"\x81\x82\0\0\0\0\xff\xfe")  # a text that is none
                try:
                    await asyncio.wait_for(socket.recv(), PATIENCE)
                except ConnectionClosed as error:
                    codes[error.rcvd and error.rcvd.code] += 1
    kept = codes == {1007: BAD_TEXTS} and others.worst() <= MOST_OTHERS
    figure = f"closed by {dict(codes)}, {others.described()}"
    report.tell(f"{BAD_TEXTS} texts of bad UTF-8", figure, "1007 for each", kept)


async def _origins(report: Report, server: Server) -> None:
    statuses: Counter[int] = Counter()
    origin = f"http://{'x' * 3000}.example"

    async def refused(number: int) -> None:
        for _ in range(number, REFUSED, CLIENTS):
            try:
                address = server.url.replace("http", "ws") + FRAME_PATH
                async with connect(address, origin=origin):
                    statuses[101] += 1
            except InvalidStatus as error:
                statuses[error.response.status_code] += 1

    async with Others(server.url) as others:
        await asyncio.gather(*(refused(number) for number in range(CLIENTS)))
    kept = statuses == {403: REFUSED} and others.worst() <= MOST_OTHERS
    figure = f"{dict(statuses)}, {others.described()}"
    report.tell(f"{REFUSED:,} websockets of another site", figure, "403 for each", kept)
