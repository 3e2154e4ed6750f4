"""Frame times of thirty viewers who drag, with and without a study at the same time.

Run with ``python -m benchmarks.viewers``. Each viewer is a websocket that moves the first circle of
the tutorial by half a pixel at most so many times a second, with one request under way at a time,
as the page sends them; the time is from the request to the whole frame. Server, viewers and workers
share the machine, and with and without take turns. The goal is a 95th percentile of at most three
times that without a study.
"""

import argparse
import asyncio
import json
import os
import tempfile
import time
from statistics import median

import numpy as np
from websockets.asyncio.client import connect

from benchmarks.apps.servers import serving
from benchmarks.study.plan import tutorial
from components.live.routes import FRAME_PATH
from components.state.model import ExplorerState
from segmentation.study import n_trials
from segmentation.study.store.store import Store

ENDLESS = 100_000  # trials, more than can run meanwhile
WARM_UP = 3.0  # seconds of one viewer's frames, in which the server loads its kernels


async def viewer(url, number, pace, end):
    """Drag until the end; return the seconds that each frame took."""
    state, taken, sequence = ExplorerState().model_dump(mode="json"), [], 0
    row = state["circles"][0]["row"]
    address = url.replace("http", "ws").rstrip("/") + FRAME_PATH
    async with connect(address, origin=url.rstrip("/"), max_size=None) as socket:
        await asyncio.sleep(number * 0.37 % pace)  # viewers do not move in step
        due = time.monotonic()
        while due < end:
            sequence += 1
            state["circles"][0]["row"] = row + 0.5 * (sequence % 20)
            begin = time.perf_counter()
            await socket.send(json.dumps({"seq": sequence, "state": state}))
            await socket.recv()
            taken.append(time.perf_counter() - begin)
            due = max(due + pace, time.monotonic())
            await asyncio.sleep(due - time.monotonic())
    return taken


async def drag(url, viewers, pace, seconds):
    """Return all frames' times in milliseconds."""
    end = time.monotonic() + seconds
    seen = await asyncio.gather(*(viewer(url, n, pace, end) for n in range(viewers)))
    return 1000 * np.concatenate(seen)


def main():
    """Print the table of frame times."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.viewers", description=__doc__)
    parser.add_argument("--viewers", type=int, default=30)
    parser.add_argument(
        "--pace", type=float, default=60.0, help="moves a second and viewer, at most"
    )
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    found = {False: [], True: []}
    with tempfile.TemporaryDirectory() as folder:
        os.environ["CUTLAB_DATABASE"] = f"sqlite:///{folder}/studies.sqlite"
        store = Store()
        endless = tutorial(ENDLESS)
        study = store.add(endless.to_json(), n_trials(endless), endless.name, start=False)
        for _ in range(options.runs):
            for beside in (False, True):
                if beside:  # the server finds it queued when it starts
                    store.resume(study)
                with serving("cutlab") as url:
                    before = store.get(study).recorded
                    while beside and store.get(study).recorded < before + 50:
                        time.sleep(0.1)
                    asyncio.run(drag(url, 1, 0.0, WARM_UP))
                    before = store.get(study).recorded
                    times = asyncio.run(
                        drag(url, options.viewers, 1 / options.pace, options.seconds)
                    )
                    trials = (store.get(study).recorded - before) / options.seconds
                if beside:
                    store.pause(study)
                figures = *np.percentile(times, [50, 95]), len(times) / options.seconds, trials
                found[beside].append(figures)
                print("with" if beside else "without", np.round(figures, 1), flush=True)
    print(f"{options.viewers} viewers, {options.pace:g} moves a second each at most\n")
    print("| study | median ms | 95th percentile ms | frames/s | trials/s |")
    print("| --- | --- | --- | --- | --- |")
    for beside, name in ((False, "none"), (True, "runs")):
        columns = [median(column) for column in zip(*found[beside], strict=True)]
        print(f"| {name} | {' | '.join(f'{column:.1f}' for column in columns)} |")
    ratios = [b[1] / a[1] for a, b in zip(found[False], found[True], strict=True)]
    print(f"\nThe 95th percentile is {median(ratios):.2f} times that without (at most 3 asked).")
    print(f"From {min(ratios):.2f} to {max(ratios):.2f} over {options.runs} pairs.")


if __name__ == "__main__":
    main()
