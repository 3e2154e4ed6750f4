"""A study whose process has ended without a word: said on its page, and resumed from there."""

import pytest

from components.studies.access import SILENT
from components.studies.study import actions as study_actions
from tests.components.made_up import SWEEP
from tests.components.studies.lab import words
from tests.components.studies.study.test_study_page import Page, hidden


@pytest.fixture
def silent(access, lab, monkeypatch):
    """A page of such a study; its process has a rate until then."""
    page = Page(access, lab.add(SWEEP, 12))
    answer = page.refresh()
    assert "20 per second" in words(answer["facts"])
    assert "resume" in hidden(answer)
    monkeypatch.setattr(access.store().watch, "_lease", 0.0)
    return page


def test_it_is_said_and_offered(access, silent):
    answer = silent.refresh()
    assert SILENT in words(answer["facts"])
    assert "per second" not in words(answer["facts"])
    assert "resume" not in hidden(answer)


def test_what_this_process_waits_for_is_said_instead(access, silent, monkeypatch):
    monkeypatch.setattr(access.service, "problem", lambda number: "The disk is full.")
    answer = silent.refresh()
    assert "The disk is full." in words(answer["facts"])
    assert SILENT not in words(answer["facts"])
    assert "resume" in hidden(answer)


def test_resume_says_what_it_did(access, silent):
    def resume():
        return study_actions.perform(access, {"action": "resume"}, None, silent.number)["problem"]

    assert resume() == ""
    assert access.store().get(silent.number).state == "queued"
    assert resume() == study_actions.NOTHING
