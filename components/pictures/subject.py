"""The subject of a state, circles or an own picture, and its segmentation."""

from __future__ import annotations

from collections.abc import Hashable

import numpy as np

from components.pictures import truth
from components.pictures.store import PICTURES, MissingPictureError
from components.state.edits import Edits
from components.state.model import ExplorerState
from components.state.picture import PICTURE_FIELDS
from segmentation import Method, PreparedPicture, Segmentation, join_regions, segment, segment_scene

__all__ = [
    "Key",
    "check_files",
    "edited",
    "key_of",
    "segment_picture",
    "segment_prepared",
    "segment_state",
    "standing_edits",
]

Key = tuple[Hashable, Method]  # what a segmentation depends on: of which pixels, and how

NO_PIXELS = ("picture_file", "truth_file", "truth", "person")  # fields that change no pixel


def check_files(state: ExplorerState) -> None:
    """Raise `MissingPictureError` for the first file of a state that the server lacks."""
    own = state.picture if state.uploaded else ""
    for name in (own, state.mask_file, state.truth) if state.picture else ():
        if name and PICTURES.files.get(name) is None:
            raise MissingPictureError(name)


def key_of(state: ExplorerState) -> Key:
    """Return what the segmentation of a state depends on: its subject, and the method.

    The subject is the scene of circles; of an own picture, the fields that its pixels depend on,
    so not what it is compared with.
    """
    if state.picture:
        fields = (getattr(state, name) for name in PICTURE_FIELDS if name not in NO_PIXELS)
        return tuple(fields), state.method()
    return state.scene(), state.method()


def segment_picture(
    state: ExplorerState, previous: Segmentation | None = None
) -> tuple[PreparedPicture, Segmentation]:
    """Prepare and segment the picture of a state; see `PictureStore.prepare` for errors."""
    prepared = PICTURES.prepare(state)
    return prepared, segment_prepared(state, prepared, previous)


def segment_prepared(
    state: ExplorerState, prepared: PreparedPicture, previous: Segmentation | None = None
) -> Segmentation:
    """Segment the picture of a state, which was prepared, and compare it with its truth."""
    if state.truth:
        truth.truths_of(state, prepared.mask.shape)  # which may be missing
    result = segment(prepared.image, prepared.mask, state.method(), previous=previous)
    return truth.compared(state, result)


def segment_state(state: ExplorerState, previous: Segmentation | None = None) -> Segmentation:
    """Segment the subject of a state; its edits are not made."""
    if state.picture:
        return segment_picture(state, previous)[1]
    return segment_scene(state.scene(), state.method(), previous=previous)


def standing_edits(state: ExplorerState, result: Segmentation) -> Edits:
    """Return the edits of a state whose regions the result of the cut has."""
    given = Edits.read(state.edits)
    return given.within((np.flatnonzero(result.cuts.size) + 1).tolist())


def edited(state: ExplorerState, result: Segmentation) -> Segmentation:
    """Merge the regions of the cut as the edits of a state say."""
    groups = standing_edits(state, result).groups
    if not groups:
        return result
    return join_regions(result, [[number - 1 for number in group] for group in groups])
