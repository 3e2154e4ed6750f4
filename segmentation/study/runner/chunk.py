"""A chunk: some trials of a study, evaluated by a worker one after the other."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import ParamSpec, TypeVar

from segmentation.compile.compilation import compile_all
from segmentation.kernels import compiled
from segmentation.study.outputs import run_trial
from segmentation.study.record import Record

P = ParamSpec("P")
R = TypeVar("R")


def by_value(function: Callable[P, R]) -> Callable[P, R]:
    """Return an equal function that is sent as code, not by its name.

    Dask's scheduler reads what it passes on: for a name it would import all of Cutlab, which takes
    more than a second, and which it need not have.
    """
    module, name = function.__module__, function.__name__

    def call(*args: P.args, **kwargs: P.kwargs) -> R:
        import importlib  # here, or cloudpickle looks through all modules for its parts

        found: R = getattr(importlib.import_module(module), name)(*args, **kwargs)
        return found

    return call


def run_chunk(study_json: str, indices: Sequence[int], seconds: float) -> list[Record]:
    """Run trials in their order until the time is over.

    Parameters
    ----------
    study_json : str
        The study.
    indices : sequence of int
        Of the trials.
    seconds : float
        No trial is begun after this time; the first one is always.

    Returns
    -------
    list of Record
        Of the first of `indices`, at least one.
    """
    prepare()
    end = time.monotonic() + seconds
    records: list[Record] = []
    for index in indices:
        if records and time.monotonic() > end:
            break
        records.append(run_trial(study_json, index))
    return records


def prepare() -> None:
    """Load the compiled kernels in this process, or compile them.

    Numbers of the one and the other way differ in their last bits, so no trial is answered by
    SciPy while a compiler runs. Of several workers that find nothing compiled, one compiles.
    """
    if not compiled.refused():
        compile_all()
