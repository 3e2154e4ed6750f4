"""The subject of a state, circles or an own picture, and its segmentation."""

from __future__ import annotations

from collections.abc import Hashable

from components.pictures.store import PICTURES
from components.state.model import ExplorerState
from components.state.picture import PICTURE_FIELDS
from segmentation import PreparedPicture, Segmentation, segment, segment_scene

__all__ = ["segment_picture", "segment_state", "subject_key"]


def subject_key(state: ExplorerState) -> Hashable:
    """Return what the pixels of a state depend on."""
    if state.picture:
        return tuple(getattr(state, name) for name in PICTURE_FIELDS if name != "picture_file")
    return state.scene()


def segment_picture(
    state: ExplorerState, previous: Segmentation | None = None
) -> tuple[PreparedPicture, Segmentation]:
    """Prepare and segment the picture of a state; see `PictureStore.prepare` for errors."""
    prepared = PICTURES.prepare(state)
    result = segment(prepared.image, prepared.mask, state.method(), previous=previous)
    return prepared, result


def segment_state(state: ExplorerState, previous: Segmentation | None = None) -> Segmentation:
    """Segment the subject of a state."""
    if state.picture:
        return segment_picture(state, previous)[1]
    return segment_scene(state.scene(), state.method(), previous=previous)
