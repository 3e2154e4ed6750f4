"""Routes of the previews: thumbnails of scenes, and cards of links.

Both are drawn from the query of a link; server and browser keep the results.
"""

from __future__ import annotations

from anyio import CapacityLimiter
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from components.live.routes import FRAME_PATH
from components.page.panels.beginning import SCENES, scene_state
from components.page.previews.card import card_png
from components.page.previews.kept import Busy, Previews
from components.page.previews.raster import thumbnail_png
from components.state.link import from_query, to_query
from components.state.model import VIEW_FIELDS, ExplorerState
from components.state.presets import PRESETS

__all__ = ["CARD_PATH", "THUMBNAIL_PATH", "own_states", "plain", "register"]

CARD_PATH = f"{FRAME_PATH}/card.png"
THUMBNAIL_PATH = f"{FRAME_PATH}/thumbnail.png"
KEPT = {"Cache-Control": "public, max-age=86400"}
NOT_KEPT = {"Cache-Control": "no-store"}
OWN_AT_ONCE, LINKS_AT_ONCE = 2, 1  # drawings; the first only until all are kept
CARDS_KEPT, THUMBNAILS_KEPT = 32, 64  # of links


def plain(state: ExplorerState) -> ExplorerState:
    """Return a state without what only changes how the page shows it."""
    default = ExplorerState()
    usual = {name: getattr(default, name) for name in VIEW_FIELDS if name != "outlines"}
    return state.model_copy(update=usual)


def own_states() -> dict[str, ExplorerState]:
    """Return the states of which the page itself has thumbnails, by the keys of their scenes."""
    states = {preset.key: preset.state for preset in PRESETS}
    return states | {scene.key: scene_state(scene.key) for scene in SCENES}


def register(server: FastAPI) -> None:
    """Add the routes; the general card stands for a state that has none."""
    general = ExplorerState()
    own = {plain(_asked(to_query(state))) for state in (general, *own_states().values())}
    limiters = CapacityLimiter(OWN_AT_ONCE), CapacityLimiter(LINKS_AT_ONCE)
    thumbnails = Previews(thumbnail_png, own, limiters, THUMBNAILS_KEPT)
    cards = Previews(card_png, own, limiters, CARDS_KEPT)

    def add(path: str, previews: Previews, instead: ExplorerState | None) -> None:
        async def answer(request: Request) -> Response:
            state = plain(_asked(request.scope["query_string"].decode("latin-1")))
            try:
                content = await previews.get(state)
                if content is None and instead:
                    content = await previews.get(instead)
            except Busy:
                return Response(status_code=503, headers=NOT_KEPT)
            if content is None:
                return Response(status_code=204, headers=NOT_KEPT)
            return Response(content, media_type="image/png", headers=KEPT)

        server.add_api_route(path, answer, methods=["GET", "HEAD"], include_in_schema=False)

    add(THUMBNAIL_PATH, thumbnails, None)
    add(CARD_PATH, cards, plain(general))


def _asked(query: str) -> ExplorerState:
    return from_query(query)[0]
