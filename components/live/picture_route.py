"""Route that takes the file of an own picture, or of a mask or a truth of one.

The browser posts the file's bytes, with the file's name and a name of the viewer, any text, in a
header, encoded as a query: what is in the address is kept by the logs of servers. The answer is
JSON: either ``picture``, the hash of the file, and ``fields``, those of the state that opens it; or
``problem``, a sentence. A .cutlab file is taken, too: ``picture`` is then that of the picture in
it, or a sample, and ``notes`` says which of its settings could not be used.

With ``kind`` "truth" or "mask" in the query the file is one of true regions, or a mask. It has to
lie over the picture ``of``, on its ``page``, if these are given; if the server lacks that picture,
the answer is ``needs``, its hash. A query that breaks these rules gets status 400 and a sentence.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import parse_qsl

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from components.live.codec import FAULT, refusal
from components.pictures import truth
from components.pictures.cutlab_file import (
    SIGNATURE,
    CutlabFileError,
    read_file,
)
from components.pictures.opening import kept_fields, own_fields, shown_name
from components.pictures.store import PICTURES, MissingPictureError
from components.state.control_specs import format_value
from components.state.picture import PICTURE
from segmentation import CutlabError
from segmentation.pictures.reading import LAST_PAGE

__all__ = ["PICTURE_PATH", "SENDER", "register"]

PICTURE_PATH = "/live/picture"
SENDER = "Cutlab-File"  # header; also in assets/pictures/upload.mjs
NOT_KEPT = {"Cache-Control": "no-store"}
LONGEST_VIEWER = 64
MOST_WAITING = 8  # files, which may have 20 MB each
LARGEST_PAGE = LAST_PAGE + 1
RULES = {
    "kind": ("“truth” or “mask”", "truth|mask|"),
    "of": ("the name of a sample, or the hash of a file", PICTURE),
    "page": (f"a whole number from 1 to {LARGEST_PAGE}", f"[1-9][0-9]{{0,3}}|{LARGEST_PAGE}"),
}  # of the query's parameters, each of which may be left out: in words, and as a pattern
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
        problem = _problem(request.query_params)
        if problem:
            return PlainTextResponse(problem, 400, headers=NOT_KEPT)
        if self._waiting >= MOST_WAITING:
            return _json({"problem": BUSY})
        self._waiting += 1
        try:
            content = await request.body()  # `BodyLimits` refuses one that is too large
            given = request.query_params
            sender = dict(parse_qsl(request.headers.get(SENDER, "")))
            name = sender.get("name", "")
            viewer = sender.get("viewer", "")[:LONGEST_VIEWER]
            beside = (given.get("kind", ""), given.get("of", ""), given.get("page", "1"))
            loop = asyncio.get_running_loop()
            return _json(
                await loop.run_in_executor(self._pool, _add, content, name, viewer, *beside)
            )
        finally:
            self._waiting -= 1


def _problem(query: Mapping[str, str]) -> str:
    """Return what is wrong with a query, empty if nothing."""
    for name, (rule, pattern) in RULES.items():
        value = query.get(name)
        if value is not None and not re.fullmatch(pattern, value):
            return (
                f"The '{name}' parameter of {PICTURE_PATH} must be {rule}. "
                f"Got {format_value(value)} instead."
            )
    return ""


def _json(content: dict[str, Any]) -> Response:
    return JSONResponse(content, headers=NOT_KEPT)


def _add(
    content: bytes, name: str, viewer: str, kind: str = "", of: str = "", page: str = "1"
) -> dict[str, Any]:
    try:
        if content.startswith(SIGNATURE):
            return _add_kept(content, viewer)
        if kind == "truth":
            return _add_truth(content, name, viewer, _shape_of(of, page))
        picture, file = PICTURES.add(content, viewer)
        if kind == "mask":
            return _of_mask(picture, file.shape, _shape_of(of, page))
    except MissingPictureError as error:
        return {"needs": error.picture}
    except CutlabFileError as error:
        return {"problem": str(error)}
    except CutlabError as error:
        return {"problem": refusal(error).message}
    except Exception:  # the page goes on, and the fault is logged, without the picture
        log.exception("a picture of %d bytes was not read", len(content))
        return {"problem": FAULT}
    return {"picture": picture, "fields": own_fields(picture, name, file)}


def _shape_of(picture: str, page: str) -> tuple[int, int] | None:
    """Return the shape of the picture that a mask or a truth has to fit, if one is named."""
    return PICTURES.read(picture, int(page)).shape if picture else None


def _add_truth(
    content: bytes, name: str, viewer: str, of: tuple[int, int] | None
) -> dict[str, Any]:
    """Take a file of true regions."""
    picture, regions = truth.add(content, viewer, of)
    fields = {"truth": picture, "truth_file": shown_name(name), "person": 1}
    people = len(regions)
    notes = (
        f"{people} people drew true regions. The verdict compares with those of one, whom Person "
        "chooses; the figures of agreement are means over all."
        if people > 1
        else ""
    )
    return {"picture": picture, "fields": fields, "notes": notes}


def _of_mask(mask: str, shape: tuple[int, int], of: tuple[int, int] | None) -> dict[str, Any]:
    """Return the answer for a mask from a file."""
    if of is not None and shape != of:  # one that is smaller would be that of the part on screen
        sizes = [f"{width} × {height}" for height, width in (of, shape)]
        problem = f"The mask must have the size of the picture's file, {sizes[0]} pixels."
        return {"problem": f"{problem} Got {sizes[1]} instead."}
    return {"picture": mask, "fields": {"mask": "painted", "painted": mask, "use_mask": True}}


def _add_kept(content: bytes, viewer: str) -> dict[str, Any]:
    """Open a .cutlab file."""
    kept = read_file(content)
    picture, painted, known = kept.state.picture, "", ""
    if kept.content is not None:
        picture, _ = PICTURES.add(kept.content, viewer)
    if kept.mask is not None:
        painted, _ = PICTURES.add(kept.mask, viewer)
    if kept.truth is not None:
        known, _ = truth.add(kept.truth, viewer)
    own = {"picture": picture, "painted": painted, "truth": known}
    fields = kept_fields(kept.state.model_copy(update=own))
    return {"picture": picture, "fields": fields, "notes": " ".join(kept.problems)}
