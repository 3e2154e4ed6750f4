"""Records of known functions, evaluated over the design of a study."""

import math

import numpy as np

from segmentation.study import Range, Record, Saltelli, Study, n_trials, run_trial
from segmentation.study.design.trials import unit_points

THREE = tuple(Range(name=name, low=0, high=1) for name in ("noise", "eps", "beta"))


def records(study, values, **more):
    """Records of "ncut" from an array of points by replicates; NaN is one without the value."""
    flat = np.broadcast_to(np.asarray(values, dtype=float), (study.n_points, study.replicates))
    return [
        Record(i, {} if math.isnan(y) else {"ncut": y}, None, 0.01, **more)
        for i, y in enumerate(flat.ravel().tolist())
    ]


def evaluate(study, function):
    """Records of a function of the unit cube."""
    return records(study, function(*unit_points(study).T)[:, None])


def ishigami(n, seed=0, replicates=1):
    parameters = tuple(Range(name=f"x{i}", low=-math.pi, high=math.pi) for i in (1, 2, 3))
    design = Saltelli(n=n, seed=seed)
    study = Study(
        name="Ishigami",
        evaluator="ishigami",
        parameters=parameters,
        design=design,
        replicates=replicates,
    )
    text = study.to_json()
    return study, [run_trial(text, index) for index in range(n_trials(study))]
