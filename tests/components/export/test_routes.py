"""The export route on a real server: which files, and what is told to whom."""

import json
import threading

import httpx
import pytest

from components.export import routes as download
from components.export.files import FILES, export
from components.export.routes import EXPORT_PATH
from components.live.routes import MAX_MESSAGE
from components.state.model import CircleState, ExplorerState
from tests.serving import serve


@pytest.fixture(scope="module")
def server():
    with serve() as url:
        yield url


def message(file="labels-png", state=None, **more):
    state = (state or ExplorerState()).model_dump(mode="json")
    return json.dumps({"file": file, "state": {**state, **more}})


def post(url, content, **headers):
    headers = {"Origin": url} | headers
    return httpx.post(url + EXPORT_PATH, content=content, headers=headers, timeout=60)


@pytest.mark.parametrize("name", FILES)
def test_every_file_comes_with_its_name(server, name):
    answer = post(server, message(name))
    assert answer.status_code == 200
    file = FILES[name]
    assert answer.headers["content-type"].split(";")[0] == file.media_type
    assert answer.headers["content-disposition"] == f'attachment; filename="{file.filename}"'
    if name != "figure-html":  # whose elements have random ids
        assert answer.content == export(name, ExplorerState())


def test_too_large_a_message_is_refused(server):
    assert post(server, b" " * (MAX_MESSAGE + 1)).status_code == 413


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (message(beta=300), "Affinity β must be a number from 0 to 100. Got 300 instead."),
        (message(n_clusters="4"), "Clusters k must be a whole number from 1 to 20."),
        (message(circles=[]), "The list of circles must be from 1 to 12 circles."),
        (message(surprise=1), "surprise"),
        (message("labels-exe"), "labels-exe"),
        ("", "The message"),
        ("{", "The message"),
        ("[]", "The message"),
        ('{"file": "labels-png"}', "state"),
        (b"\xff\xfe", "The message"),
    ],
)
def test_a_bad_request_is_told_in_a_sentence(server, content, told):
    answer = post(server, content)
    assert answer.status_code == 422
    assert told in answer.text


def test_a_state_without_a_result_is_told_at_its_control(server):
    nowhere = ExplorerState(circles=(CircleState(row=400.0, col=400.0, radius=3.0),))
    answer = post(server, message(state=nowhere))
    assert answer.status_code == 422
    assert "mask" in answer.text
    few = ExplorerState(circles=(CircleState(row=50.0, col=50.0, radius=1.0),))
    answer = post(server, message(state=few))
    assert answer.status_code == 422
    assert answer.text.startswith("Clusters k must be at most the number of pixels")


def test_a_fault_of_the_server_is_told_and_leaves_it_working(server, monkeypatch, caplog):
    def broken(name, state):
        raise ZeroDivisionError

    with monkeypatch.context() as patched:
        patched.setattr(download, "export", broken)
        answer = post(server, message())
    assert answer.status_code == 500
    assert "Any other state works" in answer.text
    assert "ZeroDivisionError" in caplog.text
    assert post(server, message()).status_code == 200


def test_a_crowd_is_told_to_wait_and_the_page_goes_on(server, monkeypatch):
    making, go_on, answers = threading.Event(), threading.Event(), []

    def slow(name, state):
        making.set()
        assert go_on.wait(60)
        return b"slow"

    monkeypatch.setattr(download, "export", slow)
    monkeypatch.setattr(download, "MOST_WAITING", 1)
    first = threading.Thread(target=lambda: answers.append(post(server, message())))
    first.start()
    try:
        assert making.wait(30)
        answer = post(server, message())
        assert (answer.status_code, answer.text) == (503, download.BUSY)
        assert httpx.get(server, timeout=10).status_code == 200
    finally:
        go_on.set()
        first.join(60)
    assert [answer.content for answer in answers] == [b"slow"]
    assert post(server, message()).content == b"slow"
