"""Connections that say nothing, or half of a request, or never read; and a server's end beside."""

import asyncio
import resource
import signal
import socket
import tempfile
import time
from contextlib import ExitStack, suppress
from pathlib import Path

import httpx

from benchmarks.hard.client import Others, request, websocket
from benchmarks.hard.report import Report
from benchmarks.hard.server import Server, serving
from benchmarks.study.plan import tutorial
from components.page.backend import CALLBACK_PATH
from segmentation.study import n_trials
from segmentation.study.store.store import Store

FILES = 1024  # that the server may open; by default it takes 4,096
SILENT = 1100
HALF_OPEN = 500
NEVER_READ, ROUNDS = 300, 3
SLOW_VIEWERS = 20
STALLED = 50
SECONDS = 15.0  # of looking at the others
MOST_OTHERS = 105.0  # ms
SCRIPT = "/_dash-component-suites/plotly/package_data/plotly.min.js"


def measure(report: Report) -> None:
    """Open connections of each kind, and look at the others and at the memory."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(4096, hard), hard))
    limited = ["prlimit", f"--nofile={FILES}:{FILES}"]
    with tempfile.TemporaryDirectory() as folder, serving(folder, prefix=limited) as server:
        _silent(report, server)
        report.most("the log after these", server.log_size(), 1, "MB")
    with tempfile.TemporaryDirectory() as folder, serving(folder) as server:
        _half_open(report, server)
        _never_read(report, server)
        asyncio.run(_slow_viewers(report, server))
        _stalled(report, server)
    for sign, workers in ((signal.SIGTERM, 1), (signal.SIGINT, 1), (signal.SIGTERM, 2)):
        _ends(report, sign, workers)
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def opened(stack: ExitStack, server: Server, sent: str = "", buffer: int = 0) -> socket.socket:
    """Return a connection on which this was sent."""
    made = stack.enter_context(socket.socket())
    if buffer:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
    made.connect(("127.0.0.1", server.port))
    made.sendall(sent.replace("\n", "\r\n").replace("HOST", f"127.0.0.1:{server.port}").encode())
    return made


async def _look(server: Server, seconds: float = SECONDS) -> Others:
    async with Others(server.url) as others:
        await asyncio.sleep(seconds)
    return others


def _silent(report: Report, server: Server) -> None:
    with ExitStack() as stack:
        for _ in range(SILENT):
            opened(stack, server)
        begin = time.monotonic()
        status = httpx.get(server.url, timeout=60).status_code
        report.most(
            f"a visitor beside {SILENT:,} silent connections, of {FILES:,} files",
            1000 * (time.monotonic() - begin), 1000, "ms", f"status {status}",
        )  # fmt: skip
        others = asyncio.run(_look(server))
        report.most("others beside these", others.worst(), MOST_OTHERS, "ms", others.described())


def _half_open(report: Report, server: Server) -> None:
    with ExitStack() as stack:
        for _ in range(HALF_OPEN):
            opened(stack, server, "GET / HTTP/1.1\nHost: HOST\nX-Half: ")
        others = asyncio.run(_look(server))
    name = f"others beside {HALF_OPEN} requests without an end"
    report.most(name, others.worst(), MOST_OTHERS, "ms", others.described())


def _never_read(report: Report, server: Server) -> None:
    before, after = server.memory(), []
    asked = f"GET {SCRIPT} HTTP/1.1\nHost: HOST\nAccept-Encoding: gzip\n\n"
    for _ in range(ROUNDS):
        with ExitStack() as stack:
            for _ in range(NEVER_READ):
                opened(stack, server, asked, buffer=4096)
            others = asyncio.run(_look(server, 5.0))
            after.append(server.memory() - before)
    name = f"memory after {ROUNDS} times {NEVER_READ} who ask for Plotly's script and never read"
    shown = ", ".join(f"{each:+.0f}" for each in after)
    report.most(name, max(after), 100, "MB", f"{shown}; {others.described()}")


async def _slow_viewers(report: Report, server: Server) -> None:
    before = server.memory()
    async with Others(server.url) as others:
        sockets = [await websocket(server.url, max_queue=1) for _ in range(SLOW_VIEWERS)]
        for number in range(200):  # of large frames, none of which is read
            for each in sockets:
                with suppress(Exception):
                    await asyncio.wait_for(each.send(request(number, 1.0, size=300)), 1.0)
            await asyncio.sleep(0.02)
        growth = server.memory() - before
        for each in sockets:
            each.transport.abort()
    name = f"memory beside {SLOW_VIEWERS} viewers who do not read their frames"
    report.most(name, growth, 60, "MB", others.described())


def _stalled(report: Report, server: Server) -> None:
    host = f"Host: HOST\nOrigin: {server.url}\nContent-Type: application/json\n"
    stalled = f"POST {CALLBACK_PATH} HTTP/1.1\n{host}Content-Length: 9000\n\n{{"
    with ExitStack() as stack:
        connections = [opened(stack, server, stalled) for _ in range(STALLED)]
        begin = time.monotonic()
        for each in connections:
            each.settimeout(90)
            with suppress(ConnectionError):
                while each.recv(4096):
                    pass
        seconds = time.monotonic() - begin
    report.most(f"{STALLED} bodies that stop coming are ended after", seconds, 45, "s")


def _ends(report: Report, sign: signal.Signals, workers: int) -> None:
    """End a server with a study beside a stalled body and readers who are slow."""
    with tempfile.TemporaryDirectory() as folder:
        store, plan = Store(str(Path(folder) / "studies.sqlite")), tutorial(100_000)
        number = store.add(plan.to_json(), n_trials(plan), plan.name)
        with serving(folder, "--workers", str(workers)) as server, ExitStack() as stack:
            while store.get(number).recorded < 20:
                time.sleep(0.1)
            body = f"Origin: {server.url}\nContent-Type: application/json\nContent-Length: 9000\n"
            opened(stack, server, f"POST {CALLBACK_PATH} HTTP/1.1\nHost: HOST\n{body}\n{{")
            opened(stack, server, "GET / HT")
            asked = f"GET {SCRIPT} HTTP/1.1\nHost: HOST\n\n"
            opened(stack, server, asked * 8, buffer=4096)
            time.sleep(1.0)
            seconds = server.stop(sign)
        state = store.get(number).state
        store.close()
    name = f"{sign.name} with a stalled body, slow readers and a study, {workers} process"
    kept = seconds <= 5 and state == "queued"
    report.tell(name, f"{seconds:.1f} s, the study is {state}", "5 s, the study is queued", kept)
