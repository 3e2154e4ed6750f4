"""The route that gives a study and its trials as files."""

import io
import os
from contextlib import aclosing
from types import SimpleNamespace

import anyio
import httpx
import pyarrow.csv
import pyarrow.parquet
import pytest

from components.serving.places import Places
from components.studies.routes import trial_files
from components.studies.server.service import StudyService
from segmentation.errors import StorageError
from segmentation.study import read_study
from segmentation.study.analysis import table
from tests.components.made_up import CHOICE, records
from tests.components.studies.lab import Lab
from tests.serving import serve


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    service = StudyService(str(tmp_path_factory.mktemp("files") / "studies.sqlite"), workers=1)
    service.start = service.start_early = service.wake = lambda: None
    lab = Lab(service.store())
    number = lab.add(CHOICE, 5, failed=(2,))
    lab.store.describe(number, name="Renamed")
    gone = lab.add(CHOICE, 0, creator="somebody")
    lab.store.delete(gone)
    with serve(study_service=service) as url:
        yield f"{url}{trial_files.FILES_PATH}", number, gone


def get(served, kind, at=1):
    return httpx.get(f"{served[0]}/{served[at]}.{kind}", timeout=120)


def test_trials_are_written_by_another_process(served):
    answer = get(served, "parquet")
    assert (
        answer.headers["content-disposition"] == f'attachment; filename="study-{served[1]}.parquet"'
    )
    found = pyarrow.parquet.read_table(io.BytesIO(answer.content))
    assert read_study(found.schema.metadata[b"study"]).name == "Renamed"
    expected = table(CHOICE, records(CHOICE, 5, failed=(2,)))
    assert found.column_names == list(expected.columns)
    columns = found.to_pydict()
    for name in ("index", "assign_labels", "noise_seed", "seconds"):
        assert columns[name] == expected[name].tolist()
    assert columns["error"] == [None, None, "The scene has no circle.", None, None]
    assert columns["adjusted_rand"][2] is None


def test_a_study_is_given_without_its_trials(served, monkeypatch):
    monkeypatch.setattr(trial_files, "_writer", lambda *_: (["false"], b""))
    answer = get(served, "json")
    assert read_study(answer.content).parameters == CHOICE.parameters
    assert answer.headers["content-type"] == "application/json"
    failed = get(served, "csv")
    assert (failed.status_code, failed.text) == (503, trial_files.UNWRITTEN)


@pytest.mark.parametrize("script", ["echo begun; exec sleep 600", "exec yes"])
def test_a_download_that_is_broken_off_gives_its_place_back(monkeypatch, script):
    monkeypatch.setattr(trial_files, "_writer", lambda *_: (["sh", "-c", script], b""))
    monkeypatch.setattr(trial_files.TrialFiles, "_environment", lambda _: {**os.environ})
    route = trial_files.TrialFiles(None)

    async def take(begun):
        async with aclosing(route._pieces(CHOICE, 1, "csv")) as pieces:
            await anext(pieces)
            begun.set()
            if script.startswith("echo"):
                await anext(pieces)
            await anyio.sleep_forever()

    async def break_off():
        async with anyio.create_task_group() as group:
            begun = anyio.Event()
            group.start_soon(take, begun)
            await begun.wait()
            group.cancel_scope.cancel()

    async def every_place():
        for _ in range(trial_files.MOST_AT_ONCE + 1):
            with anyio.fail_after(20):
                await break_off()

    anyio.run(every_place)


def test_four_processes_write_two_files_at_once(monkeypatch, tmp_path):
    for name, value in {"WORKERS": "4", "PROCESS": "0", "SHARED": str(tmp_path)}.items():
        monkeypatch.setenv(f"CUTLAB_{name}", value)
    monkeypatch.setattr(trial_files, "_writer", lambda *_: (["cat"], b"file"))
    monkeypatch.setattr(trial_files.TrialFiles, "_environment", lambda _: {**os.environ})
    writing, counts = set(), []

    async def take(route, end):
        async with aclosing(route._pieces(CHOICE, 1, "csv")) as pieces:
            assert await anext(pieces) == b"file"
            writing.add(route)
            counts.append(len(writing))
            await end.wait()
            writing.remove(route)

    async def take_all():
        end = anyio.Event()
        with anyio.fail_after(60):
            async with anyio.create_task_group() as group:
                for _ in range(4):  # as each process has a route
                    group.start_soon(take, trial_files.TrialFiles(None), end)
                while len(writing) < 2:
                    await anyio.sleep(0.01)
                assert Places("trial-files", 2).take() is None
                end.set()

    anyio.run(take_all)
    assert (len(counts), max(counts)) == (4, 2)


def test_a_database_that_goes_meanwhile_is_told(monkeypatch):
    def gone(*_):
        raise StorageError("The database of studies does not answer.")

    monkeypatch.setattr(trial_files, "_writer", gone)
    access = SimpleNamespace(readable=lambda _: CHOICE)
    request = SimpleNamespace(path_params={"name": "1.csv"})
    answer = anyio.run(trial_files.TrialFiles(access).answer, request)
    assert (answer.status_code, answer.body) == (503, b"The database of studies does not answer.")


@pytest.mark.parametrize(
    ("name", "status", "sentence"),
    [
        ("999.csv", 404, "There is no study 999."),
        ("1.exe", 404, "There is no format 'exe'."),
        ("x.csv", 404, "A study's number must be a whole number"),
        (None, 403, "This study was deleted."),
    ],
)
def test_what_cannot_be_given_is_told(served, name, status, sentence):
    answer = httpx.get(f"{served[0]}/{name or f'{served[2]}.csv'}", timeout=60)
    assert answer.status_code == status
    assert sentence in answer.text
