"""A study and its trials as files."""

from __future__ import annotations

import errno
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import IO

from segmentation.errors import StorageError, StoreError
from segmentation.study.design.model import Study
from segmentation.study.design.reading import read_study
from segmentation.study.export.columns import write_trials
from segmentation.study.export.study_plan import plan_of
from segmentation.study.store.rows import Trials
from segmentation.study.store.store import Store

FORMATS = (".csv", ".parquet", ".json")


def content_of(store: Store, number: int) -> tuple[Study, Trials]:
    """Return a study of the store, and its trials, all at once."""
    return read_study(store.spec(number)), store.trials(number)


def pages_of(store: Store, number: int) -> tuple[Study, Iterator[Trials]]:
    """Return a study of the store, and its trials in pages, which are read as they are needed."""
    return read_study(store.spec(number)), store.pages(number)


def content(study: Study, pages: Iterable[Trials], suffix: str) -> bytes:
    """Return the content of a file; the arguments are those of `write_content`."""
    sink = BytesIO()
    write_content(study, pages, suffix, sink)
    return sink.getvalue()


def write_content(study: Study, pages: Iterable[Trials], suffix: str, sink: IO[bytes]) -> None:
    """Write a file, page by page.

    Parameters
    ----------
    study : Study
    pages : iterable of Trials
        Trials of the study, ascending by index; not used for ``".json"``.
    suffix : {".csv", ".parquet", ".json"}
        CSV and Parquet have the trials, in the columns of `segmentation.study.analysis.table`, with
        null for a missing output. JSON has the study itself, ready to be run elsewhere.
    sink : file
        It need not be seekable.
    """
    if suffix == ".json":
        sink.write(_text(study))
        return
    write_trials(plan_of(study), pages, suffix, sink)


def _text(study: Study) -> bytes:
    return (study.to_json() + "\n").encode()


def write_study(path: Path, study: Study) -> None:
    """Write a study as JSON, atomically.

    Raises
    ------
    StorageError
        If the file cannot be written.
    """
    with _beside(path) as file:
        file.write_bytes(_text(study))
        file.replace(path)


def write(path: Path, study: Study, pages: Iterable[Trials]) -> None:
    """Write a file in the format of its suffix, atomically.

    Raises
    ------
    StoreError
        If the suffix is none of `FORMATS`; `StorageError` if the file cannot be written.
    """
    check(path)
    with _beside(path) as file:
        with file.open("wb") as sink:
            write_content(study, pages, path.suffix, sink)
        file.replace(path)


def check(path: Path) -> None:
    """Raise an error for a file that could not be written, before anything is computed."""
    if path.suffix not in FORMATS:
        raise StoreError(f"The file's name must end in {', '.join(FORMATS)}. Got {path} instead.")
    with _beside(path) as file:  # not only permissions can prevent it
        file.touch()
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))


@contextmanager
def _beside(path: Path) -> Iterator[Path]:
    """Yield a temporary file of the same name on the same disk."""
    try:
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".cutlab-") as folder:
            yield Path(folder) / path.name
    except OSError as error:
        raise StorageError(f"{path} cannot be written: {error.strerror}.") from error


def read_file(path: Path) -> Study:
    """Read the file of a study, or the standard input if the path is "-".

    Raises
    ------
    StoreError
        If it cannot be read.
    StudyError
        If its content is no valid study.
    """
    try:
        data = sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
    except OSError as error:
        raise StoreError(f"{path} cannot be read: {error.strerror}.") from error
    return read_study(data)
