"""Whose study it is, and what others may do with it."""

import contextvars
from dataclasses import replace
from functools import partial

import httpx
import pytest

from components.page.backend import CALLBACK_PATH
from components.studies.access import NotAllowed, StudyAccess
from components.studies.study import actions, text
from components.studies.study_list import page as study_list
from components.studies.visitor import Quota, StudyRules, Visitor, visiting
from segmentation import PICTURE_METHODS, Scene
from segmentation.study import EXAMPLES, StudyPicture, n_trials
from segmentation.study.picture_files import content_text
from tests.components.pictures.files import COLOURS, encoded
from tests.segmentation.study.studies import small
from tests.serving import serve

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
    ],
)
def test_rules_that_are_none_are_told(name, value, rule):
    with pytest.raises(ValueError, match=f"CUTLAB_{name} {rule}"):
        StudyRules.of_environment({f"CUTLAB_{name}": value})


class Browser:
    """Client that presses buttons of the pages, and keeps its cookies."""

    def __init__(self, url, **headers):
        self.client = httpx.Client(base_url=url, headers={"origin": url, **headers}, timeout=60)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.client.close()

    def post(self, outputs, inputs, state=()):
        names = [f"{each['id']}.{each['property']}" for each in outputs]
        body = {
            "output": f"..{'...'.join(names)}..",
            "outputs": outputs,
            "inputs": inputs,
            "changedPropIds": [_changed(inputs)],
            "state": list(state),
        }
        answer = self.client.post(CALLBACK_PATH, json=body)
        assert answer.status_code == 200, answer.text
        return answer

    def run(self, example):
        """Run an example; return the answer and the number of the study."""
        wild = {"type": "example-run", "example": example}
        answer = self.post(
            [
                {"id": "example-go", "property": "href"},
                {"id": "example-problem", "property": "children"},
            ],
            [[{"id": wild, "property": "n_clicks", "value": 1}]],
        )
        href = answer.json()["response"].get("example-go", {}).get("href", "")
        return answer, int(href.removeprefix("/study/") or 0)

    def delete(self, number):
        """Delete a study on its page; return what is said of it."""
        wild = {"type": "study-action", "action": "delete"}
        outputs = [
            {"id": "study-acted", "property": "data"},
            {"id": "study-action-go", "property": "href"},
            {"id": "study-action-problem", "property": "children"},
        ]
        shown = {"id": "study-number", "property": "data", "value": number}
        pressed = [[{"id": wild, "property": "n_clicks", "value": 1}]]
        return self.post(outputs, pressed, [shown]).text


def _changed(inputs):
    [[pressed]] = inputs
    kind = ",".join(f'"{key}":"{value}"' for key, value in sorted(pressed["id"].items()))
    return f"{{{kind}}}.{pressed['property']}"


@pytest.fixture
def resting(access, monkeypatch):
    """A service whose studies wait."""
    monkeypatch.setattr(access.service, "wake", lambda: None)
    monkeypatch.setattr(access.service, "close", lambda: None)
    return access.service


def test_a_browser_s_key_is_a_cookie_that_no_script_reads(resting):
    example = next(iter(EXAMPLES))
    with serve(study_service=resting) as url, Browser(url) as anna, Browser(url) as ben:
        assert not anna.client.get("/study").cookies  # nor is there one before it is needed
        answer, number = anna.run(example)
        cookie = answer.headers["set-cookie"]
        for part in ("HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=31536000"):
            assert part in cookie
        key = anna.client.cookies["cutlab"]
        assert len(key) == 43
        assert key not in str(resting.store().get(number))  # the database has its digest
        assert "belongs to another browser" in ben.delete(number)
        ben.client.cookies.set("cutlab", "no key")
        assert "belongs to another browser" in ben.delete(number)
        ben.client.cookies.set("cutlab", resting.store().get(number).creator[:43])
        assert "belongs to another browser" in ben.delete(number)
        ben.client.cookies.clear()
        _, other = ben.run(example)
        assert ben.client.cookies["cutlab"] != key
        assert "belongs to another browser" in anna.delete(other)
        assert f"#deleted={number}" in anna.delete(number)


def test_the_stored_picture_of_a_deleted_study_is_its_maker_s_alone(resting):
    picture = StudyPicture(data=content_text(encoded(COLOURS)), name="disc.png", noise=1.0)
    of_picture = {"evaluator": "picture", "picture": picture, "scene": Scene()}
    study = small(**of_picture, method=PICTURE_METHODS["intensity"])
    server = serve(study_service=resting)
    with server as url, Browser(url) as anna, Browser(url) as ben, Browser(url) as nobody:
        _, first = anna.run(next(iter(EXAMPLES)))
        ben.run(next(iter(EXAMPLES)))
        store = resting.store()
        creator = store.get(first).creator
        number = store.add(study.to_json(), n_trials(study), "x", start=False, creator=creator)
        stored = f"/live/picture/stored?study={number}"
        assert ben.client.get(stored).status_code == 200
        store.delete(number)
        assert anna.client.get(stored).content == encoded(COLOURS)
        for stranger in (ben.client, nobody.client):
            assert stranger.get(stored).status_code == 404
            assert stranger.get(f"/study-files/{number}.json").status_code == 403


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


def test_the_administrator_s_key_opens_all(resting):
    example, rules = next(iter(EXAMPLES)), StudyRules(admin_key=ADMIN_KEY)
    server = serve(study_service=resting, study_rules=rules)
    with server as url, Browser(url) as anna, Browser(url) as admin:
        _, number = anna.run(example)
        assert admin.client.get("/study?admin=wrong").status_code == 403
        assert "belongs to another browser" in admin.delete(number)
        answer = admin.client.get("/study", params={"admin": ADMIN_KEY})
        assert (answer.status_code, answer.headers["location"]) == (303, "/study")
        assert "HttpOnly" in answer.headers["set-cookie"]
        assert ADMIN_KEY not in answer.headers["set-cookie"]
        assert f"#deleted={number}" in admin.delete(number)


def test_without_a_key_nobody_is_the_administrator(resting):
    with serve(study_service=resting) as url:
        for query in ("admin=", "admin=x"):
            assert httpx.get(f"{url}/study?{query}").status_code == 403


def test_a_proxy_may_name_the_owner(resting):
    example, rules = next(iter(EXAMPLES)), StudyRules(header="X-User")
    with serve(study_service=resting, study_rules=rules) as url:
        named = [Browser(url, **{"X-User": name}) for name in ("anna", "anna", "ben")]
        with named[0] as anna, named[1] as elsewhere, named[2] as ben, Browser(url) as nobody:
            answer, number = anna.run(example)
            assert "set-cookie" not in answer.headers
            assert "belongs to another browser" in ben.delete(number)
            assert "Sign in first" in nobody.run(example)[0].text
            assert f"#deleted={number}" in elsewhere.delete(number)
