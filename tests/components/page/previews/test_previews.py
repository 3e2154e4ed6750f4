"""Thumbnails and cards show the service's labels, and a page's head tells of its link."""

import re
from html import unescape
from io import BytesIO

import httpx
import numpy as np
import pytest
from PIL import Image

from components.figures.theme import REGIONS
from components.page.head import thumbnails
from components.page.panels.beginning import SCENES, scene_state
from components.page.previews.card import CARD_SIZE, PICTURES, card_png
from components.page.previews.raster import SIDE, thumbnail_png
from components.page.previews.routes import CARD_PATH, THUMBNAIL_PATH, own_states, plain
from components.state.link import from_query, to_query
from components.state.model import ExplorerState
from components.state.presets import PRESETS
from segmentation import segment_scene
from tests.serving import serve

OWN = ExplorerState(picture="0" * 32)


@pytest.fixture(scope="module")
def url():
    with serve(allowed_hosts=["Lab.example"]) as address:
        yield address


def opened(png):
    return np.array(Image.open(BytesIO(png)).convert("RGB"), int)


def near(dot, color):
    return np.abs(dot - [*bytes.fromhex(color[1:])]).max() < 16


@pytest.mark.parametrize("state", [ExplorerState(), PRESETS[3].state])
def test_circles_have_the_colours_of_their_labels(state):
    labels = segment_scene(state.scene(), state.method()).labels
    card, thumbnail = opened(card_png(state)), opened(thumbnail_png(state))
    assert card.shape == (*CARD_SIZE[::-1], 3)
    assert thumbnail.shape == (SIDE, SIDE, 3)
    left, top, side, gap = PICTURES
    for circle in state.circles:
        color = REGIONS[labels[int(circle.row), int(circle.col)]]
        row, col = ((at + 0.5) / state.size for at in (int(circle.row), int(circle.col)))
        assert near(card[int(top + row * side), int(left + side + gap + col * side)], color)
        assert near(thumbnail[int(row * SIDE), int(col * SIDE)], color)


def test_every_scene_to_begin_with_has_a_thumbnail():
    for scene in SCENES:
        assert thumbnail_png(plain(scene_state(scene.key)))


def test_the_thumbnails_of_the_page_are_those_that_are_kept_for_good():
    own = {plain(state) for state in own_states().values()}
    queries = re.findall(r'thumbnail\.png\?([^"]*)"', thumbnails())
    assert {plain(from_query(query)[0]) for query in queries} == own
    assert len(queries) >= len(PRESETS)


def tags(url, address, **headers):
    text = httpx.get(f"{url}{address}", headers=headers).text
    found = re.findall(r'<meta (?:property|name)="([\w:]+)" content="([^"]*)">', text)
    return {name: unescape(content) for name, content in found}


def test_a_link_tells_of_its_own_state(url):
    unequal = PRESETS[3]
    query = to_query(unequal.state)
    found = tags(url, f"/?{query}&view=present")
    assert found["og:title"] == f"{unequal.title} – Cutlab"
    assert found["og:description"].startswith(unequal.point)
    assert found["og:image"] == f"{url}{CARD_PATH}?{query}"
    answer = httpx.get(found["og:image"])
    assert answer.headers["content-type"] == "image/png"
    assert "max-age" in answer.headers["cache-control"]
    assert answer.content == card_png(unequal.state)
    sample = tags(url, f"/?{to_query(scene_state('coins'))}")
    assert sample["og:title"] == "Coins, 26 regions – Cutlab"
    assert httpx.get(sample["og:image"]).content == card_png(plain(scene_state("coins")))


def test_an_own_picture_has_the_general_card_and_no_thumbnail(url):
    general = httpx.get(f"{url}{CARD_PATH}?{to_query(OWN)}")
    assert general.content == card_png(ExplorerState())
    assert httpx.get(f"{url}{THUMBNAIL_PATH}?{to_query(OWN)}").status_code == 204
    secret = OWN.model_copy(update={"picture_file": "my secret.png"})
    found = tags(url, f"/?{to_query(secret)}")
    told = {name: text for name, text in found.items() if name != "og:url"}
    assert not any("secret" in text for text in told.values())


@pytest.mark.parametrize(
    ("host", "known"), [("lab.example", True), ("127.0.0.1:80", True), ("evil.example", False)]
)
def test_addresses_have_the_host_of_the_request_if_it_is_known(url, host, known):
    found = tags(url, "/study", host=host)
    assert found["og:title"].startswith("Cutlab")
    assert found.get("og:url") == (f"http://{host}/study" if known else None)
    assert found.get("og:image") == (f"http://{host}{CARD_PATH}" if known else None)


def test_what_a_link_says_is_no_markup(url):
    text = httpx.get(f'{url}/?noise="><script>alert(1)</script>').text
    assert "alert(1)<" not in text
