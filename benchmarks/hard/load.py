"""Viewers who drag: what they get, alone, in a crowd, and beside a study."""

import asyncio
import tempfile
import time
from pathlib import Path

from benchmarks.hard.client import Viewer, crowd
from benchmarks.hard.report import Report, p50, p95
from benchmarks.hard.server import serving
from benchmarks.study.plan import tutorial
from segmentation.study import n_trials
from segmentation.study.store.store import Store

SECONDS = 12.0
# Viewers, whether they wait for each answer as the page does, and the 95th percentile promised.
CROWDS = ((30, False, 30), (100, False, 150), (200, False, 500), (100, True, 100))
BESIDE_A_STUDY = (30, 60)
LEAST_ANSWERS = 400.0  # a second, of as many viewers as there may be
ENDLESS = 100_000  # trials


def measure(report: Report) -> None:
    """Measure crowds, and one beside a study."""
    with tempfile.TemporaryDirectory() as folder:
        with serving(folder) as server:
            asyncio.run(crowd(server.url, 4, 3.0))  # so that what is loaded late is there
            rates = []
            for viewers, waits, most in CROWDS:
                found = asyncio.run(crowd(server.url, viewers, SECONDS, waits))
                rates.append(sum(each.answers for each in found) / SECONDS)
                who = f"{viewers} viewers" + (" who wait for their answer" if waits else "")
                tell(report, who, found, most)
        report.tell(
            "answers of the busiest second",
            f"{max(rates[:3]):.0f}/s; with 30, 100 and 200 viewers "
            + ", ".join(f"{rate:.0f}" for rate in rates[:3]),
            f"{LEAST_ANSWERS:g}/s on two cores, and no fewer with more viewers",
            max(rates) >= LEAST_ANSWERS and rates[2] >= 0.95 * rates[1],
        )
        beside_a_study(report, Path(folder))


def beside_a_study(report: Report, folder: Path) -> None:
    """Measure viewers beside a study that runs."""
    viewers, most = BESIDE_A_STUDY
    store, plan = Store(str(folder / "studies.sqlite")), tutorial(ENDLESS)
    number = store.add(plan.to_json(), n_trials(plan), plan.name)
    with serving(folder) as server:
        while store.get(number).recorded < 50:
            time.sleep(0.1)
        asyncio.run(crowd(server.url, 4, 3.0))
        before = store.get(number).recorded
        found = asyncio.run(crowd(server.url, viewers, SECONDS))
        trials = (store.get(number).recorded - before) / SECONDS
        tell(report, f"{viewers} viewers beside a study of {trials:.0f} trials/s", found, most)
        store.cancel(number)
    store.close()


def tell(report: Report, who: str, viewers: list[Viewer], most: float) -> None:
    """Report a crowd."""
    times = [each for viewer in viewers for each in viewer.times]
    errors = [each for viewer in viewers for each in viewer.errors]
    answers = sum(viewer.answers for viewer in viewers) / SECONDS
    report.tell(
        who,
        f"{answers:.0f} answers/s, p50/p95 {p50(times):.0f}/{p95(times):.0f} ms, "
        f"{len(errors)} errors {errors[:1] or ''}".strip(),
        f"p95 at most {most} ms, no errors",
        not errors and p95(times) <= most,
    )
