"""Where studies are kept, and what is said when they cannot be."""

import sqlite3
import threading

import pytest

from components.studies.access import StudyAccess
from components.studies.server.service import StudyService
from components.studies.study import page as study_page
from components.studies.study_list import page as study_list
from segmentation.errors import SchemaError, StoreError
from segmentation.study.runner.run import StudyRun
from segmentation.study.runner.service import Studies
from tests.components.studies.lab import words
from tests.segmentation.study.studies import small


@pytest.fixture(params=["cannot be made", "cannot be written"])
def unwritable(request, tmp_path, monkeypatch):
    """A data directory in which no database can be, for root as well."""
    if request.param == "cannot be made":
        (tmp_path / "home").touch()
    else:
        (tmp_path / "home" / "cutlab" / "studies.sqlite").mkdir(parents=True)
    monkeypatch.delenv("CUTLAB_DATABASE", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    return tmp_path / "home"


def test_studies_are_kept_in_a_temporary_place_if_the_usual_one_cannot_be(
    unwritable, monkeypatch, caplog
):
    service = StudyService(workers=1)
    monkeypatch.setattr(service, "start_early", lambda: None)
    access = StudyAccess(service)
    assert access.rows() == []
    number = access.add(small(), start=False)
    assert access.store().get(number).name == small().name
    page = words(study_list.layout(access))
    assert "They are kept in a temporary place" in page
    assert str(unwritable) not in page
    assert str(unwritable) in caplog.text  # for whoever runs the server
    service.close()


def test_every_process_knows_of_the_temporary_place(unwritable, monkeypatch, tmp_path):
    common = tmp_path / "common"
    common.mkdir()
    monkeypatch.setattr("components.studies.server.board.shared_folder", lambda: common)
    services = [StudyService(workers=1) for _ in range(2)]
    assert not any(service.temporary for service in services)
    services[0].store()
    assert all(service.temporary for service in services)
    for service in services:
        service.close()


def test_a_database_that_was_named_is_not_replaced(unwritable):
    named = StudyService(str(unwritable / "cutlab" / "studies.sqlite"), workers=1)
    with pytest.raises(StoreError, match=r"its directory cannot be (made|written)") as caught:
        named.store()
    assert str(unwritable) not in str(caught.value)
    named.close()


def test_a_database_of_a_newer_version_is_not_replaced(monkeypatch, tmp_path):
    monkeypatch.setattr(
        "segmentation.study.store.store.Store.__init__",
        lambda self, *args, **more: (_ for _ in ()).throw(SchemaError("It is newer.")),
    )
    monkeypatch.delenv("CUTLAB_DATABASE", raising=False)
    service = StudyService(workers=1)
    with pytest.raises(SchemaError):
        service.store()
    assert not service.temporary
    service.close()


@pytest.fixture
def impatient(monkeypatch):
    monkeypatch.setattr("segmentation.study.store.database.BUSY_SECONDS", 0.05)


def test_a_database_that_is_locked_while_a_study_runs_is_told_on_its_page(
    impatient, access, lab, caplog
):
    """The message cannot be in the database, which would have to be written."""
    number = lab.add(small(), n=3)
    studies = Studies(access.store())
    access.service._studies = studies
    row = access.store().get(number)
    run = StudyRun(
        access.store(), None, "test", threading.Event(), studies._note, row, "{}", None
    )  # fmt: skip
    run.unsaved = access.store().records(number)[:1]
    other = sqlite3.connect(access.store().database.url.database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    for _ in range(3):
        run.database._until = 0.0
        run._save()
    message = access.row(number).message
    assert message == "The database of studies is locked by another program."
    assert message in words(study_page._facts(access.row(number), ()))
    assert caplog.text.count("is locked by another program") == 1
    other.execute("ROLLBACK")
    other.close()
    run.database._until = 0.0
    run._save()
    assert access.row(number).message == ""
    run.close()


def test_a_problem_is_told_only_while_a_study_runs(access, lab, monkeypatch):
    """The process that tells it may have ended, or not have looked since."""
    number = lab.add(small(), n=3)
    monkeypatch.setattr(access.service, "problem", lambda study: "The disk is full.")
    assert access.row(number).message == "The disk is full."
    access.store().pause(number)
    access.store().release(number, "test", "paused")
    assert access.row(number).state == "paused"
    assert access.row(number).message == ""


def test_deleted_studies_are_removed_every_day(tmp_path, monkeypatch):
    monkeypatch.setattr("components.studies.server.service.DAY_SECONDS", 0.01)
    made = StudyService(str(tmp_path / "studies.sqlite"), workers=1)
    store, removed = made.store(), threading.Semaphore(0)
    purge = store.purge
    monkeypatch.setattr(store, "purge", lambda: (purge(-1.0), removed.release()))
    numbers = [store.add("{}", 1, "gone", start=False) for _ in range(2)]
    made.wake()
    for number in numbers:
        store.delete(number)
        for _ in range(2):  # the first may have begun before
            assert removed.acquire(timeout=30)
        with pytest.raises(StoreError):
            store.get(number)
    made.close()
