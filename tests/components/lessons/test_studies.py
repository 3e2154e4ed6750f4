"""The results of the lessons' ready studies are those of the service."""

import io
import json

import pytest

from components.lessons import LESSONS
from components.lessons.studies import FIGURES, STUDIES, read_records, records, write_records
from components.live.lesson_figures import figure_json
from segmentation.study import n_trials, run_trial

SAMPLED = 12  # trials of each study that are computed again


@pytest.mark.parametrize("name", STUDIES)
def test_the_results_are_complete(name):
    found = records(name)
    assert len(found) == n_trials(STUDIES[name])
    assert all(record.verdict for record in found)
    assert all(-1 <= record.values["adjusted_rand"] <= 1 for record in found)


@pytest.mark.parametrize("name", STUDIES)
def test_trials_computed_again_have_the_same_results(name):
    study, found = STUDIES[name], records(name)
    for index in range(0, n_trials(study), n_trials(study) // SAMPLED):
        again = run_trial(study.to_json(), index)
        assert again.verdict == found[index].verdict
        assert again.values["adjusted_rand"] == pytest.approx(
            found[index].values["adjusted_rand"], abs=1e-6
        )


def test_records_are_written_as_they_are_read():
    file = io.StringIO()
    write_records(file, records("beta"))
    file.seek(0)
    assert read_records(file) == records("beta")


@pytest.mark.parametrize("name", FIGURES)
def test_each_figure_is_drawn(name):
    drawn = json.loads(figure_json(name))
    assert drawn["title"]
    assert drawn["sentence"].endswith(".")
    assert drawn["figure"]["data"]


def test_each_figure_is_in_a_lesson():
    shown = {step.figure for lesson in LESSONS for step in lesson.steps if step.figure}
    assert shown == set(FIGURES)
