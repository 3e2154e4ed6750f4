"""Chunks: trials of a study that one worker evaluates one after the other."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import ParamSpec, TypeVar

from segmentation.compile.compilation import compile_all
from segmentation.kernels import compiled
from segmentation.kernels.kept_memory import keep_freed_memory
from segmentation.study.outputs import run_trial
from segmentation.study.record import Record

P = ParamSpec("P")
R = TypeVar("R")


def by_value(function: Callable[P, R]) -> Callable[P, R]:
    """Return an equal function that is pickled as code, not by name.

    Dask's scheduler unpickles the functions that it passes on. To resolve a name it would import
    all of Cutlab, which takes more than a second, and need not be installed there.
    """
    module, name = function.__module__, function.__name__

    def call(*args: P.args, **kwargs: P.kwargs) -> R:
        import importlib  # here, or cloudpickle would search all modules

        found: R = getattr(importlib.import_module(module), name)(*args, **kwargs)
        return found

    return call


def run_chunk(study_json: str, indices: Sequence[int], seconds: float) -> list[Record]:
    """Run trials in the given order until the time is over.

    Parameters
    ----------
    study_json : str
        The text of the study.
    indices : sequence of int
        Numbers of the trials.
    seconds : float
        Time after which no further trial begins; the first one always runs.

    Returns
    -------
    list of Record
        Records of the first trials of `indices`, at least one.
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
    """Load the compiled kernels in this process, or compile them; keep memory between solves.

    The results of SciPy differ in their last bits, so no trial may use it while kernels are being
    compiled. If several workers find nothing compiled, one of them compiles.
    """
    keep_freed_memory()
    if not compiled.refused():
        compile_all()
