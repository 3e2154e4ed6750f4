"""The size in which a picture is cut."""

from __future__ import annotations

from components.state.model import ExplorerState
from segmentation import ImageFile

__all__ = ["MOST_WORKING", "longest_side", "part_shape"]

MOST_WORKING = 4_000_000  # pixels


def part_shape(state: ExplorerState, file: ImageFile) -> tuple[int, int]:
    """Return height and width of the part of a file that is shown, in pixels of the file."""
    if state.box is None:
        return file.shape
    top, left, bottom, right = state.box
    return bottom - top, right - left


def longest_side(state: ExplorerState, file: ImageFile) -> int:
    """Return the longest side to which the part of a file that is shown is shrunk.

    It is the state's working size, or less where the part would have over four megapixels.
    """
    height, width = part_shape(state, file)
    longest = max(height, width)
    most = int(longest * (MOST_WORKING / max(height * width, 1)) ** 0.5)
    return min(state.picture_size, max(most, 1))
