"""The studies' routes: a study runs through and is what the service computes; bad input is told."""

import json
import time
from contextlib import contextmanager
from dataclasses import replace

import httpx
import psutil
import pytest

from components.state.link import from_query
from components.state.model import ExplorerState
from components.studies.keeper import StudyKeeper
from components.studies.plan import estimate, read_plan
from components.studies.routes import STUDIES_PATH
from segmentation import segment_scene
from segmentation.kernels import compiled
from segmentation.study import Grid, Range, n_trials, read_study, run_trial
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


def test_looking_at_no_studies_leaves_the_disk_as_it_is(tmp_path):
    with asking(tmp_path) as empty:
        assert empty.get().json() == {"studies": [], "deleted": []}
        assert empty.get("/1").status_code == 404
        assert [s["n_trials"] for s in empty.get("/examples").json()["studies"]] == [
            1326,
            1056,
            1056,
        ]
        plan = {"study": json.loads(small().to_json())}
        assert empty.post("/plan", plan).json()["n_trials"] == 10
    assert list(tmp_path.iterdir()) == []


def test_a_plan_tells_its_time_unless_compiled_code_is_on_its_way(monkeypatch):
    monkeypatch.setattr(compiled, "ready", lambda: False)
    monkeypatch.delenv("CUTLAB_COMPILE", raising=False)
    assert estimate(small(), 2) is None
    monkeypatch.setenv("CUTLAB_COMPILE", "never")
    assert estimate(small(), 2) > 0


def test_workers_come_while_a_study_is_planned(tmp_path):
    with asking(tmp_path) as asker:
        before = children()
        asker.post("/plan", {"study": json.loads(small().to_json())})
        end = time.monotonic() + SECONDS
        while not (workers := children() - before):
            assert time.monotonic() < end
            time.sleep(0.05)
    assert not any(worker.is_running() for worker in workers)


def children():
    """Return the processes that hold workers."""
    family = psutil.Process().children()
    return {child for child in family if "local_cluster.py" in " ".join(child.cmdline())}


def test_a_study_runs_through_and_its_numbers_are_the_service_s(asker, done):
    study, row = done
    assert (row["recorded"], row["failed"], row["n_trials"]) == (10, 0, 10)
    assert (row["design"], row["parameters"]) == ("sweep", ["Affinity β"])
    assert read_study(json.dumps(row["study"])) == study
    lines = asker.get(f"/{row['id']}/export.csv").text.splitlines()
    head = [name.strip('"') for name in lines[0].split(",")]
    for index, line in enumerate(lines[1:]):
        values = dict(zip(head, line.split(","), strict=True))
        expected = run_trial(study.to_json(), index).values
        assert {name: float(values[name]) for name in expected} == expected
    assert asker.get(f"/{row['id']}/export.parquet").content[:4] == b"PAR1"
    assert read_study(asker.get(f"/{row['id']}/export.json").content) == study


def test_a_look_has_the_figures_and_says_what_it_cannot(asker, done):
    _, row = done
    look = asker.get(f"/{row['id']}/look?output=adjusted_rand").json()
    assert look["row"]["recorded"] == 10
    figure = look["figures"]["mean"]
    assert figure["title"]
    assert figure["figure"]["data"]
    assert not look["problems"]
    unknown = asker.get(f"/{row['id']}/look?output=colour").json()
    assert not unknown["figures"]
    assert "must be one of" in unknown["problems"][0]
    assert asker.get(f"/{row['id']}/look?output=ncut&other=999").status_code == 404


def test_a_trial_opens_as_the_very_scene_that_was_measured(asker, done):
    study, row = done
    record = run_trial(study.to_json(), 7)
    state, problems = from_query(asker.get(f"/{row['id']}/trials/7").json()["query"])
    assert not problems
    assert (
        segment_scene(state.scene(), state.method()).metrics.adjusted_rand
        == (record.values["adjusted_rand"])
    )
    assert asker.get(f"/{row['id']}/trials/10").status_code == 404
    assert asker.get(f"/{row['id']}/trials/x").json()["problem"] == (
        "The trial must be a whole number from 0 to 9. Got 'x' instead."
    )


def test_what_the_explorer_cannot_show_is_told(asker):
    loud = small(parameters=(Range(name="noise", low=1, high=5),))
    study = asker.add(loud, start=False)
    assert "query" in asker.get(f"/{study}/trials/0").json()
    assert asker.get(f"/{study}/trials/8").json()["problem"] == (
        "The explorer cannot show trial 8. Noise level must be a number from 0 to 2. "
        "Got 5.0 instead."
    )


def test_a_study_is_kept_put_aside_described_and_doubled(asker):
    study = asker.add(small(), start=False)
    at = f"/{study}"
    assert asker.get(at).json()["state"] == "paused"
    assert asker.post(f"{at}/describe", {"name": "Other", "notes": "why"}).status_code == 200
    assert [asker.get(at).json()[key] for key in ("name", "notes")] == ["Other", "why"]
    copy = asker.post(f"{at}/duplicate").json()["id"]
    assert asker.get(f"/{copy}").json()["name"] == "Other (copy)"
    asker.post(f"{at}/delete")
    lists = asker.get().json()
    assert study in [row["id"] for row in lists["deleted"]]
    assert study not in [row["id"] for row in lists["studies"]]
    asker.post(f"{at}/undelete")
    assert study in [row["id"] for row in asker.get().json()["studies"]]
    assert asker.post(f"{at}/cancel").status_code == 200
    refused = asker.post(f"{at}/pause")
    assert refused.status_code == 409
    assert refused.json()["problem"] == f"Study {study} is cancelled: it cannot become paused."
    assert asker.post(f"{at}/resume").status_code == 200
    assert asker.await_state(study, "done")["recorded"] == 10
    assert asker.post(f"{at}/retry").json() == {"n_trials": 0}


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


@pytest.mark.parametrize(
    ("change", "place", "message"),
    [
        (
            {"parameters": [{"name": "beta", "low": 2, "high": 1}]},
            "parameters[0].high",
            "Affinity β, to, must be above low, which is 2. Got 1 instead.",
        ),
        (
            {"parameters": [{"name": "circles[0].radius", "low": 0, "high": 1}]},
            "parameters[0].low",
            "Radius of circle 1, from, must be a number above 0 and up to 1e+06. Got 0 instead.",
        ),
        ({"replicates": 0}, "replicates", "Noise seeds a point must be"),
        (
            {"design": {"kind": "sobol_sample", "n": 100}},
            "design.n",
            "Base points n must be a power of two. Got 100 instead.",
        ),
        (
            {"design": {"kind": "latin_hypercube", "n": 1_000_000}, "replicates": 2},
            "the number of trials",
            "The number of trials must be at most 1,000,000.",
        ),
        ({"colour": 1}, "colour", "colour must be one of the fields there"),
    ],
)
def test_what_is_wrong_with_a_plan_is_told_and_nothing_is_added(asker, change, place, message):
    study = json.loads(small().to_json()) | change
    plan = asker.post("/plan", {"study": study}).json()
    assert plan["n_trials"] is None
    assert [problem["place"] for problem in plan["problems"]] == [place]
    assert plan["problems"][0]["message"].startswith(message)
    before = asker.numbers()
    refused = asker.post("", {"study": study})
    assert refused.status_code == 422
    assert refused.json()["problem"].startswith(message)
    assert asker.numbers() == before


@pytest.mark.parametrize("message", [b"", b"[", b"[1]", b'{"study": 3}', b"[" * 100_000])
def test_what_is_no_study_is_told(asker, message):
    assert asker.post("", message).json()["problem"].startswith("The message must")


@pytest.mark.parametrize(
    ("path", "body", "told"),
    [
        ("/99999999999/pause", None, "The study's number must be a whole number from 0 to"),
        ("/4000/pause", None, "There is no study 4000."),
        ("/1/explode", None, "'explode' must be one of pause, resume"),
        ("/1/describe", {}, 'The message must have a "name" or "notes"'),
        ("/1/describe", {"name": " "}, "The name must be text of 1 to 200 characters."),
        ("/1/describe", {"notes": 3}, "The notes must be text of 0 to 20000 characters."),
    ],
)
def test_a_bad_change_is_told(asker, done, path, body, told):
    answer = asker.post(path, body)
    assert answer.status_code in (404, 422)
    assert answer.json()["problem"].startswith(told)


def test_pages_of_other_addresses_get_and_change_nothing(asker, done):
    _, row = done
    foreign = asker.client.post(
        f"{STUDIES_PATH}/{row['id']}/delete", headers={"origin": "http://evil.example"}
    )
    assert foreign.status_code == 403
    assert asker.get().json()["deleted"] == []
    rebound = asker.client.get(STUDIES_PATH, headers={"host": "evil.example"})
    assert rebound.status_code == 403


def test_what_the_end_of_the_server_left_goes_on_at_its_next_start(tmp_path):
    study = small(
        design=Grid(points=(30, 5)),
        replicates=2,
        parameters=(Range(name="beta", low=0.1, high=10), Range(name="noise", low=0, high=0.5)),
    )
    with asking(tmp_path) as first:
        number = first.add(study)
        while not first.get(f"/{number}").json()["recorded"]:
            time.sleep(0.02)
    with asking(tmp_path) as second:
        assert second.await_state(number, "done")["recorded"] == n_trials(study)
