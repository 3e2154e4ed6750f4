"""Callbacks of the dialog of lessons."""

import json
from types import SimpleNamespace

import pytest
from dash import no_update

from components.export.lesson_list import read_steps
from components.export.lessons import read_lesson
from components.lessons import LESSONS
from components.page.ids import Id
from components.page.panels import lessons


@pytest.fixture
def triggered(monkeypatch):
    def by(trigger):
        monkeypatch.setattr(lessons, "ctx", SimpleNamespace(triggered_id=trigger))

    return by


def test_the_dialog_lists_all():
    children, is_open, problem = lessons.open_dialog(1)
    assert is_open
    assert not problem
    text = json.dumps(
        [child.to_plotly_json() for child in children], default=lambda c: c.to_plotly_json()
    )
    for lesson in LESSONS:
        assert json.dumps(lesson.title) in text or lesson.title in text.replace("\\u03b2", "β")


def test_a_button_starts_its_lesson(triggered):
    key = LESSONS[2].key
    triggered({"type": Id.LESSONS_START, "key": key})
    found = lessons.start([None, None, 1, None, None, None], None)
    assert found["key"] == key
    assert [step["title"] for step in found["steps"]] == [step.title for step in LESSONS[2].steps]
    assert read_steps(found["steps"]) == found["steps"]
    assert lessons.start([None] * 6, None) is no_update


def test_an_address_names_a_lesson_or_none(triggered):
    triggered(Id.LESSONS_LINKED)
    assert lessons.start([None] * 6, "noise")["key"] == "noise"
    assert lessons.start([None] * 6, "nothing") is no_update


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.key)
def test_a_saved_lesson_is_imported_with_its_predictions(triggered, lesson):
    triggered({"type": Id.LESSONS_SAVE, "key": lesson.key})
    file = lessons.save([1])
    steps, problems = read_lesson(file["content"])
    assert not problems
    assert steps == [step.to_dict() for step in lesson.steps]
    assert lessons.save([None]) is no_update
