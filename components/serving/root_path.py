"""Path below which a browser reaches the app, and the addresses of the app's own pages.

Behind a proxy, or in JupyterHub, the app is below a path such as ``/cutlab``. `RootPath` removes it
from each request, so that every route is written as if there were none. `address` puts it before
each path that is sent to a browser, as `assets/page/browser/address.mjs` does in the scripts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextvars import ContextVar
from ipaddress import ip_address, ip_network
from urllib.parse import unquote

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

__all__ = ["RootPath", "address", "from_proxy", "read_proxies", "read_root"]

ROOT = re.compile(r"(?:/(?!\.{1,2}(?:/|$))[\w.~%@+=:,-]+)*", re.ASCII)
LONGEST = 500  # characters
PREFIX = "x-forwarded-prefix"
FROM_PROXY = "cutlab.from_proxy"  # of a scope
LOCAL = "127.0.0.1"  # a proxy on this machine may tell the scheme, as of uvicorn itself

_root: ContextVar[str] = ContextVar("root_path", default="")


def address(path: str) -> str:
    """Return the address of a page of the app for the browser that asks.

    Parameters
    ----------
    path : str
        From the app's root on, such as ``"/study"``, with query and fragment.

    Examples
    --------
    >>> address("/study/7")
    '/study/7'
    """
    return _root.get() + path


def from_proxy(scope: Scope) -> bool:
    """Return whether a request comes from a named proxy; of any, if none is named.

    `RootPath` has to have seen it: the address in a scope is the browser's by then.
    """
    return bool(scope.get(FROM_PROXY))


def read_root(text: str) -> str:
    """Return a root path without a slash at its end; it is empty for the root itself.

    Raises
    ------
    ValueError
        If it is none.

    Examples
    --------
    >>> read_root("/user/anna/cutlab/")
    '/user/anna/cutlab'
    """
    root = text.strip().rstrip("/")
    if len(root) > LONGEST or not ROOT.fullmatch(root):
        raise ValueError(f"The root path must be such as /cutlab. Got {text[:100]!r} instead.")
    return root


def read_proxies(text: str) -> list[str]:
    """Return the addresses and networks of proxies, separated by spaces or commas.

    Raises
    ------
    ValueError
        If one of them is none.

    Examples
    --------
    >>> read_proxies("127.0.0.1, 10.0.0.0/8")
    ['127.0.0.1', '10.0.0.0/8']
    """
    found = [each for each in re.split(r"[\s,]+", text) if each]
    for each in found:
        try:
            ip_network(each)
        except ValueError:
            raise ValueError(
                "A proxy must be an address or a network such as 127.0.0.1 or 10.0.0.0/8. "
                f"Got {each[:100]!r} instead."
            ) from None
    return found


class RootPath:
    """ASGI middleware that takes the root path off the path of each request.

    A proxy may pass the path on with or without it.

    Parameters
    ----------
    app : ASGI application
    root : str, default=""
        As of `read_root`. The server's own ``root_path`` has precedence.
    proxies : iterable of str, default=()
        Addresses and networks of proxies, as of `read_proxies`: their ``X-Forwarded-Prefix`` has
        precedence over both, and their ``X-Forwarded-Proto`` says whether a browser uses TLS.
    """

    def __init__(self, app: ASGIApp, root: str = "", proxies: Iterable[str] = ()) -> None:
        named = list(proxies)
        self._root = root
        self._networks = [ip_network(each) for each in named]
        self.app = ProxyHeadersMiddleware(app, trusted_hosts=named or [LOCAL])  # type: ignore[arg-type]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] in ("http", "websocket"):
            mounted = scope.get("root_path", "").rstrip("/")
            known = self._is_proxy(scope)
            root = (self._forwarded(scope) if known else "") or mounted or self._root
            path = _without(root, _without(mounted, scope["path"]))
            believed = known or not self._networks
            scope = {**scope, "path": path, "root_path": "", FROM_PROXY: believed}
            _root.set(root)
        await self.app(scope, receive, send)  # type: ignore[arg-type]

    def _is_proxy(self, scope: Scope) -> bool:
        """Return whether a request comes from one of the named proxies."""
        try:
            client = ip_address((scope.get("client") or ("",))[0])
        except ValueError:
            return False
        return any(client in network for network in self._networks)

    def _forwarded(self, scope: Scope) -> str:
        """Return the root path that a proxy tells; empty if it tells none."""
        try:
            return read_root(Headers(scope=scope).get(PREFIX, ""))
        except ValueError:
            return ""


def _without(root: str, path: str) -> str:
    """Return a path from the root on; it is empty for the root without a slash."""
    decoded = unquote(root)
    return path[len(decoded) :] if f"{path}/".startswith(f"{decoded}/") else path
