"""Answers to a load balancer."""

import threading

import httpx
import pytest

import app
from components.page import health
from components.page.health import HEALTH_PATH, READY_PATH
from components.studies.server.service import StudyService
from segmentation.study.store.store import Store
from tests.serving import serve


def health_of(service):
    with serve(study_service=service) as url:
        answer = httpx.get(url + HEALTH_PATH, timeout=30)
        assert httpx.head(url + HEALTH_PATH, timeout=30).status_code == 200
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    return answer.json()


def test_it_reports_version_kernels_and_database(tmp_path):
    file = tmp_path / "studies.sqlite"
    expected = {"status": "ok", "version": app.__version__, "kernels": "compiled"}
    expected |= {"ready": True, "processes": 1, "workers": 0}
    assert health_of(StudyService(str(file), workers=1)) == expected | {"database": "none yet"}
    assert not file.exists()
    Store(str(file)).close()
    assert health_of(StudyService(str(file), workers=1)) == expected | {"database": "reachable"}


def test_a_database_that_is_away_is_reported_without_its_address():
    service = StudyService("postgresql+psycopg://someone:secret@127.0.0.1:1/studies", workers=1)
    answer = health_of(service)
    assert answer["database"] == "unreachable"
    assert "secret" not in str(answer)


def test_a_database_that_hangs_keeps_nobody(monkeypatch):
    ends, asked = threading.Event(), []

    class Hanging(StudyService):
        def wake(self):
            pass

        def database(self):
            asked.append(1)
            assert ends.wait(30)
            return "reachable"

    monkeypatch.setattr(health, "PATIENCE", 0.05)
    with serve(study_service=Hanging(workers=1)) as url:
        for _ in range(2):
            answer = httpx.get(url + HEALTH_PATH, timeout=30).json()
            assert (answer["status"], answer["database"]) == ("ok", "unreachable")
        assert asked == [1]  # one thread hangs, not one for each question
        ends.set()


@pytest.mark.parametrize(
    ("ready", "compiling", "word"),
    [(True, False, "compiled"), (False, True, "compiling"), (False, False, "not compiled")],
)
def test_kernels(monkeypatch, ready, compiling, word):
    monkeypatch.setattr(health.compiled, "ready", lambda: ready)
    monkeypatch.setattr(health.compiled, "is_compiling", lambda: compiling)
    assert health._kernels() == word


@pytest.mark.parametrize(("compiling", "status"), [(True, 503), (False, 200)])
def test_it_is_ready_once_nothing_is_compiled(monkeypatch, compiling, status):
    with serve() as url:
        monkeypatch.setattr(health.compiled, "is_compiling", lambda: compiling)
        answer = httpx.get(url + READY_PATH)
        assert (answer.status_code, answer.json()) == (status, {"ready": not compiling})
        assert answer.headers["cache-control"] == "no-store"
