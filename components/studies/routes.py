"""The routes of the studies: what the page asks for is JSON, and so is what is wrong with it.

Whatever touches the database or computes runs in threads, never on the event loop: figures in one
of their own, so that a crowd that looks on costs one drawing of each state, and the pictures of the
explorer keep the other cores.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import asdict
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from components.live.routes import read_message
from components.state.control_specs import format_value
from components.studies.keeper import StudyKeeper
from components.studies.plan import PlanError, estimate, read_plan
from components.studies.view import Looks, base_query, trial_query
from segmentation import CutlabError
from segmentation.errors import NoSuchStudy, StoreError
from segmentation.study import EXAMPLES, Study, describe, n_trials, read_study

if TYPE_CHECKING:
    from segmentation.study.analysis import Missing
    from segmentation.study.store.rows import StudyRow
    from segmentation.study.store.store import Store

__all__ = ["STUDIES_PATH", "StudyRoutes"]

STUDIES_PATH = "/api/studies"
LARGEST_MESSAGE = 2 * 2**20  # bytes: the longest study, escaped, and a state
LARGEST_ID = 2**31 - 1
LONGEST = {"name": 200, "notes": 20_000}  # characters, as of `Study`
FRESH = {"Cache-Control": "no-store"}
EXPORTS = {
    "csv": "text/csv; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
    "json": "application/json",
}
# What asks for the study to be run, and what does not.
ACTS = ("pause", "resume", "cancel", "delete", "undelete", "duplicate", "retry", "describe")
STARTING = ("resume", "undelete", "retry")

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
    keeper : StudyKeeper
    """

    def __init__(self, keeper: StudyKeeper) -> None:
        self._keeper = keeper
        self._looks = Looks()
        self._drawing = ThreadPoolExecutor(max_workers=1, thread_name_prefix="study-look")
        self._timing = ThreadPoolExecutor(max_workers=1, thread_name_prefix="study-plan")
        self._study = lru_cache(maxsize=32)(lambda study: read_study(self._store().spec(study)))

    def register(self, server: FastAPI) -> None:
        """Add the routes, and what begins and ends with the server."""
        at = f"{STUDIES_PATH}/{{study}}"
        for path, answer in (
            (STUDIES_PATH, self._list),
            (f"{STUDIES_PATH}/examples", self._examples),
            (at, self._one),
            (f"{at}/look", self._look),
            (f"{at}/trials/{{index}}", self._trial),
            (f"{at}/export.{{format}}", self._export),
        ):
            pool = self._drawing if answer == self._look else None
            server.add_api_route(
                path, self._get(answer, pool), methods=["GET"], include_in_schema=False
            )
        for path, change in (
            (STUDIES_PATH, self._add),
            (f"{STUDIES_PATH}/plan", self._plan),
            (f"{at}/{{act}}", self._act),
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
            return await _answer(pool, partial(answer, request))

        return get

    def _post(self, change: Answer, pool: ThreadPoolExecutor | None) -> Callable[..., Any]:
        async def post(request: Request) -> Response:
            message = await read_message(request, LARGEST_MESSAGE)
            if isinstance(message, Response):
                return _problem(bytes(message.body).decode(), message.status_code)
            return await _answer(pool, partial(change, request, message))

        return post

    # --- what there is --------------------------------------------------------------------------

    def _store(self) -> Store:
        """Return the store of studies that there are."""
        store = self._keeper.existing()
        if store is None:
            raise NoSuchStudy("There is no study yet.")
        return store

    def _list(self, request: Request) -> Response:
        store = self._keeper.existing()
        rows = {
            key: [self._row(row) for row in store.studies(deleted=deleted)] if store else []
            for key, deleted in (("studies", False), ("deleted", True))
        }
        return JSONResponse(rows, headers=FRESH)

    def _start_early(self) -> None:
        """Get ready what takes seconds: a study may be asked for soon."""
        self._keeper.start_early()
        self._drawing.submit(self._looks.prepare)

    def _examples(self, request: Request) -> Response:
        self._start_early()
        examples = [
            {
                "key": key,
                "name": study.name,
                "notes": study.notes,
                "n_trials": n_trials(study),
                "query": base_query(study),
                "study": json.loads(study.to_json()),
            }
            for key, study in EXAMPLES.items()
        ]
        return JSONResponse({"studies": examples}, headers=FRESH)

    def _one(self, request: Request) -> Response:
        study = _id(request)
        row = self._row(self._store().get(study))
        spec = json.loads(self._study(study).to_json())
        return JSONResponse(row | {"study": spec}, headers=FRESH)

    def _row(self, row: StudyRow) -> dict[str, Any]:
        """Return a line of the list, with what is varied and how."""
        study: Study = self._study(row.id)
        shown = asdict(row)
        for hidden in ("owner", "lease_until"):
            del shown[hidden]
        return shown | {
            "seconds_left": row.seconds_left,
            "query": base_query(study),
            "design": study.design.kind,
            "parameters": [describe(each, study.evaluator).title for each in study.parameters],
        }

    def _look(self, request: Request) -> Response:
        study = _id(request)
        store = self._store()
        row = store.get(study)
        output = request.query_params.get("output", "")
        other = request.query_params.get("other")
        beside = None if not other else _number(other, "The other study's number")
        missing: Missing = "mean" if request.query_params.get("missing") == "mean" else "refuse"
        figures = self._looks.look(store, row, self._study(study), output, beside, missing)
        text = f'{{"row":{json.dumps(self._row(row))},{figures}}}'
        return Response(text, media_type="application/json", headers=FRESH)

    def _trial(self, request: Request) -> Response:
        study = self._study(_id(request))
        index = _number(request.path_params["index"], "The trial", n_trials(study) - 1)
        try:
            return JSONResponse({"query": trial_query(study, index)}, headers=FRESH)
        except (CutlabError, ValueError) as error:
            return JSONResponse({"problem": str(error)}, headers=FRESH)

    def _export(self, request: Request) -> Response:
        from segmentation.study.export import content  # Arrow is large

        study, kind = _id(request), str(request.path_params["format"])
        if kind not in EXPORTS:
            known = ", ".join(EXPORTS)
            raise RefusalError(
                f"The format must be one of {known}. Got {format_value(kind)} instead.", 404
            )
        store = self._store()
        data = content(self._study(study), store.trials(study), f".{kind}")
        name = f'attachment; filename="study-{study}.{kind}"'
        headers = FRESH | {"Content-Disposition": name}
        return Response(data, media_type=EXPORTS[kind], headers=headers)

    # --- what changes something -----------------------------------------------------------------

    def _plan(self, request: Request, message: bytes) -> Response:
        try:
            study, _ = read_plan(message)
        except PlanError as error:
            unknown = {"n_trials": None, "seconds": None}
            return JSONResponse(unknown | {"problems": error.problems}, headers=FRESH)
        self._start_early()
        seconds = estimate(study, self._keeper.n_workers)
        plan: dict[str, Any] = {"n_trials": n_trials(study), "seconds": seconds, "problems": []}
        return JSONResponse(plan, headers=FRESH)

    def _add(self, request: Request, message: bytes) -> Response:
        study, body = read_plan(message)
        start = bool(body.get("start", True))
        store = self._keeper.store()
        added = store.add(study.to_json(), n_trials(study), study.name, study.notes, start=start)
        if start:
            self._keeper.start()
        return JSONResponse({"id": added}, headers=FRESH)

    def _act(self, request: Request, message: bytes) -> Response:
        study, act = _id(request), str(request.path_params["act"])
        if act not in ACTS:
            raise RefusalError(f"{format_value(act)} must be one of {', '.join(ACTS)}.", 404)
        store = self._store()
        answer: dict[str, Any] = {}
        if act == "describe":
            store.describe(study, **_description(message))
        elif act == "duplicate":
            answer = {"id": store.duplicate(study)}
        elif act == "retry":
            answer = {"n_trials": store.retry_failed(study)}
        else:
            getattr(store, act)(study)
        if act in STARTING:
            self._keeper.start()
        return JSONResponse(answer, headers=FRESH)


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


def _description(message: bytes) -> dict[str, str]:
    """Read the new name, the new notes, or both."""
    try:
        body = json.loads(message)
    except (ValueError, RecursionError):
        body = None
    if not isinstance(body, dict) or not body or not set(body) <= set(LONGEST):
        raise RefusalError('The message must have a "name" or "notes", and nothing else.')
    for key, value in body.items():
        least = 1 if key == "name" else 0
        if not isinstance(value, str) or not least <= len(value.strip()) <= LONGEST[key]:
            rule = f"The {key} must be text of {least} to {LONGEST[key]} characters."
            raise RefusalError(f"{rule} Got {format_value(value)} instead.")
    return body
