"""State: the tutorial by default, its bounds in words, and the controls made from it."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from components.export.picture_code import picture_service_code
from components.pictures.store import PICTURES
from components.state.control_specs import control_specs, format_value, problems
from components.state.model import MAX_CIRCLES, CircleState, ExplorerState
from components.state.names import LISTS, SECTIONS
from components.state.picture import LARGEST_EXACT, PICTURE_FIELDS
from components.state.presets import PRESETS
from segmentation import Method, Scene
from segmentation.study import FIELDS
from segmentation.study.design.fields import CIRCLE_FIELDS

NUMBERS = {**control_specs(), **control_specs(CircleState)}
BOUNDED = [name for name, spec in NUMBERS.items() if spec.kind == "number"]


def owner(name):
    return CircleState if name in control_specs(CircleState) else ExplorerState


def test_default_is_the_tutorial():
    assert ExplorerState().scene() == Scene()
    assert ExplorerState().method() == Method()


def test_every_field_is_a_control_or_the_circles_or_of_the_page():
    of_the_page = {"circles", "views", "view", "hide", "picture", "picture_file"}
    of_the_page |= {"edits", "painted", "edge", "pinned", "crop", "truth", "truth_file"}
    assert set(control_specs()) == set(ExplorerState.model_fields) - of_the_page
    assert set(control_specs(CircleState)) == set(CircleState.model_fields)


def test_every_control_and_every_section_can_be_hidden():
    sections = ("embedding", "look", "truth")  # hidden as a whole
    controls = {name for name, spec in control_specs().items() if spec.group not in sections}
    assert set(LISTS["hide"]) == controls | set(SECTIONS)
    assert not controls & set(SECTIONS)


@pytest.mark.parametrize("name", sorted(NUMBERS))
def test_every_control_has_a_sentence(name):
    assert NUMBERS[name].title
    assert NUMBERS[name].help.endswith(".")


@pytest.mark.parametrize("name", BOUNDED)
def test_bounds_are_inclusive_and_reported(name):
    spec, model = NUMBERS[name], owner(name)
    kind = int if spec.integer else float
    for inside in (spec.minimum, spec.maximum):
        assert getattr(model(**{name: kind(inside)}), name) == inside
    for outside in (kind(spec.minimum - 1), kind(spec.maximum + 1)):
        with pytest.raises(ValidationError) as caught:
            model(**{name: outside})
        (problem,) = problems(caught.value)
        expected = (spec.title, f"{spec.minimum:g}", f"{spec.maximum:g}", format_value(outside))
        if model is ExplorerState:
            assert problem.field == name
            assert all(part in problem.message for part in expected)


@pytest.mark.parametrize(
    ("change", "field", "message"),
    [
        ({"beta": "1"}, "beta", "Affinity β must be a number from 0 to 100. Got “1” instead."),
        (
            {"beta": float("nan")},
            "beta",
            "Affinity β must be a number from 0 to 100. Got nan instead.",
        ),
        ({"n_clusters": None}, "n_clusters", "a whole number from 1 to 32. Got nothing instead."),
        ({"scale": "pixels"}, "scale", "one of graph (tutorial), edges. Got “pixels” instead."),
        ({"use_mask": 1}, "use_mask", "true or false. Got 1 instead."),
        (
            {"circles": [{"row": 1e9, "col": 1, "radius": 5}]},
            "circles.0.row",
            "Row of circle 1 must be a number from 0 to 400. Got 1000000000 instead.",
        ),
    ],
)
def test_problem_names_field_rule_and_value(change, field, message):
    with pytest.raises(ValidationError) as caught:
        ExplorerState.model_validate_json(json.dumps(change))
    (problem,) = problems(caught.value)
    assert problem.field == field
    assert message in problem.message


@pytest.mark.parametrize("count", [0, MAX_CIRCLES + 1])
def test_number_of_circles_is_bounded(count):
    with pytest.raises(ValidationError) as caught:
        ExplorerState(circles=(CircleState(),) * count)
    assert problems(caught.value)[0].field == "circles"


@pytest.mark.parametrize("name", ["", "coins", "0123456789abcdef" * 2])
def test_a_picture_is_a_sample_or_a_hash(name):
    state = ExplorerState(picture=name)
    assert state.uploaded == (len(name) == 32)
    assert state.method().feature == "intensity"
    colour = ExplorerState(picture=name, channel="colour")
    assert colour.method().feature == ("colour" if name else "intensity")
    assert ExplorerState(picture=name, merge_from=9).method().merge_from == (9 if name else 0)


@pytest.mark.parametrize("name", ["cat", "coins\n", "0" * 31, "A" * 32, "../etc"])
def test_nothing_else_is_a_picture(name):
    with pytest.raises(ValidationError) as caught:
        ExplorerState(picture=name)
    (problem,) = problems(caught.value)
    rule = "Picture must be the name of a sample, or the hash of a file."
    assert problem.message.startswith(rule)


def test_what_belongs_to_a_picture_alone_is_in_its_group():
    only = {name for name, spec in control_specs().items() if spec.only == "picture"}
    groups = ("picture", "truth")
    assert only == {name for name, spec in control_specs().items() if spec.group in groups}
    of_the_page = {"picture", "picture_file", "painted", "crop", "truth", "truth_file"}
    assert only | of_the_page == set(PICTURE_FIELDS)


def test_large_pictures_are_cut_as_aggregates_unless_a_solver_is_chosen():
    large = ExplorerState(picture="retina", picture_size=LARGEST_EXACT + 10)
    assert large.method().eigen_solver == "aggregates"
    assert 'eigen_solver="aggregates"' in picture_service_code(large, None, PICTURES.read("retina"))
    for changes in ({"picture_size": LARGEST_EXACT}, {"picture": ""}):
        assert large.model_copy(update=changes).method().eigen_solver == "auto"
    exact = large.model_copy(update={"eigen_solver": "direct"})
    assert exact.method().eigen_solver == "direct"


def test_unknown_field_is_named():
    with pytest.raises(ValidationError) as caught:
        ExplorerState(gamma=1)
    assert problems(caught.value)[0].field == "gamma"


def numbers(name):
    spec = NUMBERS[name]
    if spec.integer:
        return st.integers(int(spec.minimum), int(spec.maximum))
    return st.floats(spec.minimum, spec.maximum)


CIRCLES = st.builds(CircleState, **{name: numbers(name) for name in control_specs(CircleState)})
STATES = st.builds(
    ExplorerState,
    circles=st.lists(CIRCLES, min_size=1, max_size=MAX_CIRCLES).map(tuple),
    outlines=st.booleans(),
    use_mask=st.booleans(),
    assign_labels=st.sampled_from(sorted(NUMBERS["assign_labels"].labels)),
    scale=st.sampled_from(sorted(NUMBERS["scale"].labels)),
    eigen_solver=st.sampled_from(sorted(NUMBERS["eigen_solver"].labels)),
    **{name: numbers(name) for name in BOUNDED if owner(name) is ExplorerState},
)


@given(STATES)
def test_json_round_trip_and_the_service_takes_every_state(state):
    assert ExplorerState.model_validate_json(state.model_dump_json()) == state
    assert state.scene().size == state.size
    assert state.method().beta == state.beta


def test_presets_are_named_apart_and_make_a_point():
    assert PRESETS[0].state == ExplorerState()
    assert len({preset.key for preset in PRESETS}) == len(PRESETS)
    assert all(preset.point.endswith(".") for preset in PRESETS)


def test_what_the_service_says_of_a_parameter_is_not_said_again():
    for name in ("noise", "n_clusters", "eps", "random_state", "assign_labels"):
        spec, field = control_specs()[name], FIELDS[name]
        assert (spec.title, spec.help) == (field.title, field.help)
    for name, spec in control_specs(CircleState).items():
        field = CIRCLE_FIELDS[name]
        assert (spec.title, spec.help, spec.unit) == (field.title, field.help, field.unit)


def test_the_page_offers_what_the_service_takes():
    fields = {**FIELDS, **CIRCLE_FIELDS}
    for name, spec in NUMBERS.items():
        field = fields.get(name.rpartition(".")[2])
        if field and spec.kind == "number":
            assert field.low <= spec.minimum <= spec.maximum <= field.high, name
        elif field and spec.kind == "choice":
            assert set(spec.labels) <= set(field.choices), name
