"""Frames of own pictures.

Their header has ``photo``, true: the canvas of the original stays in place of the heatmap, which
has one colour scale; ``pages``, their number in the file; ``whole``, height and width of the file;
``whole_mask``, the hash of a mask of that size, which fits every crop; and ``people``, the number
of those who drew its truth. Their arrays are

=========  =======  ================================================================
labels     uint8    region + 1, 0 outside the mask; always there
display    uint8    grey or RGB, (H, W) or (H, W, 3), when the browser lacks it
image      float32  what was segmented, at rest; L* for colour
truth      uint16   true region + 1, 0 where none is known, at rest, with a truth
=========  =======  ================================================================
"""

from __future__ import annotations

import hashlib

import numpy as np

from components.live.codec import Arrays, Header, Request
from components.pictures.store import PICTURES
from components.pictures.truth import truths_of
from components.pictures.working_size import part_shape
from components.state.model import ExplorerState
from segmentation import PreparedPicture, Segmentation

__all__ = ["content"]


MOST_REGIONS = 2**16 - 1


def content(
    request: Request, prepared: PreparedPicture, result: Segmentation
) -> tuple[Header, Arrays]:
    """Return what the header of a frame has of the picture, and the arrays besides the labels."""
    key = _key(request.state)
    arrays: Arrays = {}
    if request.have != key:
        arrays["display"] = prepared.display
    grey = prepared.image if prepared.image.ndim == 2 else prepared.image[..., 0]
    if request.rest:
        arrays["image"] = grey.astype(np.float32)
        if result.truth is not None:
            arrays["truth"] = np.minimum(result.truth + 1, MOST_REGIONS).astype(np.uint16)
    state = request.state
    file = PICTURES.read(state.picture, state.page)
    header: Header = {
        "photo": True,
        "pages": file.n_pages,
        "whole": file.shape,
        "whole_mask": _whole_mask(state, file.shape),
        "people": len(truths_of(state, prepared.mask.shape)) if state.truth else 0,
        "image_key": key,
        "image_range": (float(grey.min()), float(grey.max())),
        "texts": {
            "picture": _describe(state, prepared),
            "picture_size": _describe_size(state, part_shape(state, file)),
        },
    }
    return header, arrays


def _whole_mask(state: ExplorerState, whole: tuple[int, int]) -> str:
    """Return the hash of a state's mask if it is one of the whole file."""
    if state.mask != "painted" or not state.painted:
        return ""
    return state.painted if PICTURES.read(state.painted).shape == whole else ""


def _key(state: ExplorerState) -> str:
    """Return a name of what is displayed, which smoothing, channel and threshold do not change."""
    alpha = state.mask == "alpha"
    what = (state.picture, state.page, state.picture_size, alpha, state.crop, state.invert)
    shown = str(what).encode()
    return hashlib.blake2b(shown, digest_size=12, usedforsecurity=False).hexdigest()


def _describe_size(state: ExplorerState, part: tuple[int, int]) -> str:
    """Return a sentence on a working size above the picture's own, which has no effect."""
    longest = max(part)
    if state.picture_size <= longest:
        return ""
    what = "crop" if state.crop else "picture"
    return f"The {what}'s longest side has {longest:,} pixels: it is not enlarged."


def _describe(state: ExplorerState, prepared: PreparedPicture) -> str:
    height, width = prepared.mask.shape
    name = state.picture_file if state.uploaded else f"Sample “{state.picture}”"
    notes = [note.replace("page= chooses", "Page chooses") for note in prepared.notes]
    size = f"{width:,} × {height:,} pixels"
    if not any(size in note for note in notes):  # neither cropped nor shrunk
        notes.insert(0, f"{size}.")
    return f"{name}: {' '.join(notes)}"
