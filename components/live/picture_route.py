"""Route that takes the file of an own picture.

The browser posts the file's bytes, with the file's name and a name of the viewer, any text, in the
query. The answer is JSON: either ``picture``, the hash of the file, and ``fields``, those of the
state that opens it; or ``problem``, a sentence. A .cutlab file is taken, too: ``picture`` is then
that of the picture in it, or a sample, and ``notes`` says which of its settings could not be used.
"""

from __future__ import annotations

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from components.live.codec import FAULT, refusal
from components.pictures.cutlab_file import (
    SIGNATURE,
    CutlabFileError,
    read_file,
)
from components.pictures.opening import kept_fields, own_fields
from components.pictures.store import PICTURES
from segmentation import ImageError

__all__ = ["PICTURE_PATH", "register"]

PICTURE_PATH = "/live/picture"
LONGEST_VIEWER = 64
MOST_WAITING = 8  # files, which may have 20 MB each
BUSY = "The server is busy with other pictures. Try again in a moment."

log = logging.getLogger("cutlab.pictures")


def register(server: FastAPI) -> None:
    """Add the route."""
    route = PictureRoute()
    server.add_api_route(PICTURE_PATH, route.answer, methods=["POST"], include_in_schema=False)


class PictureRoute:
    """Route that reads one file at a time; a few may wait, and further ones are refused."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="pictures")
        self._waiting = 0

    async def answer(self, request: Request) -> Response:
        """Take a file."""
        if self._waiting >= MOST_WAITING:
            return _json({"problem": BUSY})
        self._waiting += 1
        try:
            content = await request.body()  # `BodyLimits` refuses one that is too large
            name = request.query_params.get("name", "")
            viewer = request.query_params.get("viewer", "")[:LONGEST_VIEWER]
            loop = asyncio.get_running_loop()
            return _json(await loop.run_in_executor(self._pool, _add, content, name, viewer))
        finally:
            self._waiting -= 1


def _json(content: dict[str, Any]) -> Response:
    return JSONResponse(content, headers={"Cache-Control": "no-store"})


def _add(content: bytes, name: str, viewer: str) -> dict[str, Any]:
    try:
        if content.startswith(SIGNATURE):
            return _add_kept(content, viewer)
        picture, file = PICTURES.add(content, viewer)
    except CutlabFileError as error:
        return {"problem": str(error)}
    except ImageError as error:
        return {"problem": refusal(error).message}
    except Exception:  # the page goes on, and the fault is logged, without the picture
        log.exception("a picture of %d bytes was not read", len(content))
        return {"problem": FAULT}
    return {"picture": picture, "fields": own_fields(picture, name, file)}


def _add_kept(content: bytes, viewer: str) -> dict[str, Any]:
    """Open a .cutlab file."""
    kept = read_file(content)
    picture, painted = kept.state.picture, ""
    if kept.content is not None:
        picture, _ = PICTURES.add(kept.content, viewer)
    if kept.mask is not None:
        painted, _ = PICTURES.add(kept.mask, viewer)
    fields = kept_fields(kept.state.model_copy(update={"picture": picture, "painted": painted}))
    return {"picture": picture, "fields": fields, "notes": " ".join(kept.problems)}
