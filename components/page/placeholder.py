"""The placeholder shown before the scripts run: both pictures of the address's state.

The page comes with a frame of its layout that holds one image, `PLACEHOLDER_PATH`, which lies where
the figure's axes will. So the labels are seen as soon as the style sheet is there, not only once
some megabytes of scripts have run; `assets/page/placeholder.mjs` takes the frame away when the
figure is drawn.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from components.figures.theme import BACKGROUND, IMAGE_SCALE, REGIONS, image_range
from components.live.routes import FRAME_PATH
from components.state.link import from_query
from components.state.model import ExplorerState
from segmentation import Circle, CutlabError, Picture, segment_scene
from segmentation.drawing.colors import shades
from segmentation.drawing.levels import image_levels, region_levels
from segmentation.drawing.pictures import outline
from segmentation.drawing.shapes import Box, Page, Pixels
from segmentation.drawing.svg import svg_for_screen

__all__ = ["PLACEHOLDER_PATH", "SHELL", "drawable", "placeholder_svg", "register"]

PLACEHOLDER_PATH = f"{FRAME_PATH}/placeholder.svg"
# Nodes up to which the pictures come sooner than the scripts.
MOST_NODES = 20_000

# The image's address takes the page's own query string; other views lay the page out otherwise. The
# scheme is the one that Mantine will find, so that nothing flashes.
SHELL = f"""<div class="placeholder" aria-hidden="true" hidden>
<div class="header"><div class="brand"><strong>Cutlab</strong></div></div>
<div class="main"><div class="controls"></div><div class="column"><div class="stage">
<div class="in-sight"><div class="picture-titles">
<div><strong>Original</strong></div><div><strong>Labels</strong></div></div>
<div class="pictures"><div class="graph"></div></div></div></div></div></div></div>
<script>(() => {{
  const {{ classList, dataset }} = document.documentElement;
  if (/^\\/study(?:\\/\\d+)?\\/?$/.test(location.pathname)) dataset.page = "study";
  // The tutorial's pictures, which come with the layout, are not shown before a link's own.
  else if (location.search.length > 1) classList.add("opening");
  // Nor is the whole page, where the link wants less.
  dataset.view = /[?&]view=(embed|present)(&|$)/.exec(location.search)?.[1] ?? "full";
  let kept = null;
  try {{
    kept = localStorage.getItem("mantine-color-scheme-value");
  }} catch {{}} // in another site's frame it may be closed
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const scheme = ["light", "dark"].includes(kept) ? kept : dark ? "dark" : "light";
  dataset.mantineColorScheme = scheme;
  const frame = document.querySelector(".placeholder");
  if (location.pathname !== "/" || new URLSearchParams(location.search).has("view")) {{
    frame.remove();
    return;
  }}
  const image = new Image();
  image.alt = "";
  image.src = "{PLACEHOLDER_PATH}" + location.search;
  frame.querySelector(".graph").append(image);
  frame.hidden = false;
}})()</script>"""


def drawable(state: ExplorerState) -> bool:
    """Tell whether a state's graph is small enough for the placeholder."""
    return _fits(state, state.scene().render())


def _fits(state: ExplorerState, picture: Picture) -> bool:
    return int(picture.mask.sum() if state.use_mask else picture.mask.size) <= MOST_NODES


@lru_cache(maxsize=64)
def placeholder_svg(state: ExplorerState) -> str | None:
    """Draw original and labels of a state, side by side as the page's figure has them.

    Parameters
    ----------
    state : ExplorerState

    Returns
    -------
    str or None
        An SVG document that fills whatever box it is put into; None if the graph may have more
        than 20,000 nodes, or the state can't be segmented.
    """
    scene = state.scene()
    picture = scene.render()
    if not _fits(state, picture):
        return None
    try:
        labels = segment_scene(scene, state.method()).labels
    except CutlabError:  # the page will say what is wrong
        return None
    image = image_levels(picture.image, *image_range(state.noise))
    circles = scene.circles if state.outlines else ()
    pages = [
        _panel(Pixels(0, 0, scene.size, scene.size, levels, palette, transparent), circles)
        for levels, palette, transparent in (
            (image, shades(IMAGE_SCALE), None),
            (region_levels(labels), ("#000000", *REGIONS), 0),
        )
    ]
    return svg_for_screen(pages, gap=0.04)


def _panel(pixels: Pixels, circles: Iterable[Circle]) -> Page:
    """Outline circles over a picture, and veil what is outside of it."""
    veil = Box(0, 0, pixels.width, pixels.height, BACKGROUND)
    shapes = (veil, pixels, *outline(circles, pixels, (3, 1)))
    return Page(pixels.width, pixels.height, shapes, title="")


def register(server: FastAPI) -> None:
    """Add the image's route; for a state that takes too long it has no content."""
    server.add_api_route(PLACEHOLDER_PATH, _answer, methods=["GET"], include_in_schema=False)


async def _answer(request: Request) -> Response:
    state, _ = from_query(request.scope["query_string"].decode("latin-1"))
    drawn = await run_in_threadpool(placeholder_svg, state)
    headers = {"Cache-Control": "no-store"}
    if drawn is None:
        return Response(status_code=204, headers=headers)
    return Response(drawn, media_type="image/svg+xml", headers=headers)
