"""Input of an analysis: the records of a study, or a table of them."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from segmentation.errors import ParameterError, Received
from segmentation.study.analysis.columns import TrialColumns, verdict_code
from segmentation.study.design.model import Study
from segmentation.study.design.quantities import RATES
from segmentation.study.design.trials import n_trials
from segmentation.study.record import Record

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["OWNER", "Data", "check_table", "column", "failures", "records_of", "verdicts"]

Floats = NDArray[np.float64]
Data: TypeAlias = "pd.DataFrame | TrialColumns | Iterable[Record]"
OWNER = "the analysis"  # name of every function in errors


def column(study: Study, data: Data, output: str) -> tuple[NDArray[np.int64], Floats]:
    """Return the indices of the records and their values of an output, NaN for a missing one."""
    if isinstance(data, TrialColumns):
        return _kept_column(study, data, output)
    if _is_frame(data):
        source = "verdict" if output in RATES else output
        frame = check_table(study, data, source)
        indices = frame["index"].to_numpy(np.int64)
        failed = frame["error"].notna().to_numpy()
        words = frame["verdict"].tolist() if output in RATES else []
        found = np.empty(0) if output in RATES else _numbers(frame[output], output)
    else:
        records = records_of(study, data)
        indices = np.array([record.index for record in records], dtype=np.int64)
        failed = np.array([record.error is not None for record in records], dtype=np.bool_)
        words = [record.verdict for record in records]
        plain = output == "seconds"
        found = np.array(
            [record.seconds if plain else record.values.get(output, np.nan) for record in records],
            dtype=np.float64,
        )
    if output in RATES:
        found = np.array([float(v == output) if v in RATES else np.nan for v in words])
    found[failed] = np.nan  # the duration of a failure is not that of a trial
    return indices, found


def _kept_column(study: Study, data: TrialColumns, output: str) -> tuple[NDArray[np.int64], Floats]:
    _check_indices("data", study, data.index)
    if output in RATES:
        known = np.isin(data.verdict, [verdict_code(name) for name in RATES])
        found = np.where(known, data.verdict == verdict_code(output), np.nan)
    elif output in data.values:
        found = data.values[output].copy()
    else:
        got = Received(f"one of columns {', '.join(data.values)}")
        raise ParameterError(OWNER, "data", f"columns with {output!r}", got)
    found[data.error >= 0] = np.nan
    return data.index, found


def verdicts(study: Study, data: Data) -> tuple[NDArray[np.int64], NDArray[np.int8]]:
    """Return the indices of the records, and the positions of their verdicts, -1 without one."""
    if isinstance(data, TrialColumns):
        _check_indices("data", study, data.index)
        return data.index, data.verdict
    if _is_frame(data):
        frame = check_table(study, data, "verdict")
        indices, words = frame["index"].to_numpy(np.int64), frame["verdict"].tolist()
    else:
        records = records_of(study, data)
        indices = np.array([record.index for record in records], dtype=np.int64)
        words = [record.verdict for record in records]
    return indices, np.array([verdict_code(word) for word in words], dtype=np.int8)


def failures(study: Study, data: Data, most: int) -> tuple[int, int, list[tuple[int, str]]]:
    """Return the number of failed trials, that of their reasons, and the first with theirs.

    Parameters
    ----------
    study, data
        As for `column`.
    most : int
        Failed trials to return.
    """
    if isinstance(data, TrialColumns):
        failed = np.flatnonzero(data.error >= 0)
        first = [(int(data.index[at]), data.reasons[data.error[at]]) for at in failed[:most]]
        return len(failed), len(data.reasons), first
    if _is_frame(data):
        frame = check_table(study, data)
        rows = zip(
            frame["index"].tolist(), frame["error"].tolist(), frame["error"].notna(), strict=True
        )
        found = [(index, str(why)) for index, why, failed in rows if failed]
    else:
        records = records_of(study, data)
        found = [(record.index, record.error) for record in records if record.error is not None]
    return len(found), len({why for _, why in found}), found[:most]


def records_of(study: Study, data: Any, name: str = "data") -> list[Record]:
    """Return checked records."""
    rule = "what `table` returns, or Records" if name == "data" else "an iterable of Records"
    n, records = n_trials(study), []
    if isinstance(data, (str, bytes)):
        raise ParameterError(OWNER, name, rule, data)
    try:
        for record in data:
            if not isinstance(record, Record):
                raise ParameterError(OWNER, name, rule, record)
            if not 0 <= record.index < n:
                raise _of_another(name, n, record.index)
            records.append(record)
    except TypeError:
        raise ParameterError(OWNER, name, rule, data) from None
    return records


def _of_another(name: str, n: int, index: object) -> ParameterError:
    got = Received(f"one of trial {index}")
    return ParameterError(OWNER, name, f"of the study's trials, 0 to {n - 1}", got)


def _check_indices(name: str, study: Study, indices: NDArray[np.int64]) -> None:
    n = n_trials(study)
    if len(indices) and not 0 <= indices.min() <= indices.max() < n:
        raise _of_another(name, n, indices.min() if indices.min() < 0 else indices.max())


def _is_frame(data: Any) -> bool:
    pandas = sys.modules.get("pandas")  # unless pandas is imported already, this is no frame
    return pandas is not None and isinstance(data, pandas.DataFrame)


def check_table(study: Study, data: Any, *needed: str) -> Any:
    """Return the table; raise an error for missing columns or trials of another study."""
    for name in ("index", "error", *needed):
        if list(data.columns).count(name) != 1:
            got = Received(f"one of columns {', '.join(map(str, data.columns))}")
            raise ParameterError(OWNER, "data", f"a table with one column {name!r}", got)
    indices = data["index"]
    if indices.dtype.kind not in "iu":
        got = Received(f"numbers of dtype {indices.dtype}")
        raise ParameterError(OWNER, "data", "a table with integers in its column 'index'", got)
    _check_indices("data", study, indices)
    return data


def _numbers(values: Any, output: str) -> Floats:
    try:
        return np.array(values, dtype=np.float64)
    except (TypeError, ValueError):
        rule = f"a table with numbers in its column {output!r}"
        raise ParameterError(OWNER, "data", rule, Received(f"dtype {values.dtype}")) from None
