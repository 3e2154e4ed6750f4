"""Links: every state comes back from its own, and no query string breaks anything."""

from math import inf
from typing import get_args
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.state.control_specs import control_specs
from components.state.link import MAX_PROBLEMS, MAX_QUERY, from_query, to_query
from components.state.model import MAX_CIRCLES, CircleState, ExplorerState
from components.state.names import LISTS, PageView
from components.state.presets import PRESETS


def values(model):
    """Strategy for the values of each control of a model."""
    found = {}
    for name, spec in control_specs(model).items():
        if spec.kind == "switch":
            found[name] = st.booleans()
        elif spec.kind == "choice":
            found[name] = st.sampled_from(list(spec.labels))
        elif spec.integer:
            found[name] = st.integers(spec.minimum, spec.maximum)
        else:
            found[name] = st.floats(spec.minimum, spec.maximum)
    return found


CIRCLES = st.lists(
    st.builds(CircleState, **values(CircleState)), min_size=1, max_size=MAX_CIRCLES
).map(tuple)
VIEWS = st.lists(st.sampled_from(["spectrum", "graph", "cuts", "methods"]), max_size=7).map(tuple)
HIDE = st.lists(st.sampled_from(LISTS["hide"]), unique=True).map(tuple)
STATES = st.builds(
    ExplorerState,
    circles=CIRCLES,
    views=VIEWS,
    edge=st.sampled_from(["", "40,31,right", "0,9999,down"]),
    view=st.sampled_from(get_args(PageView)),
    hide=HIDE,
    **values(ExplorerState),
)

NAMES = st.sampled_from([*ExplorerState.model_fields, "colour", ""])
ANYTHING = st.one_of(
    st.text(max_size=30),
    st.floats().map(str),
    st.integers().map(str),
    st.sampled_from(["28,24,16;40,50,14", ";;", ",", "1,2", "1,2,3,4", "true", "graph,graph", "%"]),
)
QUERIES = st.one_of(
    st.text(),
    st.lists(st.tuples(NAMES, ANYTHING)).map(
        lambda pairs: "&".join(f"{name}={quote(value, safe=',;')}" for name, value in pairs)
    ),
)


@given(STATES)
def test_a_state_comes_back_from_its_link(state):
    assert from_query(to_query(state)) == (state, [])


@given(STATES)
def test_a_link_is_plain_text_within_its_bound(state):
    query = to_query(state)
    assert len(query) < MAX_QUERY / 2
    assert set(query) <= set(
        "abcdefghijklmnopqrstuvwxyz_ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.,;=&-"
    )


def test_a_link_names_a_picture_and_its_file():
    state = ExplorerState(
        picture="0123456789abcdef" * 2, picture_file="my cells & co.tif", sigma=0.5
    )
    query = to_query(state)
    assert query == (
        "picture=0123456789abcdef0123456789abcdef&picture_file=my%20cells%20%26%20co.tif&sigma=0.5"
    )
    assert from_query(query) == (state, [])


def test_a_link_to_no_picture_opens_the_circles_and_says_so():
    state, (problem,) = from_query("picture=cat&beta=2")
    assert (state.picture, state.beta, problem.field) == ("", 2.0, "picture")


@pytest.mark.parametrize("text", ["40,31", "40,31,left", "a,1,down", "40,31,right\n", "-1,0,down"])
def test_a_link_to_no_edge_says_so(text):
    state, (problem,) = from_query(f"views=graph&edge={quote(text)}")
    assert (state.views, state.edge, problem.field) == (("graph",), "", "edge")
    assert problem.message.startswith("Edge must be a row, a column, and right or down, such as")


def test_links_of_older_versions_hide_the_handles_by_their_former_name():
    state, problems = from_query("hide=beta,hands")
    assert (state.hide, problems) == (("beta", "handles"), [])
    assert to_query(state) == "hide=beta,handles"


def test_the_defaults_have_no_query():
    assert to_query(ExplorerState()) == ""
    assert from_query("") == from_query("?") == (ExplorerState(), [])


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.key)
def test_presets_have_links(preset):
    assert from_query("?" + to_query(preset.state)) == (preset.state, [])


@pytest.mark.parametrize("name", [*control_specs(), "views", "edge", "view", "hide"])
def test_one_changed_field_is_one_parameter(name):
    other = {"views": ("graph", "cuts"), "seed": 7, "assign_labels": "sweep", "scale": "edges"}
    other |= {"eigen_solver": "amg", "embedding_color": "truth", "edge": "40,31,down"}
    other |= {"view": "present", "hide": ("beta", "circles"), "look": "mean", "opacity": 35}
    default = ExplorerState()
    value = other.get(name)
    if value is None:
        now = getattr(default, name)
        value = not now if isinstance(now, bool) else type(now)(control_specs()[name].maximum)
    query = to_query(default.model_copy(update={name: value}))
    assert query.startswith(f"{name}=")
    assert "&" not in query


@given(QUERIES)
def test_any_query_gives_a_state_and_a_sentence_for_what_is_wrong(query):
    state, problems = from_query(query)
    assert ExplorerState.model_validate(state.model_dump()) == state
    assert len(problems) <= MAX_PROBLEMS + 1
    assert all(problem.message.endswith(".") for problem in problems)


@given(st.dictionaries(st.sampled_from(list(control_specs())), ANYTHING, max_size=6))
def test_a_field_is_read_or_reported(given_fields):
    query = "&".join(f"{name}={quote(value)}" for name, value in given_fields.items())
    state, problems = from_query(query)
    reported = {problem.field for problem in problems}
    for name in control_specs():
        if name in reported or name not in given_fields:
            assert getattr(state, name) == getattr(ExplorerState(), name)
        else:
            kind = type(getattr(state, name))
            read = float if kind is int else kind
            assert read(given_fields[name]) == getattr(state, name) or (
                given_fields[name] in ("true", "false")
            )


@pytest.mark.parametrize(
    ("query", "field", "message"),
    [
        ("beta=300", "beta", "Affinity β must be a number from 0 to 100. Got 300 instead."),
        ("noise=", "noise", "Noise level must be a number from 0 to 2. Got nothing instead."),
        ("noise=nan", "noise", "Noise level must be a number from 0 to 2. Got “nan” instead."),
        ("noise=1e999", "noise", "Noise level must be a number from 0 to 2. Got “1e999” instead."),
        ("noise=1_0", "noise", "Noise level must be a number from 0 to 2. Got “1_0” instead."),
        (
            "n_clusters=3.5",
            "n_clusters",
            "Clusters k must be a whole number from 1 to 32. Got 3.5 instead.",
        ),
        (
            "n_clusters=%D9%A3",
            "n_clusters",
            "Clusters k must be a whole number from 1 to 32. Got “٣” instead.",
        ),
        ("use_mask=1", "use_mask", "Mask used must be true or false. Got “1” instead."),
        (
            "scale=pixels",
            "scale",
            "Scale s must be one of graph (tutorial), edges. Got “pixels” instead.",
        ),
        (
            "beta=1&noise=0.3&beta=2",
            "beta",
            "Affinity β must be given once in the link. Got “1 and 2” instead.",
        ),
        (
            "colour=red",
            "",
            "This version does not know “colour” in the link; it was ignored.",
        ),
        (
            "circles=28,24,16;40,50",
            "circles",
            "Circle 2 must be row,column,radius. Got “40,50” instead.",
        ),
        (
            "circles=28,24,-3",
            "circles.0.radius",
            "Radius of circle 1 must be a number from 1 to 200. Got -3 instead.",
        ),
        (
            "circles=" + ";".join(["1,2,3"] * 13),
            "circles",
            "There must be 1 to 12 circles. Got 13.",
        ),
        (
            "views=spectrum,clouds",
            "views",
            "This version does not know “clouds” among the views of the link.",
        ),
        (
            "hide=beta,everything",
            "hide",
            "This version does not know “everything” among the hidden controls of the link.",
        ),
        (
            "view=huge",
            "view",
            "View must be one of full, embed, present. Got “huge” instead.",
        ),
        (
            "x" * (MAX_QUERY + 1),
            "",
            f"The link must be at most {MAX_QUERY} characters long. Got {MAX_QUERY + 1} instead.",
        ),
    ],
)
def test_what_is_wrong_is_reported_with_field_rule_and_value(query, field, message):
    _, problems = from_query(query)
    assert [(problem.field, problem.message) for problem in problems] == [(field, message)]


def test_the_rest_of_a_bad_link_counts():
    state, problems = from_query("circles=28,24,huge;40,50,14&beta=2&noise=-1&colour=red")
    assert len(problems) == 3
    default = CircleState()
    assert state == ExplorerState(
        circles=(
            CircleState(row=28.0, col=24.0, radius=default.radius),
            CircleState(row=40.0, col=50.0, radius=14.0),
        ),
        beta=2.0,
    )


def test_the_known_names_of_a_list_count():
    assert from_query("views=spectrum,clouds&hide=hands,x")[0] == ExplorerState(
        views=("spectrum",), hide=("handles",)
    )


def test_a_whole_number_may_have_a_point():
    assert from_query("n_clusters=5.0&size=1e2&circles=28.0,24,16") == from_query(
        "n_clusters=5&circles=28,24,16"
    )


def test_many_problems_are_counted_not_listed():
    _, problems = from_query("&".join(f"field{i}=1" for i in range(100)))
    assert len(problems) == MAX_PROBLEMS + 1
    assert problems[-1].message == "The link has 88 more fields that can't be read."


@pytest.mark.parametrize("sign", ["", "-"])
def test_what_is_no_number_to_a_control_is_none_in_a_link(sign):
    state, problems = from_query(f"noise={sign}{inf}")
    assert state == ExplorerState()
    assert problems[0].field == "noise"
