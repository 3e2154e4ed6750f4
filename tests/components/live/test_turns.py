"""Estimates of the time that answers take."""

import pytest

from components.live.turns import DEAR, estimate_seconds
from components.state.model import ExplorerState
from tests.components.frames import request


def estimate(**fields):
    return estimate_seconds(request(state=ExplorerState(**fields)))


def test_the_tutorial_is_cheap_and_large_pictures_with_many_clusters_are_dear():
    assert estimate() < DEAR / 10
    assert estimate(size=400) < estimate(size=400, n_clusters=20) > DEAR
    assert estimate(size=400, n_clusters=20, use_mask=False) > 10 * DEAR
    assert estimate(picture="coins", picture_size=400) > DEAR


@pytest.mark.parametrize(
    "message",
    [
        "",
        b"\xff",
        "[]",
        "{}",
        '{"state": 1}',
        '{"state": {"size": "many"}}',
        '{"state": {"n_clusters": null}}',
    ],
)
def test_an_invalid_message_takes_no_time(message):
    assert estimate_seconds(message) == 0.0
