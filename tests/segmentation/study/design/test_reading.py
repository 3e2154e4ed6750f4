import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from segmentation import CutlabError
from segmentation.study import StudyError, read_study
from tests.segmentation.study.design.bad_studies import BAD, GOOD, parameter


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
    found = [places(GOOD | change) - {"the number of trials"} for change in changes]
    for i, change in enumerate(changes):
        for j, other in enumerate(changes):
            disjoint = set(change).isdisjoint(other) and "evaluator" not in other
            if disjoint and set(change) <= set(alone):
                assert places(GOOD | change | other) >= found[i] | found[j]


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
    " " * 5_000_001: "the file must be at most 5,000,000 characters long. Got 5,000,001 instead.",
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


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_files_of_other_programs_are_read(coding):
    """PowerShell's `>` writes UTF-16 with a mark; without one it is none of these."""
    text = json.dumps(GOOD | {"name": "Ünequal"}, ensure_ascii=False)
    mark = "\ufeff" if coding.endswith(("le", "be")) else ""
    assert read_study(f"{mark}{text}".encode(coding)) == read_study(text)
