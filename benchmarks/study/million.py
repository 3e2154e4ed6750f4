"""Files and figures of a study of a million trials: time, memory, and how others fare meanwhile.

A server is started on a database with made-up trials. Each file is fetched from it, and the figures
of the study are drawn as its page has them drawn, while a viewer drags a circle. Memory is the peak
of the process that does the work, and the growth of the server's own. Goals: at most 200 MB more
for any of it, and the viewer's p95 under 60 ms. Run with ``python -m benchmarks.study.million``.
"""

import argparse
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import httpx
import numpy as np
import psutil
from websockets.sync.client import connect

from segmentation.study import LatinHypercube, Range, Study, n_trials
from segmentation.study.store.store import Store

ROOT = Path(__file__).parents[2]
PORT = 8093
STUDY = {
    "parameters": (Range(name="noise", low=0.1, high=0.6), Range(name="beta", low=0.5, high=2))
}
OUTPUTS = ("adjusted_rand", "mean_iou", "misclassified", "ncut", "ncut_truth", "ncut_ratio",
           "eigengap", "components", "components_minus_k")  # fmt: skip
VERDICTS = ("agrees", "rounding", "objective")
BLOCK = 50_000


def make(path, trials):
    """Write a study with made-up trials to a database."""
    study = Study(name="A million", design=LatinHypercube(n=trials), **STUDY)
    store = Store(str(path))
    number = store.add(study.to_json(), n_trials(study), study.name, owner="made up")
    store.close()
    rng = np.random.default_rng(0)
    with sqlite3.connect(path) as database:
        for begin in range(0, trials, BLOCK):
            rows = min(BLOCK, trials - begin)
            values = rng.random((rows, len(OUTPUTS))).tolist()
            database.executemany(
                "INSERT INTO trials (study, trial, arrival, outputs, verdict, seconds)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (
                    (number, begin + i, begin // BLOCK + 1,
                     json.dumps(dict(zip(OUTPUTS, row, strict=True))),
                     VERDICTS[int(3 * row[0])], 0.004)
                    for i, row in enumerate(values)
                ),
            )  # fmt: skip
        change = "UPDATE studies SET state='done', owner=NULL, recorded=?, best=1, worst=0"
        database.execute(change, [trials])
    database.close()
    return number


class Peak(threading.Thread):
    """Peaks of the memory of a process, and of each that it starts, in MB."""

    def __init__(self, process):
        super().__init__(daemon=True)
        self.process, self.ended = process, threading.Event()
        self.own = self.other = 0.0
        self.known = {child.pid for child in process.children(recursive=True)}
        self.start()

    def run(self):
        """Look at the memory until it is over."""
        while not self.ended.wait(0.02):
            self.own = max(self.own, memory(self.process))
            others = self.process.children(recursive=True)
            sizes = [memory(each) for each in others if each.pid not in self.known]
            self.other = max(self.other, sum(sizes))


def memory(process):
    try:
        return process.memory_info().rss / 2**20
    except psutil.Error:
        return 0.0


class Viewer(threading.Thread):
    """Somebody who drags a circle five times a second."""

    def __init__(self, url):
        super().__init__(daemon=True)
        self.url, self.ended, self.took = url, threading.Event(), []
        self.start()

    def run(self):
        """Drag until it is over."""
        address = self.url.replace("http", "ws") + "/live/frame"
        with connect(address, origin=self.url, max_size=None) as socket:
            seq = 0
            while not self.ended.wait(0.2):
                seq += 1
                begin = time.perf_counter()
                circles = [{"row": 28 + seq % 7, "col": 24, "radius": 16}]
                state = {"circles": circles, "n_clusters": 2}
                socket.send(json.dumps({"seq": seq, "state": state}))
                socket.recv()
                self.took.append(time.perf_counter() - begin)

    def p95(self):
        """Return the 95th percentile of the frames' times, in milliseconds."""
        return 1000 * float(np.quantile(self.took, 0.95)) if self.took else float("nan")


class Seen(NamedTuple):
    """Seconds of some work, growth of the server and size of its process in MB, p95 in ms."""

    took: float
    growth: float
    other: float
    p95: float
    result: object


def watched(process, url, work):
    """Do some work, and see what it takes, and how a viewer fares meanwhile."""
    before, viewer, peak = memory(process), Viewer(url), Peak(process)
    begin = time.perf_counter()
    result = work()
    took = time.perf_counter() - begin
    while not viewer.took:  # of work that is done at once
        time.sleep(0.05)
    for each in (viewer, peak):
        each.ended.set()
        each.join()
    return Seen(took, peak.own - before, peak.other, viewer.p95(), result)


def fetched(url):
    """Fetch a file; return its size."""
    size = 0
    with httpx.stream("GET", url, timeout=900) as answer:
        answer.raise_for_status()
        for piece in answer.iter_raw():
            size += len(piece)
    return f"{size / 2**20:.1f} MB"


def opened(url, number):
    """Ask for the figures of a study as its page does, until they are there."""
    page = Page(url, number)
    while page.waits():
        time.sleep(0.5)
    return f"{page.n_figures} figures"


class Page:
    """The callback of a study's page."""

    def __init__(self, url, number):
        self.url, self.number, self.n_figures = url, number, 0
        with httpx.Client(base_url=url, timeout=120) as client:
            known = client.get("/_dash-dependencies").json()
        [self.callback] = [each for each in known if "study-figures.children" in each["output"]]

    def waits(self):
        """Ask once; return whether to ask again."""
        values = {"study-asked": 1, "study-output": "adjusted_rand", "study-missing": False,
                  "study-number": self.number, "study-fine": True}  # fmt: skip
        body = {
            "output": self.callback["output"],
            "outputs": [
                self._each(text) for text in self.callback["output"].strip(".").split("...")
            ],
            "inputs": [self._given(each, values) for each in self.callback["inputs"]],
            "state": [self._given(each, values) for each in self.callback["state"]],
            "changedPropIds": ["study-asked.data"],
        }
        headers = {"origin": self.url}
        answer = httpx.post(
            f"{self.url}/_dash-update-component", json=body, headers=headers, timeout=120
        )
        answer.raise_for_status()
        found = answer.json()["response"]
        self.n_figures = answer.text.count('"study-card"')
        return found['{"page":"study","type":"study-answer"}']["data"]["busy"]

    @staticmethod
    def _each(text):
        id, _, name = text.rpartition(".")
        if not id.startswith("{"):
            return {"id": id, "property": name}
        return [] if "ALL" in id else {"id": json.loads(id), "property": name}

    @staticmethod
    def _given(each, values):
        id = each["id"]
        if id.startswith("{"):
            return []
        return {"id": id, "property": each["property"], "value": values.get(id)}


def works(url, number):
    """Return what to measure, by name; the first of them does nothing."""

    def all_five():
        with ThreadPoolExecutor(5) as pool:
            return f"{len([*pool.map(fetched, [f'{url}/study-files/{number}.csv'] * 5)])} files"

    found = {"nothing": lambda: time.sleep(10)}
    for kind in ("json", "csv", "parquet"):
        address = f"{url}/study-files/{number}.{kind}"
        found[f"its {kind}"] = lambda address=address: fetched(address)
    return found | {
        "five files at once": all_five,
        "the first look": lambda: opened(url, number),
        "the second look": lambda: opened(url, number),
    }


def main():
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.study.million", description=__doc__)
    parser.add_argument("--trials", type=int, default=1_000_000)
    parser.add_argument("--database", type=Path, help="made once, and used again")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = options.database or Path(folder) / "studies.sqlite"
        number = 1 if path.exists() else make(path, options.trials)
        url = f"http://127.0.0.1:{PORT}"
        environment = {**os.environ, "CUTLAB_DATABASE": str(path)}
        command = [sys.executable, "app.py", f"--port={PORT}", "--workers=1"]
        server = subprocess.Popen(command, cwd=ROOT, env=environment)
        try:
            measure(url, psutil.Process(server.pid), number)
        finally:
            server.terminate()
            server.wait()


def measure(url, process, number):
    """Print the lines of the table."""
    while True:
        try:
            if httpx.get(f"{url}/health/ready").status_code == 200:
                break
        except httpx.TransportError:
            pass
        time.sleep(0.2)
    httpx.get(f"{url}/study-files/{number}.json")
    print("| what | time | server | its process | viewer's p95 | |")
    print("| --- | --- | --- | --- | --- | --- |")
    for name, work in works(url, number).items():
        seen = watched(process, url, work)
        print(
            f"| {name} | {seen.took:.1f} s | {seen.growth:+.0f} MB | {seen.other:.0f} MB | "
            f"{seen.p95:.0f} ms | {seen.result} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
