"""The page of a study: its content and its buttons."""

import json
import threading

import pytest
from dash import html, no_update

from components.export.figure_table import figure_csv
from components.page.ids import Id
from components.serving.places import Places
from components.state.link import from_query
from components.studies import shell
from components.studies.access import QUEUED, StudyAccess
from components.studies.figures import cache as figure_cache
from components.studies.figures import drawing
from components.studies.figures.view import View, trial_query
from components.studies.server.service import StudyService
from components.studies.study import actions as study_actions
from components.studies.study import figure_files, trial_links
from components.studies.study import page as study_page
from components.studies.study import text as study_text
from segmentation.study import Range, Saltelli, Study
from tests.components.made_up import GRID, MORRIS, SAMPLE, SWEEP
from tests.components.studies.lab import elements, named, words

ACTIONS = [{"type": Id.STUDY_ACTION, "action": name} for name in study_actions.ACTIONS]
NO_BOUNDS = {"moved": 0, "ranges": {}}


class Page:
    """State that a browser keeps between the callbacks of a study's page."""

    def __init__(self, access, number, **view):
        self.access, self.number = access, number
        self.view = {"output": "adjusted_rand", "other": None, "missing": False} | view
        self.drawn, self.opened, self.bounds = None, [], []

    def refresh(self, asked=1):
        answer = study_page.refresh(
            self.access, asked, None, self.view, self.bounds, self.opened, ACTIONS, self.drawn,
            self.number, True,
        )  # fmt: skip
        if answer["drawn"] is not no_update:
            self.drawn = json.loads(json.dumps(answer["drawn"]))
        if answer["cards"] is not no_update:
            self.opened = [None] * len(self.drawn["shapes"])
        return answer

    def at(self, name):
        return [shape[0] for shape in self.drawn["shapes"]].index(name)

    def open_trial(self, pressed, clicked=None):
        names = [shape[0] for shape in self.drawn["shapes"]]
        charts = [{"type": Id.FIGURE_CHART, "name": name} for name in names]
        points = [clicked if name == pressed.get("name") else None for name in names]
        return trial_links.open_trial(self.access, pressed, points, charts, self.drawn, self.number)


def hidden(answer):
    styles = zip(study_actions.ACTIONS, answer["actions"], strict=True)
    return [name for name, style in styles if style.get("display") == "none"]


def test_the_address_opens_a_page_or_says_why_not(access, lab):
    study = lab.add(SWEEP, name="Opened")
    opened = {"path": f"/study/{study}/", "hash": "#output=ncut", "fine": True}
    page = shell.open_page(access, opened)
    assert named(page, id=Id.STUDY_NAME).children == "Opened"
    assert named(page, id=Id.STUDY_OUTPUT).value == "ncut"
    assert "Studies" in words(shell.open_page(access, opened | {"path": "/study"}))
    missing = shell.open_page(access, opened | {"path": "/study/999"})
    assert "There is no study 999." in words(missing)
    wrong = shell.open_page(access, opened | {"path": "/study/9" + "9" * 20})
    assert "must be a whole number from 0 to" in words(wrong)


def test_without_a_study_there_is_no_store(tmp_path):
    service = StudyService(str(tmp_path / "none.sqlite"), workers=1)
    page = shell.open_page(StudyAccess(service), {"path": "/study/1", "hash": "", "fine": True})
    service.close()
    assert "There is no study yet." in words(page)
    assert list(tmp_path.iterdir()) == []


def test_files_open_beside_the_page_which_a_refusal_would_replace(access, lab):
    page = study_page.layout(access, lab.add(SWEEP), {}, True)
    files = [a for a in elements(page, html.A) if "/study-files/" in a.href]
    assert [a.target for a in files] == ["_blank"] * 3


def test_outputs_are_those_of_the_study(access, lab):
    page = study_page.layout(access, lab.add(SWEEP), {"output": "colour"}, True)
    choice = named(page, id=Id.STUDY_OUTPUT)
    names = [each["value"] for each in choice.data]
    assert names == [
        "adjusted_rand", "ncut", "agrees", "rounding", "objective", "tie", "seconds",
    ]  # fmt: skip
    assert choice.value == "adjusted_rand"
    inputs = tuple(Range(name=f"x{i}", low=-3, high=3) for i in (1, 2, 3))
    ishigami = Study(name="x", evaluator="ishigami", parameters=inputs, design=Saltelli(n=16))
    page = study_page.layout(access, lab.add(ishigami, 0), {}, True)
    assert [each["value"] for each in named(page, id=Id.STUDY_OUTPUT).data] == ["y", "seconds"]


def test_another_study_is_chosen_from_the_rest(access, lab):
    other, study = lab.add(SWEEP, name="The other"), lab.add(SWEEP)
    page = study_page.layout(access, study, {"other": str(other)}, True)
    choice = named(page, id=Id.STUDY_OTHER)
    assert (choice.value, choice.data) == (
        str(other), [{"value": str(other), "label": "The other"}],
    )  # fmt: skip
    answer = Page(access, study, other=str(other)).refresh()
    assert "Over it, dashed: The other." in words(answer["cards"])


def test_studies_of_one_name_are_told_apart_by_their_numbers(access, lab):
    one, two, three, study = (lab.add(SWEEP, name=name) for name in ("A", "A", "B", "C"))
    choice = named(study_page.layout(access, study, {}, True), id=Id.STUDY_OTHER)
    labels = {each["value"]: each["label"] for each in choice.data}
    assert labels == {str(one): f"A ({one})", str(two): f"A ({two})", str(three): "B"}


def test_figures_come_and_then_only_what_changes(access, lab):
    study = lab.add(SWEEP, 12)
    page = Page(access, study)
    first = page.refresh()
    assert "12 of 33 trials · 20 per second · 1 s left" in words(first["facts"])
    assert "7 points without a value" in words(first["cards"])
    assert first["answer"] == {"asked": 1, "busy": True}
    assert set(page.refresh(2)["charts"]) == {no_update}
    lab.record(study, SWEEP, 12, 33)
    last = page.refresh(3)
    assert last["cards"] is no_update
    assert words(last["state"]) == "done"
    assert words(last["facts"]) == "33 trials"
    assert len(last["charts"][page.at("mean")]["data"][-1]["x"]) > 0
    assert "without a value" not in words(last["captions"])
    assert last["answer"] == {"asked": 3, "busy": False}


def test_a_study_that_many_look_at_is_drawn_once(access, lab, monkeypatch):
    study, drawn, draw = lab.add(SWEEP), [], figure_cache.draw
    monkeypatch.setattr(figure_cache, "draw", lambda *given: drawn.append(1) or draw(*given))
    first, second = Page(access, study).refresh(), Page(access, study).refresh()
    assert first["drawn"] == second["drawn"]
    assert len(drawn) == 1


def test_an_output_that_is_not_measured_is_reported(access, lab):
    answer = Page(access, lab.add(SWEEP), output="colour").refresh()
    assert "must be one of" in answer["problem"]
    lost = Page(access, 1, other="999").refresh()
    assert lost["problem"] == "There is no study 999."
    assert lost["answer"] == {"asked": 1, "busy": False}
    assert lost["cards"] is no_update


def test_the_mean_stands_in_for_missing_values_when_that_is_chosen(access, lab):
    study = lab.add(SAMPLE, failed=range(SAMPLE.replicates))
    refused = Page(access, study).refresh()
    assert "have no 'adjusted_rand' (0)" in words(refused["cards"])
    assert not refused["no_imputing"]
    imputed = Page(access, study, missing=True).refresh()
    assert "1 point without a value is replaced" in words(imputed["cards"])
    assert not imputed["no_imputing"]
    assert Page(access, lab.add(SWEEP)).refresh()["no_imputing"]


def test_a_table_is_filled_while_it_is_open(access, lab):
    page = Page(access, lab.add(GRID))
    cards = page.refresh()["cards"]
    row = {"type": Id.FIGURE_ROWS, "name": "mean"}
    assert named(cards, id=row).children == []
    page.opened[page.at("mean")] = 1
    rows = page.refresh()["rows"]
    assert "Open" in words(rows[page.at("mean")])
    assert rows[page.at("verdicts")] is no_update
    assert set(page.refresh()["rows"]) == {no_update}
    page.opened[page.at("verdicts")] = 1
    rows = page.refresh()["rows"]
    assert rows[page.at("verdicts")] is not no_update
    assert rows[page.at("mean")] is no_update  # what is written anew loses the focus
    page.opened[page.at("mean")] = 2
    assert set(page.refresh()["rows"]) == {no_update}


def test_what_says_the_same_is_not_written_anew(access, lab):
    study = lab.add(SWEEP, 12)
    page = Page(access, study)
    page.refresh()
    page.opened = [1] * len(page.opened)
    page.refresh()
    again = page.refresh(2)
    assert {again[name] for name in ("state", "facts", "methods")} == {no_update}
    assert set(again["rows"]) == {no_update}
    lab.record(study, SWEEP, 12, 33)
    more = page.refresh(3)
    assert words(more["state"]) == "done"
    assert words(more["facts"]) == "33 trials"
    assert more["rows"][page.at("mean")] is not no_update


def test_an_open_table_is_open_on_new_cards_too(access, lab):
    study = lab.add(GRID, 100)
    page = Page(access, study)
    page.refresh()
    page.opened[page.at("verdicts")] = 1
    page.refresh()
    lab.record(study, GRID, 100, 216)
    cards = page.refresh()["cards"]
    row = {"type": Id.FIGURE_ROWS, "name": "verdicts"}
    assert "Open" in words(named(cards, id=row))
    assert set(page.refresh()["rows"]) == {no_update}
    page.opened[page.at("verdicts")] = 1  # closed now
    assert set(page.refresh()["rows"]) == {no_update}


def test_failed_trials_are_listed(access, lab):
    study = lab.add(GRID, failed=(5, 17))
    answer = Page(access, study).refresh()
    failed = named(answer["cards"], id={"type": Id.FIGURE_ROWS, "name": "failed"})
    assert words(failed).count("The scene has no circle.") == 2
    assert "retry" not in hidden(answer)


def test_points_and_buttons_open_their_trial(access, lab):
    study = lab.add(SWEEP)
    page = Page(access, study)
    page.refresh()
    chart = {"type": Id.FIGURE_CHART, "name": "mean"}
    answer = page.open_trial(chart, {"points": [{"customdata": 7}]})
    path, _, rest = answer["go"].partition("?")
    query, _, hash = rest.partition("#")
    assert (path, hash) == ("/", f"study={study}")
    assert from_query(query) == from_query(trial_query(SWEEP, 7))
    assert trial_links.link(SWEEP, study, 7).href == answer["go"]
    assert trial_links.link(SWEEP, study, -1) == ""
    assert page.open_trial(chart, {"points": [{"customdata": -1}]})["go"] is no_update
    assert page.open_trial(chart, {"points": [{}]})["go"] is no_update


def test_points_that_are_no_trials_open_none(access, lab):
    page = Page(access, lab.add(MORRIS))
    page.refresh()
    chart = {"type": Id.FIGURE_CHART, "name": "morris"}
    assert page.open_trial(chart, {"points": [{"customdata": 3}]})["go"] is no_update


def test_a_trial_that_the_explorer_cannot_show_is_reported(access, lab):
    loud = SWEEP.model_copy(update={"parameters": (Range(name="noise", low=1, high=5),)})
    page = Page(access, lab.add(loud))
    page.refresh()
    message = (
        "The explorer cannot show trial 32. Noise level must be a number from 0 to 2. "
        "Got 5 instead."
    )
    chart = {"type": Id.FIGURE_CHART, "name": "mean"}
    assert page.open_trial(chart, {"points": [{"customdata": 32}]})["problem"] == message
    assert trial_links.link(loud, 1, 32).title == message
    assert "must be" in page.open_trial(chart, {"points": [{"customdata": 99}]})["problem"]


def press(access, name, number):
    return study_actions.perform(access, {"type": Id.STUDY_ACTION, "action": name}, [], number)


def test_a_study_is_paused_cancelled_and_resumed(access, lab):
    study = lab.add(GRID, 30)
    page = Page(access, study)
    assert hidden(page.refresh()) == ["resume", "retry", "undelete"]
    assert press(access, "pause", study)["acted"] == "pause"
    assert lab.store.get(study).state == "paused"
    assert hidden(page.refresh()) == ["pause", "retry", "undelete"]
    press(access, "cancel", study)
    assert hidden(page.refresh()) == ["pause", "cancel", "retry", "undelete"]
    refused = press(access, "pause", study)
    assert refused["problem"] == f"Study {study} is cancelled: it cannot become paused."
    press(access, "resume", study)
    assert lab.store.get(study).state == "queued"
    assert QUEUED in words(page.refresh()["facts"])


def test_a_deletion_leads_to_the_list(access, lab):
    study = lab.add(SWEEP)
    assert press(access, "delete", study)["go"] == f"/study#deleted={study}"
    assert lab.store.get(study).deleted


def test_a_deleted_study_can_be_brought_back_and_nothing_else(access, lab):
    study = lab.add(SWEEP)
    page = Page(access, study)
    assert page.refresh()["kind"] == "present"
    assert "undelete" in hidden(page.refresh())
    lab.store.delete(study)  # on another page
    answer = page.refresh()
    assert answer["kind"] == "deleted"
    assert hidden(answer) == [name for name in study_actions.ACTIONS if name != "undelete"]
    opened = study_page.layout(access, study, {}, True)
    assert "This study was deleted." in words(opened)
    assert named(opened, id=Id.STUDY_PAGE).className == "deleted"
    assert press(access, "undelete", study)["acted"] == "undelete"
    assert not lab.store.get(study).deleted
    assert page.refresh()["kind"] == "present"


@pytest.mark.parametrize("name", ["purge", "explode"])
def test_there_are_no_other_acts(access, lab, name):
    study = lab.add(SWEEP)
    assert press(access, name, study)["problem"] == f"There is no action {name!r}."
    assert lab.store.get(study)


def test_name_and_notes_are_changed(access, lab):
    study = lab.add(SWEEP, name="Old")
    assert study_text.edit(access, str(Id.STUDY_EDIT), [], "Old", "", study)["opened"] is True
    saved = study_text.edit(access, str(Id.STUDY_SAVE), [], " New ", "What for?", study)
    assert (saved["opened"], saved["status"]) == (False, "Saved.")
    row = lab.store.get(study)
    assert (row.name, row.notes) == ("New", "What for?")
    assert access.study(study).name == "New"


@pytest.mark.parametrize(
    ("name", "notes", "message"),
    [
        (" ", "", "The name must be text of 1 to 200 characters. It has 0."),
        ("x" * 201, "", "The name must be text of 1 to 200 characters. It has 201."),
        ("x", "y" * 20_001, "The notes must be text of 0 to 20000 characters. It has 20001."),
    ],
)
def test_a_name_that_is_none_is_reported(access, lab, name, notes, message):
    study = lab.add(SWEEP, name="Old")
    assert study_text.edit(access, str(Id.STUDY_SAVE), [], name, notes, study)["problem"] == message
    assert lab.store.get(study).name == "Old"


def test_the_figures_of_many_trials_are_not_waited_for(access, lab, monkeypatch, tmp_path):
    ended = threading.Event()

    def aside(database, *given):
        assert ended.wait(60)
        return drawing.draw(access.store(), *given)

    monkeypatch.setattr(figure_cache, "MOST_HERE", 5)
    monkeypatch.setattr(figure_cache, "WAIT_SECONDS", 0.0)
    monkeypatch.setattr(figure_cache, "draw_aside", aside)
    monkeypatch.setenv("CUTLAB_SHARED", str(tmp_path))
    others = [Places("figures", figure_cache.MOST_ASIDE).take() for _ in range(2)]
    page = Page(access, lab.add(SWEEP))
    for _ in range(2):  # it is begun once
        answer = page.refresh()
        assert answer["problem"].startswith("The figures of 33 trials are being drawn")
        assert answer["answer"]["busy"]
    ended.set()
    assert page.refresh()["answer"]["busy"]  # other processes draw all that are drawn at once
    others[0]()
    monkeypatch.setattr(figure_cache, "WAIT_SECONDS", 60.0)
    answer = page.refresh()
    others[1]()
    assert not answer["answer"]["busy"]
    assert "Highest: " in words(answer["cards"])


@pytest.mark.long
def test_another_process_draws_the_same_figures(lab):
    store, parts = lab.store, [(lab.add(SAMPLE), SAMPLE)]
    url = store.database.url.render_as_string(hide_password=False)
    here = drawing.draw(store, parts, "adjusted_rand", "refuse")
    aside = drawing.draw_aside(url, parts, "adjusted_rand", "refuse")
    assert aside[1] == here[1] == ()
    assert [(name, each.sentence) for name, each in aside[0].items()] == [
        (name, each.sentence) for name, each in here[0].items()
    ]


def test_files_of_figures_are_named_for_the_study(access, lab):
    study = lab.add(SWEEP, name="Files & all")
    shown = {"output": "adjusted_rand", "other": None, "missing": False}
    opened = figure_files.open_figure(access, {"name": "mean"}, [1], study, shown)
    subject = opened["subject"]
    assert subject["file"] == "files-all-adjusted-rand-index-mean-and-trials"
    assert subject["title"] == "Adjusted Rand index: mean and trials"
    figure = access.figures(study, View("adjusted_rand")).figures["mean"]
    for part in (figure.sentence, "Files & all. Sweep: Affinity β", "Fixed: circles", "33 trials"):
        assert part in subject["caption"]
    sent = figure_files.numbers(access, subject)["file"]
    assert sent["filename"] == f"{subject['file']}.csv"
    assert sent["content"] == figure_csv(figure.figure)
    gone = figure_files.open_figure(access, {"name": "sobol"}, [1], study, shown)
    assert gone == {"subject": no_update, "problem": "This figure is not there any more."}


def test_a_stamp_is_the_same_in_every_process(access, lab):
    study = lab.add(SWEEP)
    second = StudyAccess(access.service)
    view = View("adjusted_rand")
    assert access.figures(study, view).stamp == second.figures(study, view).stamp
    assert access.figures(study, view).stamp != access.figures(study, View("ncut")).stamp
