"""Studies of pictures on the page: planned beside the controls, and their trials shown there."""

import asyncio
import json
from dataclasses import replace
from io import BytesIO

import numpy as np
import pytest
import tifffile
from dash import no_update
from starlette.requests import Request

from components.page.ids import Id
from components.pictures import truth
from components.pictures.opening import own_fields, sample_fields
from components.pictures.store import PICTURES
from components.pictures.subject import segment_picture
from components.state.link import from_query
from components.state.model import ExplorerState
from components.state.picture import LARGEST_EXACT
from components.studies import picture_base
from components.studies.estimates.duration import estimate
from components.studies.figures.view import base_state, trial_query
from components.studies.plan import panel as plan_panel
from components.studies.plan.checking import study_of_plan
from components.studies.routes.stored_picture import StoredPicture
from components.studies.routes.trial_files import TrialFiles
from components.studies.study import page as study_page
from components.studies.study.editor import open_text
from components.studies.words import describe_fixed
from segmentation import PICTURE_METHODS, SAMPLES, CutlabError, ImageError, compare_partitions
from segmentation.study import (
    Range,
    Study,
    StudyError,
    StudyPicture,
    Sweep,
    run_trial,
    trial,
)
from segmentation.study.design.quantities import TRUTH_OUTPUTS
from segmentation.study.picture_files import content_text
from segmentation.study.pictures import prepare_picture
from tests.components.pictures.files import COLOURS, DISC, GREY, encoded
from tests.components.studies.lab import named, words
from tests.components.studies.plan.plan_browser import Panel

COFFEE = ExplorerState(
    **sample_fields(SAMPLES[3]) | {"picture_size": 60, "mask": "otsu_above", "merge_from": 0}
)
CONTENT = encoded(COLOURS)


def own(**changes):
    picture, file = PICTURES.add(CONTENT, "me")
    fields = own_fields(picture, "my disc.png", file) | {"n_clusters": 2, "merge_from": 0}
    return ExplorerState(**fields | changes)


@pytest.mark.parametrize(
    "changes", [{}, {"channel": "red"}, {"mask": "above", "threshold": 40.0, "sigma": 0.5}]
)
def test_the_base_of_a_study_is_the_picture_on_screen(access, changes):
    state = COFFEE.model_copy(update=changes)
    panel = Panel(access, state).vary("beta").put(noise=0, replicates=1, design__points=3)
    study = access.study(int(panel.run()["go"].split("/")[-1]))
    assert (study.evaluator, study.method) == ("picture", state.method())
    prepared, result = segment_picture(state)
    again = prepare_picture(study.picture, study.method.feature)
    assert (again.image == prepared.image).all()
    assert (again.mask == prepared.mask).all()
    same = study.model_copy(update={"parameters": (Range(name="n_clusters", low=6, high=7),)})
    assert run_trial(same.to_json(), 0).values["reference_rand"] == 1
    assert run_trial(same.to_json(), 0).values["ncut"] == result.ncut


def test_its_panel_has_the_noise_and_the_outputs_of_pictures(access):
    panel = Panel(access, COFFEE).vary("beta", "feature")
    built = plan_panel.show(panel.plan, None, panel.state)["panel"]
    outputs = named(built, id={"type": Id.PLAN_FIELD, "name": "outputs"}).value
    assert {"reference_rand", "replicate_rand", "ncut"} < set(outputs)
    assert not {"mean_iou", "covering", "verdict"} & set(outputs)
    assert "Store the picture" not in words(built)
    described = panel.describe()
    assert (described["notice"], described["outputs"], described["derived"]) == ("", "all", [])
    assert described["usual_name"] == "Affinity β × Feature"
    assert panel.plan["specs"]["feature"]["labels"] == {
        "intensity": "intensity", "colour": "colour (Lab)",
    }  # fmt: skip
    panel.put(outputs=["ncut"])
    assert panel.describe()["outputs"].startswith("1 of ")
    panel.put(outputs=outputs)
    assert panel.plan["outputs"] == []
    panel.put(noise=0)
    assert "Noise seeds per point must be 1 without noise" in panel.errors()["replicates"]


def test_what_pictures_lack_is_told_where_it_can_be_removed(access):
    panel = Panel(access, COFFEE).vary("noise")
    assert panel.describe()["problems"] == {
        "noise": "Noise level cannot be varied for what is on screen."
    }
    assert panel.describe()["no_run"]
    circles = Panel(access, ExplorerState()).vary("sigma")
    assert "cannot be varied" in circles.describe()["problems"]["sigma"]


def test_an_own_picture_is_stored_only_on_purpose(access):
    panel = Panel(access, own()).vary("beta").put(design__points=3)
    assert "tick “Store the picture in the study”" in panel.describe()["notice"]
    assert "tick" in panel.run()["problem"]
    built = plan_panel.show(panel.plan, None, panel.state)["panel"]
    box = named(built, id={"type": Id.PLAN_FIELD, "name": "stored"})
    assert (box.value, "All who can open the study" in words(box.description)) == ([], True)
    panel.put(stored=["stored"])
    assert panel.describe()["notice"] == ""
    number = int(panel.run()["go"].split("/")[-1])
    study = access.study(number)
    assert study.picture.name == "my disc.png"
    page = words(study_page.layout(access, number, {}, fine=True))
    assert "Picture “my disc.png”, 200 px at most, noise 2%. It is stored in this study." in page


def test_a_picture_that_is_too_large_or_gone_is_not_stored(access, monkeypatch):
    panel = Panel(access, own()).vary("beta").put(stored=["stored"])
    monkeypatch.setattr(picture_base, "MOST_STORED", len(CONTENT) - 1)
    assert "save it smaller" in panel.describe()["notice"]
    PICTURES.forget()  # as another process of the server
    described, pressed = panel.describe(), panel.run()
    assert (described["notice"], pressed["go"]) == ("", no_update)
    for needs, button in ((described["needs"], Id.PLAN_TICK), (pressed["needs"], Id.PLAN_RUN)):
        assert (needs["picture"], needs["button"]) == (own().picture, button)


STUDY = Study(
    name="x",
    evaluator="picture",
    picture=StudyPicture(sample="coffee", longest=60, mask="below", noise=1.0),
    method=replace(PICTURE_METHODS["colour"], n_clusters=3),
    parameters=(Range(name="sigma", low=0, high=2),),
    design=Sweep(points=3),
    replicates=2,
)


def test_a_trial_opens_in_the_explorer_without_its_noise():
    state, problems = from_query(trial_query(STUDY, 4))
    assert not problems
    assert (state.picture, state.sigma, state.mask) == ("coffee", 2.0, "otsu_below")
    now = trial(STUDY, 4)
    prepared, _ = segment_picture(state)
    clean = prepare_picture(now.picture.model_copy(update={"noise": 0.0}), "colour")
    assert (prepared.image == clean.image).all()
    assert state.method() == now.method
    assert base_state(STUDY).sigma == 1.0


def ramp(kind):
    """Return the file of a picture of 16 bits far from zero, or of 8."""
    rows, cols = np.indices(GREY.shape)
    file = BytesIO()
    tifffile.imwrite(file, (rows + cols + (10_000 if kind == "u2" else 0)).astype(kind))
    return file.getvalue()


@pytest.mark.parametrize("kind", ["u1", "u2"])
@pytest.mark.parametrize("side", ["above", "below"])
@pytest.mark.parametrize("step", [0, 1, 7, 0.123456789])
def test_a_trial_with_a_threshold_opens_with_it(kind, side, step):
    content = ramp(kind)
    value = (10_050 if kind == "u2" else 50) + step  # which a pixel has
    name, _ = PICTURES.add(content, "me")
    study = STUDY.model_copy(
        update={
            "method": replace(PICTURE_METHODS["intensity"], n_clusters=2),
            "picture": StudyPicture(
                data=content_text(content), mask=side, threshold=value, sigma=0.0, noise=1.0
            ),
        }
    )
    state, problems = from_query(trial_query(study, 0))
    assert (problems, state.mask, state.picture) == ([], side, name)
    clean = trial(study, 0).picture.model_copy(update={"noise": 0.0})
    wanted = prepare_picture(clean, "intensity")
    prepared, _ = segment_picture(state)
    assert prepared.threshold == pytest.approx(value, rel=1e-15)
    np.testing.assert_array_equal(prepared.mask, wanted.mask)
    PICTURES.forget()
    picture_base._shown_range.cache_clear()
    assert base_state(study).threshold == state.threshold  # from what the study has stored
    assert f"Threshold {value:g} in the picture's unit" in describe_fixed(study)


@pytest.mark.parametrize("changes", [{"channel": "colour"}, {"channel": "grey", "invert": True}])
def test_a_threshold_on_screen_is_there_again_in_the_trials_of_its_study(access, changes):
    own = {"mask": "below", "threshold": 37.5, "crop": "20,20,300,400"}
    state = COFFEE.model_copy(update=own | changes)
    study = access.study(
        int(Panel(access, state).vary("beta").put(noise=0, replicates=1).run()["go"].split("/")[-1])
    )
    assert base_state(study) == state


@pytest.mark.parametrize("solver", ["auto", "multigrid", "aggregates"])
def test_a_trial_of_a_large_picture_opens_exact_where_the_study_is(solver):
    large = STUDY.model_copy(
        update={
            "picture": STUDY.picture.model_copy(update={"longest": LARGEST_EXACT + 10}),
            "method": replace(STUDY.method, eigen_solver=solver),
        }
    )
    shown = base_state(large).method()
    assert shown.eigen_solver == {"auto": "direct"}.get(solver, solver)
    limit = large.picture.model_copy(update={"longest": LARGEST_EXACT})
    assert base_state(large.model_copy(update={"picture": limit})).method() == large.method


def test_a_picture_that_cannot_be_prepared_is_told(access):
    panel = Panel(access, COFFEE.model_copy(update={"mask": "above", "threshold": 100.0}))
    assert "true for at least one pixel" in panel.vary("beta").describe()["notice"]


def test_a_stored_picture_is_found_by_its_hash(access):
    panel = Panel(access, own()).vary("beta").put(stored=["stored"], design__points=3)
    study = access.study(int(panel.run()["go"].split("/")[-1]))
    state = base_state(study)
    assert state == own()
    assert panel.load(1).plan["stored"]


@pytest.mark.parametrize(
    ("picture", "words"),
    [
        ({"mask": "above", "threshold": 101.0}, "101, is not between .* screen, 0 and 100"),
        ({"longest": 20}, "Working size must be a whole number from 50"),
        ({"sample": None, "file": "photo.png"}, "does not read files of the server"),
    ],
)
def test_what_the_explorer_cannot_show_is_told(picture, words):
    fields = {"sample": "coffee", "noise": 1.0} | picture
    study = STUDY.model_copy(update={"picture": StudyPicture(**fields)})
    with pytest.raises(ValueError, match=words):
        trial_query(study, 0)
    assert base_state(study) is None


def test_the_page_reads_no_files_of_the_server_and_decodes_within_bounds(access):
    given = json.loads(STUDY.to_json())
    named = {"file": "/etc/passwd", "noise": 1.0}
    study = Study.model_validate_json(json.dumps(given | {"picture": named}))
    with pytest.raises(StudyError, match=r"picture\.file must be left out: only the command line"):
        access.add(study)
    bad = StudyPicture(data="AAAA", noise=1.0)
    with pytest.raises(ImageError, match="a PNG, JPEG"):
        access.add(STUDY.model_copy(update={"picture": bad}))
    assert access.rows() == []


def test_figures_of_a_study_of_a_picture_are_drawn():
    from components.figures.study import study_figures
    from segmentation.study.analysis import table

    records = [run_trial(STUDY.to_json(), index) for index in range(6)]
    for output in ("reference_rand", "replicate_rand", "ncut", "seconds"):
        figures = study_figures(STUDY, table(STUDY, records), output)
        assert list(figures) == ["mean"]
        assert figures["mean"].figure is not None


def test_a_study_is_of_the_page_on_screen_whoever_opens_it(access):
    pages = BytesIO()
    tifffile.imwrite(pages, np.stack([GREY, 255 - GREY]), photometric="minisblack")
    picture, file = PICTURES.add(pages.getvalue(), "me")
    state = ExplorerState(
        **own_fields(picture, "pages.tif", file)
        | {"page": 2, "n_clusters": 2, "merge_from": 0, "mask": "above", "threshold": 40.0}
    )
    panel = Panel(access, state).vary("beta").put(stored=["stored"], noise=0, replicates=1)
    study = access.study(int(panel.run()["go"].split("/")[-1]))
    prepared, _ = segment_picture(state)
    again = prepare_picture(study.picture, study.method.feature)
    assert (again.image == prepared.image).all()
    assert (again.mask == prepared.mask).all()
    PICTURES.forget()  # as another process, or this one after an hour
    shown = base_state(study)
    assert (shown.page, shown.picture, shown.threshold) == (2, picture, 40.0)
    assert asked(access, 1).body == pages.getvalue()


def asked(access, number, more=""):
    """The answer of the route that gives the picture of a study."""
    query = f"study={number}{more}".encode()
    request = Request({"type": "http", "query_string": query})
    return asyncio.run(StoredPicture(access).answer(request))


def test_only_what_a_study_has_stored_is_given(access):
    sample = Panel(access, COFFEE).vary("beta").put(design__points=3).run()["go"]
    assert sample == "/study/1"
    for number in (1, 2, "x", 2**40, "../1"):
        assert asked(access, number).status_code == 404
    assert asked(access, 1, "&what=truth").status_code == 404


def with_truth(mask=DISC, kind="png", **changes):
    """State of a picture with a truth that the server holds."""
    name, _ = truth.add(encoded((1 + mask).astype(np.uint8), kind), "me")
    return own(truth=name, truth_file=f"labels.{kind}", **changes)


def test_the_truth_on_screen_gives_the_outputs_against_it_on_purpose(access):
    panel = Panel(access, with_truth()).vary("beta").put(stored=["stored"], design__points=3)
    built = plan_panel.show(panel.plan, None, panel.state)["panel"]
    box = named(built, id={"type": Id.PLAN_FIELD, "name": "truth"})
    assert (box.children.label, box.value) == ("Compare with labels.png", [])
    assert words(box.description) == "The truth is then stored in the study."
    assert "covering" not in named(built, id={"type": Id.PLAN_FIELD, "name": "outputs"}).value
    panel.put(truth=["truth"])
    assert panel.describe()["notice"] == ""
    built = plan_panel.show(panel.plan, None, panel.state)["panel"]
    outputs = named(built, id={"type": Id.PLAN_FIELD, "name": "outputs"}).value
    assert {"adjusted_rand", "covering", "variation_of_information", "boundary_f"} < set(outputs)
    assert panel.describe()["outputs"] == "all"
    study = access.study(int(panel.run()["go"].split("/")[-1]))
    plain = study.picture.model_copy(update={"noise": 0.0, "seed": 0})
    same = study.model_copy(update={"picture": plain, "replicates": 1})
    found = run_trial(same.to_json(), 0)
    assert found.error is None
    result = segment_picture(own(beta=study.parameters[0].low))[1]
    wanted = compare_partitions(result.labels, DISC.astype(int))
    assert {name: found.values[name] for name in TRUTH_OUTPUTS} == {
        name: getattr(wanted, name) for name in TRUTH_OUTPUTS
    }
    assert "Its true regions are known." in words(study_page.layout(access, 1, {}, fine=True))
    assert panel.load(1).plan["truth"]
    panel.put(truth=[])
    assert not panel.plan["truth"]
    assert not study_of_plan(panel.plan, with_truth()).picture.has_truth


def test_a_plan_holds_no_file(access):
    """A truth in it would go to the server with every callback."""
    panel = Panel(access, with_truth()).vary("beta").put(truth=["truth"], stored=["stored"])
    assert len(json.dumps(panel.plan)) < 2000


def test_a_truth_is_of_the_picture_on_screen_alone(access):
    panel = Panel(access, with_truth()).vary("beta").put(truth=["truth"], stored=["stored"])
    panel.state = COFFEE.model_dump(mode="json")
    assert panel.vary("beta").describe()["notice"] == ""
    built = plan_panel.show(panel.plan, None, panel.state)["panel"]
    assert "With a truth, which you add at the controls of the picture" in words(built)
    assert not access.study(int(panel.run()["go"].split("/")[-1])).picture.has_truth


def test_a_truth_that_is_too_large_for_a_study_or_gone_is_told(access, monkeypatch):
    state = with_truth()
    panel = Panel(access, state).vary("beta").put(truth=["truth"], stored=["stored"])
    monkeypatch.setattr(picture_base, "MOST_TRUTH", 10)
    assert "save it as PNG" in panel.describe()["notice"]
    PICTURES.forget()
    own()
    assert panel.describe()["needs"]["picture"] == state.truth


def test_a_trial_of_a_study_with_a_truth_opens_with_it(access):
    state = with_truth(crop="5,10,55,80", invert=True)
    panel = Panel(access, state).vary("beta").put(truth=["truth"], stored=["stored"])
    study = access.study(int(panel.run()["go"].split("/")[-1]))
    shown = base_state(study)
    assert shown == state.model_copy(update={"truth_file": "the study's truth"})
    assert asked(access, 1, "&what=truth").body == PICTURES.files.get(state.truth)
    fixed = describe_fixed(study)
    assert "Crop (top, left, bottom, right) 5, 10, 55, 80; Invert true" in fixed


def test_a_truth_in_the_text_of_a_study_is_read_within_the_bounds(access):
    bad = STUDY.picture.model_copy(update={"truth_data": "AAAA"})
    with pytest.raises(StudyError, match=r"picture\.truth_data must be a PNG, JPEG"):
        access.add(STUDY.model_copy(update={"picture": bad}))


def test_an_estimate_decodes_nothing_in_the_process_of_the_server(access, monkeypatch):
    state = with_truth()
    panel = Panel(access, state).vary("beta")
    panel.put(stored=["stored"], truth=["truth"], design__points=3)

    def refuse(*_, **__):
        raise AssertionError("it was decoded here")

    monkeypatch.setattr("segmentation.pictures.reading._decoded", refuse)
    monkeypatch.setattr("segmentation.pictures.truth._of_picture", refuse)
    assert estimate(study_of_plan(panel.plan, state), 1) > 0


def test_what_a_study_of_a_picture_leaves_as_it_is_is_told_in_the_page_s_words():
    fixed = describe_fixed(STUDY)
    assert fixed.startswith(
        "Channel colour (Lab); Mask darker than Otsu's threshold; Merge from 40;"
    )
    assert "true" not in fixed
    grey = StudyPicture(sample="coins", smallest=20)
    other = describe_fixed(
        STUDY.model_copy(
            update={
                "picture": grey,
                "method": PICTURE_METHODS["intensity"],
                "parameters": (Range(name="beta", low=1, high=2),),
            }
        )
    )
    assert other.startswith(
        "Channel grey (brightness); Smoothing σ 1; Mask none: all pixels; Smallest"
    )


def test_the_picture_of_a_deleted_study_is_its_maker_s_alone(access, monkeypatch):
    panel = Panel(access, own()).vary("beta").put(stored=["stored"], noise=0, replicates=1)
    number = int(panel.run()["go"].split("/")[-1])
    access.store().delete(number)
    assert access.readable(number).picture.data
    monkeypatch.setattr(access, "may_change", lambda row: False)
    with pytest.raises(CutlabError, match="This study was deleted"):
        access.readable(number)
    assert asked(access, number).status_code == 404
    request = Request({"type": "http", "path_params": {"name": f"{number}.json"}})
    saved = asyncio.run(TrialFiles(access).answer(request))
    assert (saved.status_code, saved.body) == (403, b"This study was deleted.")
    assert open_text(access, {"study": number}, 1, None)["opened"] is no_update
