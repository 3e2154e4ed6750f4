"""Route that gives what a study has stored, a picture, mask or truth, to those who may open it.

The explorer asks it for the files of a trial that it was opened for, and then has it as one's
own: so whichever process of the server answers, and after a restart.
"""

from __future__ import annotations

import base64

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from components.live.picture_route import PICTURE_PATH
from components.studies.access import StudyAccess, study_number
from segmentation import CutlabError

__all__ = ["STORED_PATH", "StoredPicture", "register"]

STORED_PATH = f"{PICTURE_PATH}/stored"
FIELDS = {"": "data", "truth": "truth_data", "mask": "painted_data"}
NONE = "There is no study with a picture of that number."


def register(server: FastAPI, access: StudyAccess) -> None:
    """Add the route."""
    route = StoredPicture(access)
    server.add_api_route(STORED_PATH, route.answer, methods=["GET"], include_in_schema=False)


class StoredPicture:
    """The route: ``?study=`` has the number of the study; ``&what=`` is truth or mask, if given."""

    def __init__(self, access: StudyAccess) -> None:
        self._access = access

    async def answer(self, request: Request) -> Response:
        """Return the file, or 404."""
        given = request.query_params
        study, what = given.get("study", ""), given.get("what", "")
        content = await run_in_threadpool(self._content, study, FIELDS.get(what, ""))
        headers = {"Cache-Control": "no-store"}
        if content is None:
            return PlainTextResponse(NONE, 404, headers)
        return Response(content, media_type="application/octet-stream", headers=headers)

    def _content(self, study: str, field: str) -> bytes | None:
        try:
            picture = self._access.readable(study_number(study)).picture
        except CutlabError:
            return None
        data = getattr(picture, field, None)
        return None if data is None else base64.b64decode(data)
