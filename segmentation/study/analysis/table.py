"""Records of a study as a table, and as an array of points by replicates."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from segmentation._validation import check_choice, check_instance
from segmentation.study.analysis.data import OWNER, Data, column, records_of
from segmentation.study.design.model import Study
from segmentation.study.design.trials import n_trials, point_values
from segmentation.study.record import Record

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Replicates", "measured", "replicates", "table"]

Floats = NDArray[np.float64]
PLAIN = ("verdict", "seconds")  # every record has these; the other outputs are among its values


def table(study: Study, records: Iterable[Record]) -> pd.DataFrame:
    """Return the records of a study as a data frame.

    Parameters
    ----------
    study : Study
    records : iterable of Record
        Records of some or all of its trials, in any order.

    Returns
    -------
    pandas.DataFrame
        A row per record, ascending by index. The columns are index, point, replicate, noise_seed
        (unless the study is of a test function), the parameters by name, the measured outputs (NaN
        for a missing one), verdict, seconds, error.

    Raises
    ------
    ParameterError
        If the records belong to another study.

    Examples
    --------
    >>> from segmentation.study import Range, Sweep, run_trial
    >>> x1 = Range(name="x1", low=-1, high=1)
    >>> study = Study(name="x", evaluator="ishigami", parameters=(x1,), design=Sweep(points=3))
    >>> table(study, [run_trial(study.to_json(), i) for i in range(3)])[["point", "x1", "y"]]
       point   x1         y
    0      0 -1.0 -0.841471
    1      1  0.0  0.000000
    2      2  1.0  0.841471
    """
    import pandas as pd  # the import takes half a second

    check_instance("table", "study", study, Study)
    by_index = {record.index: record for record in records_of(study, records, "records")}
    ordered = [by_index[index] for index in sorted(by_index)]
    indices = np.array([record.index for record in ordered], dtype=np.int64)
    numbers, where = np.unique(indices // study.replicates, return_inverse=True)
    at_points = [point_values(study, int(point)) for point in numbers]
    columns: dict[str, Any] = {
        "index": indices,
        "point": indices // study.replicates,
        "replicate": indices % study.replicates,
    }
    if study.evaluator != "ishigami":
        columns["noise_seed"] = _noise_seeds(study, at_points)[where] + columns["replicate"]
    for parameter in study.parameters:
        column = pd.Series([values[parameter.name] for values in at_points])
        columns[parameter.name] = column.take(where).to_numpy()
    for name in study.output_names:
        if name not in PLAIN:
            found = [record.values.get(name, np.nan) for record in ordered]
            columns[name] = np.array(found, dtype=np.float64)
    columns["verdict"] = pd.Series([record.verdict for record in ordered], dtype="object")
    columns["seconds"] = np.array([record.seconds for record in ordered], dtype=np.float64)
    columns["error"] = pd.Series([record.error for record in ordered], dtype="object")
    return pd.DataFrame(columns)


def _noise_seeds(study: Study, at_points: list[dict[str, Any]]) -> NDArray[np.int64]:
    """Return the noise seed of the first replicate at each point."""
    own = study.scene.seed if study.picture is None else study.picture.seed
    return np.array([values.get("seed", own) for values in at_points], dtype=np.int64)


@dataclass(frozen=True, eq=False)
class Replicates:
    """One output of all trials of a study.

    Attributes
    ----------
    values : ndarray of shape (points, replicates), float64
        NaN for a trial that has not run, has failed, or has no such output.
    done : ndarray of shape (points, replicates), bool
        True for a trial with a record.
    """

    values: Floats
    done: NDArray[np.bool_]

    @property
    def count(self) -> NDArray[np.intp]:
        """Number of replicates with a value, of shape (points,)."""
        count: NDArray[np.intp] = np.count_nonzero(np.isfinite(self.values), axis=1)
        return count

    @property
    def mean(self) -> Floats:
        """Mean over the replicates with a value, of shape (points,); NaN without any."""
        filled = np.where(np.isfinite(self.values), self.values, 0.0)
        total, count = filled.sum(axis=1), self.count
        mean: Floats = np.full(len(total), np.nan)
        np.divide(total, count, out=mean, where=count > 0)
        return mean

    @property
    def variance(self) -> Floats:
        """Unbiased variance of the replicates, of shape (points,); NaN for fewer than two."""
        away = np.where(np.isfinite(self.values), self.values - self.mean[:, None], 0.0)
        squares, free = (away**2).sum(axis=1), self.count - 1
        variance: Floats = np.full(len(free), np.nan)
        np.divide(squares, free, out=variance, where=free > 0)
        return variance


def replicates(study: Study, data: Data, output: str) -> Replicates:
    """Return one output of a study's records, by point and replicate.

    Parameters
    ----------
    study : Study
    data : DataFrame or iterable of Record
        The result of `table`, or its argument.
    output : str
        One of the study's outputs, "seconds", or one of `RATES`: 1 for a trial with that verdict, 0
        for one with another.

    Returns
    -------
    Replicates

    Raises
    ------
    ParameterError
        If the study does not measure the output, or the data belong to another study.
    """
    check_instance(OWNER, "study", study, Study)
    output = check_choice(OWNER, "output", output, measured(study))
    n = n_trials(study)
    values, done = np.full(n, np.nan), np.zeros(n, dtype=np.bool_)
    indices, found = column(study, data, output)
    values[indices] = found
    done[indices] = True
    shape = (-1, study.replicates)
    return Replicates(values.reshape(shape), done.reshape(shape))


def measured(study: Study) -> tuple[str, ...]:
    """Return the names of the outputs that can be analysed, with "seconds" and the rates.

    Parameters
    ----------
    study : Study

    Returns
    -------
    tuple of str
    """
    check_instance(OWNER, "study", study, Study)
    return study.measured
