"""The truth of a plan: true regions that the reader opens for the picture on screen.

A plan has it as ``truth``: None, or a dict of ``name``, that of the file; ``data``, its content in
base64; and ``of``, the picture for which it was opened.
"""

from __future__ import annotations

import base64
import binascii
from typing import Any

from components.pictures.store import PICTURES, MissingPictureError
from components.state.model import ExplorerState
from components.studies.picture_base import PictureBaseError, picture_hash
from segmentation import CutlabError, ImageError
from segmentation.study import Study
from segmentation.study.design.picture import MOST_TRUTH

__all__ = ["TruthError", "for_picture", "of_study", "opened"]

LONGEST_NAME = 60


class TruthError(PictureBaseError):
    """Error for a file that cannot be the truth of the picture; its text says why."""


def opened(contents: str, name: str | None, state: ExplorerState) -> dict[str, str]:
    """Return the truth in a file that a reader has opened.

    Parameters
    ----------
    contents : str
        As of `dcc.Upload`: a data URL.
    name : str or None
    state : ExplorerState
        Of the picture.

    Raises
    ------
    TruthError
        If it has no true regions of the picture.
    """
    try:
        content = base64.b64decode(contents.partition(",")[2], validate=True)
    except binascii.Error:
        raise TruthError("The truth must be a file. Got something else instead.") from None
    if len(content) > MOST_TRUTH:
        most, size = MOST_TRUTH // 1_000_000, len(content) / 1e6
        raise TruthError(f"The truth must have at most {most} MB. Got {size:.1f} MB instead.")
    try:
        regions = PICTURES.read_truth(content)
        whole = PICTURES.read(state.picture, state.page).shape
        shapes = (whole, PICTURES.prepare(state).mask.shape)
    except ImageError as error:
        raise TruthError(f"The truth must be {error.rule}. Got {error.value} instead.") from None
    except MissingPictureError as error:
        raise TruthError(str(error), error.picture) from None
    except CutlabError as error:
        raise TruthError(str(error)) from None
    if regions[0].shape not in shapes:
        wanted = " or ".join(dict.fromkeys(f"{width} × {height}" for height, width in shapes))
        height, width = regions[0].shape
        raise TruthError(
            f"The truth must have the picture's {wanted} pixels. Got {width} × {height} instead."
        )
    shown = "".join(each for each in name or "" if each.isprintable())[-LONGEST_NAME:]
    data = base64.b64encode(content).decode()
    return {"name": shown or "the truth", "data": data, "of": state.picture}


def of_study(study: Study) -> dict[str, str] | None:
    """Return the truth of a study, for a plan of its copy."""
    picture = study.picture
    if picture is None or picture.truth_data is None:
        return None
    own = picture_hash(picture.data) if picture.data is not None else picture.sample
    return {"name": "the study's truth", "data": picture.truth_data, "of": own or ""}


def for_picture(plan: dict[str, Any], picture: str) -> dict[str, str] | None:
    """Return the truth of a plan if it is that of a picture."""
    truth: dict[str, str] | None = plan["truth"]
    return truth if truth and picture and truth["of"] == picture else None
