"""The route that takes files of own pictures."""

from urllib.parse import urlencode

import httpx
import numpy as np
import pytest

from components.live.picture_route import PICTURE_PATH, SENDER
from components.live.routes import EXPLANATION_PATH, FRAME_PATH
from components.pictures.cutlab_file import MOST_ARCHIVE
from components.pictures.store import PICTURES, PictureStore
from components.state.model import ExplorerState
from tests.components.frames import decode, request
from tests.components.pictures.files import COLOURS, GREY, encoded
from tests.serving import serve


@pytest.fixture(scope="module")
def server():
    with serve() as url:
        yield url


def post(server, content, path=PICTURE_PATH, **sender):
    headers = {"Origin": server, SENDER: urlencode(sender)}
    return httpx.post(server + path, content=content, headers=headers, timeout=60)


def test_a_file_is_posted_and_then_segmented(server):
    content = encoded(COLOURS)
    PICTURES.forget()
    answer = post(server, content, name="disc.png", viewer="me").json()
    state = ExplorerState(**answer["fields"])
    assert (state.picture, state.picture_file) == (answer["picture"], "disc.png")
    for path in (FRAME_PATH, EXPLANATION_PATH):
        assert "needs" not in decode(post(server, request(state=state), path).content)[0]


def test_names_of_any_letters_arrive_and_the_viewer_s_files_are_bounded(server, monkeypatch):
    owners = []
    monkeypatch.setattr(PICTURES.files, "put", lambda *given: owners.append(given[-1]))
    for name in ("a & b = 100 %+.png", "слайд 名.png"):
        answer = post(server, encoded(GREY), name=name, viewer="me").json()
        assert answer["fields"]["picture_file"] == name
    assert owners == ["me", "me"]
    assert post(server, encoded(GREY)).json()["picture"]  # as of any other program


def test_a_file_that_is_no_picture_is_answered_with_a_sentence(server):
    answer = post(server, b"GIF89a", name="a.gif").json()
    assert answer["problem"].startswith("The picture must be ")
    assert post(server, b"", name="").json()["problem"].endswith("Got an empty file instead.")


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"kind": "labels"}, "'kind' parameter of /live/picture must be “truth” or “mask”. Got"),
        ({"kind": "mask", "of": "nobody"}, "'of' parameter of /live/picture must be the name of"),
        ({"kind": "truth", "of": "coins", "page": "0"}, "from 1 to 10000. Got “0” instead."),
        ({"page": "10001"}, "from 1 to 10000. Got “10001” instead."),
        ({"page": ""}, "from 1 to 10000. Got nothing instead."),
    ],
)
def test_a_query_that_breaks_a_rule_is_answered_with_it(server, query, said):
    answer = post(server, encoded(GREY), f"{PICTURE_PATH}?{urlencode(query)}")
    assert answer.status_code == 400
    assert said in answer.text


@pytest.mark.parametrize("query", [{"kind": "", "of": "", "page": "1"}, {"page": "10000"}])
def test_a_query_of_all_that_may_be_left_out_is_none(server, query):
    answer = post(server, encoded(GREY), f"{PICTURE_PATH}?{urlencode(query)}")
    assert answer.json()["picture"]


def test_a_file_that_is_too_large_is_refused_as_it_comes(server):
    assert post(server, bytes(MOST_ARCHIVE + 1)).status_code == 413
    assert "megapixels" in post(server, encoded(np.zeros((7000, 7000), np.uint8))).json()["problem"]


def test_a_fault_of_ours_is_logged_without_the_picture(server, monkeypatch, caplog):
    def broken(self, content, viewer):
        raise ZeroDivisionError

    monkeypatch.setattr(PictureStore, "add", broken)
    answer = post(server, encoded(GREY), name="secret.png").json()
    assert "log" in answer["problem"]
    assert "ZeroDivisionError" in caplog.text
    assert "secret" not in caplog.text
