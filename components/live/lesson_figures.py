"""Route of the figures of the lessons' ready studies, drawn as the page of a study draws them."""

from __future__ import annotations

import json
from functools import cache

from fastapi import FastAPI
from plotly.io.json import to_json_plotly
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from components.lessons.studies import FIGURES, NUMBER, STUDIES, FigureName, records
from components.serving.shared import Shared

__all__ = ["FIGURE_PATH", "LESSON_PATH", "figure_json", "figure_texts", "register"]

LESSON_PATH = "/live/lesson"
FIGURE_PATH = f"{LESSON_PATH}/figure"
KEPT = "public, max-age=3600"  # seconds
TEXT = "rgb(68, 68, 68)"  # assets/study/study.css replaces it by the page's colour


def register(server: FastAPI) -> None:
    """Add the route; a figure is drawn once for a class that comes to it together."""
    drawings = Shared(_in_thread, None)

    async def answer(request: Request) -> Response:
        name = request.query_params.get("name", "")
        known = next((each for each in FIGURES if each == name), None)
        if known is None:
            return PlainTextResponse("There is no such figure.", 404)
        text = await drawings.result(known)
        return Response(text, media_type="application/json", headers={"Cache-Control": KEPT})

    server.add_api_route(FIGURE_PATH, answer, methods=["GET"], include_in_schema=False)


async def _in_thread(name: FigureName) -> str:
    return await run_in_threadpool(figure_json, name)


@cache
def figure_json(name: FigureName) -> str:
    """Return a figure with its title and its sentence, for the page.

    Parameters
    ----------
    name : str
        One of `FIGURES`.

    Returns
    -------
    str
        JSON with ``title``, ``sentence`` and ``figure``, as `StudyFigure.to_dict` has them.
    """
    from components.figures.study import study_figures  # with pandas, which takes a second
    from segmentation.study.analysis import table

    study, figure = FIGURES[name]
    plan = STUDIES[study]
    drawn = study_figures(plan, table(plan, records(study)), NUMBER)[figure]
    assert drawn.figure is not None  # of a study that has run
    drawn.figure.update_layout(font_color=TEXT)
    return str(to_json_plotly(drawn.to_dict()))


def figure_texts(name: FigureName) -> dict[str, str]:
    """Return the title and the sentence of a figure, and what its address replaces in a file."""
    drawn = json.loads(figure_json(name))
    return {"name": f"cutlab-figure:{name}", "title": drawn["title"], "sentence": drawn["sentence"]}
