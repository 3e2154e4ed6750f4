"""Whose study it is, and what others may do with it."""

import contextvars
from dataclasses import replace
from functools import partial

import pytest

from components.studies.access import NotAllowed, StudyAccess
from components.studies.server.visitor import Quota, StudyRules, Visitor, visiting
from components.studies.study import actions, text
from components.studies.study_list import page as study_list
from segmentation.study import n_trials
from tests.components.studies.lab import at_once
from tests.segmentation.study.studies import small

ADMIN_KEY = "correct horse battery staple"
ANNA, BEN, ADMIN = Visitor("anna"), Visitor("ben"), Visitor("carl", admin=True)
NOBODY = Visitor("")


@pytest.fixture
def with_rules(access):
    """Make the access of another server, to the same studies."""
    return lambda **rules: StudyAccess(access.service, StudyRules(**rules))


def add(access, visitor, **changes):
    with visiting(visitor):
        return access.add(small(**changes), start=False)


CHANGES = {
    **{
        name: partial(lambda name, access, number: actions.perform(
            access, {"action": name}, None, number
        ), name)
        for name in actions.ACTIONS
    },
    "rename": lambda access, number: text.edit(access, text.Id.STUDY_SAVE, None, "x", "", number),
    "delete in the list": lambda access, number: study_list.change(
        access, {"type": "study-delete", "study": number}, None
    ),
    "undo in the list": lambda access, number: study_list.undo(access, 1, number),
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_a_study_is_changed_by_who_made_it_and_the_administrator(access, change):
    number = add(access, ANNA)
    before = replace(access.store().get(number), now=0.0)
    for other in (BEN, NOBODY):
        with visiting(other):
            assert "belongs to another browser" in CHANGES[change](access, number)["problem"]
    assert replace(access.store().get(number), now=0.0) == before
    for owner in (ANNA, ADMIN):
        with visiting(owner):
            assert "belongs to" not in str(CHANGES[change](access, number)["problem"])


def test_others_may_look_at_it_duplicate_it_and_export_it(access):
    number = add(access, ANNA)
    with visiting(BEN):
        assert access.study(number).name == small().name
        assert [row.id for row in access.rows()] == [number]
        assert access.readable(number).name == small().name
        copy = access.add(access.study(number), start=False)
        assert access.may_change(access.store().get(copy))
        assert not access.may_change(access.store().get(number))


def test_what_one_may_not_do_is_not_offered(access):
    number = add(access, ANNA)
    row = access.store().get(number)
    assert any(actions.offered(row, name) for name in actions.ACTIONS)
    assert not any(actions.offered(row, name, mine=False) for name in actions.ACTIONS)


def test_a_study_of_nobody_is_everybody_s_unless_there_is_an_administrator(access, with_rules):
    number = access.add(small(), start=False)
    row = access.store().get(number)
    assert row.creator is None
    with visiting(ANNA):
        assert access.may_change(row)
        assert not with_rules(admin_key=ADMIN_KEY).may_change(row)
    with visiting(ADMIN):
        assert with_rules(admin_key=ADMIN_KEY).may_change(row)


def test_shared_studies_are_changed_by_all(access, with_rules):
    number = add(access, ANNA)
    with visiting(BEN):
        assert with_rules(mode="shared").changing(number)


def test_where_studies_are_off_only_the_administrator_makes_them(access, with_rules):
    number, off = add(access, ANNA), with_rules(mode="off", admin_key=ADMIN_KEY)
    for visitor in (ANNA, BEN):
        with visiting(visitor):
            for act in (partial(off.add, small()), partial(off.changing, number)):
                with pytest.raises(NotAllowed, match="Studies are off on this server"):
                    act()
            assert off.seconds(small()) is None  # nor is a plan timed
            assert off.study(number)
    with visiting(ADMIN):
        assert off.add(small(), start=False)


@pytest.mark.parametrize(
    ("quota", "sentence"),
    [
        (Quota(studies=2), "may have 2 studies"),
        (Quota(waiting=25), "may have 25 trials that wait"),
        (Quota(stored=25), "may have 25 trials in the database"),
    ],
)
def test_an_owner_may_have_so_many(access, with_rules, quota, sentence):
    bounded = with_rules(quota=quota)
    assert n_trials(small()) == 10
    numbers = [add(bounded, ANNA) for _ in range(2)]
    with pytest.raises(NotAllowed, match=sentence):
        add(bounded, ANNA)
    assert add(bounded, BEN)
    assert add(bounded, ADMIN)
    bounded.store().delete(numbers[0])  # it has no trials stored
    assert add(bounded, ANNA)


def test_studies_added_or_brought_back_at_once_do_not_pass_together(access, with_rules):
    bounded = with_rules(quota=Quota(studies=2))
    found = at_once(8, lambda number: add(bounded, ANNA, name=str(number)))
    assert sum(isinstance(each, NotAllowed) for each in found) == 6
    numbers = [row.id for row in bounded.rows()]
    assert len(numbers) == 2
    for number in numbers:
        bounded.store().delete(number)
    numbers += [add(bounded, ANNA) for _ in range(2)]
    for number in numbers[2:]:
        bounded.store().delete(number)

    def back(index):
        with visiting(ANNA):
            bounded.undelete(numbers[index])

    found = at_once(4, back)
    assert sum(isinstance(each, NotAllowed) for each in found) == 2
    assert len(bounded.rows()) == 2


def test_trials_of_deleted_studies_count_as_long_as_they_are_there(access, lab):
    number = lab.add(small(), creator="anna")
    assert vars(access.store().usage("anna")) == {"studies": 1, "waiting": 0, "stored": 10}
    access.store().delete(number)
    assert vars(access.store().usage("anna")) == {"studies": 0, "waiting": 0, "stored": 10}
    assert vars(access.store().usage("ben")) == {"studies": 0, "waiting": 0, "stored": 0}


def test_a_study_that_comes_back_counts_again(access, with_rules):
    bounded = with_rules(quota=Quota(studies=1))
    first = add(bounded, ANNA)
    bounded.store().delete(first)
    second = add(bounded, ANNA)
    with visiting(ANNA), pytest.raises(NotAllowed, match="may have 1 studies"):
        bounded.undelete(first)
    with visiting(ANNA):
        assert "may have 1 studies" in study_list.undo(bounded, 1, first)["problem"]
        pressed = {"action": "undelete"}
        assert "may have 1" in actions.perform(bounded, pressed, None, first)["problem"]
        bounded.undelete(second)  # it is there
    assert bounded.store().get(first).deleted
    with visiting(ADMIN):
        bounded.undelete(first)
    assert not bounded.store().get(first).deleted


def test_who_has_no_name_makes_no_study(access):
    with pytest.raises(NotAllowed, match="Sign in first"):
        add(access, NOBODY)


def test_the_environment_has_the_rules():
    assert StudyRules.of_environment({}) == StudyRules(mode="own", quota=Quota())
    given = {
        "CUTLAB_STUDIES": "shared",
        "CUTLAB_ADMIN_KEY": ADMIN_KEY,
        "CUTLAB_OWNER_HEADER": "X-User",
        "CUTLAB_MOST_STUDIES": "3",
        "CUTLAB_MOST_WAITING": "50",
    }
    expected = StudyRules("shared", ADMIN_KEY, "X-User", Quota(studies=3, waiting=50))
    assert StudyRules.of_environment(given) == expected


@pytest.mark.parametrize(
    ("name", "value", "rule"),
    [
        ("STUDIES", "mine", "must be off, own or shared"),
        ("ADMIN_KEY", "short", "must have at least 16 characters"),
        ("MOST_STORED", "-1", "must be a whole number"),
        ("WORKERS_NICE", "20", "must be a whole number from 0 to 19"),
    ],
)
def test_rules_that_are_none_are_told(name, value, rule):
    with pytest.raises(ValueError, match=f"CUTLAB_{name} {rule}"):
        StudyRules.of_environment({f"CUTLAB_{name}": value})


def test_outside_of_a_request_nobody_is_present(access):
    number = add(access, ANNA)
    row = access.store().get(number)
    assert contextvars.Context().run(access.may_change, row) is False
    with pytest.raises(NotAllowed, match="Sign in first"):
        contextvars.Context().run(access.add, small())


def test_what_an_administrator_without_a_name_makes_is_not_nobody_s(access, with_rules):
    guarded = with_rules(admin_key=ADMIN_KEY)
    number = add(guarded, Visitor("", admin=True))
    with visiting(NOBODY):
        assert not guarded.may_change(guarded.store().get(number))
