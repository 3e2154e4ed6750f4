"""The first minute on a fresh machine: compilation, drags meanwhile, and a study's first results.

``python -m benchmarks.first_minute [--seconds 3]``. Every part has an empty cache of machine code
of its own, besides those called warm. The table has

- the CPU time of the compiler, and when each group of kernels was there (`kernels.cache.Group`);
- states/s of a drag that begins with the server, while kernels are compiled, and without any
  compilation (CUTLAB_COMPILE=never): in both SciPy answers at first;
- the time from *Run* to the first recorded trial, the workers having been started two seconds
  before, as by a person who plans a study.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

STUDY = """
import sys, time
from components.studies.server.service import StudyService
from benchmarks.study.plan import tutorial
from segmentation.study import n_trials
service = StudyService("sqlite:///" + sys.argv[1] + "/db.sqlite")
if __name__ == "__main__":
    service.start_early()
    time.sleep(2)
    begin = time.perf_counter()
    study = tutorial(200)
    number = service.store().add(study.to_json(), n_trials(study), "first", "", start=True)
    service.start()
    while not len(service.store().recorded(number)):
        time.sleep(0.02)
    print(time.perf_counter() - begin)
    service.close()
"""


def environment(cache: str, **more: str) -> dict[str, str]:
    return os.environ | {"XDG_CACHE_HOME": cache, "OMP_NUM_THREADS": "1"} | more


def compilation() -> tuple[float, dict[str, float]]:
    """Return the compiler's CPU time, and the wall time until each group was there, in seconds."""
    with tempfile.TemporaryDirectory() as cache:
        before, begin = resource.getrusage(resource.RUSAGE_CHILDREN), time.time()
        command = [sys.executable, "-m", "segmentation.compile"]
        subprocess.run(command, env=environment(cache), check=True, stdout=subprocess.DEVNULL)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        marks = Path(cache).rglob("*.complete")
        return cpu, {mark.stem.lower(): mark.stat().st_mtime - begin for mark in marks}


def drag(seconds: float, **more: str) -> float:
    """Return the states/s of a drag of the row, on a server that has just been started."""
    with tempfile.TemporaryDirectory() as cache:
        figures = Path(cache) / "figures.json"
        command = [sys.executable, "-m", "benchmarks.drag", "--apps", "cutlab", "--sliders", "row"]
        command += ["--runs", "1", "--browsers", "1", "--seconds", str(seconds)]
        command += ["--json", str(figures)]
        env = environment(cache, **more)
        subprocess.run(command, env=env, check=True, stdout=subprocess.DEVNULL)
        (found,) = json.loads(figures.read_text())
        return float(found["shown"] / found["seconds"])


def first_trial(cache: str) -> float:
    """Return the seconds until a study's first trial is recorded."""
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "first_study.py"
        script.write_text(STUDY)
        env = environment(cache, PYTHONPATH=str(Path(__file__).parents[1]))
        command = [sys.executable, str(script), folder]
        run = subprocess.run(command, env=env, check=True, stdout=subprocess.PIPE, text=True)
        return float(run.stdout)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=3.0, help="of each drag")
    seconds = parser.parse_args().seconds
    cpu, groups = compilation()
    print(
        f"compilation: {cpu:.1f} s of CPU", *(f"{k} {v:.1f} s" for k, v in groups.items()), sep=", "
    )
    with tempfile.TemporaryDirectory() as cache:
        print(f"first trial of a study, cold: {first_trial(cache):.1f} s")
        print(f"first trial of a study, warm: {first_trial(cache):.1f} s")
    with_it, without = drag(seconds), drag(seconds, CUTLAB_COMPILE="never")
    print(f"drag while kernels are compiled: {with_it:.1f} states/s")
    print(f"  {with_it / without:.0%} of {without:.1f} without compilation")


if __name__ == "__main__":
    main()
