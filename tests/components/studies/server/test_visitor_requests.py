"""Visitors of a server: who is who by the headers and cookies of requests."""

import httpx
import pytest

from components.page.backend import CALLBACK_PATH
from components.studies.server.visitor import Quota, StudyRules
from segmentation import PICTURE_METHODS, Scene
from segmentation.study import EXAMPLES, StudyPicture, n_trials
from segmentation.study.picture_files import content_text
from tests.components.pictures.files import COLOURS, encoded
from tests.components.studies.lab import at_once
from tests.segmentation.study.studies import small
from tests.serving import serve

ADMIN_KEY = "correct horse battery staple"


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


def test_posts_at_once_do_not_pass_an_owner_s_bound_together(resting):
    server = serve(study_service=resting, study_rules=StudyRules(quota=Quota(studies=3)))
    example = next(iter(EXAMPLES))
    with server as url, Browser(url) as anna:
        anna.run(example)
        found = at_once(6, lambda _: anna.run(example))
        assert sum("may have 3 studies" in answer.text for answer, _ in found) == 4
    assert len(resting.store().studies()) == 3


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


def test_only_a_named_proxy_names_the_owner(resting):
    example, rules = next(iter(EXAMPLES)), StudyRules(header="X-User")
    options = {"study_service": resting, "study_rules": rules}
    headers = {"X-User": "anna", "X-Forwarded-For": "203.0.113.7"}
    with serve(proxies=["127.0.0.1"], **options) as url, Browser(url, **headers) as anna:
        _, number = anna.run(example)
        assert resting.store().get(number).creator
    headers["X-Forwarded-For"] = "10.0.0.7"
    with serve(proxies=["10.0.0.0/8"], **options) as url, Browser(url, **headers) as stranger:
        assert "Sign in first" in stranger.run(example)[0].text
        assert "belongs to another browser" in stranger.delete(number)
