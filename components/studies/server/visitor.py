"""Visitors: owners of studies, and the rules for studies of several people.

A browser that makes a study gets an unguessable key in a cookie, and the store keeps a digest of
it. There are no accounts; a proxy with a sign-in of its own may name the owner in a header.
"""

from __future__ import annotations

import hmac
import os
import re
import secrets
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from hashlib import sha256
from http.cookies import CookieError, SimpleCookie
from typing import Literal, get_args
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from components.serving.root_path import address, from_proxy

__all__ = ["Quota", "StudyRules", "Visitor", "VisitorMiddleware", "present", "visiting"]

COOKIE, ADMIN_COOKIE = "cutlab", "cutlab-admin"
KEY = re.compile(r"[\w-]{43}", re.ASCII)
YEAR = 365 * 24 * 3600
LEAST_ADMIN_KEY = 16  # characters
Mode = Literal["off", "own", "shared"]


@dataclass(frozen=True)
class Quota:
    """Limits of one owner.

    Attributes
    ----------
    studies : int
        Studies, not counting deleted ones.
    waiting : int
        Trials not yet run, of all these studies.
    stored : int
        Recorded trials, deleted ones included until they are removed.
    """

    studies: int = 1_000
    waiting: int = 2_000_000
    stored: int = 10_000_000


@dataclass(frozen=True)
class StudyRules:
    """Rules for studies.

    Attributes
    ----------
    mode : str
        ``"own"``: whoever made a study may change it; ``"shared"``: everybody may change all;
        ``"off"``: nobody may make one.
    admin_key : str
        Key that may change all; empty for none.
    header : str
        Header in which a proxy names the owner; empty for the cookie. If proxies are named, only
        theirs counts.
    quota : Quota
    """

    mode: Mode = "own"
    admin_key: str = ""
    header: str = ""
    quota: Quota = Quota()

    @classmethod
    def of_environment(cls, environment: Mapping[str, str] = os.environ) -> StudyRules:
        """Return the rules that are set in the environment.

        Raises
        ------
        ValueError
            If a variable has no possible value.
        """
        mode = environment.get("CUTLAB_STUDIES") or "own"
        if mode not in get_args(Mode):
            raise ValueError(f"CUTLAB_STUDIES must be off, own or shared. Got {mode!r} instead.")
        key = environment.get("CUTLAB_ADMIN_KEY", "")
        if key and len(key) < LEAST_ADMIN_KEY:
            raise ValueError(f"CUTLAB_ADMIN_KEY must have at least {LEAST_ADMIN_KEY} characters.")
        numbers = {}
        for name in Quota.__dataclass_fields__:
            text = environment.get(f"CUTLAB_MOST_{name.upper()}", "")
            if text and not text.isdecimal():
                rule = f"CUTLAB_MOST_{name.upper()} must be a whole number."
                raise ValueError(f"{rule} Got {text!r} instead.")
            if text:
                numbers[name] = int(text)
        priority = environment.get("CUTLAB_WORKERS_NICE") or "19"  # read by the workers' process
        if priority not in map(str, range(20)):
            rule = "CUTLAB_WORKERS_NICE must be a whole number from 0 to 19."
            raise ValueError(f"{rule} Got {priority!r} instead.")
        header = environment.get("CUTLAB_OWNER_HEADER", "")
        return cls(mode, key, header, Quota(**numbers))  # type: ignore[arg-type]


@dataclass
class Visitor:
    """Sender of a request.

    Attributes
    ----------
    owner : str
        Digest of the key, by which its studies are known; empty for nobody.
    admin : bool
        True if it may change all studies.
    keeps : bool
        True if the browser is to keep its key, because it has made a study.
    """

    owner: str
    admin: bool = False
    keeps: bool = False


_present: ContextVar[Visitor | None] = ContextVar("visitor", default=None)


def present() -> Visitor:
    """Return the sender of the request that is being answered; nobody, if none is known."""
    return _present.get() or Visitor("")


class visiting:  # noqa: N801
    """Context in which a visitor is present."""

    def __init__(self, visitor: Visitor) -> None:
        self._visitor = visitor

    def __enter__(self) -> Visitor:
        self._token = _present.set(self._visitor)
        return self._visitor

    def __exit__(self, *error: object) -> None:
        _present.reset(self._token)


class VisitorMiddleware:
    """ASGI middleware that knows the visitor, and gives the key to those who make a study.

    ``/study?admin=KEY`` makes a browser the administrator's for a year.

    Parameters
    ----------
    app : ASGI application
    rules : StudyRules
    """

    def __init__(self, app: ASGIApp, rules: StudyRules) -> None:
        self.app = app
        self._rules = rules

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":  # no other kind asks for studies, and there nobody is present
            await self.app(scope, receive, send)
            return
        if scope["path"] == "/study" and b"admin=" in scope["query_string"]:
            await self._admit(scope, receive, send)
            return
        headers = Headers(scope=scope)
        cookies = _cookies(headers.get("cookie", ""))
        key = cookies.get(COOKIE, "")
        if not KEY.fullmatch(key):
            key = secrets.token_urlsafe(32)
        if self._rules.header:
            named = headers.get(self._rules.header, "") if from_proxy(scope) else ""
        else:
            named = key
        admin = bool(self._rules.admin_key) and hmac.compare_digest(
            cookies.get(ADMIN_COOKIE, "").encode(), self._admin_cookie().encode()
        )
        with visiting(Visitor(_digest(named) if named else "", admin)) as visitor:

            async def with_key(message: Message) -> None:
                if message["type"] == "http.response.start" and visitor.keeps:
                    cookie = _set_cookie(COOKIE, key, scope)
                    message = {**message, "headers": [*message["headers"], cookie]}
                await send(message)

            await self.app(scope, receive, with_key if not self._rules.header else send)

    async def _admit(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Give the administrator's cookie to who knows the key."""
        [given, *_] = parse_qs(scope["query_string"].decode("latin-1")).get("admin", [""])
        known = self._rules.admin_key
        if not known or not hmac.compare_digest(given.encode(), known.encode()):
            answer = PlainTextResponse("This is not the administrator's key.", 403)
            await answer(scope, receive, send)
            return
        redirect = RedirectResponse(address("/study"), 303)
        name, value = _set_cookie(ADMIN_COOKIE, self._admin_cookie(), scope)
        MutableHeaders(raw=redirect.raw_headers).append(name.decode(), value.decode())
        await redirect(scope, receive, send)

    def _admin_cookie(self) -> str:
        return _digest(f"{ADMIN_COOKIE} {self._rules.admin_key}")


def _digest(key: str) -> str:
    return sha256(key.encode()).hexdigest()


def _cookies(text: str) -> dict[str, str]:
    try:
        return {name: each.value for name, each in SimpleCookie(text).items()}
    except CookieError:
        return {}


def _set_cookie(name: str, value: str, scope: Scope) -> tuple[bytes, bytes]:
    secure = "; Secure" if scope["scheme"] == "https" else ""
    line = f"{name}={value}; Max-Age={YEAR}; Path={address('/')}; HttpOnly; SameSite=Lax{secure}"
    return b"set-cookie", line.encode()
