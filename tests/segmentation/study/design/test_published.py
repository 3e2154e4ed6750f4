import hashlib
import json
import os
import subprocess
import sys

import pytest

from segmentation.study import (
    points,
    read_study,
    trial,
)

EVERYTHING = {
    "name": "Everything",
    "parameters": [
        {"name": "beta", "low": 0.1, "high": 10, "scale": "log"},
        {"name": "assign_labels", "values": ["kmeans", "sweep", "discretize"]},
        {"name": "n_clusters", "low": 2, "high": 6, "scale": "log"},
        {"name": "circles[1].overlap", "low": -0.2, "high": 0.5},
        {"name": "circles[2].radius_ratio", "low": 0.2, "high": 1, "of": 1},
    ],
    "replicates": 3,
}
DESIGNS = [
    {"kind": "latin_hypercube", "n": 2000, "seed": 1},
    {"kind": "sobol_sample", "n": 2048, "seed": 1},
    {"kind": "morris", "trajectories": 300, "seed": 1},
    {"kind": "saltelli", "n": 256, "seed": 1},
]
SCRIPT = """
import json, sys, numpy
from segmentation.study import read_study, trial
numpy.random.seed(int(sys.argv[1]))
for line in sys.stdin:
    now = trial(read_study(line), 4711)
    print(repr(now), now.scene, now.method)
"""


@pytest.mark.parametrize("seed", ["1", pytest.param("2", marks=pytest.mark.long)])
def test_trial_4711_is_the_same_in_any_process(seed):
    lines = "\n".join(json.dumps(EVERYTHING | {"design": design}) for design in DESIGNS)
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, seed],
        input=lines,
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONHASHSEED": seed},
    )
    here = []
    for line in lines.splitlines():
        now = trial(read_study(line), 4711)
        here.append(f"{now!r} {now.scene} {now.method}\n")
    assert done.stdout == "".join(here)


def test_the_designs_are_those_that_were_published():
    """A study's numbers must not change under it: with another library they might."""
    digests = {}
    for design in DESIGNS:
        study = read_study(json.dumps(EVERYTHING | {"design": design}))
        digests[design["kind"]] = hashlib.sha256(points(study).tobytes()).hexdigest()[:8]
    assert digests == {
        "latin_hypercube": "ec7ee9e5",
        "sobol_sample": "a6b26e06",
        "morris": "e1e5bf1d",
        "saltelli": "0e1829d4",
    }
