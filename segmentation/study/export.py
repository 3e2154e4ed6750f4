"""A study and its trials as files."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from segmentation.errors import StoreError
from segmentation.study.analysis.table import table
from segmentation.study.design.model import Study
from segmentation.study.store.rows import Trials

FORMATS = (".csv", ".parquet", ".json")


def content(study: Study, trials: Trials, suffix: str) -> bytes:
    """Return a file's content.

    Parameters
    ----------
    study : Study
    trials : Trials
        Of it; not used for ``".json"``.
    suffix : {".csv", ".parquet", ".json"}
        The trials, in the columns of `segmentation.study.analysis.table`, as CSV or Parquet, null
        where an output could not be had; or the study itself, which runs again elsewhere.
    """
    if suffix == ".json":
        return (study.to_json() + "\n").encode()
    frame = table(study, trials.records())
    columns = pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(
        {"study": study.to_json()}
    )
    for name in ("verdict", "error"):  # with nothing in it, Arrow would take it for no text
        place = columns.schema.get_field_index(name)
        columns = columns.set_column(place, name, columns[name].cast(pa.string()))
    sink = pa.BufferOutputStream()
    if suffix == ".csv":
        pyarrow.csv.write_csv(columns, sink)
    else:
        pyarrow.parquet.write_table(columns, sink)
    return bytes(sink.getvalue())


def write(path: Path, study: Study, trials: Trials) -> None:
    """Write a file of the format that its name says, whole or not at all.

    Raises
    ------
    StoreError
        If it cannot be written.
    """
    check(path)
    data = content(study, trials, path.suffix)
    try:
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".cutlab-") as folder:
            file = Path(folder) / path.name
            file.write_bytes(data)
            file.replace(path)
    except OSError as error:
        raise StoreError(f"{path} cannot be written: {error.strerror}.", passing=True) from error


def check(path: Path) -> None:
    """Refuse, before anything is computed, a file that could not be written after."""
    if path.suffix not in FORMATS:
        raise StoreError(f"The file's name must end in {', '.join(FORMATS)}. Got {path} instead.")
    if not path.parent.is_dir() or path.is_dir() or not os.access(path.parent, os.W_OK):
        raise StoreError(f"{path} cannot be written: its directory must be there and writable.")
