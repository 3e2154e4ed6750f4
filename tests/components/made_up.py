"""Studies with made-up records, for which the content of figures is known."""

import numpy as np

from segmentation import Circle, Method, Scene
from segmentation.study import (
    Choice,
    Grid,
    LatinHypercube,
    Morris,
    Range,
    Record,
    Saltelli,
    Study,
    Sweep,
    n_trials,
)
from segmentation.study.analysis import table
from segmentation.study.design.trials import point_values

SCENE = Scene((Circle(20, 15, 10), Circle(20, 30, 7)), size=50, noise=0.3)
NOISE = Range(name="noise", low=0, high=1)
BETA = Range(name="beta", low=0.1, high=10, scale="log")
SEED = Range(name="random_state", low=0, high=999)
LABELS = Choice(name="assign_labels", values=("kmeans", "discretize", "cluster_qr"))
OUTPUTS = ("adjusted_rand", "ncut", "verdict", "seconds")


def study(parameters, design, replicates=3, **changes):
    fields = {
        "name": "Made up",
        "scene": SCENE,
        "method": Method(n_clusters=2),
        "outputs": OUTPUTS,
        "parameters": parameters,
        "design": design,
        "replicates": replicates,
    }
    return Study(**(fields | changes))


def quality(values):
    """Return the expected output: it falls with noise, and with beta where there is noise."""
    noise, beta = values.get("noise", 0.3), values.get("beta", 1.0)
    method = {"kmeans": 0.0, "discretize": 0.1, "cluster_qr": 0.2}[
        values.get("assign_labels", "kmeans")
    ]
    return float(np.clip(1.1 - 0.5 * noise - 0.09 * noise * beta - method, 0, 1))


def records(study, n=None, blur=0.05, failed=(), seed=0):
    """Records of the first n trials, each replicate away from the truth by its own noise."""
    rng = np.random.default_rng(seed)
    found = []
    for index in range(n_trials(study) if n is None else min(n, n_trials(study))):
        away = rng.normal()
        if index in failed:
            found.append(Record(index, {}, None, 0.01, "The scene has no circle."))
            continue
        value = quality(point_values(study, index // study.replicates)) + blur * away
        verdict = "agrees" if value > 0.8 else "rounding" if value > 0.6 else "objective"
        values = {"adjusted_rand": value, "ncut": 1 - value, "seconds": 0.01}
        found.append(Record(index, values, verdict, 0.01))
    return found


def trials(study, n=None, **options):
    return table(study, records(study, n, **options))


SWEEP = study((BETA,), Sweep(points=11), scene=SCENE)
CHOICE = study((LABELS,), Sweep())
GRID = study((NOISE, BETA), Grid(points=(9, 8)))
MORRIS = study((NOISE, BETA, SEED, LABELS), Morris(trajectories=8))
SOBOL = study((NOISE, BETA, SEED), Saltelli(n=64))
SAMPLE = study((NOISE, BETA, LABELS), LatinHypercube(n=150))
