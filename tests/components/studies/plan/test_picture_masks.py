"""Studies of pictures with a mask that was painted, planned on the page."""

import asyncio

import numpy as np
import pytest
from starlette.requests import Request

from components.page.ids import Id
from components.pictures.opening import own_fields, sample_fields
from components.pictures.store import PICTURES, hash_of
from components.pictures.subject import segment_picture
from components.state.link import from_query
from components.state.model import ExplorerState
from components.studies import picture_base
from components.studies.elements import scene_link
from components.studies.figures.view import base_state, trial_query
from components.studies.plan import panel as plan_panel
from components.studies.plan.reading import read_plan
from components.studies.routes.stored_picture import StoredPicture
from components.studies.words import describe_picture
from segmentation import SAMPLES
from segmentation.study import Range, StudyError, run_trial
from segmentation.study.pictures import prepare_picture
from tests.components.pictures.files import COLOURS, GREY, encoded
from tests.components.studies.lab import named, words
from tests.components.studies.plan.plan_browser import Panel

LEFT = np.indices(GREY.shape)[1] < 50


def masked(inside=LEFT, **changes):
    """State of a picture with a mask as browsers paint it."""
    colours = np.where(inside[..., None], 255, [0, 0, 0]).astype(np.uint8)
    opaque = np.full((*inside.shape, 1), 255, np.uint8)
    painted, _ = PICTURES.add(encoded(np.concatenate([colours, opaque], axis=2)), "me")
    picture, file = PICTURES.add(encoded(COLOURS), "me")
    fields = own_fields(picture, "my disc.png", file) | {"n_clusters": 2, "merge_from": 0}
    return ExplorerState(**fields | {"mask": "painted", "painted": painted} | changes)


def run_study(access, state):
    panel = Panel(access, state).vary("beta").put(stored=["stored"], noise=0, replicates=1)
    return access.study(int(panel.run()["go"].split("/")[-1]))


@pytest.mark.parametrize("changes", [{}, {"picture_size": 50}, {"crop": "5,10,55,80"}])
def test_the_study_of_a_painted_mask_is_of_what_is_on_screen(access, changes):
    state = masked(**changes)
    study = run_study(access, state)
    prepared, result = segment_picture(state)
    again = prepare_picture(study.picture, study.method.feature)
    assert (again.mask == prepared.mask).all()
    assert not again.mask.all()
    same = study.model_copy(update={"parameters": (Range(name="n_clusters", low=2, high=3),)})
    record = run_trial(same.to_json(), 0)
    assert record.values["reference_rand"] == 1
    assert record.values["ncut"] == result.ncut


def test_a_mask_that_was_painted_on_a_part_is_that_of_the_part(access):
    part = np.indices((50, 70))[0] < 20
    state = masked(part, crop="5,10,55,80")
    again = prepare_picture(run_study(access, state).picture, "colour")
    assert (again.mask == segment_picture(state)[0].mask).all()
    assert (again.mask == part).all()


def test_its_trials_open_with_the_mask_that_the_study_has_stored(access):
    state = masked()
    study = run_study(access, state)
    PICTURES.forget()  # as another process of the server, and another browser
    shown, problems = from_query(trial_query(study, 0))
    body = asked(access, "mask").body
    assert (shown.mask, shown.painted, problems) == ("painted", hash_of(body), [])
    PICTURES.add(body, "you")
    PICTURES.add(asked(access, "").body, "you")
    assert (segment_picture(shown)[0].mask == LEFT).all()
    assert base_state(study) == state.model_copy(update={"painted": shown.painted})
    assert asked(access, "name").status_code == 404
    copied = Panel(access, base_state(study)).load(1)
    assert copied.plan["stored"]
    assert copied.describe()["notice"] == ""


def asked(access, what):
    query = f"study=1&what={what}".encode()
    request = Request({"type": "http", "query_string": query})
    return asyncio.run(StoredPicture(access).answer(request))


def test_a_mask_without_a_stroke_is_none(access):
    assert run_study(access, masked(painted="")).picture.mask == "none"


def test_the_page_says_that_the_mask_is_stored(access):
    own = Panel(access, masked()).vary("beta")
    built = plan_panel.show(own.plan, None, own.state)["panel"]
    box = named(built, id={"type": Id.PLAN_FIELD, "name": "stored"})
    assert "can then get the picture and its mask, until" in words(box.description)
    coffee = ExplorerState(**sample_fields(SAMPLES[3]) | {"picture_size": 60})
    sample = coffee.model_copy(update={"mask": "painted", "painted": masked().painted})
    panel = Panel(access, coffee).vary("beta").put(noise=0, replicates=1)
    note = "The mask that was painted or opened is stored in the study"
    assert note not in words(plan_panel.show(panel.plan, None, panel.state)["panel"])
    shown = panel.shown
    panel.state = sample.model_dump(mode="json")
    assert note in words(plan_panel.show(panel.plan, shown, panel.state)["panel"])
    study = access.study(int(panel.run()["go"].split("/")[-1]))
    assert describe_picture(study).endswith("Its mask was painted, and is stored in this study.")
    assert scene_link(study) == []  # the server cannot draw it without the browser
    assert "It and the mask that was painted are stored" in describe_picture(
        run_study(access, masked())
    )


def test_a_mask_that_the_server_lacks_or_that_is_too_large_is_told(access, monkeypatch):
    state = masked()
    panel = Panel(access, state).vary("beta").put(stored=["stored"])
    monkeypatch.setattr(picture_base, "MOST_PAINTED", 10)
    assert "A mask that is stored in a study must have at most" in panel.describe()["notice"]
    PICTURES.forget()
    PICTURES.add(encoded(COLOURS), "me")
    assert panel.describe()["needs"]["picture"] == state.painted


@pytest.mark.parametrize("field", ["painted", "painted_data"])
def test_a_mask_in_the_text_of_a_study_is_read_within_the_bounds(access, field):
    given = {"name": "x", "outputs": [], "design": {"kind": "sweep", "points": 2}}
    given["parameters"] = [{"name": "beta", "low": 1, "high": 2}]
    study = read_plan(given, masked(), stored=True)
    bad = study.picture.model_copy(update={"painted_data": None} | {field: "AAAA"})
    with pytest.raises(StudyError, match=rf"picture\.{field} must be"):
        access.add(study.model_copy(update={"picture": bad}))
