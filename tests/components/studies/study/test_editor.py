"""Studies from a file or as text: errors are reported, valid studies are added."""

import base64
import json

import pytest
from dash import no_update

from components.page.ids import Id
from components.studies.study import editor
from segmentation import Scene
from segmentation.study import read_study
from tests.components.made_up import SWEEP


def file(content):
    return f"data:application/json;base64,{base64.b64encode(content).decode()}"


def added(access, text, pressed=Id.EDITOR_RUN, content=None):
    return editor.add(access, str(pressed), [], content, True, text)


def test_the_explorer_changes_what_it_can_show_and_the_editor_the_rest():
    link = editor.copy_of(SWEEP, 7)
    assert link.href.startswith("/?circles=")
    assert link.href.endswith("#vary=7")
    small = SWEEP.model_copy(update={"scene": Scene(size=40)})
    assert editor.copy_of(small, 7).id == {"type": Id.EDITOR_COPY, "study": 7}


def test_a_copy_of_a_study_is_changed_as_text(access, lab):
    small = SWEEP.model_copy(update={"scene": Scene(size=40)})
    study = lab.add(small, name="Original")
    opened = editor.open_text(access, {"type": Id.EDITOR_COPY, "study": study}, [], None)
    assert opened["opened"]
    changed = json.loads(opened["text"])
    assert changed["name"] == "Original (copy)"
    changed["parameters"][0]["low"] = 100
    refused = added(access, json.dumps(changed), Id.EDITOR_KEEP)
    assert "must be above low, which is 100. Got 10 instead." in refused["problem"]
    changed["parameters"][0]["low"] = 1
    answer = added(access, json.dumps(changed), Id.EDITOR_KEEP)
    assert answer == {"go": f"/study/{study + 1}", "problem": ""}
    row = lab.store.get(study + 1)
    assert (row.name, row.state) == ("Original (copy)", "paused")


def test_a_file_comes_into_the_editor_and_is_run(access):
    text = SWEEP.to_json()
    empty = editor.open_text(access, str(Id.EDITOR_NEW), [], None)
    assert empty == {"opened": True, "text": ""}
    shown = editor.open_text(access, str(Id.EDITOR_FILE), [], file(text.encode()))
    assert shown["text"] == text
    assert added(access, "", Id.EDITOR_FILE, file(text.encode())) == {
        "go": no_update, "problem": "",
    }  # fmt: skip
    assert added(access, text)["go"] == "/study/1"
    assert access.study(1) == read_study(text)
    assert access.rows()[0].state == "queued"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"hello {", ["JSON"]),
        (b"\xff\xfa", ["UTF-8"]),
        (b"[" * 100_000, ["JSON"]),
        (
            b'{"name": "", "parameters": [{"name": "beta", "low": 2, "high": 1}], "colour": 1,'
            b' "design": {"kind": "sweep", "points": 1}}',
            ["name must be", "parameters[0].high must be", "colour must be", "design.points must"],
        ),
    ],
)
def test_all_that_is_wrong_with_a_file_is_reported_and_nothing_is_added(access, content, expected):
    problem = added(access, "", Id.EDITOR_FILE, file(content))["problem"]
    assert all(each in problem for each in expected), problem
    text = content.decode(errors="replace")
    assert added(access, text)["problem"]
    assert access.rows() == []


def test_an_opened_editor_has_no_problem_yet(access):
    assert added(access, "", Id.EDITOR) == {"go": no_update, "problem": ""}
