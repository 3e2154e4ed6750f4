"""The studies' routes: a study runs through and is what the service computes; bad input is told."""

import json
import time
from contextlib import contextmanager
from dataclasses import replace

import httpx
import pytest

from components.state.model import ExplorerState
from components.studies.keeper import StudyKeeper
from components.studies.plan import estimate, read_plan
from components.studies.routes import STUDIES_PATH
from segmentation.kernels import compiled
from segmentation.study import n_trials
from tests.segmentation.study import studies
from tests.serving import serve

SECONDS = 120  # after which a study that should be done is not


def small(**changes):
    """A study whose trials the explorer can show."""
    return studies.small(scene=replace(studies.TWO, size=50), **changes)


class Asker:
    """The routes as a page of the app asks them."""

    def __init__(self, url):
        self.client = httpx.Client(base_url=url, timeout=60)
        self.headers = {"origin": url}

    def get(self, path=""):
        return self.client.get(STUDIES_PATH + path)

    def post(self, path="", body=None):
        content = body if isinstance(body, bytes) else json.dumps(body or {}).encode()
        return self.client.post(STUDIES_PATH + path, content=content, headers=self.headers)

    def add(self, study, **more):
        answer = self.post("", {"study": json.loads(study.to_json()), **more})
        assert answer.status_code == 200, answer.text
        return answer.json()["id"]

    def numbers(self):
        return [row["id"] for row in self.get().json()["studies"]]

    def await_state(self, study, state):
        end = time.monotonic() + SECONDS
        while (row := self.get(f"/{study}").json())["state"] != state:
            assert time.monotonic() < end, row
            time.sleep(0.05)
        return row


@contextmanager
def asking(folder):
    keeper = StudyKeeper(str(folder / "studies.sqlite"), workers=1)
    with serve(keeper=keeper) as url:
        asker = Asker(url)
        with asker.client:
            yield asker


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("studies")


@pytest.fixture(scope="module")
def asker(folder):
    with asking(folder) as made:
        yield made


@pytest.fixture(scope="module")
def done(asker):
    """A study that has run, and its row."""
    study = small()
    return study, asker.await_state(asker.add(study), "done")


def test_a_plan_tells_its_time_unless_compiled_code_is_on_its_way(monkeypatch):
    monkeypatch.setattr(compiled, "ready", lambda: False)
    monkeypatch.delenv("CUTLAB_COMPILE", raising=False)
    assert estimate(small(), 2) is None
    monkeypatch.setenv("CUTLAB_COMPILE", "never")
    assert estimate(small(), 2) > 0


def test_a_plan_takes_the_explorer_s_scene(asker):
    state = ExplorerState(noise=0.5, n_clusters=3)
    body = {
        "state": state.model_dump(mode="json"),
        "study": {
            "name": "x",
            "parameters": [{"name": "beta", "low": 0, "high": 2}],
            "design": {"kind": "sweep", "points": 7},
            "replicates": 3,
        },
    }
    study, _ = read_plan(json.dumps(body).encode())
    assert (study.scene, study.method) == (state.scene(), state.method())
    plan = asker.post("/plan", body).json()
    assert plan["n_trials"] == n_trials(study) == 21
    assert not plan["problems"]
    assert plan["seconds"] is None or plan["seconds"] > 0
