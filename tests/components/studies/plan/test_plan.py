"""Planning a study beside the controls: the panel's inputs, and the study of a plan."""

import json

import pytest
from dash import no_update
from hypothesis import given
from hypothesis import strategies as st

from components.page.ids import Id
from components.state.model import CircleState, ExplorerState
from components.studies.plan import checking as plan_checking
from components.studies.plan import designs as plan_designs
from components.studies.plan import panel as plan_panel
from components.studies.plan import parameters as plan_parameters
from components.studies.plan import state as plan_state
from components.studies.plan.reading import PlanError, read_plan
from components.studies.plan.state import BLANK
from segmentation.kernels import cache, compiled
from segmentation.study import OUTPUTS, n_trials, read_study
from tests.components.made_up import MORRIS, SWEEP
from tests.components.studies.lab import named, words
from tests.components.studies.plan.plan_browser import STATE, Panel


@pytest.fixture
def panel(access):
    return Panel(access)


def test_the_panel_is_empty_until_it_is_opened(panel):
    assert plan_panel.show(None, None)["panel"] == []
    panel.vary(open=True)
    assert panel.plan["open"]
    answer = plan_panel.show(panel.plan, None)
    assert "Switch on “vary” beside every parameter" in words(answer["panel"])
    assert panel.describe()["no_run"]
    panel.vary(open=False)
    assert plan_panel.show(panel.plan, None)["panel"] == []


def test_a_plan_says_that_kernels_are_compiled_before_its_trials_begin(panel, monkeypatch):
    monkeypatch.delenv("CUTLAB_COMPILE", raising=False)
    monkeypatch.setattr(compiled, "ready", lambda *_: False)
    monkeypatch.setattr(cache, "is_filled", lambda *_: False)
    size = panel.vary("beta").describe()["size"]
    assert size.startswith("105 trials. The solver is being compiled for this machine, once")
    monkeypatch.setattr(compiled, "ready", lambda *_: True)
    monkeypatch.setattr(cache, "is_filled", lambda *_: True)
    assert panel.describe()["size"].startswith("105 trials, about ")
    assert "compiled" not in panel.describe()["size"]


def test_a_plan_waits_for_a_setting_that_is_refused(panel):
    problem = "Noise level must be a number from 0 to 5. Got 99 instead."
    for planned in (panel.vary(), panel.vary("beta")):
        described = planned.describe([problem])
        assert described["no_run"]
        assert described["notice"].startswith(problem)
        assert described["size"] == ""
    mended = panel.describe([])
    assert (mended["no_run"], mended["notice"]) == (False, "")


def test_the_design_suits_the_number_of_parameters(panel):
    panel.vary("beta")
    assert panel.plan["design"] == {"kind": "sweep", "points": 21}
    panel.vary("beta", "assign_labels")
    assert panel.plan["design"] == {"kind": "grid", "points": [11, 11]}
    assert panel.describe()["size"].startswith("220 trials")  # 11 of beta, 4 ways, 5 seeds
    panel.vary("beta", "assign_labels", "circles[1].overlap")
    assert panel.plan["design"] == {"kind": "latin_hypercube", "n": 256}
    panel.put(kind="saltelli")
    assert panel.plan["design"] == {"kind": "saltelli", "n": 64, "second_order": False}
    assert panel.describe()["size"].startswith("1,600 trials")  # 64 (3 + 2) points, 5 seeds
    panel.put(design__second_order=["second_order"])
    assert panel.describe()["size"].startswith("2,560 trials")  # 64 (2 * 3 + 2)
    panel.vary("beta", "assign_labels")
    assert panel.plan["design"]["kind"] == "saltelli"  # it was chosen, and suits two as well
    panel.vary("beta")
    assert panel.plan["design"]["kind"] == "sweep"


def test_numbers_are_put_in_their_place(panel):
    panel.vary("noise", "beta").put(design__points__1=5, replicates=2)
    assert panel.plan["design"]["points"] == [11, 5]
    assert panel.describe()["size"].startswith("110 trials")
    panel.put(design__points__1="16,5")
    problem = "Points of Affinity β must be a whole number. Got 16.5 instead."
    assert panel.errors() == {"design.points.1": problem}
    assert panel.describe()["notice"] == ""  # a mistake is told once
    panel.put(design__points__1="100000000")
    problem = "Points of Affinity β must be at most 1,000,000. Got 100000000 instead."
    assert panel.errors() == {"design.points.1": problem}
    panel.put(design__points__1="5", replicates="")
    assert panel.errors()["replicates"].startswith("Noise seeds per point must be")
    panel.put(replicates=2, design__points__0="")
    assert panel.describe()["no_run"]
    panel.put(kind="morris").put(design__levels="6")
    assert panel.plan["design"] == {"kind": "morris", "trajectories": 32, "levels": 6}


def test_what_an_overtaken_answer_held_is_not_lost(panel):
    panel.vary("noise")
    before = panel.plan
    panel.put(design__points=3)
    panel.plan = before  # Dash has dropped the answer
    panel.put(replicates=2)
    assert (panel.plan["design"]["points"], panel.plan["replicates"]) == (3, 2)


def test_an_edit_whose_answer_is_overtaken_is_not_lost(panel, access):
    panel.vary("noise")
    before, fields = panel.plan, [{"type": Id.PLAN_FIELD, "name": "replicates"}]
    panel.vary("noise", "beta")
    edit = {"open": True, "parameters": panel.plan["parameters"], "edit": panel.edit}
    given = [edit, [7], before, panel.state, fields]  # Dash has dropped the answer
    after = plan_panel.change(access, [fields[0]], *given)
    assert [each["name"] for each in after["parameters"]] == ["noise", "beta"]
    assert (after["replicates"], after["edit"]) == (7, panel.edit)


def test_rules_are_reported_at_their_place(panel):
    panel.vary("beta").brush("beta", high=0.05)
    answer = panel.describe()
    assert answer["problems"] == {
        "beta": "The upper end of Affinity β must exceed the lower end (0.1)."
    }
    assert answer["no_run"]
    assert answer["notice"] == ""
    panel.brush("beta", high=None)
    assert panel.describe()["problems"]["beta"].startswith("Affinity β, to, must be")


def test_what_is_not_changed_is_not_built_anew(panel):
    panel.vary("noise")
    shown = panel.shown
    assert plan_panel.show(panel.plan, shown)["panel"] is no_update
    panel.put(replicates=7)
    panel.brush("noise", high=0.5)
    assert panel.shown == shown
    panel.vary("noise", "beta")
    assert panel.shown != shown


def test_a_study_is_run_of_the_scene_on_screen(panel, access):
    panel.vary("noise").put(design__points=3, replicates=2, name=" Three points ")
    ran = panel.run()
    assert (ran["go"], ran["problem"], ran["needs"]) == ("/study/1", "", no_update)
    study = access.study(1)
    assert (study.name, study.scene, study.method) == (
        "Three points", STATE.scene(), STATE.method(),
    )  # fmt: skip
    assert n_trials(study) == 6
    panel.brush("noise", low=1, high=0.5)
    assert "must exceed the lower end" in panel.run()["problem"]
    assert len(access.rows()) == 1
    assert plan_checking.run(access, None, None, panel.plan, panel.state)["go"] is no_update


def test_a_study_without_a_name_takes_that_of_its_parameters(panel):
    panel.vary("noise", "beta")
    assert panel.describe()["usual_name"] == "Noise level × Affinity β"
    panel.vary("noise", "beta", "eps", "seed")
    assert panel.describe()["usual_name"] == "Noise level, Affinity β and 2 more"
    panel.run()
    assert panel.access.study(1).name == "Noise level, Affinity β and 2 more"


def test_some_outputs_or_all(panel):
    panel.vary("noise")
    assert panel.describe()["outputs"] == "all"
    panel.put(outputs=["ncut"])
    assert panel.describe()["outputs"] == f"1 of {len(OUTPUTS)}"
    panel.put(outputs=[*OUTPUTS])
    assert panel.plan["outputs"] == []


@pytest.mark.parametrize("study", [SWEEP, MORRIS], ids=lambda study: study.design.kind)
def test_a_study_is_copied_into_the_panel(panel, lab, study):
    number = lab.add(study, 0, name="Original")
    panel.load(number)
    assert panel.plan["open"]
    assert panel.plan["name"] == "Original (copy)"
    panel.put(name="Another")
    given = plan_state.study_of(panel.plan)
    base = {"scene": json.loads(study.to_json())["scene"]}
    copy = read_study(json.dumps(given | base | {"method": json.loads(study.to_json())["method"]}))
    assert copy == study.model_copy(update={"name": "Another"})
    panel.load(99)
    assert panel.plan["open"]
    assert panel.describe()["notice"] == "There is no study 99."


def test_what_another_version_has_left_counts_for_nothing(access):
    assert plan_state.kept({"open": True, "colour": "red"}) == BLANK
    assert plan_state.kept([1]) == BLANK
    assert plan_panel.show({"open": True}, None)["panel"] == []


def test_the_plan_that_was_left_in_the_tab_is_there_again(panel):
    left = BLANK | {"open": True, "replicates": 3}
    panel.restore(left)
    assert panel.plan == left
    panel.restore({"open": True})  # of another version
    assert panel.plan == BLANK


def test_every_control_s_parameter_is_one_of_a_study(access):
    pictures = ("feature", "sigma", "merge_from")
    for field, own in plan_parameters.names().items():
        state = ExplorerState(picture="coffee" if own["name"] in pictures else "")
        name = own["name"].replace("#", "1")
        fresh = plan_parameters.fresh(name, None, state)
        panel = Panel(access, state).vary(name)
        assert panel.plan["parameters"] == [fresh]
        assert panel.describe()["problems"] == {}, field
        assert not panel.describe()["no_run"]
        spec = panel.plan["specs"][name]
        if "low" in fresh:
            assert spec["minimum"] <= fresh["low"] < fresh["high"] <= spec["maximum"]


def test_derived_parameters_are_offered_while_they_are_free(panel):
    offered = [json.loads(each["value"]) for each in panel.vary().describe()["derived"]]
    n = len(STATE.circles)
    assert len(offered) == 1 + 2 * (n - 1)
    titles = [each["label"] for each in panel.describe()["derived"]]
    assert titles[:3] == [
        "Common radius factor",
        "Radius ratio of circle 2 to circle 1",
        "Overlap of circle 2 with circle 1",
    ]
    panel.vary("radius_factor")
    assert "Common radius factor" not in [each["label"] for each in panel.describe()["derived"]]
    assert panel.plan["specs"]["radius_factor"]["slider"]


@given(st.floats(0, 400), st.floats(0, 400), st.floats(1, 200), st.integers(50, 400))
def test_a_circle_is_varied_about_its_place(row, col, radius, size):
    state = ExplorerState(circles=(CircleState(row=row, col=col, radius=radius),), size=size)
    for last, value in (("row", row), ("col", col), ("radius", radius)):
        fresh = plan_parameters.fresh(f"circles[0].{last}", None, state)
        largest = size / 2 if last == "radius" else size
        assert fresh["high"] <= largest
        if value <= largest:
            assert fresh["low"] - 0.5 <= value <= fresh["high"] + 0.5


def test_designs_take_their_rules_from_the_service():
    kinds = {each["value"] for each in plan_designs.titles(list(plan_designs.TITLES))}
    assert kinds == set(plan_designs.suited(2)) | {"sweep"}
    assert plan_designs.suited(1) == ["sweep", "latin_hypercube", "sobol_sample"]
    assert plan_designs.suited(33) == []


def test_a_panel_names_what_its_numbers_are_of(panel):
    panel.vary("noise", "beta")
    built = plan_panel.show(panel.plan, None)["panel"]
    points = named(built, id={"type": Id.PLAN_FIELD, "name": "design.points.1"})
    assert points.label == "Points of Affinity β"


@pytest.mark.parametrize(
    ("change", "place", "message"),
    [
        (
            {"parameters": [{"name": "circles[0].radius", "low": 0, "high": 1}]},
            "parameters[0].low",
            "Radius of circle 1, from, must be a number above 0 and up to 1,000,000.",
        ),
        ({"replicates": 0}, "replicates", "Noise seeds per point must be"),
        (
            {"design": {"kind": "sobol_sample", "n": 100}},
            "design.n",
            "Base points n must be a power of two. Got 100 instead.",
        ),
        (
            {"design": {"kind": "latin_hypercube", "n": 1_000_000}, "replicates": 2},
            "the number of trials",
            "The number of trials must be at most 1,000,000. "
            "Got 2,000,000 (1,000,000 points × 2 noise seeds) instead.",
        ),
        ({"colour": 1}, "colour", "colour must be one of the fields there"),
    ],
)
def test_what_is_wrong_with_a_plan_is_reported_in_the_page_s_words(change, place, message):
    study = json.loads(SWEEP.to_json()) | change
    with pytest.raises(PlanError) as caught:
        read_plan(study, STATE)
    (problem,) = caught.value.problems
    assert problem["place"] == place
    assert problem["message"].startswith(message)
