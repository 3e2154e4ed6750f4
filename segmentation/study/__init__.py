"""Studies: thousands of trials over a plan of parameters, and the analysis of their results.

The functions here compute the trials of a study, the record of a trial, and results from records
(`segmentation.study.analysis`). They need neither workers nor databases.

Examples
--------
>>> from segmentation.study import Range, Study, Sweep, n_trials, run_trial
>>> beta = Range(name="beta", low=0.1, high=10, scale="log")
>>> study = Study(name="Beta", parameters=(beta,), design=Sweep(points=21), replicates=5)
>>> n_trials(study)
105
>>> round(run_trial(study.to_json(), 50).values["adjusted_rand"], 2)
0.96
"""

from segmentation.errors import AnalysisError, Problem, StudyError
from segmentation.study.design.designs import (
    Grid,
    LatinHypercube,
    Morris,
    Saltelli,
    SobolSample,
    Sweep,
)
from segmentation.study.design.examples import EXAMPLES
from segmentation.study.design.fields import FIELDS, Field
from segmentation.study.design.model import Study
from segmentation.study.design.parameters import Choice, Range, describe
from segmentation.study.design.picture import StudyPicture
from segmentation.study.design.quantities import OUTPUTS, RATES, Output
from segmentation.study.design.reading import read_study
from segmentation.study.design.trials import Trial, n_points, n_trials, points, run_order, trial
from segmentation.study.outputs import run_trial
from segmentation.study.record import Record

__all__ = [
    "EXAMPLES",
    "FIELDS",
    "OUTPUTS",
    "RATES",
    "AnalysisError",
    "Choice",
    "Field",
    "Grid",
    "LatinHypercube",
    "Morris",
    "Output",
    "Problem",
    "Range",
    "Record",
    "Saltelli",
    "SobolSample",
    "Study",
    "StudyError",
    "StudyPicture",
    "Sweep",
    "Trial",
    "describe",
    "n_points",
    "n_trials",
    "points",
    "read_study",
    "run_order",
    "run_trial",
    "trial",
]
