"""Placeholder before the scripts have run: both pictures of the address's state.

The HTML has a minimal layout with one image, `PLACEHOLDER_PATH`, in the place of the figure's axes.
So the labels are visible as soon as the style sheet is loaded, and not only after some megabytes of
scripts have run. `assets/page/placeholder.mjs` removes it when the figure is drawn.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import lru_cache

import numpy as np
from fastapi import FastAPI
from PIL import Image
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from components.figures.theme import BACKGROUND, IMAGE_SCALE, REGIONS, image_range
from components.live.routes import FRAME_PATH
from components.pictures.subject import edited, segment_picture
from components.state.link import from_query
from components.state.model import ExplorerState
from components.state.presets import PRESETS
from segmentation import Circle, CutlabError, Picture, segment_scene
from segmentation.drawing.colors import shades
from segmentation.drawing.levels import image_levels, region_levels
from segmentation.drawing.pictures import outline
from segmentation.drawing.shapes import Box, Page, Pixels
from segmentation.drawing.svg import svg_for_screen

__all__ = ["PLACEHOLDER_PATH", "SHELL", "drawable", "placeholder_svg", "register"]

PLACEHOLDER_PATH = f"{FRAME_PATH}/placeholder.svg"
# Largest number of nodes for which the image is faster than the scripts; a sample picture in its
# usual size has more, and the pictures that it gives way to take as long.
MOST_NODES = 20_000
LARGEST_SAMPLE = 200  # pixels of the longest side

# The image's address has the page's own query string. Views of another layout have no placeholder.
# The colour scheme is the one that Mantine will choose, so that nothing flashes.
SHELL = f"""<div class="placeholder" aria-hidden="true" hidden>
<div class="header"><div class="brand"><strong>Cutlab</strong></div></div>
<div class="main"><div class="controls"></div><div class="column"><div class="stage">
<p class="point"></p><div class="in-sight"><div class="picture-titles">
<div><strong>Original</strong></div><div><strong>Labels</strong></div></div>
<div class="pictures"><div class="graph"></div></div>
<p class="read-only-note" hidden>The frame around this page keeps its scripts out (a sandbox without
allow-same-origin), so this is a picture that cannot be changed.
<a target="_blank" rel="noopener">Open it in a page of its own</a>.</p>
</div></div></div></div></div>
<script>(() => {{
  const {{ classList, dataset }} = document.documentElement;
  const path = decodeURIComponent(location.pathname).slice(decodeURIComponent(dataset.root).length);
  if (/^\\/study(?:\\/\\d+)?\\/?$/.test(path)) dataset.page = "study";
  // Hide the tutorial's pictures, which are in the layout, until a link's own are there.
  else if (location.search.length > 1) classList.add("opening");
  // Nor show the whole page first if the link has another view.
  dataset.view = /[?&]view=(embed|present)(&|$)/.exec(location.search)?.[1] ?? "full";
  let kept = null;
  try {{
    kept = localStorage.getItem("mantine-color-scheme-value");
  }} catch {{}} // blocked in another site's frame
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const scheme = ["light", "dark"].includes(kept) ? kept : dark ? "dark" : "light";
  dataset.mantineColorScheme = scheme;
  const frame = document.querySelector(".placeholder");
  // A sandbox without an origin keeps out the scripts and the live routes: show a picture alone.
  const alone = self.origin === "null";
  if (alone) {{
    classList.remove("opening");
    classList.add("read-only");
    frame.querySelector(".read-only-note").hidden = false;
    frame.querySelector("a").href = location.href;
    frame.removeAttribute("aria-hidden");
    frame.hidden = false;
    if (path !== "/") return;
  }} else if (path !== "/" || new URLSearchParams(location.search).has("view")) {{
    frame.remove();
    return;
  }}
  const image = new Image();
  image.alt = "";
  image.src = dataset.root + "{PLACEHOLDER_PATH}" + location.search;
  const place = frame.querySelector(".graph");
  if (!location.search) frame.querySelector(".point").textContent = {json.dumps(PRESETS[0].point)};
  image.onload = () => place.classList.add("drawn");
  image.onerror = () => image.remove(); // there is none for a picture that takes long
  place.append(image);
  frame.hidden = false;
}})()</script>"""


def drawable(state: ExplorerState) -> bool:
    """Return True if a state's graph is small enough for the placeholder, and no own picture."""
    if state.picture:
        return not state.uploaded and state.picture_size <= LARGEST_SAMPLE
    return _fits(state, state.scene().render())


def _fits(state: ExplorerState, picture: Picture) -> bool:
    return int(picture.mask.sum() if state.use_mask else picture.mask.size) <= MOST_NODES


@lru_cache(maxsize=64)
def placeholder_svg(state: ExplorerState) -> str | None:
    """Draw original and labels of a state, side by side as in the page's figure.

    Parameters
    ----------
    state : ExplorerState

    Returns
    -------
    str or None
        SVG document that fills its container; None if the graph has more than `MOST_NODES`
        nodes, or the state can't be segmented, or is of an own picture.
    """
    if state.picture:
        return _sample_svg(state) if drawable(state) else None
    scene = state.scene()
    picture = scene.render()
    if not _fits(state, picture):
        return None
    try:
        labels = edited(state, segment_scene(scene, state.method())).labels
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


def _sample_svg(state: ExplorerState) -> str | None:
    """Draw a sample picture and its labels."""
    try:
        prepared, result = segment_picture(state)
    except CutlabError:
        return None
    height, width = prepared.mask.shape
    image = Image.fromarray(prepared.display).convert("RGB").quantize(256)
    colors = np.reshape(image.getpalette() or [], (-1, 3)).tolist()
    levels = region_levels(edited(state, result).labels)
    pages = [
        _panel(Pixels(0, 0, width, height, pixels, palette, transparent), ())
        for pixels, palette, transparent in (
            (np.asarray(image), tuple(f"#{r:02x}{g:02x}{b:02x}" for r, g, b in colors), None),
            (levels, ("#000000", *REGIONS), 0),
        )
    ]
    return svg_for_screen(pages, gap=0.04)


def _panel(pixels: Pixels, circles: Iterable[Circle]) -> Page:
    """Draw a picture with the outlines of circles, over a veil for the background."""
    veil = Box(0, 0, pixels.width, pixels.height, BACKGROUND)
    shapes = (veil, pixels, *outline(circles, pixels, (3, 1)))
    return Page(pixels.width, pixels.height, shapes, title="")


def register(server: FastAPI) -> None:
    """Add the image's route; its answer is empty for a state that takes too long."""
    server.add_api_route(PLACEHOLDER_PATH, _answer, methods=["GET"], include_in_schema=False)


async def _answer(request: Request) -> Response:
    state, _ = from_query(request.scope["query_string"].decode("latin-1"))
    drawn = await run_in_threadpool(placeholder_svg, state)
    headers = {"Cache-Control": "no-store"}
    if drawn is None:
        return Response(status_code=204, headers=headers)
    return Response(drawn, media_type="image/svg+xml", headers=headers)
