"""Frames of own pictures.

Their header has ``photo``, true: the canvas of the original stays in place of the heatmap, which
has one colour scale; and ``pages``, their number in the file. Their arrays are

=========  =======  ================================================================
labels     uint8    region + 1, 0 outside the mask; always there
display    uint8    grey or RGB, (H, W) or (H, W, 3), when the browser lacks it
image      float32  what was segmented, at rest; L* for colour
=========  =======  ================================================================
"""

from __future__ import annotations

import hashlib

import numpy as np

from components.live.codec import Arrays, Header, Request
from components.pictures.store import PICTURES
from components.state.model import ExplorerState
from segmentation import PreparedPicture

__all__ = ["content"]


def content(request: Request, prepared: PreparedPicture) -> tuple[Header, Arrays]:
    """Return what the header of a frame has of the picture, and the arrays besides the labels."""
    key = _key(request.state)
    arrays: Arrays = {}
    if request.have != key:
        arrays["display"] = prepared.display
    grey = prepared.image if prepared.image.ndim == 2 else prepared.image[..., 0]
    if request.rest:
        arrays["image"] = grey.astype(np.float32)
    header: Header = {
        "photo": True,
        "pages": PICTURES.read(request.state.picture, request.state.page).n_pages,
        "image_key": key,
        "image_range": (float(grey.min()), float(grey.max())),
        "texts": {"picture": _describe(request.state, prepared)},
    }
    return header, arrays


def _key(state: ExplorerState) -> str:
    """Return a name of what is displayed, which smoothing, channel and threshold do not change."""
    alpha = state.mask == "alpha"
    shown = f"{state.picture} {state.page} {state.picture_size} {alpha}".encode()
    return hashlib.blake2b(shown, digest_size=12, usedforsecurity=False).hexdigest()


def _describe(state: ExplorerState, prepared: PreparedPicture) -> str:
    height, width = prepared.mask.shape
    name = state.picture_file if state.uploaded else f"Sample “{state.picture}”"
    notes = (note.replace("page= chooses", "Page chooses") for note in prepared.notes)
    return " ".join((f"{name}: {width} × {height} pixels.", *notes))
