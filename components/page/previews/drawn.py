"""Original and labels of a state as pixels, for the placeholder, thumbnails and cards."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from components.figures.theme import BACKGROUND, IMAGE_SCALE, REGIONS, image_range
from components.pictures.subject import edited, segment_picture
from components.state.model import ExplorerState
from segmentation import Circle, CutlabError, Picture, Segmentation, segment_scene
from segmentation.drawing.colors import shades
from segmentation.drawing.levels import color_levels, image_levels, region_levels
from segmentation.drawing.pictures import outline
from segmentation.drawing.shapes import Box, Page, Pixels

__all__ = ["Drawn", "draw", "drawable"]

# Largest number of nodes for which the placeholder is faster than the scripts; a sample picture in
# its usual size has more, and the pictures that it gives way to take as long.
MOST_NODES = 20_000
LARGEST_SAMPLE = 200  # pixels of the longest side
LABEL_COLORS = ("#000000", *REGIONS)  # of which the first is transparent


@dataclass(frozen=True)
class Drawn:
    """A segmented state as pixels; `labels` are transparent outside of the regions.

    `circles` are those that the state outlines.
    """

    original: Pixels
    labels: Pixels
    circles: tuple[Circle, ...]
    result: Segmentation

    def pages(self) -> list[Page]:
        """Draw original and labels, each over a veil for the background and with its outlines."""
        return [_page(self.original, self.circles), _page(self.labels, self.circles)]


def drawable(state: ExplorerState) -> bool:
    """Return True if a state's graph is small enough to be drawn at once, and no own picture."""
    if state.picture:
        return not state.uploaded and state.picture_size <= LARGEST_SAMPLE
    return _fits(state, state.scene().render())


def _fits(state: ExplorerState, picture: Picture) -> bool:
    return int(picture.mask.sum() if state.use_mask else picture.mask.size) <= MOST_NODES


def draw(state: ExplorerState) -> Drawn | None:
    """Segment a state and draw it.

    Parameters
    ----------
    state : ExplorerState

    Returns
    -------
    Drawn or None
        None if the graph has more than `MOST_NODES` nodes, or the state can't be segmented, or is
        of an own picture.
    """
    try:
        return _draw_sample(state) if state.picture else _draw_scene(state)
    except CutlabError:  # the page will say what is wrong
        return None


def _draw_scene(state: ExplorerState) -> Drawn | None:
    scene = state.scene()
    picture = scene.render()
    if not _fits(state, picture):
        return None
    result = edited(state, segment_scene(scene, state.method()))
    image = image_levels(picture.image, *image_range(state.noise))
    original = Pixels(0, 0, scene.size, scene.size, image, shades(IMAGE_SCALE))
    circles = scene.circles if state.outlines else ()
    return Drawn(original, _labels(result), circles, result)


def _draw_sample(state: ExplorerState) -> Drawn | None:
    if not drawable(state):
        return None
    prepared, segmented = segment_picture(state)
    result = edited(state, segmented)
    height, width = prepared.mask.shape
    original = Pixels(0, 0, width, height, *color_levels(prepared.display))
    return Drawn(original, _labels(result), (), result)


def _labels(result: Segmentation) -> Pixels:
    height, width = result.labels.shape
    return Pixels(0, 0, width, height, region_levels(result.labels), LABEL_COLORS, 0)


def _page(pixels: Pixels, circles: Iterable[Circle]) -> Page:
    veil = Box(0, 0, pixels.width, pixels.height, BACKGROUND)
    shapes = (veil, pixels, *outline(circles, pixels, (3, 1)))
    return Page(pixels.width, pixels.height, shapes, title="")
