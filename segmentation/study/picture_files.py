"""Files that the picture of a study names, which are stored in it before it runs."""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path

from segmentation.errors import ParameterError, Problem, Received, StudyError, format_value
from segmentation.pictures import read_image, read_truth
from segmentation.study.design.model import Study
from segmentation.study.design.picture import MOST_STORED, MOST_TRUTH

__all__ = ["content_text", "with_files_stored"]


def with_files_stored(study: Study, folder: Path) -> tuple[Study, tuple[str, ...]]:
    """Return a study with the files that its picture names stored in it.

    Parameters
    ----------
    study : Study
    folder : Path
        Where relative paths begin.

    Returns
    -------
    study : Study
    notes : tuple of str
        A sentence for each file.

    Raises
    ------
    StudyError
        If a file cannot be read, or is too large.
    """
    picture = study.picture
    if picture is None:
        return study, ()
    changes: dict[str, str | None] = {}
    notes = []
    if picture.file is not None:
        content = _content("picture.file", folder / picture.file, MOST_STORED)
        _tried("picture.file", read_image, content)
        changes |= {"file": None, "data": content_text(content), "name": Path(picture.file).name}
        notes.append(f"{picture.file} is stored in the study, and in all copies of it.")
    if picture.truth is not None:
        content = _content("picture.truth", folder / picture.truth, MOST_TRUTH)
        _tried("picture.truth", read_truth, content)
        changes |= {"truth": None, "truth_data": content_text(content)}
        notes.append(f"{picture.truth} is stored in the study, and in all copies of it.")
    return study.model_copy(update={"picture": picture.model_copy(update=changes)}), tuple(notes)


def content_text(content: bytes) -> str:
    """Return the content of a file as a study has it."""
    return base64.b64encode(content).decode()


def _content(place: str, path: Path, most: int) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(most + 1)
    except (OSError, ValueError) as error:
        got = Received(f"{str(path)!r} ({getattr(error, 'strerror', None) or 'no such name'})")
        raise StudyError((Problem(place, "a file that can be read", got),)) from None
    if len(content) > most:
        rule = f"a file of at most {most // 1_000_000} MB"
        raise StudyError((Problem(place, rule, Received("a larger one")),))
    return content


def _tried(place: str, read: Callable[[bytes], object], content: bytes) -> None:
    try:
        read(content)
    except ParameterError as error:
        got = Received(format_value(error.value))
        raise StudyError((Problem(place, error.rule, got),)) from None
