"""Time of each stage of a frame in Cutlab, from the move to the drawn picture.

Run with ``python -m benchmarks.drag.stages --slider row``. It reads the messages of the frame
route, so it works only with Cutlab; `benchmarks.drag` compares the two apps.
"""

import argparse
import asyncio
from typing import Any

from playwright.async_api import async_playwright

from benchmarks.apps.servers import serving
from benchmarks.drag.frames import measure, percentile
from benchmarks.drag.mouse import SLIDERS, drag, launch, open_page

# Listens to the socket before the page does: when a request left, when its frame arrived.
TAP = """
(() => {
  const trips = (window.cutlabTrips = []);
  const header = (data) => {
    const length = new DataView(data).getUint32(0, true);
    return JSON.parse(new TextDecoder().decode(new Uint8Array(data, 4, length)));
  };
  window.WebSocket = class extends WebSocket {
    constructor(...address) {
      super(...address);
      this.addEventListener("message", ({ data }) => {
        const trip = trips.at(-1);
        if (trip && data instanceof ArrayBuffer) trip.came = performance.now(), (trip.data = data);
      });
    }
    send(message) {
      trips.push({ left: performance.now() });
      super.send(message);
    }
  };
  window.cutlabRead = () =>
    trips.filter((t) => t.data).map(({ left, came, data }) => {
      const { seq, server_ms, facts } = header(data);
      return { seq, left, came, bytes: data.byteLength, server_ms, ms: facts?.milliseconds ?? {} };
    });
})();
"""


async def record(
    app: str, slider: str, seconds: float
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Drag once; return what the probe saw and the trips over the socket."""
    async with async_playwright() as playwright:
        browser = await launch(playwright)
        with serving(app) as url:
            page = await open_page(browser, url, TAP)
            seen = await drag(page, SLIDERS[slider], seconds)
            trips = await page.evaluate("() => cutlabRead()")
        await browser.close()
    return seen, trips


def stages(seen: dict[str, Any], trips: list[dict[str, Any]]) -> dict[str, list[float]]:
    """Milliseconds of each stage, a value for each frame that was drawn.

    Parameters
    ----------
    seen, trips
        From `record`.

    Returns
    -------
    dict of str to list of float
        In the order of time; the indented ones are part of the one above.
    """
    by_seq = {trip["seq"]: trip for trip in trips}
    found: dict[str, list[float]] = {}

    def add(stage: str, value: float) -> None:
        found.setdefault(stage, []).append(value)

    for frame in seen["frames"]:
        trip = by_seq.get(frame["number"])
        if trip is None or frame["rest"]:
            continue
        moves = [v["moved"] for v in seen["visits"] if v["at"] <= trip["left"] + 1]
        if moves:
            add("newest move to request sent", trip["left"] - moves[-1])
        add("request sent to frame come", trip["came"] - trip["left"])
        add("  on the server", trip["server_ms"])
        for stage, value in trip["ms"].items():
            add(f"    {stage}", value)
        add("  transport and event loops", trip["came"] - trip["left"] - trip["server_ms"])
        add("frame come to picture painted", frame["at"] - trip["came"])
        add("painted to drawn", frame["drawn"] - frame["at"])
    arrivals = sorted(trip["came"] for trip in trips)
    leaving = sorted(trip["left"] for trip in trips)
    for came, left in zip(arrivals, leaving[1:], strict=False):
        add("(idle: frame come to next request sent)", left - came)
    return found


def main() -> None:
    """Print the time of each stage."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.drag.stages", description=__doc__)
    parser.add_argument("--app", choices=("cutlab", "bare"), default="cutlab")
    parser.add_argument("--slider", choices=SLIDERS, default="row")
    parser.add_argument("--seconds", type=float, default=5.0)
    options = parser.parse_args()
    seen, trips = asyncio.run(record(options.app, options.slider, options.seconds))
    result = measure(seen, SLIDERS[options.slider].to_state, len(trips))
    rate, size = result.frames / result.seconds, percentile([t["bytes"] for t in trips], 50)
    print(
        f"{options.slider}: {rate:.1f} frames/s, {result.shown} states, {size / 1000:.1f} kB each\n"
    )
    print("| stage, ms | p50 | p95 |\n| --- | --- | --- |")
    for stage, values in stages(seen, trips).items():
        name = stage.replace("  ", "&emsp;")
        print(f"| {name} | {percentile(values, 50):.1f} | {percentile(values, 95):.1f} |")


if __name__ == "__main__":
    main()
