"""Pictures of the explorer in studies, and pictures of studies in the explorer."""

from __future__ import annotations

import base64
import math
from dataclasses import asdict
from functools import lru_cache
from typing import Any

from components.pictures.store import PICTURES, MissingPictureError, hash_of, value_of_share
from components.pictures.working_size import longest_side
from components.state.edits import LONGEST_EDITS, Edits
from components.state.model import ExplorerState
from components.state.picture import LARGEST_EXACT
from segmentation import CutlabError, ImageError, Method
from segmentation.errors import Problem, StudyError
from segmentation.pictures.masks import inside_of
from segmentation.study import Study, StudyPicture
from segmentation.study.design.model import LARGEST_LABEL
from segmentation.study.design.picture import MOST_PAINTED, MOST_STORED, MOST_TRUTH
from segmentation.study.picture_files import content_text, mask_text

__all__ = [
    "PictureBaseError",
    "check_picture",
    "edits_of",
    "merges_of",
    "picture_hash",
    "picture_of",
    "picture_state",
    "truth_of",
]

TRUTH_NAME = "the study's truth"  # a study has its content alone
LONGEST_NAME = 80  # characters in the explorer's state
STORE = (
    "To study a picture of your own, tick “Store the picture in the study”: it then is on the "
    "server, and all who can open the study can get it."
)


class PictureBaseError(ValueError):
    """Error if a picture, or its truth, cannot be that of a study; its text says why.

    Attributes
    ----------
    needs : str
        Hash of the picture if this process lacks it, for the browser to send it; or empty.
    """

    def __init__(self, reason: str, needs: str = "") -> None:
        super().__init__(reason)
        self.needs = needs


def picture_of(state: ExplorerState, noise: float | None, stored: bool) -> dict[str, Any]:
    """Return the explorer's picture as a study has it in its file.

    Parameters
    ----------
    state : ExplorerState
    noise : float or None
        In per cent, as of `StudyPicture`; None if it is no number.
    stored : bool
        Whether the reader wants an own picture to be stored in the study.

    Raises
    ------
    PictureBaseError
        If it is the reader's own, and may not or cannot be stored.
    """
    picture: dict[str, Any] = {
        "crop": state.box,
        "invert": state.invert,
        "channel": "grey" if state.channel == "colour" else state.channel,
        "sigma": state.sigma,
        "mask": state.mask.removeprefix("otsu_") if state.mask != "painted" else "none",
        "smallest": state.smallest,
        "noise": noise,
    }
    try:
        picture["longest"] = longest_side(state, PICTURES.read(state.picture, state.page))
        if state.mask in ("above", "below"):
            picture["threshold"] = PICTURES.prepare(state).threshold
        if state.uploaded and not stored:
            raise PictureBaseError(STORE)
        if state.mask_file:
            picture |= {"mask": "painted", "painted_data": _painted_text(state.mask_file)}
        if not state.uploaded:
            return picture | {"sample": state.picture}
        content = PICTURES.files.get(state.picture)
        if content is None:
            raise MissingPictureError(state.picture)
    except MissingPictureError as error:
        raise PictureBaseError(str(error), error.picture) from None
    except CutlabError as error:
        raise PictureBaseError(str(error)) from None
    if len(content) > MOST_STORED:
        raise PictureBaseError(
            f"A picture that is stored in a study must have at most {MOST_STORED // 1_000_000} MB. "
            f"Got {len(content) / 1e6:.1f} MB instead: save it smaller, and open that file."
        )
    name = state.picture_file
    return picture | {"data": content_text(content), "name": name, "page": state.page - 1}


def _painted_text(painted: str) -> str:
    """Return the mask with a hash as a study has it."""
    text = mask_text(inside_of(PICTURES.read(painted).array))
    size = len(base64.b64decode(text))
    if size > MOST_PAINTED:
        raise PictureBaseError(
            f"A mask that is stored in a study must have at most {MOST_PAINTED // 1000} kB as a "
            f"PNG of one bit a pixel. Got {size // 1000} kB instead: open a smoother one."
        )
    return text


def merges_of(state: ExplorerState) -> list[list[int]]:
    """Return the merges of the explorer's regions as a study has them in its file."""
    edits = Edits.read(state.edits).within(range(1, LARGEST_LABEL + 2))
    return [sorted({number - 1 for number in group}) for group in edits.groups]


def edits_of(study: Study) -> str:
    """Return the merges of a study's base as the explorer has them."""
    groups = tuple(tuple(label + 1 for label in group) for group in study.merges)
    text = str(Edits(groups))
    return text if len(text) <= LONGEST_EDITS else ""


def truth_of(state: ExplorerState) -> str:
    """Return the content of the explorer's truth as a study has it in its file.

    Raises
    ------
    PictureBaseError
        If this process lacks it, or it is too large.
    """
    content = PICTURES.files.get(state.truth)
    if content is None:
        error = MissingPictureError(state.truth)
        raise PictureBaseError(str(error), error.picture)
    if len(content) > MOST_TRUTH:
        raise PictureBaseError(
            f"A truth that is stored in a study must have at most {MOST_TRUTH // 1_000_000} MB. "
            f"Got {len(content) / 1e6:.1f} MB instead: save it as PNG, and open that file."
        )
    return content_text(content)


def picture_state(picture: StudyPicture, method: Method) -> ExplorerState:
    """Return the state that shows a study's picture, without its noise.

    Of a large picture the explorer's solver "auto" is approximate, while a study's is exact. Such a
    picture of a study gets the exact solver that "auto" mostly takes for photographs.

    Raises
    ------
    ValueError
        With a sentence, if the explorer has no such state; Pydantic's error is one, too.
    """
    fields = asdict(method)
    fields["channel"] = "colour" if fields.pop("feature") == "colour" else picture.channel
    fields["mask"] = picture.mask
    if picture.mask in ("above", "below"):
        if picture.threshold is None:
            fields["mask"] = f"otsu_{picture.mask}"
        elif picture.file is None:
            fields["threshold"] = _threshold_share(picture, method)
    if picture.painted_data is not None:
        fields["painted"] = picture_hash(picture.painted_data)
    if picture.data is not None:
        fields["picture"] = picture_hash(picture.data)
        fields["page"] = picture.page + 1
        fields["picture_file"] = picture.name[-LONGEST_NAME:]
    elif picture.sample is not None:
        fields["picture"] = picture.sample
    else:
        raise ValueError("The explorer does not read files of the server.")
    if picture.truth_data is not None:
        fields["truth"] = picture_hash(picture.truth_data)
        fields["truth_file"] = TRUTH_NAME
    if method.eigen_solver == "auto" and picture.longest > LARGEST_EXACT:
        fields["eigen_solver"] = "direct"
    own = {
        "crop": _crop_text(picture),
        "invert": picture.invert,
        "picture_size": picture.longest,
        "sigma": picture.sigma,
        "smallest": picture.smallest,
    }
    return ExplorerState.model_validate(fields | own)


def _threshold_share(picture: StudyPicture, method: Method) -> float:
    """Return a study's threshold in per cent between the values that are black and white."""
    value = float(picture.threshold or 0)
    same = {"sigma": 0.0, "seed": 0, "noise": 0.0}  # on which the range does not depend
    low, high = _shown_range(picture.model_copy(update=same), method.feature == "colour")
    if not low <= value <= high:
        raise ValueError(
            f"The explorer cannot show it: its threshold, {value:g}, is not between the values "
            f"that are black and white on screen, {low:g} and {high:g}."
        )
    exact = 100 * (value - low) / (high - low) if high > low else 0.0
    # A pixel can have the very value, so a share that gives it to the last bit is looked for.
    near = [round(exact, digits) for digits in range(16)]
    near += [exact, *(math.nextafter(exact, end) for end in (0.0, 100.0))]
    return next((each for each in near if value_of_share(each, low, high) == value), exact)


@lru_cache(maxsize=8)
def _shown_range(picture: StudyPicture, colour: bool) -> tuple[float, float]:
    state = ExplorerState(
        picture=picture.sample or picture_hash(picture.data or ""),
        picture_size=max(picture.longest, 50),
        crop=_crop_text(picture),
        invert=picture.invert,
        channel="colour" if colour else "grey",
        page=picture.page + 1,
    )
    if picture.data is None:
        file = PICTURES.read(state.picture)
    else:
        file = PICTURES.decode(base64.b64decode(picture.data), picture.page)
    return PICTURES.shown_range(state, file)


def _crop_text(picture: StudyPicture) -> str:
    return ",".join(map(str, picture.crop or ()))


def check_picture(study: Study) -> None:
    """Refuse a study whose picture the page may not use, before it is stored.

    A study of somebody's text could name files of the server, or hold one that takes too long to be
    decoded.

    Raises
    ------
    StudyError
        If it names a file, or has a truth or a mask that cannot be read.
    ImageError
        If its picture cannot be decoded within the bounds for pictures, as its truth has to be.
    """
    picture = study.picture
    if picture is None:
        return
    for name in ("file", "truth", "painted"):
        path = getattr(picture, name)
        if path is not None:
            rule = "left out: only the command line reads files"
            raise StudyError((Problem(f"picture.{name}", rule, path),))
    if picture.data is not None:
        PICTURES.decode(base64.b64decode(picture.data), picture.page)
    for name, read in (("truth_data", PICTURES.read_truth), ("painted_data", PICTURES.decode)):
        content = getattr(picture, name)
        try:
            if content is not None:
                read(base64.b64decode(content))
        except ImageError as error:
            raise StudyError((Problem(f"picture.{name}", error.rule, error.value),)) from None


@lru_cache(maxsize=8)
def picture_hash(data: str) -> str:
    """Return the hash of a picture that a study has stored."""
    return hash_of(base64.b64decode(data))
