"""Throughput of a study, compared with joblib over scikit-learn and with the ideal.

The three take turns; the table has the medians of the turns and of their ratios. Run with ``python
-m benchmarks.study``; ``--trials`` and ``--memory-trials`` make it shorter. Goals: five times
joblib's throughput, an efficiency of 0.85, a growth of at most 60 MB.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
import warnings
from statistics import median

import joblib
import numpy as np
import psutil
from scipy.optimize import linear_sum_assignment
from sklearn.cluster import spectral_clustering
from sklearn.feature_extraction.image import img_to_graph
from sklearn.metrics import adjusted_rand_score

from benchmarks.study.plan import tutorial
from segmentation.study import n_trials, read_study, trial
from segmentation.study.outputs import run_trial
from segmentation.study.runner.chunk import prepare
from segmentation.study.runner.cluster import Cluster
from segmentation.study.runner.coordinator import Coordinator, new_owner
from segmentation.study.store.store import Store


def by_scikit_learn(text, index):
    """Compute the same four numbers with scikit-learn."""
    now = trial(read_study(text), index)
    picture = now.scene.render()
    graph = img_to_graph(picture.image, mask=picture.mask)
    graph.data = np.exp(-now.method.beta * graph.data / graph.data.std())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = spectral_clustering(graph, n_clusters=4, eigen_solver="arpack", random_state=0)
    truth = picture.truth[picture.mask]
    both = np.zeros((4, 4))
    np.add.at(both, (truth, found), 1)
    rows, columns = linear_sum_assignment(-both)
    hits = both[rows, columns]
    unions = both.sum(1)[rows] + both.sum(0)[columns] - hits
    graph.setdiag(0)
    indicator = np.eye(4)[found]
    volume = np.asarray(graph.sum(1)).ravel() @ indicator
    within = np.einsum("ik,ik->k", indicator, graph @ indicator)
    return (
        adjusted_rand_score(truth, found),
        float(np.mean(hits / unions)),
        1 - hits.sum() / len(truth),
        float(np.sum((volume - within) / volume)),
    )


def run(store, cluster, study):
    """Run a study; return its rate in trials per second."""
    owner = new_owner()
    number = store.add(study.to_json(), n_trials(study), study.name, owner=owner)
    start = time.perf_counter()
    row = Coordinator(store, cluster, owner).run(number)
    assert (row.state, row.failed) == ("done", 0), row
    return row.n_trials / (time.perf_counter() - start)


def joblib_rate(study, trials):
    """Return the rate of two joblib processes that have been started beforehand."""
    text = study.to_json()
    with joblib.Parallel(n_jobs=2) as pool:
        pool(joblib.delayed(by_scikit_learn)(text, index) for index in range(8))
        start = time.perf_counter()
        pool(joblib.delayed(by_scikit_learn)(text, index) for index in range(trials))
        return trials / (time.perf_counter() - start)


# The service alone, in two independent processes at once: the most that is possible.
ALONE = """
import sys, time
from segmentation.study.runner.chunk import prepare
from segmentation.study.outputs import run_trial
text, first, last = sys.stdin.read(), int(sys.argv[1]), int(sys.argv[2])
prepare(); run_trial(text, first)
print("ready", flush=True)
start = time.perf_counter()
for index in range(first, last): run_trial(text, index)
print((last - first) / (time.perf_counter() - start))
"""


def ideal_rate(study, trials):
    """Return the rate of two processes that only compute."""
    running = []
    for half in range(2):
        limits = [str(half * trials // 2), str((half + 1) * trials // 2)]
        process = subprocess.Popen(
            [sys.executable, "-c", ALONE, *limits],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        process.stdin.write(study.to_json())
        process.stdin.close()
        running.append(process)
    rates = [float(process.stdout.read().split()[-1]) for process in running]
    for process in running:
        process.wait()
    return sum(rates)


def main():
    """Print the table of rates and memory."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.study", description=__doc__)
    parser.add_argument("--trials", type=int, default=5000)
    parser.add_argument("--joblib-trials", type=int, default=600)
    parser.add_argument("--turns", type=int, default=7)
    parser.add_argument("--memory-trials", type=int, default=20000)
    options = parser.parse_args()
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    prepare()
    study = tutorial(options.trials)
    run_trial(study.to_json(), 0)
    cluster = Cluster(n_workers=2)
    with tempfile.TemporaryDirectory() as folder:
        store = Store(f"sqlite:///{folder}/studies.sqlite")
        process = psutil.Process()
        before = process.memory_info().rss
        run(store, cluster, tutorial(200))  # starts the workers, which load the kernels
        started = process.memory_info().rss
        turns = []
        for _ in range(options.turns):
            ours = run(store, cluster, study)
            alone = ideal_rate(study, options.trials)
            turns.append((ours, joblib_rate(study, options.joblib_trials), alone))
            print(" ".join(f"{rate:.0f}" for rate in turns[-1]), flush=True)
        rate, other, best = (median(rates) for rates in zip(*turns, strict=True))
        ratio = median(ours / theirs for ours, theirs, _ in turns)
        efficiency = median(ours / alone for ours, _, alone in turns)
        at = process.memory_info().rss
        run(store, cluster, tutorial(options.memory_trials))
        after = process.memory_info().rss
        store.close()
        cluster.close()
    print("| | measured | asked |\n| --- | --- | --- |")
    print(f"| trials/s | {rate:.0f} | |")
    print(f"| joblib over scikit-learn, trials/s | {other:.0f} | |")
    print(f"| ratio | {ratio:.1f} | at least 5 |")
    print(f"| two processes alone, trials/s | {best:.0f} | |")
    print(f"| efficiency | {efficiency:.2f} | at least 0.85 |")
    print(f"| memory, the client starts, MB | {(started - before) / 1e6:.0f} | |")
    print(f"| memory, {options.memory_trials} trials, MB | {(after - at) / 1e6:.0f} | at most 60 |")


if __name__ == "__main__":
    main()
