"""Files that the picture of a study names, which are stored in it before it runs."""

from __future__ import annotations

import base64
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from segmentation.errors import ParameterError, Problem, Received, StudyError, format_value
from segmentation.pictures import read_image, read_truth, sample_image
from segmentation.pictures.masks import inside_of
from segmentation.pictures.reading import MOST_BYTES
from segmentation.study.design.model import Study
from segmentation.study.design.picture import MOST_PAINTED, MOST_STORED, MOST_TRUTH, StudyPicture

__all__ = ["content_text", "mask_text", "with_files_stored"]

Result = TypeVar("Result")
STORED = "{} is stored in the study, and in all copies of it."


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
        notes.append(STORED.format(picture.file))
    if picture.truth is not None:
        content = _content("picture.truth", folder / picture.truth, MOST_TRUTH)
        _tried("picture.truth", read_truth, content)
        changes |= {"truth": None, "truth_data": content_text(content)}
        notes.append(STORED.format(picture.truth))
    stored = picture.model_copy(update=changes)
    if picture.painted is not None:
        changes |= {"painted": None, "painted_data": _painted_text(stored, folder)}
        notes.append(STORED.format(picture.painted))
    return study.model_copy(update={"picture": picture.model_copy(update=changes)}), tuple(notes)


def content_text(content: bytes) -> str:
    """Return the content of a file as a study has it."""
    return base64.b64encode(content).decode()


def mask_text(inside: NDArray[np.bool_]) -> str:
    """Return a mask as a study has it: a PNG of one bit a pixel."""
    file = BytesIO()
    Image.fromarray(inside).save(file, "png", optimize=True)
    return content_text(file.getvalue())


def _painted_text(picture: StudyPicture, folder: Path) -> str:
    """Return the mask that a picture names by its path, which has to lie over it."""
    place = "picture.painted"
    content = _content(place, folder / str(picture.painted), MOST_BYTES)
    inside = inside_of(_tried(place, read_image, content).array)
    if picture.data is None:
        file = sample_image(str(picture.sample))
    else:
        file = read_image(base64.b64decode(picture.data), page=picture.page)
    sizes = [f"{width:,} × {height:,} pixels" for height, width in (file.shape, inside.shape)]
    if inside.shape != file.shape:
        rule = f"a mask of the size of the picture's file, {sizes[0]}"
        raise StudyError((Problem(place, rule, Received(sizes[1])),))
    text = mask_text(inside)
    if len(base64.b64decode(text)) > MOST_PAINTED:
        rule = f"a mask of at most {MOST_PAINTED // 1000} kB as a PNG of one bit a pixel"
        raise StudyError((Problem(place, rule, Received("a larger one")),))
    return text


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


def _tried(place: str, read: Callable[[bytes], Result], content: bytes) -> Result:
    try:
        return read(content)
    except ParameterError as error:
        got = Received(format_value(error.value))
        raise StudyError((Problem(place, error.rule, got),)) from None
