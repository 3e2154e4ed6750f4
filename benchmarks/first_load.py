"""Open each app with an empty cache, and print how soon its labelled picture is on screen.

Run with ``python -m benchmarks.first_load``; the apps take turns within each run. Time runs from
the start of the navigation to the end of the first frame of the browser whose rendering includes
the labels. Bytes are those that crossed the wire, as sent.
"""

import argparse
import asyncio
import os
from collections import defaultdict
from dataclasses import dataclass
from statistics import median

from playwright.async_api import Browser, async_playwright

from benchmarks.mouse import launch
from benchmarks.servers import serving

APPS = ("naive", "cutlab")

# The labels are there once Plotly has drawn the second heatmap, or the live path its canvas: both
# apps are asked alike. The message posted from a frame's own callback comes after its paint.
WATCH = """
window.firstLabels = new Promise((resolve) => {
  const channel = new MessageChannel();
  channel.port1.onmessage = () => resolve(performance.now());
  const shown = () => {
    const canvas = document.querySelector('canvas[data-picture="labels"]');
    if (canvas && !canvas.hidden && canvas.width > 0 && window.cutlab?.stats?.painted) return true;
    return document.querySelectorAll(".js-plotly-plot .heatmaplayer image").length >= 2;
  };
  const look = () => (shown() ? channel.port2.postMessage(0) : requestAnimationFrame(look));
  requestAnimationFrame(look);
});
"""


@dataclass
class Load:
    """One opening: milliseconds to the labels, and bytes sent by kind of resource."""

    milliseconds: float
    sent: dict[str, float]


async def load(browser: Browser, url: str) -> Load:
    """Open the app in a profile of its own, so that nothing is cached."""
    context = await browser.new_context(viewport={"width": 1400, "height": 1000})
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
    milliseconds = await page.evaluate("window.firstLabels")
    await page.wait_for_timeout(1500)  # what still loads then belongs to the bytes, not to the time
    await context.close()
    return Load(float(milliseconds), dict(sent))


async def run(runs: int) -> dict[str, list[Load]]:
    """Open the apps in turns; the first opening of each warms the server and does not count."""
    loads: dict[str, list[Load]] = {app: [] for app in APPS}
    async with async_playwright() as playwright:
        browser = await launch(playwright)
        with serving("naive") as naive, serving("cutlab") as cutlab:
            for number in range(runs + 1):
                for app, url in zip(APPS, (naive, cutlab), strict=True):
                    opened = await load(browser, url)
                    if number:
                        loads[app].append(opened)
        await browser.close()
    return loads


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.first_load", description=__doc__)
    parser.add_argument("--runs", type=int, default=9, help="pairs of openings (default 9)")
    options = parser.parse_args()
    before = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    loads = asyncio.run(run(options.runs))
    print("| app | labels on screen, ms | scripts, kB | all, kB |\n| --- | --- | --- | --- |")
    for app, opened in loads.items():
        times = sorted(one.milliseconds for one in opened)
        scripts = median(one.sent.get("Script", 0) for one in opened) / 1000
        everything = median(sum(one.sent.values()) for one in opened) / 1000
        print(
            f"| {app} | {median(times):.0f} ({times[0]:.0f} to {times[-1]:.0f}) "
            f"| {scripts:.0f} | {everything:.0f} |"
        )
    pairs = zip(loads["cutlab"], loads["naive"], strict=True)
    ratios = sorted(ours.milliseconds / theirs.milliseconds for ours, theirs in pairs)
    print(
        f"\nCutlab's time over the naive app's, median of {options.runs} pairs: "
        f"{median(ratios):.2f} ({ratios[0]:.2f} to {ratios[-1]:.2f}). "
        f"Load average before: {before:.2f} on {os.cpu_count()} cores."
    )


if __name__ == "__main__":
    main()
