"""Drag sliders with a real mouse, in both apps, and print how the pictures followed.

Run with ``python -m benchmarks.drag``; see ``benchmarks/README.md`` for the definitions.
"""

import argparse
import asyncio
import json
import os
import sys
import urllib.request
from contextlib import ExitStack
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, async_playwright

from benchmarks.apps.servers import COMMANDS, serving
from benchmarks.drag.frames import Drag, measure
from benchmarks.drag.mouse import SLIDERS, Slider, drag, launch, open_page, open_views
from benchmarks.drag.report import Case, note, table
from segmentation.cores import available_cores


async def measure_case(
    app: str, url: str, slider: Slider, browsers: list[Browser], seconds: float
) -> list[Drag]:
    """Drag one slider in each browser at once, on pages freshly opened."""
    pages = await asyncio.gather(*(open_page(browser, url) for browser in browsers))
    if app == "views":
        await asyncio.gather(*(open_views(page) for page in pages))
    before = [await _stats(page) for page in pages]
    naive_before = naive_count(url) if app == "naive" else 0
    seen = await asyncio.gather(*(drag(page, slider, seconds) for page in pages))
    if app == "naive":
        computed = [naive_count(url) - naive_before] + [0] * (len(pages) - 1)
    else:
        computed = [s["stats"]["received"] - b for s, b in zip(seen, before, strict=True)]
    await asyncio.gather(*(page.close() for page in pages))
    return [measure(s, slider.to_state, c) for s, c in zip(seen, computed, strict=True)]


def slowed(slider: str, pace: float) -> Slider:
    """Return a slider's movement, slower by a factor of `pace`."""
    usual = SLIDERS[slider]
    return replace(usual, pass_seconds=usual.pass_seconds * pace)


async def _stats(page: Any) -> int:
    return int(await page.evaluate("() => window.cutlab?.stats?.received ?? 0"))


def naive_count(url: str) -> int:
    """Return how often the naive app's callback has run."""
    with urllib.request.urlopen(f"{url}benchmark/computed", timeout=120) as answer:
        return int(json.load(answer)["computed"])


async def run(options: argparse.Namespace) -> list[Case]:
    """Measure all cases; within a run the apps take turns, so that noise meets both alike."""
    cases = {
        (app, slider, count): Case(app, slider, count)
        for count in options.browsers
        for slider in options.sliders
        for app in options.apps
        if app != "naive" or not SLIDERS[slider].picture  # it has no circles to drag
    }
    async with async_playwright() as playwright:
        browsers = [await launch(playwright) for _ in range(max(options.browsers))]
        for number in range(1, options.runs + 1):
            for (app, slider, count), case in cases.items():
                # Each drag gets its own server, so that a backlog does not affect the next one.
                with ExitStack() as stack:
                    url = stack.enter_context(serving(app))
                    drags = await measure_case(
                        app, url, slowed(slider, options.pace), browsers[:count], options.seconds
                    )
                case.runs.append(drags)
                print(f"run {number} {note(case)}", file=sys.stderr, flush=True)
        for browser in browsers:
            await browser.close()
    return list(cases.values())


def parse(arguments: list[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.drag", description=__doc__)
    parser.add_argument("--runs", type=int, default=3, help="drags per case (default 3)")
    parser.add_argument("--seconds", type=float, default=5.0, help="of movement (default 5)")
    parser.add_argument("--apps", nargs="+", choices=COMMANDS, default=["naive", "cutlab"])
    parser.add_argument("--sliders", nargs="+", choices=SLIDERS, default=list(SLIDERS))
    parser.add_argument("--browsers", nargs="+", type=int, default=[1, 3], help="at once")
    parser.add_argument(
        "--pace", type=float, default=1.0, help="factor to slow the drag down by, for control"
    )
    parser.add_argument("--json", type=Path, help="also write every drag's figures here")
    parser.add_argument("--quick", action="store_true", help="one run, two seconds, one browser")
    options = parser.parse_args(arguments)
    if options.quick:
        options.runs, options.seconds, options.browsers = 1, 2.0, [1]
    return options


def main() -> None:
    """Run the drags that the options ask for, and print the table."""
    options = parse()
    load, cores = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0, available_cores()
    cases = asyncio.run(run(options))
    if options.json:
        raw = [
            {**asdict(d), "app": c.app, "slider": c.slider, "browsers": c.browsers, "run": i}
            for c in cases
            for i, drags in enumerate(c.runs)
            for d in drags
        ]
        options.json.write_text(json.dumps(raw))
    print(table(cases, options.seconds, options.runs))
    print(
        f"\nLoad average before the first drag: {load:.2f} on {cores} cores; it should be near 0."
    )


if __name__ == "__main__":
    main()
