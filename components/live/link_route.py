"""Route that reads links: from a query string to its state.

The page requests it for its own address, and for each step of a lesson.
"""

from __future__ import annotations

from dataclasses import asdict

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import JSONResponse

from components.live.routes import FRAME_PATH
from components.state.link import from_query, to_query

__all__ = ["LINK_PATH", "register"]

LINK_PATH = f"{FRAME_PATH}/state"


def register(server: FastAPI) -> None:
    """Add the route."""
    server.add_api_route(LINK_PATH, _answer, methods=["GET"], include_in_schema=False)


async def _answer(request: Request) -> JSONResponse:
    state, found = from_query(request.scope["query_string"].decode("latin-1"))
    answer = {
        "state": state.model_dump(mode="json"),
        "query": to_query(state),
        "problems": [asdict(problem) for problem in found],
    }
    return JSONResponse(answer, headers={"Cache-Control": "no-store"})
