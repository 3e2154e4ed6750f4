"""Results of a study, from the store or from an exported file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from segmentation.errors import StoreError
from segmentation.study.analysis import table
from segmentation.study.analysis.data import check_table
from segmentation.study.design.model import Study
from segmentation.study.design.parameters import Range
from segmentation.study.design.reading import read_study
from segmentation.study.design.trials import points
from segmentation.study.export.files import content_of, read_file
from segmentation.study.store.store import Store

__all__ = ["load"]


def load(source: str, study_file: Path | None, database: str | None) -> tuple[Study, Any]:
    """Return a study and the table of its trials.

    Parameters
    ----------
    source : str
        The study's number in the store, or the name of a ``.parquet`` or ``.csv`` file.
    study_file : Path or None
        The study of results that do not contain it, as in a ``.csv`` file.
    database : str or None
        As for `Store`.

    Returns
    -------
    study : Study
    data : pandas.DataFrame

    Raises
    ------
    StoreError
        If there is no such study or file, or the trials belong to another study.
    StudyError
        If the study's file has no valid study.
    """
    if source.isdecimal():
        study, trials = content_of(Store(database), int(source))
        return study, table(study, trials.records())
    columns = _read(Path(source))
    held = (columns.schema.metadata or {}).get(b"study")
    if study_file is not None:
        study = read_file(study_file)
    elif held is not None:
        study = read_study(held)
    else:
        raise StoreError(f"{source} does not hold its study: name the study's file with --study.")
    data = columns.to_pandas()
    check_table(study, data)
    for number, parameter in enumerate(study.parameters):
        if isinstance(parameter, Range) and not _is_of(study, number, data, parameter.name):
            raise StoreError(
                f"The trials in {source} are not this study's: {parameter.name!r} differs."
            )
    return study, data


def _read(path: Path) -> Any:
    """Return a file's columns."""
    read = {".parquet": pyarrow.parquet.read_table, ".csv": _read_csv}.get(path.suffix)
    if read is None:
        raise StoreError(
            f"The results must be a study's number or a .parquet or .csv file. Got {path} instead."
        )
    try:
        return read(pa.BufferReader(path.read_bytes()))
    except OSError as error:
        raise StoreError(f"{path} cannot be read: {error.strerror or error}.") from error
    except pa.ArrowException as error:
        words = str(error).splitlines()[0].rstrip(".")
        raise StoreError(f"{path} cannot be read: {words}.") from error


def _read_csv(file: Any) -> Any:
    # `export` leaves missing values empty, in columns of strings, too.
    empty = pyarrow.csv.ConvertOptions(strings_can_be_null=True, null_values=[""])
    return pyarrow.csv.read_csv(file, convert_options=empty)


def _is_of(study: Study, number: int, data: Any, name: str) -> bool:
    """Return whether a parameter has the values of the study in all trials."""
    at = data["index"].to_numpy() // study.replicates
    return name in data and np.array_equal(points(study)[at, number], data[name].to_numpy())
