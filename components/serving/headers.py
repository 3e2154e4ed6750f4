"""Headers that tell browsers what a page of the app may load, and who may embed it."""

from __future__ import annotations

import base64
import re
from functools import lru_cache
from hashlib import sha256
from urllib.parse import parse_qs

from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["POLICY", "SecurityHeaders", "frame_sources", "page_policy"]

POLICY = "Content-Security-Policy"
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), "
    "midi=(), payment=(), usb=()",
    # Of what is no page of the app: pictures, and the page that says that there is none.
    POLICY: "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; "
    "form-action 'none'",
}
DENIAL = "websocket.http.response"  # of a server that can answer instead of accepting
INLINE = re.compile(r"<script(?![^>]*\ssrc=)([^>]*)>(.*?)</script>", re.DOTALL)
SOURCE = re.compile(r"\*|'self'|'none'|https?:|(https?://)?[\w*.:\[\]-]+")


@lru_cache(maxsize=8)
def page_policy(html: str) -> str:
    """Return the policy of a page: its own scripts only, those within it by their hashes.

    Mantine and Plotly write styles into elements, which no hash allows, so all styles are allowed.
    Plotly's charts by WebGL make functions of texts, hence ``unsafe-eval``.

    Parameters
    ----------
    html : str

    Returns
    -------
    str
        Value of the header.
    """
    scripts = (text for kind, text in INLINE.findall(html) if "application/json" not in kind)
    hashes = [base64.b64encode(sha256(text.encode()).digest()).decode() for text in scripts]
    sources = " ".join(f"'sha256-{each}'" for each in hashes)
    return (
        f"default-src 'none'; script-src 'self' 'unsafe-eval' {sources}; "
        "style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; "
        "frame-src 'self'; base-uri 'none'; form-action 'self'"
    )


def frame_sources(text: str) -> str:
    """Return the sites that may embed the page, as the policy names them.

    Parameters
    ----------
    text : str
        ``*`` for all, ``none``, ``self``, or addresses such as ``https://moodle.example.org``,
        separated by spaces or commas.

    Raises
    ------
    ValueError
        If one of them is none of these.
    """
    found = [f"'{each}'" if each in ("none", "self") else each for each in re.split("[ ,]+", text)]
    for each in found:
        if not SOURCE.fullmatch(each):
            raise ValueError(
                "What may embed the page must be *, none, self, or addresses such as "
                f"https://moodle.example.org. Got {each[:100]!r} instead."
            )
    return " ".join(found)


class SecurityHeaders:
    """ASGI middleware that adds the headers to every answer, also to that of a refused websocket.

    Parameters
    ----------
    app : ASGI application
    frames : str, default="*"
        Sites that may embed the page with ``?view=embed``, as of `frame_sources`. No other site may
        embed the page in another view.
    """

    def __init__(self, app: ASGIApp, frames: str = "*") -> None:
        self.app = app
        self._frames = frames

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        accepted = scope["type"] != "websocket" or DENIAL not in scope.get("extensions", {})

        async def with_headers(message: Message) -> None:
            nonlocal accepted
            accepted = accepted or message["type"] == "websocket.accept"
            if message["type"] == "websocket.close" and not accepted:
                await PlainTextResponse(status_code=403)(scope, receive, with_headers)
                return
            if message["type"] in ("http.response.start", f"{DENIAL}.start"):
                headers = MutableHeaders(raw=[*message["headers"]])
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                frames = self._frames if _embeds(scope) else "'self'"
                headers[POLICY] += f"; frame-ancestors {frames}"
                message = {**message, "headers": headers.raw}
            await send(message)

        await self.app(scope, receive, with_headers)


def _embeds(scope: Scope) -> bool:
    """Return True for the page as it is in another page."""
    query = parse_qs(scope["query_string"].decode("latin-1"))
    return scope["path"] == "/" and query.get("view") == ["embed"]
