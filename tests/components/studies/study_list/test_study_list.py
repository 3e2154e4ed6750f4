"""The list of studies and its buttons."""

import pytest
from dash import Dash, no_update

from components.page.backend import Backend
from components.page.ids import Id
from components.studies.access import StudyAccess
from components.studies.server.service import StudyService
from components.studies.study_list import examples
from components.studies.study_list import page as study_list
from components.studies.words import digits
from segmentation.errors import StorageError
from segmentation.study import EXAMPLES, n_trials
from tests.components.made_up import GRID, SWEEP
from tests.components.studies.lab import named, words


def refreshed(access, order="newest", shown=None, ids=(), asked=1, pages=(1, 1)):
    given = [{"type": Id.STUDY_ITEM_STATE, "study": each} for each in ids]
    return study_list.refresh(access, asked, order, None, list(pages), shown, given)


def numbers(items):
    return [each.to_plotly_json()["props"]["data-study"] for each in items]


def button(kind, study):
    return {"type": kind, "study": study}


def test_an_empty_list_says_so_and_leaves_the_disk_as_it_is(tmp_path):
    service = StudyService(str(tmp_path / "none.sqlite"), workers=1)
    access = StudyAccess(service)
    assert "There are no studies yet." in words(study_list.layout(access))
    answer = refreshed(access)
    assert answer["items"] == []
    assert not answer["no_studies"]
    assert answer["no_deleted"]
    service.close()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("order", ["no order", None, ["name"], {}])
def test_a_made_up_order_is_that_of_the_newest(access, lab, order):
    added = [lab.add(SWEEP, 0) for _ in range(2)]
    assert numbers(refreshed(access, order)["items"]) == added[::-1]


def test_a_new_order_begins_with_its_first_page(access):
    app = Dash(backend=Backend, suppress_callback_exceptions=True)
    study_list.register(app, access)
    [callback] = [
        each for each in app._callback_list if each["output"] == f"{Id.STUDIES_PAGE}.value"
    ]
    assert [each["id"] for each in callback["inputs"]] == [Id.STUDIES_ORDER]
    assert study_list.first_page("name") == 1


def test_a_study_is_reported_in_a_line(access, lab):
    first = lab.add(SWEEP, name="A sweep")
    second = lab.add(GRID, 30, name="A grid", failed=(4,))
    answer = refreshed(access)
    assert numbers(answer["items"]) == [second, first]
    assert answer["answer"] == {"asked": 1, "busy": True}
    row = lab.store.get(first)
    line = words(answer["items"][1])
    assert "A sweep" in line
    assert "done" in line
    assert f"Sweep: Affinity β · Study {first}, " in line
    assert f"33 trials · best {digits(row.best)}, worst {digits(row.worst)}" in line
    assert "30 of 216 trials · 1 failed · 20 per second" in words(answer["items"][0])


@pytest.mark.parametrize(
    ("order", "names"),
    [("newest", "bCa"), ("name", "abC"), ("size", "Cba"), ("state", "Cba"), ("best", "baC")],
)
def test_a_list_is_sorted(access, lab, order, names):
    ids = {lab.add(SWEEP, name="a"): "a", lab.add(GRID, 0, name="C"): "C"}
    ids[lab.add(SWEEP, name="b")] = "b"
    assert "".join(ids[each] for each in numbers(refreshed(access, order)["items"])) == names


def test_many_studies_are_in_pages(access, lab, monkeypatch):
    monkeypatch.setattr(study_list, "PAGE", 3)
    ids = [lab.add(SWEEP, 0, name=f"{i}") for i in range(7)][::-1]
    for each in ids[:4]:
        lab.store.delete(each)
    shown = [refreshed(access, pages=(1, page)) for page in (1, 2, 9)]
    assert [numbers(answer["gone"]) for answer in shown] == [ids[:3], ids[3:4], ids[3:4]]
    assert {tuple(numbers(answer["items"])) for answer in shown} == {tuple(ids[4:])}
    assert shown[0]["totals"] == [1, 2]
    assert shown[0]["no_pages"] == [True, False]


def test_a_page_of_the_list_reads_no_more_than_its_studies(access, lab, monkeypatch):
    monkeypatch.setattr(study_list, "PAGE", 2)
    for name in "bdaec":
        lab.add(SWEEP, 0, name=name)
    read = []
    rows = access.rows
    monkeypatch.setattr(access, "rows", lambda *given: read.append(rows(*given)) or read[-1])
    refreshed(access, "name", pages=(2, 1))
    assert [[row.name for row in found] for found in read] == [["c", "d"], []]


def test_what_only_progresses_keeps_its_elements(access, lab):
    study = lab.add(SWEEP, 3)
    before = refreshed(access)
    lab.record(study, SWEEP, 3, 33)
    after = refreshed(access, shown=before["shown"], ids=[study])
    assert after["items"] is after["gone"] is no_update
    assert words(after["states"]) == "done"
    assert "33 trials" in words(after["facts"])
    assert not after["answer"]["busy"]
    lab.store.describe(study, name="Another")
    assert "Another" in words(refreshed(access, shown=before["shown"], ids=[study])["items"])


def test_a_study_is_deleted_and_brought_back(access, lab):
    study = lab.add(SWEEP, name="Mine")
    deleted = study_list.change(access, button(Id.STUDY_DELETE, study), [])
    assert deleted == {
        "status": "Mine was deleted.", "no_undo": False, "changed": study, "problem": "",
    }  # fmt: skip
    answer = refreshed(access)
    assert answer["items"] == []
    assert numbers(answer["gone"]) == [study]
    back = study_list.undo(access, 1, study)
    assert back == {"status": "Mine is back.", "no_undo": True, "changed": None, "problem": ""}
    assert numbers(refreshed(access)["items"]) == [study]
    study_list.change(access, button(Id.STUDY_DELETE, study), [])
    study_list.change(access, button(Id.STUDY_UNDELETE, study), [])
    assert not lab.store.get(study).deleted


def test_a_button_that_only_came_into_the_page_does_nothing(access, lab):
    study = lab.add(SWEEP)
    assert set(study_list.change(access, None, []).values()) == {no_update}
    assert not lab.store.get(study).deleted


def test_what_is_not_there_is_reported(access, lab):
    answer = study_list.change(access, button(Id.STUDY_DELETE, 77), [])
    assert answer["problem"] == "There is no study 77."
    assert study_list.undo(access, 1, 77)["problem"] == "There is no study 77."


def test_a_database_that_does_not_answer_is_reported_and_asked_again(access, lab, monkeypatch):
    study = lab.add(SWEEP)
    before = refreshed(access)
    monkeypatch.setattr(access, "rows", unreachable)
    answer = refreshed(access, shown=before["shown"], ids=[study], asked=2)
    assert answer["problem"] == "The database is busy."
    assert answer["answer"] == {"asked": 2, "busy": True}
    assert answer["items"] is no_update


def unreachable(*_):
    raise StorageError("The database is busy.", passing=True)


def test_a_study_deleted_on_its_page_can_be_undone_on_the_list(access, lab):
    study = lab.add(SWEEP, name="Gone")
    lab.store.delete(study)
    page = study_list.layout(access, str(study))
    assert named(page, id=Id.STUDIES_STATUS).children == "Gone was deleted."
    assert not named(page, id=Id.STUDIES_UNDO).hidden
    assert named(page, id=Id.STUDIES_CHANGED).data == study
    lab.store.undelete(study)
    assert named(study_list.layout(access, str(study)), id=Id.STUDIES_UNDO).hidden


def test_examples_tell_their_time_once_it_is_known(access, monkeypatch):
    ids = [{"type": Id.EXAMPLE_SIZE, "example": key} for key in EXAMPLES]
    seconds = dict.fromkeys(EXAMPLES.values(), 100.0)
    last = list(EXAMPLES.values())[-1]
    seconds[last] = None
    monkeypatch.setattr(StudyAccess, "seconds", lambda self, study: seconds[study])
    answer = examples.describe_sizes(access, 1, ids)
    assert answer["sizes"][0] == f"{n_trials(EXAMPLES['unequal-radii']):,} trials, about 2 min"
    assert answer["sizes"][-1] == f"{n_trials(last):,} trials"
    assert not answer["rest"]
    seconds[last] = 5.0
    assert examples.describe_sizes(access, 2, ids)["rest"]


def test_an_example_is_run(access):
    key = next(iter(EXAMPLES))
    answer = examples.run(access, {"type": Id.EXAMPLE_RUN, "example": key}, [1])
    assert answer == {"go": "/study/1", "problem": ""}
    assert access.study(1) == EXAMPLES[key]
    assert access.rows()[0].state == "queued"
