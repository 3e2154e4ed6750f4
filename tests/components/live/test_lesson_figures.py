"""The route of the lessons' figures."""

import httpx

from components.lessons.studies import FIGURES
from components.live.lesson_figures import FIGURE_PATH
from tests.serving import serve


def test_a_figure_is_answered_and_an_unknown_one_is_not():
    with serve() as url:
        for name in FIGURES:
            answer = httpx.get(url + FIGURE_PATH, params={"name": name})
            assert set(answer.json()) == {"title", "sentence", "figure"}
        for name in ("", "other", "../bands"):
            assert httpx.get(url + FIGURE_PATH, params={"name": name}).status_code == 404
