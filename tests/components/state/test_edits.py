"""Edits of the regions as text: what is one, and what is left of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from components.state.control_specs import problems
from components.state.edits import LONGEST_EDITS, Edits
from components.state.link import MAX_QUERY, from_query, to_query
from components.state.model import CircleState, ExplorerState

NUMBERS = st.integers(1, 99)
LETTERS = st.characters(categories=["L", "M", "Nd"], include_characters="_ .'()-")
NAMES = st.text(LETTERS, min_size=1, max_size=30)
EDITS = st.builds(
    Edits,
    st.lists(st.lists(NUMBERS, min_size=2, max_size=4).map(tuple), max_size=5).map(tuple),
    st.lists(st.tuples(NUMBERS, NAMES), max_size=4).map(tuple),
)


@given(EDITS)
def test_edits_come_back_from_their_text_and_their_link(edits):
    text = str(edits)
    assert Edits.read(text) == edits
    if len(text) <= LONGEST_EDITS:
        state = ExplorerState(edits=text)
        assert from_query(to_query(state)) == (state, [])


@pytest.mark.parametrize(
    "text",
    ["2", "2+", "+2", "2+5,", "0+1", "2+x", "3=", "=a", "3=a,b", "3=<b>", "3=a\n", "2+5\n",
     "1=" + "a" * 31, ",".join(["2+5"] * 80)],
)  # fmt: skip
def test_nothing_else_is_an_edit(text):
    with pytest.raises(ValidationError) as caught:
        ExplorerState(edits=text)
    (problem,) = problems(caught.value)
    assert problem.field == "edits"
    assert "merges such as 2+5 and names such as 3=coin" in problem.message


def test_the_longest_edits_fit_a_link():
    name = "字" * 30
    text = ",".join(f"{n}={name}" for n in range(1, 10))
    circles = tuple(CircleState(row=100.5 + n, col=200.25, radius=3.125) for n in range(12))
    state = ExplorerState(edits=text, circles=circles)
    assert len(text) > 0.9 * LONGEST_EDITS
    assert len(to_query(state)) < MAX_QUERY


def test_what_is_left_where_regions_are_gone():
    edits = Edits.read("2+5+9,7+9,3=coin,9=table")
    assert str(edits.within(range(1, 9))) == "2+5,3=coin"
    assert edits.within(range(1, 10)) == edits
