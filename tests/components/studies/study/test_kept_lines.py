"""Lines of parallel coordinates are kept by a brush and by numbers alike."""

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.page.ids import Id
from components.studies.study import kept_lines
from components.studies.study.kept_lines import NONE, keep, kept

AXES = [
    {"title": "Noise", "scale": "linear", "names": [], "range": [0, 1]},
    {"title": "β", "scale": "log", "names": [], "range": [-1, 1]},
    {"title": "Labels", "scale": "choice", "names": ["kmeans", "sweep"], "range": [-0.2, 1.2]},
]
CHART = {"type": Id.FIGURE_CHART, "name": "parallel"}


def kept_by(changed=None, bounds=NONE, axis=0, low="", high="", value=None, brush=None):
    changed = changed if isinstance(changed, dict) or changed is None else str(changed)
    return keep(changed, brush, str(axis), low, high, value, None, bounds, AXES)


def brushed(axis, ranges):
    return [{f"dimensions[{axis}].constraintrange": [ranges]}, [0]]


@pytest.mark.parametrize(
    ("report", "ranges"),
    [
        ([0.2, 0.5], [[0.2, 0.5]]),
        ([[0.2, 0.5]], [[0.2, 0.5]]),
        ([[0.1, 0.2], [0.6, 0.7]], [[0.1, 0.2], [0.6, 0.7]]),
        (None, None),
    ],
)
def test_a_brush_is_shown_in_numbers(report, ranges):
    before = {"moved": 3, "ranges": {"0": [[0, 1]]}}
    answer = kept_by(CHART, before, brush=brushed(0, report))
    expected = {"0": ranges} if ranges else {}
    assert answer["bounds"] == {"moved": 3, "ranges": expected}
    assert (answer["low"], answer["high"]) == (tuple(map(str, ranges[0])) if ranges else ("", ""))
    assert answer["nothing_kept"] == (not ranges)


def test_numbers_stand_in_the_axis_own_unit():
    answer = kept_by(Id.LINES_LOW, axis=1, low=1.0)
    assert answer["bounds"] == {"moved": 1, "ranges": {"1": [[0.0, 1.0]]}}
    assert (answer["low"], answer["high"]) == ("1", "10")
    answer = kept_by(Id.LINES_HIGH, answer["bounds"], axis=1, low=1.0, high=0.1)
    assert answer["bounds"]["ranges"]["1"] == [[-1.0, 0.0]]
    assert kept_by(Id.LINES_LOW, axis=1, low=-5)["bounds"]["ranges"]["1"] == [[-1.0, 1.0]]
    assert kept_by(Id.LINES_LOW, answer["bounds"], axis=1)["bounds"]["ranges"] == {}


def test_what_is_no_number_is_reported_and_keeps_the_lines():
    before = {"moved": 3, "ranges": {"0": [[0.2, 0.5]]}}
    answer = kept_by(Id.LINES_LOW, before, low="1,250", high="0,5")
    assert answer["bounds"] == before
    assert (answer["low"], answer["bad_low"]) == ("1,250", "“1,250” is no number")
    assert kept_by(Id.LINES_LOW, low="0,25")["bounds"]["ranges"]["0"] == [[0.25, 1]]


def test_a_choice_is_kept_by_its_name():
    answer = kept_by(Id.LINES_VALUE, axis=2, value="1")
    assert answer["bounds"]["ranges"] == {"2": [[0.9, 1.1]]}
    assert (answer["value"], answer["no_numbers"], answer["no_values"]) == ("1", True, False)
    assert [each["label"] for each in answer["values"]] == ["kmeans", "sweep"]
    wide = kept_by(CHART, axis=2, brush=brushed(2, [-0.1, 1.1]))
    assert wide["value"] is None
    assert kept_by(Id.LINES_VALUE, answer["bounds"], axis=2)["bounds"]["ranges"] == {}


def test_another_axis_shows_its_own_and_all_are_kept_again():
    both = {"moved": 2, "ranges": {"0": [[0.2, 0.5]], "1": [[0, 1]]}}
    shown = kept_by(Id.LINES_AXIS, both, axis=1)
    assert shown["bounds"] == both
    assert (shown["low"], shown["high"]) == ("1", "10")
    assert kept_by(Id.LINES_ALL, both)["bounds"] == {"moved": 3, "ranges": {}}


@given(
    st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=20),
    st.dictionaries(
        st.sampled_from(["0", "1"]),
        st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)).map(sorted), min_size=1, max_size=3),
    ),
)
def test_a_line_is_kept_that_passes_through_a_range_of_each_axis(lines, ranges):
    axes = [SimpleNamespace(values=values) for values in np.array(lines).T]
    expected = [
        i
        for i, line in enumerate(lines)
        if all(any(a <= line[int(n)] <= b for a, b in each) for n, each in ranges.items())
    ]
    assert kept(axes, {"moved": 0, "ranges": ranges}) == expected


def test_a_chart_forgets_its_brushes_once_numbers_have_moved_them():
    figure = {"data": [{"dimensions": [{}, {}]}], "layout": {}}
    kept_lines.apply(figure, {"moved": 4, "ranges": {"1": [[0, 1]]}})
    assert figure["data"][0]["dimensions"] == [{}, {"constraintrange": [[0, 1]]}]
    assert figure["layout"]["uirevision"] == "kept 4"
