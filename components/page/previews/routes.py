"""Routes of the previews: thumbnails of scenes, and cards of links.

Both are drawn from the query of a link, two at a time; server and browser keep the results.
"""

from __future__ import annotations

from collections.abc import Callable

from anyio import CapacityLimiter, to_thread
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from components.live.routes import FRAME_PATH
from components.page.previews.card import card_png
from components.page.previews.raster import thumbnail_png
from components.state.link import from_query
from components.state.model import VIEW_FIELDS, ExplorerState

__all__ = ["CARD_PATH", "THUMBNAIL_PATH", "plain", "register"]

CARD_PATH = f"{FRAME_PATH}/card.png"
THUMBNAIL_PATH = f"{FRAME_PATH}/thumbnail.png"
KEPT = {"Cache-Control": "public, max-age=86400"}
NOT_KEPT = {"Cache-Control": "no-store"}
AT_ONCE = 2
MOST_WAITING = 32  # pictures; further ones are refused


def plain(state: ExplorerState) -> ExplorerState:
    """Return a state without what only changes how the page shows it."""
    default = ExplorerState()
    usual = {name: getattr(default, name) for name in VIEW_FIELDS if name != "outlines"}
    return state.model_copy(update=usual)


def register(server: FastAPI) -> None:
    """Add the routes; the general card stands for a state that has none."""
    limiter = CapacityLimiter(AT_ONCE)

    def add(path: str, make: Callable[[ExplorerState], bytes | None]) -> None:
        async def answer(request: Request) -> Response:
            state, _ = from_query(request.scope["query_string"].decode("latin-1"))
            if limiter.statistics().tasks_waiting >= MOST_WAITING:
                return Response(status_code=503, headers=NOT_KEPT)
            content = await to_thread.run_sync(make, plain(state), limiter=limiter)
            if content is None:
                return Response(status_code=204, headers=NOT_KEPT)
            return Response(content, media_type="image/png", headers=KEPT)

        server.add_api_route(path, answer, methods=["GET", "HEAD"], include_in_schema=False)

    add(THUMBNAIL_PATH, thumbnail_png)
    add(CARD_PATH, lambda state: card_png(state) or card_png(ExplorerState()))
