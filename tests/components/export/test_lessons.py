"""A lesson's file: what the page wrote comes back, and whatever else it is gets a sentence."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.export.lessons import (
    LARGEST_FILE,
    LONGEST_NOTE,
    LONGEST_TITLE,
    MAX_STEPS,
    lesson_file,
    read_lesson,
)
from components.state.link import from_query, to_query
from components.state.model import ExplorerState
from components.state.presets import PRESETS
from tests.components.state.test_link import STATES


def text_of(steps, **more):
    return json.dumps({"cutlab": "lesson", "version": 1, "steps": steps, **more})


WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=LONGEST_TITLE)


@given(st.lists(st.tuples(WORDS, WORDS, STATES), min_size=1, max_size=4))
def test_a_lesson_comes_back_from_its_file(given_steps):
    text = text_of(
        [{"title": t, "note": n, "link": f"?{to_query(state)}"} for t, n, state in given_steps]
    )
    steps, problems = read_lesson(text)
    assert not problems
    for step, (title, note, state) in zip(steps, given_steps, strict=True):
        assert (step["title"], step["note"]) == (title, note)
        assert from_query(step["query"]) == (state.model_copy(update={"view": "full"}), [])


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le"])
def test_a_file_may_have_the_mark_of_windows(encoding):
    text = text_of([{"title": "Viel", "link": "?noise=1"}])
    content = ("\ufeff" * encoding.endswith("le") + text).encode(encoding)
    assert read_lesson(content) == ([{"title": "Viel", "note": "", "query": "noise=1"}], [])
    assert read_lesson("\ufeff" + text)[1] == []


def test_a_written_file_is_read_alike():
    steps = [{"title": "Much", "note": "Two\nlines", "query": "noise=1"}]
    assert read_lesson(lesson_file(steps)) == (steps, [])


@pytest.mark.parametrize(
    ("link", "state"),
    [
        ("", ExplorerState()),
        ("?", ExplorerState()),
        ("noise=1", ExplorerState(noise=1.0)),
        ("?noise=1", ExplorerState(noise=1.0)),
        ("https://lab.example/cutlab/?noise=1#more", ExplorerState(noise=1.0)),
        ("https://lab.example/", ExplorerState()),
        ("?view=present&hide=beta", ExplorerState(hide=("beta",))),
    ],
)
def test_a_link_may_be_whole_or_its_query(link, state):
    steps, problems = read_lesson(text_of([{"link": link}]))
    assert steps == [{"title": "", "note": "", "query": to_query(state)}]
    assert not problems


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "This file is no lesson: it is not the JSON that Cutlab saves."),
        (b"\x89PNG", "This file is no lesson: it is not the JSON that Cutlab saves."),
        ("[1]", "This file is no lesson"),
        ("[" * 100_000, "This file is no lesson"),
        ("{}", 'The file\'s "cutlab" must be "lesson". Got nothing instead.'),
        (
            '{"cutlab": "lesson", "version": 2, "steps": [{"link": ""}]}',
            'The file\'s "version" must be 1, the one that this Cutlab reads. Got 2 instead.',
        ),
        (
            text_of([]),
            'The file\'s "steps" must be a list of 1 to 100 steps. Got a list of 0 instead.',
        ),
        (text_of([{"link": ""}] * (MAX_STEPS + 1)), '"steps" must be a list of 1 to 100 steps.'),
        (text_of([{"link": ""}], more=1), 'The file must have "cutlab", "version" and'),
        (
            text_of([{"link": ""}, {"title": "no link"}]),
            "The link of step 2 must be text of at most 5000 characters. Got nothing instead.",
        ),
        (text_of([{"link": 3}]), "The link of step 1 must be text of at most 5000 characters."),
        (text_of([7]), "Step 1 must have a link. Got 7 instead."),
        (
            text_of([{"link": "", "colour": "red"}]),
            "A field of step 1 must be title, note, link, prediction or figure. Got “colour”",
        ),
        (
            text_of([{"link": "", "title": "x" * (LONGEST_TITLE + 1)}]),
            "The title of step 1 must be text of at most 120 characters. Got “xxx",
        ),
        (
            text_of([{"link": "", "note": "x" * (LONGEST_NOTE + 1)}]),
            "The note of step 1 must be text of at most 1000 characters. Got “xxx",
        ),
    ],
)
def test_what_is_no_lesson_is_reported(text, message):
    steps, problems = read_lesson(text)
    assert not steps
    assert len(problems) == 1 or text == "{}"
    assert message in problems[0]


def test_a_bad_field_of_a_link_is_reported_and_the_rest_counts():
    steps, problems = read_lesson(text_of([{"link": ""}, {"link": "?noise=9&beta=2"}]))
    assert steps[1]["query"] == "beta=2"
    assert problems == ["Step 2: Noise level must be a number from 0 to 2. Got 9 instead."]


def test_many_problems_are_counted():
    _, problems = read_lesson(text_of([{"link": "?noise=9"}] * 8))
    assert len(problems) == 6
    assert problems[-1] == "And 3 more."


@given(
    st.one_of(st.binary(), st.text(), st.recursive(st.none() | st.integers(), st.lists).map(str))
)
def test_anything_is_read_or_reported(text):
    steps, problems = read_lesson(text)
    assert not steps
    assert all(problem.endswith(".") for problem in problems)
    assert problems


def test_the_longest_lesson_is_within_the_bound_of_a_file():
    state = PRESETS[-1].state.model_copy(
        update={"circles": PRESETS[-1].state.circles[:1] * 12, "hide": ("beta",) * 21}
    )
    step = {
        "title": "\x01" * LONGEST_TITLE,
        "note": "\x01" * LONGEST_NOTE,
        "link": "?" + to_query(state),
    }
    text = text_of([step] * MAX_STEPS)
    assert len(text) < LARGEST_FILE
    assert len(read_lesson(text)[0]) == MAX_STEPS
