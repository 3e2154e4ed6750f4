"""Placeholder before the scripts have run: both pictures of the address's state.

The HTML has a minimal layout with one image, `PLACEHOLDER_PATH`, in the place of the figure's axes.
So the labels are visible as soon as the style sheet is loaded, and not only after some megabytes of
scripts have run. `assets/page/placeholder.mjs` removes it when the figure is drawn.
"""

from __future__ import annotations

import json

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from components.live.routes import FRAME_PATH
from components.page.panels import beginning
from components.page.previews.drawn import draw, drawable
from components.serving.shared import Shared
from components.state.link import from_query
from components.state.model import ExplorerState
from components.state.presets import PRESETS
from segmentation.drawing.svg import svg_for_screen

__all__ = ["PLACEHOLDER_PATH", "SHELL", "drawable", "placeholder_svg", "register"]

PLACEHOLDER_PATH = f"{FRAME_PATH}/placeholder.svg"
MOST_KEPT = 64  # drawings

# The image's address has the page's own query string. Views of another layout have no placeholder.
# The colour scheme is the one that Mantine will choose, so that nothing flashes.
SHELL = f"""<div class="placeholder" aria-hidden="true" hidden>
<div class="header"><div class="brand"><strong>Cutlab</strong></div></div>
<div class="main"><div class="controls"></div><div class="column"><div class="stage">
{beginning.static_html()}<p class="point"></p><div class="in-sight"><div class="picture-titles">
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
  let [kept, begun] = [null, null];
  try {{
    kept = localStorage.getItem("mantine-color-scheme-value");
    begun = localStorage.getItem("{beginning.STORED}");
  }} catch {{}} // blocked in another site's frame
  // A sandbox without an origin keeps out the scripts and the live routes: show a picture alone.
  const alone = self.origin === "null";
  // What the page is, above the pictures, for whoever comes without a scene and has not closed it.
  const bare = path === "/" && location.search.length < 2 && location.hash.length < 2;
  if (bare && !begun && !alone) dataset.beginning = "shown";
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const scheme = ["light", "dark"].includes(kept) ? kept : dark ? "dark" : "light";
  dataset.mantineColorScheme = scheme;
  const frame = document.querySelector(".placeholder");
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


def placeholder_svg(state: ExplorerState) -> str | None:
    """Draw original and labels of a state, side by side as in the page's figure.

    Parameters
    ----------
    state : ExplorerState

    Returns
    -------
    str or None
        SVG document that fills its container; None if `draw` returns None.
    """
    drawn = draw(state)
    return None if drawn is None else svg_for_screen(drawn.pages(), gap=0.04)


def register(server: FastAPI) -> None:
    """Add the image's route; its answer is empty for a state that takes too long."""
    drawings = Shared(_in_thread, MOST_KEPT)

    async def answer(request: Request) -> Response:
        state, _ = from_query(request.scope["query_string"].decode("latin-1"))
        drawn = await drawings.result(state)
        headers = {"Cache-Control": "no-store"}
        if drawn is None:
            return Response(status_code=204, headers=headers)
        return Response(drawn, media_type="image/svg+xml", headers=headers)

    server.add_api_route(PLACEHOLDER_PATH, answer, methods=["GET"], include_in_schema=False)


async def _in_thread(state: ExplorerState) -> str | None:
    return await run_in_threadpool(placeholder_svg, state)
