"""Predictions as authors write them: what is read, what is refused, and at which line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.export.prediction_text import (
    PredictionTextError,
    read_prediction,
    write_prediction,
)
from components.lessons import LESSONS
from components.lessons.model import PREDICTION

WRITTEN = """
  Which circle
  will be cut?
- the smallest
* the largest – by far

- none
It has the largest volume.
So it is cheap to cut.
"""


def test_a_question_its_options_and_the_reason():
    assert read_prediction(WRITTEN) == {
        "question": "Which circle will be cut?",
        "options": ["the smallest", "the largest – by far", "none"],
        "answer": 1,
        "reason": "It has the largest volume.\nSo it is cheap to cut.",
    }


@pytest.mark.parametrize(
    ("line", "low", "high", "answer", "logarithmic"),
    [
        ("= 5 to 8, from 1 to 30", 1, 30, [5, 8], False),
        ("= 5 to 8 from 1 to 30, logarithmic", 1, 30, [5, 8], True),
        ("=4, from 2 to 9", 2, 9, [4, 4], False),
        ("= 0,2 to 0,3, from 0,1 to 1", 0.1, 1, [0.2, 0.3], False),
        ("= -1e-2 to 1e-2, from -1 to 1", -1, 1, [-0.01, 0.01], False),
    ],
)
def test_a_scale(line, low, high, answer, logarithmic):
    found = read_prediction(f"Where?\n{line}\nThere.")
    assert found == {
        "question": "Where?",
        "low": low,
        "high": high,
        "answer": answer,
        "logarithmic": logarithmic,
        "reason": "There.",
    }


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- a\n* b", "Line 1: The question must come first."),
        ("\n\nWhy?", "Line 3: After the question there must be two to four options"),
        ("Why?\n* a", "Line 2: There must be at least two options."),
        ("Why?\n" + "- a\n" * 4 + "* b", "Line 6: There must be at most four options."),
        ("Why?\n- a\n- b", "Line 2: One option must be right"),
        ("Why?\n* a\n* b", "Line 3: Only one option may be right."),
        ("Why?\n* a\n-", "Line 3: An option must have a text."),
        ("Why?\n* a\n-b", "Line 3: There must be a blank after “-”."),
        ("Why?\n* a\n- b\nso\n- c", "Line 5: Options must follow each other, before the reason."),
        ("Where?\n= much", "Line 2: A scale must be written as “= 5 to 8, from 1 to 30”"),
        ("Where?\n= 5 to 8, from 1 to x", "Line 2: A scale must be written as"),
        ("Where?\n= 5 to 80, from 1 to 30", "Line 2: The interval of right answers must be within"),
        ("Where?\n= 1 to 2, from 0 to 3, logarithmic", "Line 2: A logarithmic scale must begin"),
        ("?" * 501 + "\n- a\n* b", "Line 1: The question must be at most 500 characters long."),
        (f"Why?\n- a\n* {'b' * 201}", "Line 3: The option must be at most 200 characters long."),
        ("Why?\n- a\n* b\n" + "c" * 1001, "Line 4: The reason must be at most 1000 characters"),
    ],
)
def test_a_mistake_is_told_with_its_line_and_rule(text, message):
    with pytest.raises(PredictionTextError) as caught:
        read_prediction(text)
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize("text", ["", " \n\t\n"])
def test_nothing_is_no_prediction(text):
    assert read_prediction(text) is None
    assert write_prediction(None) == ""


def test_the_predictions_of_the_lessons_come_back():
    for lesson in LESSONS:
        for step in lesson.steps:
            if step.prediction:
                given_one = PREDICTION.dump_python(step.prediction, mode="json")
                assert read_prediction(write_prediction(given_one)) == given_one


@given(st.text("-*= ,.\nab1fromt", max_size=60))
def test_any_text_is_read_or_refused(text):
    try:
        found = read_prediction(text)
    except PredictionTextError as error:
        told = str(error)
    else:
        told = "Line" if found is None or PREDICTION.validate_python(found) else ""
    assert told.startswith("Line")


LINE = st.text(st.characters(categories=["L", "Nd"]), min_size=1, max_size=30)


@given(LINE, st.lists(LINE, min_size=2, max_size=4), st.data(), st.lists(LINE, max_size=3))
def test_what_is_written_is_read(question, options, data, reason):
    answer = data.draw(st.integers(0, len(options) - 1))
    choice = {"question": question, "options": options, "answer": answer}
    choice["reason"] = "\n".join(reason)
    assert read_prediction(write_prediction(choice)) == choice
