"""Form of the lessons: links, lengths, predictions."""

from pathlib import Path

import pytest

from components.lessons import LESSONS, Choice, Estimate, Lesson, Step
from components.lessons.model import LONGEST_TEXT
from components.state.link import from_query, to_query

STEPS = [(lesson, step) for lesson in LESSONS for step in lesson.steps]


@pytest.mark.parametrize(("lesson", "step"), STEPS, ids=lambda each: getattr(each, "title", ""))
def test_a_step_is_short_and_its_link_is_written_as_links_are(lesson, step):
    assert 0 < len(step.text.split()) <= LONGEST_TEXT
    state, problems = from_query(step.query)
    assert not problems
    assert to_query(state) == step.query


def test_keys_and_titles_are_unique():
    assert len({lesson.key for lesson in LESSONS}) == len(LESSONS)
    assert len({(lesson.key, step.title) for lesson, step in STEPS}) == len(STEPS)


def test_the_readme_lists_each_lesson():
    text = " ".join((Path(__file__).parents[3] / "README.md").read_text().split()).lower()
    for lesson in LESSONS:
        assert lesson.title.rstrip("?").lower() in text


def test_each_lesson_has_predictions_and_they_have_answers():
    for lesson in LESSONS:
        found = [step.prediction for step in lesson.steps if step.prediction]
        assert found
        for prediction in found:
            assert prediction.question
            assert prediction.reason
            if isinstance(prediction, Choice):
                assert 2 <= len(prediction.options) <= 4
                assert 0 <= prediction.answer < len(prediction.options)
            else:
                assert isinstance(prediction, Estimate)
                low, high = prediction.answer
                assert prediction.low <= low < high <= prediction.high


def test_the_right_option_is_not_always_at_the_same_place():
    places = [s.prediction.answer for _, s in STEPS if isinstance(s.prediction, Choice)]
    assert len(set(places)) > 1


def test_a_step_is_stored_as_lists_of_steps_are():
    choice = Choice("Which?", ("this", "that"), 1, "Because.")
    assert Step("T", "Text", "beta=2").to_dict() == {
        "title": "T",
        "note": "Text",
        "query": "beta=2",
    }
    assert Step("T", "Text", "", choice).to_dict()["prediction"] == {
        "question": "Which?",
        "options": ["this", "that"],
        "answer": 1,
        "reason": "Because.",
    }


def test_a_bad_link_is_refused():
    with pytest.raises(ValueError, match="Affinity β"):
        Lesson("x", "X", "", (Step("T", "Text", "beta=-1"),))
