"""Memory that comes to rest: of the layout, and of plans of studies, asked for again and again."""

import asyncio
import tempfile
from typing import Any

import httpx

from benchmarks.hard.client import PATIENCE, STATE, callback
from benchmarks.hard.report import Report
from benchmarks.hard.server import Server, serving
from components.page.backend import CALLBACK_PATH
from components.page.ids import Id
from components.studies.plan.state import BLANK

LAYOUTS = 10_000
PLANS = 10_000  # each another one
CLIENTS = 8
GROWTH = 8.0  # MB in the second half
FIELDS = ("kind", "replicates", "name", "outputs")


def measure(report: Report) -> None:
    """Ask for each, and look at the memory at the beginning, in the middle, and at the end."""
    with tempfile.TemporaryDirectory() as folder, serving(folder) as server:
        for name, count, ask in (("layouts", LAYOUTS, _layout), ("plans", PLANS, _plan)):
            sizes = asyncio.run(_ask(server, count, ask))
            shown = "from the first tenth on " + ", ".join(f"{each:.0f}" for each in sizes)
            growth = sizes[-1] - sizes[1]
            report.most(
                f"memory of the second half of {count:,} {name}", growth, GROWTH, "MB", shown
            )


async def _ask(server: Server, count: int, ask: Any) -> list[float]:
    headers = {"origin": server.url, "accept-encoding": "gzip"}
    sizes, numbers = [], iter(range(count))
    async with httpx.AsyncClient(base_url=server.url, headers=headers, timeout=PATIENCE) as client:

        async def some(until: int) -> None:
            for number in numbers:
                (await ask(client, number)).raise_for_status()
                if number >= until:
                    return

        for until in (count // 10, count // 2, count):
            await asyncio.gather(*(some(until - CLIENTS) for _ in range(CLIENTS)))
            sizes.append(server.memory())
    return sizes


async def _layout(client: httpx.AsyncClient, number: int) -> httpx.Response:
    return await client.get("/_dash-layout")


async def _plan(client: httpx.AsyncClient, number: int) -> httpx.Response:
    """Ask for the description of a plan that nobody had before."""
    beta = {"name": "beta", "low": 0.1 + number / 1e5, "high": 2.0, "scale": "linear"}
    plan = BLANK | {"open": True, "parameters": [beta]}
    ids = [{"type": str(Id.PLAN_FIELD), "name": name} for name in FIELDS]
    outputs: list[Any] = [
        {"id": str(id), "property": name}
        for id, name in (
            (Id.PLAN_SIZE, "children"),
            (Id.PLAN_NOTICE, "children"),
            (Id.PLAN_PROBLEMS, "data"),
            (Id.PLAN_RUN, "disabled"),
            (Id.PLAN_TICK, "disabled"),
            (Id.PLAN_DERIVED, "data"),
        )
    ]
    outputs.append({"id": {"type": str(Id.PLAN_FIELD), "name": "name"}, "property": "placeholder"})
    outputs.append({"id": str(Id.PLAN_OUTPUTS), "property": "children"})
    outputs.append([{"id": each, "property": "error"} for each in ids])
    outputs.append({"id": str(Id.PLAN_NEEDS), "property": "data"})
    inputs = [
        {"id": str(Id.PLAN), "property": "data", "value": plan},
        {"id": str(Id.STATE), "property": "data", "value": STATE},
        {"id": str(Id.PLAN_TICK), "property": "n_intervals", "value": None},
    ]
    state = [[{"id": each, "property": "id", "value": each} for each in ids]]
    return await client.post(CALLBACK_PATH, json=callback(outputs, inputs, state))
