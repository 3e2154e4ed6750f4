"""The routes of the studies: what the page asks for is JSON, and so is what is wrong with it.

Whatever touches the database or computes runs in threads, never on the event loop: figures in one
of their own, so that a crowd that looks on costs one drawing of each state, and the pictures of the
explorer keep the other cores.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from components.live.routes import Gate, read_message
from components.state.control_specs import format_value
from components.studies.access import StudyAccess
from components.studies.plan import PlanError, estimate, read_plan
from segmentation import CutlabError
from segmentation.errors import NoSuchStudy, StoreError
from segmentation.study import n_trials

if TYPE_CHECKING:
    pass

__all__ = ["STUDIES_PATH", "StudyRoutes"]

STUDIES_PATH = "/api/studies"
LARGEST_MESSAGE = 2 * 2**20  # bytes: the longest study, escaped, and a state
LARGEST_ID = 2**31 - 1
FRESH = {"Cache-Control": "no-store"}

Answer = Callable[..., Response]


class RefusalError(CutlabError):
    """A request cannot be met; a sentence says why."""

    def __init__(self, problem: str, status: int = 422) -> None:
        super().__init__(problem)
        self.status = status


class StudyRoutes:
    """The routes under /api/studies.

    Parameters
    ----------
    access : StudyAccess
    hosts : iterable of str, default=()
        See `Gate`.
    """

    def __init__(self, access: StudyAccess, hosts: Iterable[str] = ()) -> None:
        self._access = access
        self._keeper = access.keeper
        self._gate = Gate(frozenset(host.lower() for host in hosts))
        self._timing = ThreadPoolExecutor(max_workers=1, thread_name_prefix="study-plan")

    def register(self, server: FastAPI) -> None:
        """Add the routes, and what begins and ends with the server."""
        at = f"{STUDIES_PATH}/{{study}}"
        server.add_api_route(
            at, self._get(self._one, None), methods=["GET"], include_in_schema=False
        )
        for path, change in (
            (STUDIES_PATH, self._add),
            (f"{STUDIES_PATH}/plan", self._plan),
        ):
            pool = self._timing if change == self._plan else None
            server.add_api_route(
                path, self._post(change, pool), methods=["POST"], include_in_schema=False
            )
        before = server.router.lifespan_context

        @asynccontextmanager
        async def lifespan(app: Any) -> AsyncIterator[Any]:
            self._keeper.wake()
            async with before(app) as state:
                yield state
            await run_in_threadpool(self._keeper.close)

        server.router.lifespan_context = lifespan

    # --- who asks, and in which thread it is answered -------------------------------------------

    def _get(self, answer: Answer, pool: ThreadPoolExecutor | None) -> Callable[..., Any]:
        async def get(request: Request) -> Response:
            headers = dict(request.headers)
            # Which a browser says with few GETs.
            headers.setdefault("origin", f"http://{headers.get('host', '')}")
            if not self._gate.admits(headers):
                return _problem("It answers pages of its own address only.", 403)
            return await _answer(pool, partial(answer, request))

        return get

    def _post(self, change: Answer, pool: ThreadPoolExecutor | None) -> Callable[..., Any]:
        async def post(request: Request) -> Response:
            message = await read_message(request, self._gate, LARGEST_MESSAGE)
            if isinstance(message, Response):
                return _problem(bytes(message.body).decode(), message.status_code)
            return await _answer(pool, partial(change, request, message))

        return post

    # --- what there is --------------------------------------------------------------------------

    def _one(self, request: Request) -> Response:
        spec = json.loads(self._access.study(_id(request)).to_json())
        return JSONResponse({"study": spec}, headers=FRESH)

    # --- what changes something -----------------------------------------------------------------

    def _plan(self, request: Request, message: bytes) -> Response:
        try:
            study, _ = read_plan(message)
        except PlanError as error:
            unknown = {"n_trials": None, "seconds": None}
            return JSONResponse(unknown | {"problems": error.problems}, headers=FRESH)
        self._access.start_early()
        seconds = estimate(study, self._keeper.n_workers)
        plan: dict[str, Any] = {"n_trials": n_trials(study), "seconds": seconds, "problems": []}
        return JSONResponse(plan, headers=FRESH)

    def _add(self, request: Request, message: bytes) -> Response:
        study, body = read_plan(message)
        start = bool(body.get("start", True))
        return JSONResponse({"id": self._access.add(study, start)}, headers=FRESH)


async def _answer(pool: ThreadPoolExecutor | None, work: Callable[[], Response]) -> Response:
    """Work in a thread; what goes wrong on purpose is a sentence."""
    try:
        if pool is None:
            return await run_in_threadpool(work)
        return await asyncio.get_running_loop().run_in_executor(pool, work)
    except RefusalError as error:
        return _problem(str(error), error.status)
    except NoSuchStudy as error:
        return _problem(str(error), 404)
    except StoreError as error:
        return _problem(str(error), 503 if error.passing else 409)
    except (CutlabError, PlanError) as error:
        return _problem(str(error), 422)


def _problem(sentence: str, status: int) -> Response:
    return JSONResponse({"problem": sentence}, status_code=status, headers=FRESH)


def _id(request: Request) -> int:
    return _number(request.path_params["study"], "The study's number")


def _number(text: str, what: str, largest: int = LARGEST_ID) -> int:
    if not re.fullmatch("[0-9]{1,10}", text) or int(text) > largest:
        rule = f"{what} must be a whole number from 0 to {largest}."
        raise RefusalError(f"{rule} Got {format_value(text)} instead.", 404)
    return int(text)
