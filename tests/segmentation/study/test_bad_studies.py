import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from segmentation import CutlabError
from segmentation.study import StudyError, read_study

GOOD = {
    "name": "A study",
    "scene": {"circles": [{"row": 20, "col": 15, "radius": 10}] * 4, "size": 44},
    "method": {"n_clusters": 2},
    "parameters": [{"name": "beta", "low": 0.1, "high": 10}],
    "design": {"kind": "sweep", "points": 5},
}
TWO = [{"name": "beta", "low": 0.1, "high": 10}, {"name": "noise", "low": 0, "high": 1}]


def parameter(**fields):
    return {"parameters": [fields]}


def circle(name, **fields):
    return parameter(name=name, low=0.2, high=1, **fields)


BAD = {
    "unknown field": (
        {"colour": "red"},
        "colour must be one of the fields there (version, name, notes, evaluator, scene, method, "
        "parameters, design, replicates, outputs). Got 'red' instead.",
    ),
    "unknown field of a scene": (
        {"scene": {"sise": 50}},
        "scene.sise must be one of the fields there (circles, size, noise, seed). Got 50 instead.",
    ),
    "unknown field of a circle": (
        {"scene": {"circles": [{"row": 1, "col": 1, "radius": 1, "hue": 1}]}},
        "scene.circles[0].hue must be one of the fields there (row, col, radius). Got 1 instead.",
    ),
    "unknown field of a method": (
        {"method": {"betta": 1}},
        "method.betta must be one of the fields there (beta, n_clusters, assign_labels, "
        "eigen_solver, scale, eps, use_mask, random_state). Got 1 instead.",
    ),
    "unknown field of a parameter": (
        parameter(name="beta", low=0, high=1, steps=3),
        "parameters[0].steps must be one of the fields there (name, low, high, scale, of). "
        "Got 3 instead.",
    ),
    "unknown field of a parameter of values": (
        parameter(name="beta", values=[0, 1], steps=3),
        "parameters[0].steps must be one of the fields there (name, values, of). Got 3 instead.",
    ),
    "values beside a range": (
        parameter(name="beta", values=[1, 2], low=0),
        "parameters[0].low must be left out beside values: a parameter has a range or values. "
        "Got 0 instead.",
    ),
    "a scale of values": (
        parameter(name="beta", values=[1, 2], scale="log"),
        "parameters[0].scale must be left out beside values: a parameter has a range or values. "
        "Got 'log' instead.",
    ),
    "unknown field of a design": (
        {"design": {"kind": "sweep", "pionts": 4}},
        "design.pionts must be one of the fields of the design 'sweep' (kind, points). "
        "Got 4 instead.",
    ),
    "a field of another design": (
        {"design": {"kind": "sweep", "n": 4}},
        "design.n must be one of the fields of the design 'sweep' (kind, points). Got 4 instead.",
    ),
    "scene out of range": (
        {"scene": {"noise": -1}},
        "scene.noise must be a number from 0 to 1e+06. Got -1 instead.",
    ),
    "method out of range": (
        {"method": {"assign_labels": "magic"}},
        "method.assign_labels must be one of 'kmeans', 'discretize', 'cluster_qr', 'sweep'. "
        "Got 'magic' instead.",
    ),
    "no name": ({"name": ""}, "name must be of at least 1 character. Got '' instead."),
    "reversed range": (
        parameter(name="beta", low=2, high=1),
        "parameters[0].high must be above low, which is 2. Got 1 instead.",
    ),
    "empty range": (
        parameter(name="beta", low=2, high=2),
        "parameters[0].high must be above low, which is 2. Got 2 instead.",
    ),
    "high is missing": (
        parameter(name="beta", low=2),
        "parameters[0].high must be given. Got nothing instead.",
    ),
    "no number": (
        parameter(name="beta", low="0", high=1),
        "parameters[0].low must be a finite number. Got '0' instead.",
    ),
    "infinite": (
        parameter(name="beta", low=0, high=float("inf")),
        "parameters[0].high must be a finite number. Got inf instead.",
    ),
    "beyond all floats": (
        parameter(name="beta", low=0, high=int("9" * 400)),
        "parameters[0].high must be a number from 0 to 1000. Got " + "9" * 197 + "... instead.",
    ),
    "beyond all floats, in the scene": (
        {"scene": {"noise": int("9" * 400)}},
        "scene.noise must be a number from 0 to 1e+06. Got " + "9" * 197 + "... instead.",
    ),
    "a circle that is not there": (
        circle("circles[5].radius"),
        "parameters[0].name must be of one of circles 0 to 3. Got 'circles[5].radius' instead.",
    ),
    "a field that is not there": (
        circle("gamma"),
        "parameters[0].name must be one of noise, seed, size, beta, n_clusters, assign_labels, "
        "eigen_solver, scale, eps, use_mask, random_state, radius_factor, resolution or "
        "circles[0].row (col, radius, radius_ratio, overlap). Got 'gamma' instead.",
    ),
    "below the field": (
        parameter(name="eps", low=-0.5, high=1),
        "parameters[0].low must be a number from 0 to 1. Got -0.5 instead.",
    ),
    "beyond the field": (
        parameter(name="eps", low=0.5, high=1.5),
        "parameters[0].high must be a number from 0 to 1. Got 1.5 instead.",
    ),
    "at an open end": (
        parameter(name="circles[0].radius", low=0, high=1),
        "parameters[0].low must be a number above 0 and up to 1e+06. Got 0 instead.",
    ),
    "part of an integer": (
        parameter(name="n_clusters", low=1.5, high=4),
        "parameters[0].low must be an integer from 1 to 64. Got 1.5 instead.",
    ),
    "logarithm of 0": (
        parameter(name="beta", low=0, high=4, scale="log"),
        "parameters[0].low must be above 0 on a log scale. Got 0 instead.",
    ),
    "an unknown scale": (
        parameter(name="beta", low=1, high=4, scale="cubic"),
        "parameters[0].scale must be 'linear' or 'log'. Got 'cubic' instead.",
    ),
    "twice the same": (
        {"parameters": [TWO[0], TWO[0]], "design": {"kind": "grid"}},
        "parameters[1].name must be another one than that of parameters[0]. Got 'beta' instead.",
    ),
    "two that set the same": (
        {
            "parameters": [
                {"name": "circles[1].radius_ratio", "low": 0.5, "high": 1},
                {"name": "circles[1].radius", "low": 5, "high": 10},
            ],
            "design": {"kind": "grid"},
        },
        "parameters[1].name must be left out beside circles[1].radius_ratio: both set the same. "
        "Got 'circles[1].radius' instead.",
    ),
    "of itself, by default": (
        circle("circles[0].radius_ratio"),
        "parameters[0].of must be another circle than 0 itself. "
        "Got nothing, which means 0 instead.",
    ),
    "of itself": (
        circle("circles[2].overlap", of=2),
        "parameters[0].of must be another circle than 2 itself. Got 2 instead.",
    ),
    "of one that is not there": (
        circle("circles[2].overlap", of=9),
        "parameters[0].of must be one of circles 0 to 3. Got 9 instead.",
    ),
    "of, where it means nothing": (
        circle("beta", of=1),
        "parameters[0].of must be left out: only radius_ratio and overlap have it. Got 1 instead.",
    ),
    "in a circle": (
        {
            "parameters": [
                {"name": "circles[1].radius_ratio", "low": 0.5, "high": 1, "of": 2},
                {"name": "circles[2].radius_ratio", "low": 0.5, "high": 1, "of": 1},
            ],
            "design": {"kind": "grid"},
        },
        "parameters must be without a circle of radius_ratio parameters. Got circle 1 of 2 of 1 "
        "instead.",
    ),
    "not among the choices": (
        parameter(name="assign_labels", values=["kmeans", "k-means"]),
        "parameters[0].values[1] must be one of 'kmeans', 'discretize', 'cluster_qr', 'sweep'. "
        "Got 'k-means' instead.",
    ),
    "a number for a switch": (
        parameter(name="use_mask", values=[True, 0]),
        "parameters[0].values[1] must be one of True, False. Got 0 instead.",
    ),
    "one choice": (
        parameter(name="scale", values=["graph"]),
        "parameters[0].values must be from 2 to 64 values. Got 1 of them instead.",
    ),
    "the same choice twice": (
        parameter(name="n_clusters", values=[2, 3, 2]),
        "parameters[0].values[2] must be another one than those before. Got 2 instead.",
    ),
    "a range of choices": (
        parameter(name="scale", low=0, high=1),
        "parameters[0] must be given by \"values\", not by a range: one of 'graph', 'edges'. "
        "Got 'scale' instead.",
    ),
    "no parameters": (
        {"parameters": []},
        "parameters must be a list of at least 1. Got a list of 0 instead.",
    ),
    "no list": ({"parameters": 3}, "parameters must be a list. Got 3 instead."),
    "no power of two": (
        {"parameters": TWO, "design": {"kind": "saltelli", "n": 100}},
        "design.n must be a power of two. Got 100 instead.",
    ),
    "no power of two, sample": (
        {"design": {"kind": "sobol_sample", "n": 3}},
        "design.n must be a power of two. Got 3 instead.",
    ),
    "odd levels": (
        {"parameters": TWO, "design": {"kind": "morris", "levels": 5}},
        "design.levels must be even. Got 5 instead.",
    ),
    "a sweep of two": (
        {"parameters": TWO},
        "parameters must be 1 parameter for the design 'sweep'. Got 2 of them instead.",
    ),
    "a grid of one": (
        {"design": {"kind": "grid"}},
        "parameters must be 2 parameters for the design 'grid'. Got 1 of them instead.",
    ),
    "no kind": ({"design": {"n": 8}}, "design must be an object with a kind. Got nothing instead."),
    "a kind that is no text": (
        {"design": {"kind": []}},
        "design.kind must be one of 'sweep', 'grid', 'latin_hypercube', 'sobol_sample', 'morris', "
        "'saltelli'. Got a list of 0 instead.",
    ),
    "an unknown kind": (
        {"design": {"kind": "guess"}},
        "design.kind must be one of 'sweep', 'grid', 'latin_hypercube', 'sobol_sample', 'morris', "
        "'saltelli'. Got 'guess' instead.",
    ),
    "a billion trials": (
        {"design": {"kind": "latin_hypercube", "n": 1000}, "replicates": 1_000_000},
        "the number of trials must be at most 1,000,000. "
        "Got 1,000,000,000 (1,000 points times 1,000,000 replicates) instead.",
    ),
    "a billion points": (
        {"design": {"kind": "sobol_sample", "n": 2**30}},
        "the number of trials must be at most 1,000,000. "
        "Got 1,073,741,824 (1,073,741,824 points times 1 replicates) instead.",
    ),
    "a grid of a billion": (
        {"parameters": TWO, "design": {"kind": "grid", "points": [100_000, 10_000]}},
        "the number of trials must be at most 1,000,000. "
        "Got 1,000,000,000 (1,000,000,000 points times 1 replicates) instead.",
    ),
    "zero replicates": (
        {"replicates": 0},
        "replicates must be greater than or equal to 1. Got 0 instead.",
    ),
    "half a replicate": (
        {"replicates": 1.5},
        "replicates must be a valid integer. Got 1.5 instead.",
    ),
    "replicates beyond all trials": (
        {"replicates": 10**30},
        f"replicates must be up to 1,000,000. Got {10**30} instead.",
    ),
    "the last seed": (
        {"scene": {"seed": 2**63 - 2}, "replicates": 3},
        "scene.seed must be up to 9223372036854775807 minus the replicates. "
        "Got 9223372036854775806 instead.",
    ),
    "an unknown output": (
        {"outputs": ["ncut", "beauty"]},
        "outputs[1] must be one of adjusted_rand, mean_iou, misclassified, ncut, ncut_truth, "
        "ncut_ratio, eigengap, components, components_minus_k, verdict, seconds. "
        "Got 'beauty' instead.",
    ),
    "an output twice": (
        {"outputs": ["ncut", "ncut"]},
        "outputs[1] must be another one than those before. Got 'ncut' instead.",
    ),
    "a scene's field for the test function": (
        {"evaluator": "ishigami"},
        "parameters[0].name must be one of x1, x2, x3. Got 'beta' instead.",
    ),
    "another version": ({"version": 2}, "version must be 1. Got 2 instead."),
}


@pytest.mark.parametrize(("change", "sentence"), BAD.values(), ids=BAD)
def test_a_bad_study_is_told_by_place_rule_and_value(change, sentence):
    with pytest.raises(StudyError) as caught:
        read_study(json.dumps(GOOD | change))
    assert str(caught.value) == sentence


def test_the_study_that_the_others_are_made_of_is_good():
    assert read_study(json.dumps(GOOD)).n_points == 5


def test_every_problem_is_listed():
    bad = {
        "parameters": [
            {"name": "beta", "low": 2, "high": 1},
            {"name": "circles[7].row", "low": 1, "high": 2},
        ],
        "design": {"kind": "saltelli", "n": 5},
        "outputs": ["beauty"],
    }
    with pytest.raises(StudyError) as caught:
        read_study(json.dumps(GOOD | bad))
    places = {problem.place for problem in caught.value.problems}
    assert places == {"parameters[0].high", "parameters[1].name", "design.n", "outputs[0]"}
    assert str(caught.value).startswith("4 problems:\n- ")


def places(fields):
    with pytest.raises(StudyError) as caught:
        read_study(json.dumps(fields))
    return {problem.place for problem in caught.value.problems}


def test_no_problem_hides_another():
    """Of the wrong type, of a field by itself, of fields together: all in one go."""
    fields = {
        "version": 2,
        "name": "",
        "notes": None,
        "colour": "red",
        "scene": {
            "noise": -1,
            "size": 3,
            "sise": 3,
            "circles": [{"row": "x", "col": 1e9, "radius": -1}, {"row": 1, "col": 1}, 3],
        },
        "method": {"beta": -1, "n_clusters": 0, "scale": 3, "use_mask": 1},
        "design": {"kind": "saltelli", "n": 3, "seed": -1, "levels": 4},
        "replicates": 0,
        "outputs": ["ncut", 3, "beauty", "ncut"],
        "parameters": [
            {"name": "betta", "low": "a", "high": 5, "of": "x"},
            {"name": "eps", "low": -1, "high": 0.5, "scale": "cubic"},
            {"name": "circles[7].row", "low": 2, "high": 1},
            {"name": "circles[0].overlap", "low": 0, "high": 1, "of": "x"},
            {"name": "eps", "values": [0.5, 7, None, 0.5], "low": 1},
            {"name": "noise", "low": 0, "scale": "log"},
            {"low": 2, "high": 1},
            3,
        ],
    }
    assert places(fields) == {
        "version", "name", "notes", "colour", "scene.noise", "scene.size", "scene.sise",
        "scene.circles[0].row", "scene.circles[0].col", "scene.circles[0].radius",
        "scene.circles[1].radius", "scene.circles[2]", "method.beta", "method.n_clusters",
        "method.scale", "method.use_mask", "design.n", "design.seed", "design.levels",
        "replicates", "outputs[1]", "outputs[2]", "outputs[3]",
        "parameters[0].name", "parameters[0].low", "parameters[0].of",
        "parameters[1].low", "parameters[1].scale", "parameters[2].name", "parameters[2].high",
        "parameters[3].of", "parameters[4].name", "parameters[4].values[1]",
        "parameters[4].values[2]", "parameters[4].values[3]", "parameters[4].low",
        "parameters[5].low", "parameters[5].high", "parameters[6].name", "parameters[7]",
    }  # fmt: skip


def test_each_problem_is_told_beside_each_other_one():
    """Of those that one change does not mend for another."""
    alone = ("scene", "method", "name", "replicates", "version", "colour")
    changes = [change for change, _ in BAD.values() if "circles" not in change.get("scene", {})]
    told = [places(GOOD | change) - {"the number of trials"} for change in changes]
    for i, change in enumerate(changes):
        for j, other in enumerate(changes):
            disjoint = set(change).isdisjoint(other) and "evaluator" not in other
            if disjoint and set(change) <= set(alone):
                assert places(GOOD | change | other) >= told[i] | told[j]


def test_problems_are_told_in_the_order_of_the_file():
    with pytest.raises(StudyError) as caught:
        read_study(FILE.replace('"design"', '"replicates": 0, "design"'))
    lines = [problem.line for problem in caught.value.problems]
    assert lines == sorted(lines)
    assert len(lines) > 3


def test_keys_that_are_there_twice_hide_nothing():
    text = '{"name": "a", "name": "b", "scene": {"noise": 1, "noise": 2, "noise": -1}}'
    with pytest.raises(StudyError) as caught:
        read_study(text)
    assert [str(problem) for problem in caught.value.problems] == [
        "parameters must be given. Got nothing instead.",
        "design must be given. Got nothing instead.",
        "scene.noise must be a number from 0 to 1e+06. Got -1 instead.",
        "each key of an object must be given once. Got 'noise' 3 times instead.",
        "each key of an object must be given once. Got 'name' twice instead.",
    ]


def test_a_repeated_key_alone_is_refused():
    text = json.dumps(GOOD).replace('"size"', '"noise": 0.1, "noise": 0.1, "size"')
    with pytest.raises(StudyError, match="Got 'noise' twice instead"):
        read_study(text)


def test_numbers_that_are_none_are_told_where_they_stand():
    infinite = parameter(name="beta", low=0, high=float("inf"))
    fields = GOOD | infinite | {"replicates": float("nan"), "scene": {"noise": float("-inf")}}
    assert places(fields) == {"parameters[0].high", "replicates", "scene.noise"}


FILE = """{
  "name": "Two \\"quoted\\" { lines",
  "scene": {"circles": [
    {"row": 1, "col": 1, "radius": 1},
    {"row": 1, "col": 1,
     "radius": 0}
  ]},
  "parameters": [
    {"name": "beta", "low": 0, "high": 1},
    {
      "name": "noise",
      "low": 1
    }
  ],
  "design": {"kind": "grid",
             "points": [2,
                        1]}
}
"""


def test_in_a_file_of_several_lines_each_problem_has_its_line():
    with pytest.raises(StudyError) as caught:
        read_study(FILE)
    places = {problem.place: problem.line for problem in caught.value.problems}
    assert places == {
        "scene.circles[1].radius": 6,
        "parameters[1].high": 10,  # where it should be
        "design.points[1]": 17,
    }
    assert "scene.circles[1].radius (line 6) must be a number above 0" in str(caught.value)


TEXTS = {
    "": "line 1, column 1 must be JSON (expecting value). Got the end of the line instead.",
    '{"name": 1,\n "x" 3}': (
        "line 2, column 6 must be JSON (expecting ':' delimiter). Got '3}' instead."
    ),
    "[1]": "the file must be an object. Got a list of 1 instead.",
    " " * 1_000_001: "the file must be at most 1,000,000 characters long. Got 1,000,001 instead.",
}


@pytest.mark.parametrize(("text", "sentence"), TEXTS.items())
def test_what_is_no_study_is_told_by_line_and_column(text, sentence):
    with pytest.raises(StudyError) as caught:
        read_study(text)
    assert str(caught.value) == sentence


@pytest.mark.parametrize(
    "text",
    ["[" * 100_000, "1" * 5000, b"\xff\xfe", "\ud800", '"\\ud800"', "null", '{"name": "\\ud800"}'],
)
def test_nothing_else_than_a_study_error_comes_of_garbage(text):
    with pytest.raises(CutlabError):
        read_study(text)


def test_a_mark_of_byte_order_is_no_harm():
    assert read_study(b"\xef\xbb\xbf" + json.dumps(GOOD).encode()).name == "A study"


words = st.sampled_from(
    ["beta", "circles[0].overlap", "circles[9].radius_ratio", "seed", "x1", "log", "morris", "grid",
     "saltelli", "sobol_sample", "latin_hypercube", "ishigami", "kmeans", "", "\x00"]
)  # fmt: skip
numbers = st.one_of(
    st.integers(), st.integers(-1, 5), st.floats(allow_nan=False), st.just(10**30), st.just(10**400)
)
anything = st.recursive(
    st.one_of(st.none(), st.booleans(), words, numbers),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(
                ["name", "low", "high", "scale", "values", "of", "kind", "n", "points", "levels",
                 "trajectories", "seed", "circles", "radius", "row", "col", "size", "beta"]
            ),
            inner,
            max_size=5,
        ),
    ),
    max_leaves=12,
)  # fmt: skip


def study_or_problems(fields):
    """Return either of a study, and None for the other; anything else that is raised is a bug."""
    try:
        return read_study(json.dumps(fields, indent=1).replace("Infinity", "1e999")), None
    except StudyError as error:
        return None, error.problems


@given(st.dictionaries(st.sampled_from([*GOOD, "replicates", "outputs", "evaluator"]), anything))
@example({"name": None, "design": {"name": None, "kind": []}})
def test_whatever_the_fields_hold_there_is_a_study_or_a_sentence(change):
    study, problems = study_or_problems(GOOD | change)
    if study is None:
        assert problems
        assert all(problem.place and " must be " in str(problem) for problem in problems)
    else:
        assert read_study(study.to_json()) == study


keys = st.sampled_from(["name", "low", "high", "scale", "values", "of"])
held = st.one_of(words, numbers, st.lists(numbers, max_size=3))


@given(st.lists(st.dictionaries(keys, held), max_size=4))
def test_whatever_parameters_are_asked_for_there_is_a_study_or_a_sentence(parameters):
    fields = GOOD | {"parameters": parameters, "design": {"kind": "latin_hypercube"}}
    study, problems = study_or_problems(fields)
    assert study is not None or problems
