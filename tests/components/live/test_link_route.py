"""The route that reads links."""

import httpx
import pytest

from components.live.link_route import LINK_PATH
from components.state.model import ExplorerState
from tests.serving import serve


@pytest.fixture(scope="module")
def server():
    with serve() as url:
        yield url


def test_the_route_answers_with_state_link_and_sentences(server):
    answer = httpx.get(f"{server}{LINK_PATH}?beta=2&noise=9").json()
    assert answer["state"] == ExplorerState(beta=2.0).model_dump(mode="json")
    assert answer["query"] == "beta=2"
    assert [problem["field"] for problem in answer["problems"]] == ["noise"]


def test_the_route_answers_whatever_it_is_asked(server):
    assert httpx.get(f"{server}{LINK_PATH}?%ff=%00&&&=").status_code == 200
