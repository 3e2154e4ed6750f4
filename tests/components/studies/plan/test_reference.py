"""The reference of a study that is planned with regions merged on screen."""

import pytest
from sklearn.metrics import adjusted_rand_score

from components.pictures.opening import sample_fields
from components.pictures.subject import edited, segment_picture
from components.state.link import from_query
from components.state.model import ExplorerState
from components.studies.figures.view import base_state, trial_query
from components.studies.plan import panel as plan_panel
from components.studies.study import page as study_page
from components.studies.study.methods import paragraph
from components.studies.words import describe_reference
from segmentation import SAMPLES
from segmentation.study import Range, run_trial
from tests.components.studies.lab import elements, words
from tests.components.studies.plan.plan_browser import Panel

STATE = ExplorerState(
    **sample_fields(SAMPLES[3]) | {"picture_size": 60, "n_clusters": 6, "merge_from": 0}
)
MERGED = STATE.model_copy(update={"edits": "2+5,5+6,3=cup,1+99"})


def run_study(access, state):
    panel = Panel(access, state).vary("beta").put(noise=0, replicates=1)
    return access.study(int(panel.run()["go"].split("/")[-1]))


@pytest.mark.parametrize(("state", "merges"), [(STATE, ()), (MERGED, ((1, 4), (4, 5)))])
def test_the_reference_is_the_result_on_screen_with_its_merges(access, state, merges):
    study = run_study(access, state)
    assert study.merges == merges
    result = segment_picture(state)[1]
    shown = edited(state, result).labels.ravel()
    same = study.model_copy(update={"parameters": (Range(name="n_clusters", low=6, high=7),)})
    found = run_trial(same.to_json(), 0).values["reference_rand"]
    assert found == pytest.approx(adjusted_rand_score(shown, result.labels.ravel()))
    assert (found == 1) == (not merges)


def test_as_many_merges_as_the_explorer_takes_are_taken(access):
    pairs = [(low, high) for low in range(1, 10) for high in range(low + 1, 10)] * 3
    edits = ",".join(f"{low}+{high}" for low, high in pairs[:75])
    study = run_study(access, STATE.model_copy(update={"edits": edits}))
    assert len(study.merges) == 75
    assert base_state(study).edits == edits


def test_the_base_opens_with_its_merges_and_a_trial_without(access):
    study = run_study(access, MERGED)
    assert base_state(study) == MERGED.model_copy(update={"edits": "2+5,5+6"})
    assert from_query(trial_query(study, 0))[0].edits == ""
    again = Panel(access, base_state(study)).load(1)
    assert again.run()["go"] == "/study/2"
    assert access.study(2).merges == study.merges
    long = study.model_copy(update={"merges": ((0, *range(10, 64)),) * 3})
    assert base_state(long).edits == ""  # which are more than the explorer takes


def test_the_page_says_what_the_reference_is(access):
    plain = "is that with the cut by the settings of the plan, no noise added."
    merged = plain.replace("added.", "added, its regions 2 + 5 and 5 + 6 merged. The trials")
    for number, state, said in ((1, STATE, plain), (2, MERGED, merged)):
        run_study(access, state)
        assert said in words(study_page.layout(access, number, {}, fine=True))
        row, study = access.row(number), access.study(number)
        assert describe_reference(study) in paragraph(study, row, ())
    without = study.model_copy(update={"outputs": ("ncut",)})
    assert describe_reference(without) == ""


def test_the_plan_says_that_the_reference_is_merged_and_what_its_outputs_are(access):
    panel = Panel(access, STATE).vary("beta")
    note = "agreement with the base is with the merged ones"
    built = plan_panel.show(panel.plan, None, panel.state)["panel"]
    assert note not in words(built)
    titles = {getattr(each, "wrapperProps", {}).get("title", "") for each in elements(built)}
    assert any("merged as they were on screen" in title for title in titles)
    panel.state = MERGED.model_dump(mode="json")
    assert note in words(plan_panel.show(panel.plan, panel.shown, panel.state)["panel"])
    named = STATE.model_copy(update={"edits": "3=cup"}).model_dump(mode="json")
    assert note not in words(plan_panel.show(panel.plan, None, named)["panel"])
