"""The size in which a picture is cut."""

from __future__ import annotations

from components.state.model import ExplorerState
from segmentation import ImageFile

__all__ = ["MOST_WORKING", "longest_side"]

MOST_WORKING = 4_000_000  # pixels


def longest_side(state: ExplorerState, file: ImageFile) -> int:
    """Return the longest side to which the part of a file that is shown is shrunk.

    It is the state's working size, or less where the part would have over four megapixels.
    """
    height, width = file.shape
    if state.box is not None:
        top, left, bottom, right = state.box
        height, width = bottom - top, right - left
    longest = max(height, width)
    most = int(longest * (MOST_WORKING / max(height * width, 1)) ** 0.5)
    return min(state.picture_size, max(most, 1))
