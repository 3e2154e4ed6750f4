"""A study runs through, with the service's numbers, and goes on after a restart."""

import csv
import io
import time
from dataclasses import replace

import psutil
import pytest

from components.state.link import from_query
from components.studies.access import StudyAccess
from components.studies.figures.view import trial_query
from components.studies.server.service import StudyService
from segmentation import segment_scene
from segmentation.study import Grid, Range, n_trials, run_trial
from segmentation.study.export.files import content
from tests.segmentation.study import studies
from tests.serving import serve

SECONDS = 120  # after which a study that should be done is not


def small(**changes):
    """A study whose trials the explorer can show."""
    return studies.small(scene=replace(studies.TWO, size=50), **changes)


def until(done):
    end = time.monotonic() + SECONDS
    while not (found := done()):
        assert time.monotonic() < end
        time.sleep(0.02)
    return found


def await_done(access, number):
    until(lambda: access.store().get(number).state == "done")
    return access.store().get(number)


@pytest.fixture
def service(tmp_path):
    made = StudyService(str(tmp_path / "studies.sqlite"), workers=1)
    yield made
    made.close()


def children():
    """Return the processes that hold workers."""
    family = psutil.Process().children()
    return {child for child in family if "local_cluster.py" in " ".join(child.cmdline())}


def test_workers_come_while_a_study_is_planned_run_it_and_go_with_the_server(service):
    before = children()
    access, study = StudyAccess(service), small()
    access.start_early()
    workers = until(lambda: children() - before)
    number = access.add(study)
    row = await_done(access, number)
    assert (row.recorded, row.failed, row.n_trials) == (10, 0, 10)
    check_numbers(access, study, number)
    assert all(worker.is_running() for worker in workers)
    service.close()
    assert not any(worker.is_running() for worker in workers)


def check_numbers(access, study, number):
    """Check that a study's numbers are the service's."""
    file = content(study, access.store().pages(number), ".csv").decode()
    for index, line in enumerate(csv.DictReader(io.StringIO(file))):
        expected = run_trial(study.to_json(), index).values
        assert {name: float(line[name]) for name in expected} == expected
    state, problems = from_query(trial_query(study, 7))
    assert not problems
    found = segment_scene(state.scene(), state.method()).metrics.adjusted_rand
    assert found == run_trial(study.to_json(), 7).values["adjusted_rand"]


def test_what_the_end_of_the_server_left_goes_on_at_its_next_start(tmp_path):
    study = small(
        design=Grid(points=(30, 5)),
        replicates=2,
        parameters=(Range(name="beta", low=0.1, high=10), Range(name="noise", low=0, high=0.5)),
    )
    database = str(tmp_path / "studies.sqlite")
    first = StudyService(database, workers=1)
    with serve(study_service=first):
        access = StudyAccess(first)
        number = access.add(study)
        until(lambda: access.store().get(number).recorded)
    second = StudyService(database, workers=1)
    with serve(study_service=second):
        assert await_done(StudyAccess(second), number).recorded == n_trials(study)
