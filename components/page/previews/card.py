"""Card of a state: the picture of a link where it is shared."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from components.live.explanations import outcome_title
from components.page.previews.drawn import Drawn, draw
from components.page.previews.raster import painted, saved
from components.page.previews.words import settings_of, title_of
from components.state.model import ExplorerState

__all__ = ["CARD_SIZE", "card_png"]

CARD_SIZE = (1200, 630)  # dots, as Open Graph's readers expect
PICTURES = (168, 112, 424, 16)  # left, top, side of a picture, and the gap between two
PAPER, INK, QUIET = "#ffffff", "#1b1f24", "#5b626a"
OUTCOMES = {"agrees": "#009e73", "rounding": "#e69f00", "objective": "#d55e00", "tie": "#56b4e9"}
FONTS = Path(__file__).parents[3] / "assets" / "fonts"
HEADING, TEXT = FONTS / "cutlab-serif.woff2", FONTS / "cutlab-sans.woff2"


def card_png(state: ExplorerState) -> bytes | None:
    """Draw a card: a title, original and labels, and the verdict.

    Parameters
    ----------
    state : ExplorerState

    Returns
    -------
    bytes or None
        PNG file of `CARD_SIZE`; None if there is nothing to draw, as of `draw`.
    """
    drawn = draw(state)
    return None if drawn is None else saved(_card(state, drawn))


def _card(state: ExplorerState, drawn: Drawn) -> Image.Image:
    left, top, side, gap = PICTURES
    right = left + 2 * side + gap
    card = Image.new("RGB", CARD_SIZE, PAPER)
    for i, pixels in enumerate((drawn.original, drawn.labels)):
        image = painted(pixels, drawn.circles, side, 1.5)
        free = ((side - image.width) // 2, (side - image.height) // 2)
        card.paste(image, (left + i * (side + gap) + free[0], top + free[1]))
    pen = ImageDraw.Draw(card)
    pen.text((left, 84), title_of(state), INK, _font(HEADING, 50), anchor="ls")
    pen.text((right, 84), "Cutlab", QUIET, _font(HEADING, 30), anchor="rs")
    line = top + side + 52
    outcome = drawn.result.verdict.outcome
    color = OUTCOMES.get(outcome, QUIET)
    pen.ellipse((left, line - 21, left + 20, line - 1), fill=color)
    words = outcome_title(drawn.result)
    words = f"{words[0].upper()}{words[1:]}"
    pen.text((left + 32, line), words, INK, _font(TEXT, 32), anchor="ls")
    pen.text((right, line), settings_of(state), QUIET, _font(TEXT, 28), anchor="rs")
    return card


@cache
def _font(path: Path, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, size)
