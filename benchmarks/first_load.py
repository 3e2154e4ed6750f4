"""Open each app with an empty cache, and print how soon its labelled picture is on screen.

Run with ``python -m benchmarks.first_load``; the apps take turns within each run. Time runs from
the start of the navigation to the end of the first frame of the browser whose rendering includes
the labels. Bytes are those transferred, compressed as sent. The layout shift is cumulative, as web
vitals count it: the largest sum of shares of the window that moved without a reader's doing, within
a session of five seconds at most; below 0.1 is good. Cutlab is opened on a telephone, too.
"""

import argparse
import asyncio
import math
import os
from collections import defaultdict
from dataclasses import dataclass
from statistics import median
from typing import Any

from playwright.async_api import Browser, ViewportSize, async_playwright

from benchmarks.apps.servers import serving
from benchmarks.drag.mouse import launch
from segmentation.cores import available_cores

DESKTOP: ViewportSize = {"width": 1400, "height": 1000}
PHONE: ViewportSize = {"width": 390, "height": 844}
VIEWS = (("naive", DESKTOP), ("cutlab", DESKTOP), ("cutlab", PHONE))

# Cutlab shows its labels with the page's first image, and they react to hovering once Plotly has
# drawn the second heatmap; in the naive app both come with the latter. A message posted from a
# frame's own callback arrives after its paint.
WATCH = """
const after = (condition) => new Promise((resolve) => {
  const channel = new MessageChannel();
  channel.port1.onmessage = () => resolve(performance.now());
  const look = () => (condition() ? channel.port2.postMessage(0) : requestAnimationFrame(look));
  requestAnimationFrame(look);
});
const drawn = () => document.querySelectorAll(".js-plotly-plot .heatmaplayer image").length >= 2;
const first = () => {
  const image = document.querySelector(".placeholder img");
  return image?.complete && image.naturalWidth > 0;
};
window.labelsSeen = after(() => first() || drawn());
window.figureDrawn = after(drawn);
window.shifts = [];
new PerformanceObserver((list) => {
  for (const { startTime, value, hadRecentInput, sources } of list.getEntries()) {
    const moved = sources.map(({ node }) => node?.className ?? node?.nodeName ?? "gone");
    if (!hadRecentInput) window.shifts.push({ startTime, value, moved });
  }
}).observe({ type: "layout-shift", buffered: true });
"""
SESSION, PAUSE = 5000, 1000  # milliseconds: the longest session, and the pause that ends one


@dataclass
class Load:
    """One load of a page: milliseconds to labels and figure, and bytes sent by kind of resource.

    `shift` is the cumulative layout shift.
    """

    labels: float
    figure: float
    sent: dict[str, float]
    shift: float


def cumulative(shifts: list[dict[str, Any]]) -> float:
    """Return the largest sum of shifts within a session."""
    sums, begin, last = [0.0], -math.inf, -math.inf
    for shift in shifts:
        time = shift["startTime"]
        if time - last > PAUSE or time - begin > SESSION:
            sums.append(0.0)
            begin = time
        sums[-1] += shift["value"]
        last = time
    return max(sums)


async def load(browser: Browser, url: str, window: ViewportSize) -> Load:
    """Open the app in a profile of its own, so that nothing is cached."""
    context = await browser.new_context(viewport=window, has_touch=window == PHONE)
    page = await context.new_page()
    await page.add_init_script(WATCH)
    session = await context.new_cdp_session(page)
    kinds: dict[str, str] = {}
    sent: dict[str, float] = defaultdict(float)

    def responded(event: dict[str, str]) -> None:
        kinds[event["requestId"]] = event["type"]

    def finished(event: dict[str, float]) -> None:
        sent[kinds.get(str(event["requestId"]), "Other")] += event["encodedDataLength"]

    session.on("Network.responseReceived", responded)
    session.on("Network.loadingFinished", finished)
    await session.send("Network.enable")
    await page.goto(url)
    figure = await page.evaluate("window.figureDrawn")
    labels = await page.evaluate("window.labelsSeen")
    await page.wait_for_timeout(1500)  # later transfers count for the bytes, not for the time
    shift = cumulative(await page.evaluate("window.shifts"))
    await context.close()
    return Load(float(labels), float(figure), dict(sent), shift)


async def run(runs: int) -> dict[str, list[Load]]:
    """Open the apps in turns; the first opening of each warms the server and does not count."""
    loads: dict[str, list[Load]] = {name(*view): [] for view in VIEWS}
    async with async_playwright() as playwright:
        browser = await launch(playwright)
        with serving("naive") as naive, serving("cutlab") as cutlab:
            addresses = {"naive": naive, "cutlab": cutlab}
            for number in range(runs + 1):
                for app, window in VIEWS:
                    opened = await load(browser, addresses[app], window)
                    if number:
                        loads[name(app, window)].append(opened)
        await browser.close()
    return loads


def name(app: str, window: ViewportSize) -> str:
    """Return the name of an app in a window."""
    return f"{app}, phone" if window == PHONE else app


def main() -> None:
    """Print the table of times and sizes."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.first_load", description=__doc__)
    parser.add_argument("--runs", type=int, default=9, help="pairs of openings (default 9)")
    options = parser.parse_args()
    before = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    loads = asyncio.run(run(options.runs))
    print("| app | labels on screen, ms | figure with hover, ms | scripts, kB | all, kB | shift |")
    print("| --- | --- | --- | --- | --- | --- |")
    for app, opened in loads.items():
        scripts = median(one.sent.get("Script", 0) for one in opened) / 1000
        everything = median(sum(one.sent.values()) for one in opened) / 1000
        labels, figure = (_spread([getattr(o, w) for o in opened]) for w in ("labels", "figure"))
        shift = _spread([one.shift for one in opened], 3)
        print(f"| {app} | {labels} | {figure} | {scripts:.0f} | {everything:.0f} | {shift} |")
    print(f"\nCutlab's time over the naive app's, median of {options.runs} pairs (least to most):")
    for what in ("labels", "figure"):
        pairs = zip(loads["cutlab"], loads["naive"], strict=True)
        print(f"{what} {_spread([getattr(o, what) / getattr(t, what) for o, t in pairs], 2)}")
    print(f"Load average before: {before:.2f} on {available_cores()} cores.")


def _spread(values: list[float], digits: int = 0) -> str:
    return f"{median(values):.{digits}f} ({min(values):.{digits}f} to {max(values):.{digits}f})"


if __name__ == "__main__":
    main()
