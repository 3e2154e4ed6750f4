"""Tags in the page's head: what is told of a link where it is shared (Open Graph)."""

from __future__ import annotations

from html import escape

from starlette.requests import Request

from components.page.gate import Gate
from components.page.previews.card import CARD_SIZE
from components.page.previews.routes import CARD_PATH, plain
from components.page.previews.words import GENERAL, describe_state, title_of
from components.serving.root_path import address
from components.state.link import from_query, to_query
from components.state.model import ExplorerState

__all__ = ["link_tags"]


def link_tags(request: Request, gate: Gate) -> str:
    """Write the tags of a page's address.

    Addresses in them are absolute, as Open Graph demands, and so have the host of the request. A
    host that the server does not know may be made up, so the tags have no addresses then.

    Parameters
    ----------
    request : Request
        For the page.
    gate : Gate
        Knows the hosts.

    Returns
    -------
    str
        HTML.
    """
    explorer = request.scope["path"] == "/"
    query = request.scope["query_string"].decode("latin-1") if explorer else ""
    state, _ = from_query(query)
    title = f"{title_of(state)} – Cutlab" if query else "Cutlab: the laboratory for normalized cuts"
    description = describe_state(state) if query else GENERAL
    tags = {
        "og:type": "website",
        "og:site_name": "Cutlab",
        "og:title": title,
        "og:description": description,
    }
    if gate.knows(request.headers.get("host", "")):
        tags |= _addresses(request, state)
    named = {"description": description, "twitter:card": "summary_large_image"}
    return "".join(
        [f'<meta property="{name}" content="{escape(text)}">' for name, text in tags.items()]
        + [f'<meta name="{name}" content="{escape(text)}">' for name, text in named.items()]
    )


def _addresses(request: Request, state: ExplorerState) -> dict[str, str]:
    host = f"{request.url.scheme}://{request.url.netloc}"
    query = "" if state.uploaded else to_query(plain(state))
    asked = request.url.query
    width, height = CARD_SIZE
    return {
        "og:url": f"{host}{address(request.url.path)}{asked and '?'}{asked}",
        "og:image": f"{host}{address(CARD_PATH)}{query and '?'}{query}",
        "og:image:type": "image/png",
        "og:image:width": str(width),
        "og:image:height": str(height),
        "og:image:alt": f"{title_of(state)}: the original and its labels side by side",
    }
