"""Callbacks of the share dialog: the link of each choice."""

import json
import zlib
from base64 import urlsafe_b64decode
from hashlib import sha512

import pytest

from components.page.ids import Id
from components.page.panels.share import HIDDEN, OF_THE_PAGE, choose, choose_all, open_dialog
from components.state.control_specs import sections
from components.state.link import from_query
from components.state.model import ExplorerState
from components.state.names import LISTS
from components.state.presets import PRESETS

STATE = ExplorerState(noise=0.5, hide=("beta",), view="embed")
DATA = STATE.model_dump(mode="json")
ALL = list(LISTS["hide"])


def ids(tree):
    """Return the components that have an id, by id."""
    found = {}
    for part in tree if isinstance(tree, list) else [tree]:
        if getattr(part, "id", None):
            found[part.id] = part
        if getattr(part, "children", None) is not None:
            found |= ids(part.children)
    return found


def test_it_opens_with_the_committed_choice():
    content, opened, problem = open_dialog(1, DATA)
    assert (opened, problem) == (True, "")
    found = ids(content)
    assert found[Id.SHARE_VIEW].value == "embed"
    assert found[Id.SHARE_SHOWN].value == [name for name in ALL if name != "beta"]
    boxes = [c.value for c in found[Id.SHARE_SHOWN].children[1].children if hasattr(c, "value")]
    boxes += [c.value for c in found[Id.SHARE_PAGE].children]
    assert sorted(boxes) == sorted(sections())


@pytest.mark.parametrize("subject", ["circles", "picture"])
def test_each_name_is_there_once(subject):
    """Of scenes and of pictures; assets/pictures/own_pictures.css hides the boxes of the others."""
    found = ids(open_dialog(1, DATA)[0])
    boxes = [*found[Id.SHARE_SHOWN].children[1].children, *found[Id.SHARE_PAGE].children]
    shown = [
        c for c in boxes if hasattr(c, "value") and c.wrapperProps["data-only"] in (None, subject)
    ]
    assert len({c.label for c in shown}) == len(shown) > 10
    assert ("mask" in {c.value for c in shown}) == (subject == "picture")


def test_each_opening_has_new_parts():
    assert open_dialog(1, DATA)[0].id != open_dialog(2, DATA)[0].id


def test_a_state_that_is_none_opens_nothing():
    _, opened, problem = open_dialog(1, DATA | {"noise": 9})
    assert not opened
    assert problem == "Noise level must be a number from 0 to 2. Got 9 instead."


@pytest.mark.parametrize("view", ["full", "embed", "present"])
def test_the_link_means_the_choice(view):
    shown = [name for name in ALL if name not in ("noise", "lesson")]
    choice, page, embedded = choose(view, shown, DATA)
    hide = ("noise", "lesson") if view == "full" else ("noise",)
    state = STATE.model_copy(update={"view": view, "hide": hide})
    assert from_query(choice["query"]) == (state, [])
    assert choice["state"] == state.model_dump(mode="json")
    assert (page == HIDDEN) is (view != "full")
    assert (embedded == HIDDEN) is (view != "embed")


STEPS = [{"title": "Größe", "note": "Why?", "query": "noise=0.5"}] * 3


def test_a_lesson_travels_in_the_link_to_a_presentation():
    choice, *_ = choose("present", ALL, DATA, STEPS)
    text = zlib.decompress(urlsafe_b64decode(choice["hash"].removeprefix("lesson=") + "=="), -15)
    assert json.loads(text) == [[step[name] for name in step] for step in STEPS]
    assert choice["steps"] == STEPS
    assert choice["note"] == "The link holds the lesson: 3 steps."
    for view in ("full", "embed"):
        choice, *_ = choose(view, ALL, DATA, STEPS)
        assert (choice["hash"], choice["steps"]) == ("", None)


def test_a_lesson_that_is_too_long_for_a_link_is_told():
    notes = [sha512(bytes([i])).hexdigest() * 7 for i in range(100)]
    long = [{"title": "", "note": note, "query": ""} for note in notes]
    choice, *_ = choose("present", ALL, DATA, long)
    assert (choice["hash"], choice["steps"]) == ("", [])
    assert "Export it as a file" in choice["note"]
    assert choose("present", ALL, DATA, [])[0]["note"].startswith("There is no lesson")


def test_the_frame_is_named_by_the_scene():
    for preset in PRESETS:
        data = preset.state.model_copy(update={"outlines": False}).model_dump(mode="json")
        assert choose("full", ALL, data)[0]["title"] == f"Cutlab: {preset.title}"
    assert choose("full", ALL, DATA)[0]["title"] == "Cutlab: normalized cuts"


def test_all_and_none_leave_what_the_view_lacks():
    assert choose_all(Id.SHARE_ALL, "full", []) == ALL
    assert choose_all(Id.SHARE_NONE, "full", ALL) == []
    assert set(choose_all(Id.SHARE_NONE, "embed", ALL)) == set(OF_THE_PAGE)
