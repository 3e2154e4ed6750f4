"""What a worker is asked: some trials of a study, one after the other."""

from __future__ import annotations

import hashlib
import os
import threading
import time
from collections.abc import Sequence
from pathlib import Path

import locket

from segmentation.compile import compile_all
from segmentation.kernels import compiled
from segmentation.study.outputs import run_trial
from segmentation.study.record import Record

_preparing = threading.Lock()


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
    """Have the compiled kernels in this process, whatever that takes.

    Numbers of the one and the other way differ in their last bits, so no trial is answered by
    SciPy while a compiler runs. Of several workers that find nothing compiled, one compiles.
    """
    with _preparing:
        if compiled.ready() or os.environ.get("CUTLAB_COMPILE") == "never":
            return
        if compiled.DIRECTORY is None:
            compile_all()
            return
        # Numba keeps what it compiles by the place of the source, so the mark does as well.
        place = hashlib.sha256(str(Path(compiled.PACKAGE)).encode()).hexdigest()[:16]
        mark = compiled.DIRECTORY / f"{place}.complete"
        if mark.exists():
            compile_all()
            return
        with locket.lock_file(compiled.DIRECTORY / f"{place}.lock"):
            compile_all()
            mark.touch()
