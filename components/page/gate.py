"""Gate that refuses requests of other sites, if they change or compute something.

Browsers let any page post to localhost, and open a websocket to it. So every request is checked
here, before any route. Only requests that read the page and its assets pass unchecked.
"""

from __future__ import annotations

import ipaddress
import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

__all__ = ["REFUSAL", "Gate", "GateMiddleware"]

READING = ("GET", "HEAD", "OPTIONS")
POLICY_VIOLATION = 1008  # code of a closed websocket
SANDBOXED = "null"  # origin of a frame without rights: it may read, and change nothing
LONGEST_LOGGED = 100  # characters of what a stranger sent
REFUSAL = (
    "it answers pages of its own address only. If you are on one, under a name that the "
    "server doesn't know, start it with --allow-host and that name."
)

log = logging.getLogger("cutlab.gate")


@dataclass(frozen=True)
class Gate:
    """Check of the Host and Origin headers.

    The ``Host`` must be one that a foreign page can't have pointed here by DNS: an address
    (nobody can rebind those), ``localhost``, or a name on the list. The ``Origin`` must be that
    very host and port, or a host on the list.

    Parameters
    ----------
    hosts : frozenset of str, default=empty
        Names, without port, under which the app is also reached, such as behind a proxy.
    """

    hosts: frozenset[str] = field(default_factory=frozenset)

    def admits(self, headers: Mapping[str, str]) -> bool:
        """Return True if a request with these headers may pass.

        Examples
        --------
        >>> Gate().admits({"host": "127.0.0.1:8050", "origin": "http://127.0.0.1:8050"})
        True
        >>> Gate().admits({"host": "evil.example:8050", "origin": "http://evil.example:8050"})
        False
        """
        host, origin = headers.get("host", ""), headers.get("origin", "")
        try:
            source = urlsplit(origin)
            source_name = source.hostname or ""
        except ValueError:
            return False
        if source.scheme not in ("http", "https") or not self.knows(host):
            return False
        return source.netloc.lower() == host.lower() or source_name in self.hosts

    def knows(self, host: str) -> bool:
        """Return True if a ``Host`` is one of the server's.

        Examples
        --------
        >>> Gate().knows("localhost:8050"), Gate().knows("evil.example")
        (True, False)
        """
        try:
            return self._own(urlsplit(f"//{host}").hostname or "")
        except ValueError:
            return False

    def _own(self, name: str) -> bool:
        if name == "localhost" or name in self.hosts:
            return True
        try:
            ipaddress.ip_address(name)
        except ValueError:
            return False
        return True


class GateMiddleware:
    """ASGI middleware that refuses requests and websockets of other pages.

    Parameters
    ----------
    app : ASGI application
    hosts : iterable of str, default=()
        See `Gate`.
    computing : tuple of str, default=()
        Prefixes of the paths where a GET computes something. A browser often sends a GET without
        ``Origin``, or from a sandboxed frame with "null"; then only its ``Host`` is checked.
    """

    def __init__(
        self, app: ASGIApp, hosts: Iterable[str] = (), computing: tuple[str, ...] = ()
    ) -> None:
        self.app = app
        self._gate = Gate(frozenset(host.lower() for host in hosts))
        self._computing = computing

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if self._admits(scope):
            await self.app(scope, receive, send)
            return
        origin = Headers(scope=scope).get("origin", "")
        log.warning(
            "refused origin %r at %r", origin[:LONGEST_LOGGED], scope["path"][:LONGEST_LOGGED]
        )
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": POLICY_VIOLATION})
        else:
            await PlainTextResponse(REFUSAL, status_code=403)(scope, receive, send)

    def _admits(self, scope: Scope) -> bool:
        if scope["type"] not in ("http", "websocket"):
            return True
        reading = scope["type"] == "http" and scope["method"] in READING
        if reading and not scope["path"].startswith(self._computing):
            return True
        headers = dict(Headers(scope=scope))
        if reading and headers.get("origin", SANDBOXED) == SANDBOXED:
            headers["origin"] = f"http://{headers.get('host', '')}"
        return self._gate.admits(headers)
