"""Callbacks of the lesson's list: the effect of each button."""

import json
import zlib
from base64 import b64encode, urlsafe_b64decode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.export.lesson_link import lesson_fragment
from components.export.lesson_list import Lesson, read_steps
from components.export.lessons import LONGEST_TITLE, MAX_STEPS, lesson_file
from components.page.ids import Id
from components.page.panels.lesson import edit, open_panel
from components.page.panels.lesson_rows import rows
from components.state.link import to_query
from components.state.model import ExplorerState
from components.state.presets import PRESETS

STEPS = [
    {"title": "Little noise", "note": "It agrees.", "query": "noise=0.1"},
    {"title": "More", "note": "", "query": "seed=3"},
    {"title": "Much", "note": "Two lines:\nwhy?", "query": "noise=0.4&hide=beta"},
]
NOISY = ExplorerState(noise=0.77, view="present")
DATA = NOISY.model_dump(mode="json")


def titles(lesson):
    return [step["title"] for step in lesson.steps]


def tool(do, step):
    return {"type": Id.LESSON_TOOL, "do": do, "step": step}


def act(trigger, lesson=None, texts=None, data=DATA, file=("", "")):
    return edit(trigger, texts or {}, lesson or Lesson(STEPS), data, file)


def upload(text):
    return "data:application/json;base64," + b64encode(text.encode()).decode()


def file_of(steps):
    return upload(json.dumps({"cutlab": "lesson", "version": 1, "steps": steps}))


def test_the_state_on_screen_is_added_without_its_view():
    lesson = act(Id.LESSON_ADD)
    assert lesson.steps == [*STEPS, {"title": "", "note": "", "query": "noise=0.77"}]
    assert lesson.status == "Added as step 4."


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.key)
def test_a_preset_is_added_under_its_title_and_point(preset):
    data = preset.state.model_dump(mode="json")
    (step,) = act(Id.LESSON_ADD, Lesson([]), data=data).steps
    expected = {"title": preset.title, "note": preset.point, "query": to_query(preset.state)}
    assert step == expected


def test_a_step_is_replaced_under_its_own_words():
    lesson = act(tool("replace", 1))
    assert lesson.steps[1] == {"title": "More", "note": "", "query": "noise=0.77"}
    assert lesson.status == "Step 2 is now the current state."


def test_a_state_that_is_none_is_reported_and_not_added():
    lesson = act(Id.LESSON_ADD, data=DATA | {"beta": 300})
    assert lesson.problem == "Affinity β must be a number from 0 to 100. Got 300 instead."
    assert lesson.steps == STEPS


def test_steps_move_within_the_list():
    assert titles(act(tool("down", 0))) == ["More", "Little noise", "Much"]
    moved = act(tool("up", 2))
    assert titles(moved) == ["Little noise", "Much", "More"]
    assert moved.status == "Moved to place 2."
    whole = Lesson(STEPS)
    assert act(tool("up", 0), whole) is whole
    assert act(tool("down", 2), whole) is whole


@given(st.lists(st.tuples(st.sampled_from(["up", "down", "remove", "replace"]), st.integers(0, 2))))
def test_whatever_is_done_can_be_undone(acts):
    lesson, lists = Lesson(STEPS), []
    for do, step in acts:
        if step < len(lesson.steps):
            after = act(tool(do, step), lesson)
            if after is not lesson:
                lists.append(lesson.steps)
            lesson = after
    for steps in reversed(lists[-20:]):
        lesson = act(Id.LESSON_UNDO, lesson)
        assert lesson.steps == steps
    if len(lists) <= 20:
        assert act(Id.LESSON_UNDO, lesson) is lesson


def test_a_removed_step_is_named():
    lesson = act(tool("remove", 1))
    assert titles(lesson) == ["Little noise", "Much"]
    assert lesson.status == "Removed “More”. “Undo” brings it back."


def test_what_is_typed_into_one_field_is_one_change():
    key = {"type": Id.LESSON_TEXT, "field": "title", "step": 0}
    lesson = Lesson(STEPS)
    for text in ("A", "Ab", "Abc"):
        lesson = act(key, lesson, {(0, "title"): text})
    assert titles(lesson) == ["Abc", "More", "Much"]
    lesson = act({**key, "step": 1}, lesson, {(0, "title"): "Abc", (1, "title"): "D"})
    assert titles(act(Id.LESSON_UNDO, lesson)) == ["Abc", "More", "Much"]
    assert titles(act(Id.LESSON_UNDO, act(Id.LESSON_UNDO, lesson))) == titles(Lesson(STEPS))


WRITTEN = "How many?\n- two\n* three\nThere are three."
PREDICTION = {"question": "How many?", "options": ["two", "three"], "answer": 1}
PREDICTION["reason"] = "There are three."


def test_a_prediction_is_written_kept_and_undone():
    key = {"type": Id.LESSON_TEXT, "field": "prediction", "step": 1}
    lesson = act(key, texts={(1, "prediction"): WRITTEN})
    assert (lesson.steps[1]["prediction"], lesson.problem) == (PREDICTION, "")
    assert read_steps(lesson.steps) == lesson.steps
    text = rows(lesson.steps)[1].children[-1].children[-1]
    assert text.value == WRITTEN
    assert act(key, lesson, {(1, "prediction"): WRITTEN + "\n"}) is lesson
    moved = act(tool("up", 1), lesson)
    assert moved.steps[0]["prediction"] == PREDICTION
    assert json.loads(lesson_file(lesson.steps))["steps"][1]["prediction"] == PREDICTION
    assert json.dumps(PREDICTION["options"])[1:-1] in unpacked(lesson_fragment(lesson.steps))
    assert act(Id.LESSON_UNDO, lesson).steps == STEPS
    assert act(key, lesson, {(1, "prediction"): " "}).steps == STEPS


def unpacked(fragment):
    text = zlib.decompress(urlsafe_b64decode(fragment.removeprefix("lesson=") + "=="), -15)
    return json.dumps(json.loads(text), ensure_ascii=False)


def test_a_prediction_with_a_mistake_is_told_and_kept_as_a_draft():
    key = {"type": Id.LESSON_TEXT, "field": "prediction", "step": 1}
    wrong = WRITTEN.replace("*", "-")
    lesson = act(key, texts={(1, "prediction"): wrong})
    told = "Step 2 has no prediction yet. Line 2: One option must be right"
    assert lesson.problem.startswith(told)
    assert "prediction" not in lesson.steps[1]
    assert read_steps(lesson.steps) == lesson.steps
    assert rows(lesson.steps)[1].children[-1].children[-1].value == wrong
    moved = act(tool("up", 1), lesson)
    assert moved.problem.startswith(told.replace("2", "1", 1))
    assert moved.status == "Moved to place 1."
    assert open_panel(1, None, lesson.steps)[1].startswith(told)
    assert "draft" not in lesson_file(lesson.steps)
    assert "draft" not in unpacked(lesson_fragment(lesson.steps))
    mended = act(key, lesson, {(1, "prediction"): WRITTEN})
    assert (mended.steps[1]["prediction"], mended.problem) == (PREDICTION, "")


def test_a_figure_is_one_that_there_is():
    assert read_steps([{**STEPS[0], "figure": "bands"}])
    assert read_steps([{**STEPS[0], "figure": "none"}]) == []


def test_what_is_typed_counts_even_if_a_button_comes_first():
    lesson = act(tool("down", 0), texts={(0, "title"): "Typed", (2, "note"): "Note"})
    assert titles(lesson) == ["More", "Typed", "Much"]
    assert lesson.steps[2]["note"] == "Note"


def test_a_text_is_cut_to_what_a_file_takes():
    key = {"type": Id.LESSON_TEXT, "field": "title", "step": 0}
    lesson = act(key, texts={(0, "title"): "x" * (LONGEST_TITLE + 1)})
    assert lesson.steps[0]["title"] == "x" * LONGEST_TITLE
    assert lesson.problem.startswith("The title of step 1 must be text of at most 120 characters;")


def test_the_steps_of_a_file_are_added():
    file = file_of([{"title": "New", "link": "?noise=1"}])
    lesson = act(Id.LESSON_FILE, file=(file, "a.json"))
    assert lesson.steps == [*STEPS, {"title": "New", "note": "", "query": "noise=1"}]
    assert (lesson.status, lesson.problem) == ("Added 1 step.", "")
    lesson = act(Id.LESSON_FILE, file=(file_of([{"link": "?noise=9&beta=2"}]), "a.json"))
    assert lesson.steps[-1]["query"] == "beta=2"
    assert lesson.problem == "Step 1: Noise level must be a number from 0 to 2. Got 9 instead."


@pytest.mark.parametrize(
    ("contents", "message"),
    [
        (upload("no lesson"), "This file is no lesson"),
        (file_of([{"title": 5, "link": ""}]), "The title of step 1 must be text of at most"),
        (file_of([{"link": ""}] * MAX_STEPS), "With this file it would have 103."),
    ],
)
def test_a_bad_file_is_reported_and_the_list_stays(contents, message):
    lesson = act(Id.LESSON_FILE, file=(contents, "other.json"))
    assert lesson.steps == STEPS
    assert lesson.problem.startswith("other.json could not be read; the list is unchanged. ")
    assert message in lesson.problem


def test_no_more_steps_than_a_file_takes():
    full = Lesson([STEPS[0]] * MAX_STEPS)
    assert act(Id.LESSON_ADD, full).problem.startswith("A lesson must have at most 100 steps.")


@pytest.mark.parametrize("data", [None, 5, "text", [5], [{}], [{**STEPS[0], "title": 1}]])
def test_what_a_browser_has_kept_may_be_no_list(data):
    assert read_steps(data) == []
    assert open_panel(1, None, data)[1] == ""


def test_a_row_has_what_its_step_says():
    row, *_ = rows(STEPS)
    title, tools, figure, note, prediction = row.children
    assert figure.hidden
    assert not prediction.open
    assert title.value == "Little noise"
    assert note.value == "It agrees."
    disabled = [tool.disabled for tool in tools.children]
    assert disabled == [False, False, True, False, False]


def test_nothing_is_exported_or_undone_before_there_is_something():
    def disabled(data, before=None):
        tools = open_panel(None, 1, data, before)[0][1].children
        return {tool.id: tool.disabled for tool in tools if hasattr(tool, "disabled")}

    names = (Id.LESSON_PRESENT, Id.LESSON_EXPORT, Id.LESSON_UNDO)
    assert [disabled(None)[name] for name in names] == [True, True, True]
    assert [disabled(STEPS)[name] for name in names] == [False, False, True]
    assert disabled(STEPS, {"lists": [[]], "edited": ""})[Id.LESSON_UNDO] is False
