"""The view of two states: pixels that differ, and what differs in settings and results."""

from xml.etree import ElementTree

import numpy as np
import pytest

from components.export.view_files import view_caption
from components.live.differences import parameter_rows, result_rows
from components.live.explanations import ExplanationResponder
from components.live.views.compare import NOTHING, WORDS, _sentence
from components.pictures.store import MissingPictureError
from components.state.link import from_query, to_query
from components.state.model import CircleState, ExplorerState
from segmentation import match_labels, segment_scene
from tests.components.frames import decode, request

LOST = "0" * 32  # hash of no file
TWO = ExplorerState(circles=ExplorerState().circles[:2], n_clusters=2)


def compare(b, a=None, **more):
    state = b if a is None else b.model_copy(update={"pinned": to_query(a)})
    responder = ExplanationResponder()
    message = request(state=state, rest=True, views=["compare"], **more)
    header, arrays = decode(responder.respond(message, responder.viewer()))
    return header["views"]["compare"], arrays


def labels_of(state):
    return segment_scene(state.scene(), state.method()).labels


def rows_of(content):
    found = ElementTree.fromstring(content["below"].replace("&", "&amp;"))
    return [[cell.text for cell in row] for row in found.iter("tr") if row.find("td") is not None]


def test_nothing_is_compared_before_something_is_pinned():
    content, _ = compare(TWO)
    assert (content["sentence"], content["nothing"]) == (NOTHING, True)


def test_a_state_differs_from_itself_nowhere():
    content, arrays = compare(TWO, TWO)
    n = int((labels_of(TWO) >= 0).sum())
    assert content["sentence"] == f"A and B give the same regions on all {n:,} pixels."
    assert not arrays["compare.differs"].any()
    assert "The settings are the same." in content["below"]
    assert "The results are the same." in content["below"]


def test_pixels_that_differ_are_counted_after_matching():
    a = TWO.model_copy(update={"noise": 0.6})
    b = TWO.model_copy(update={"beta": 8.0, "random_state": 5})
    content, arrays = compare(b, a)
    one, other = labels_of(a), labels_of(b)
    matched = match_labels(one, other)
    expected = (matched != other) & (matched >= 0) & (other >= 0)
    words = arrays["compare.differs"]
    assert (words == 1).sum() == expected.sum()
    assert content["sentence"].startswith(f"{expected.sum():,} of ")
    where = np.zeros(one.size, bool)
    where[arrays["compare.nodes_either"][words == 1]] = True
    np.testing.assert_array_equal(where.reshape(one.shape), expected)
    assert [tile["caption"] for tile in content["tiles"]][:2] == ["A, pinned", "B, on screen"]
    assert len(content["tiles"]) == 5  # and both originals
    settings = [row for row in rows_of(content) if row[0] in ("Noise level", "Affinity β")]
    assert settings == [["Noise level", "0.6", "0.2"], ["Affinity β", "1", "8"]]


def test_pixels_of_one_mask_alone_are_told_apart():
    moved = (TWO.circles[0], TWO.circles[1].model_copy(update={"row": 46.0}))
    b = TWO.model_copy(update={"circles": moved})
    content, arrays = compare(b, TWO)
    one, other = labels_of(TWO) >= 0, labels_of(b) >= 0
    words = arrays["compare.differs"]
    assert (words == WORDS.index("in A alone")).sum() == (one & ~other).sum()
    assert (words == WORDS.index("in B alone")).sum() == (other & ~one).sum()
    assert ["Circle 2 (row, column; radius)", "40, 50; 14", "46, 50; 14"] in rows_of(content)


def test_pictures_of_two_sizes_have_tables_alone():
    small = TWO.model_copy(update={"size": 120})
    content, _ = compare(TWO, small)
    assert content["tiles"] == []
    assert "A has 120 × 120 pixels and B 100 × 100" in content["sentence"]
    assert ["Image size", "120 px", "100 px"] in rows_of(content)


def test_samples_are_compared_as_well():
    coins = ExplorerState(picture="coins", picture_size=60, n_clusters=3, scale="edges", eps=1e-6)
    content, _ = compare(coins.model_copy(update={"n_clusters": 4}), coins)
    assert "pixels" in content["sentence"]
    assert ["Clusters k", "3", "4"] in rows_of(content)
    assert len(content["tiles"]) == 3


def test_what_cannot_be_pinned_is_told():
    content, _ = compare(TWO.model_copy(update={"pinned": "beta=300"}))
    assert "A cannot be shown. Affinity β must be" in content["sentence"]


@pytest.mark.parametrize(
    "query", [f"picture={LOST}", f"picture=coins&picture_size=60&mask=painted&painted={LOST}"]
)
def test_a_file_that_only_the_pinned_state_needs_is_asked_for(query):
    lost = TWO.model_copy(update={"pinned": query})
    responder = ExplanationResponder()
    message = request(state=lost, rest=True, views=["compare", "spectrum"])
    header, _ = decode(responder.respond(message, responder.viewer()))
    content = header["views"]["compare"]
    assert (content["nothing"], content["data"]) == (True, {"needs": LOST})
    assert header["verdict"]["outcome"] == "agrees"  # the others do without it
    assert not header["views"]["spectrum"]["nothing"]
    with pytest.raises(MissingPictureError):
        view_caption("compare", lost.model_dump(mode="json"))


def test_one_pixel_and_one_region_are_no_plural():
    one = np.array([1, 2, 0, 0], np.int8)
    assert _sentence(one, 4) == (
        "1 of 4 pixels (25.0%) is in another region, after the regions of A are matched to those "
        "of B. 1 is in the mask of one of them alone."
    )


def test_a_link_holds_what_is_pinned():
    state = TWO.model_copy(update={"pinned": to_query(TWO.model_copy(update={"noise": 0.5}))})
    again, problems = from_query(to_query(state))
    assert (again, problems) == (state, [])


def test_settings_that_a_subject_lacks_are_no_difference():
    sample = ExplorerState(picture="coins", noise=0.9, sigma=2.0)
    assert parameter_rows(sample, sample.model_copy(update={"noise": 0.1})) == []
    assert parameter_rows(TWO, TWO.model_copy(update={"sigma": 3.0, "opacity": 50})) == []
    titles = [title for title, _, _ in parameter_rows(TWO, sample)]
    assert titles[0] == "Picture"
    three = (*TWO.circles, CircleState(row=70.0, col=70.0, radius=8.0))
    rows = parameter_rows(TWO, TWO.model_copy(update={"circles": three}))
    assert rows == [("Circle 3 (row, column; radius)", "–", "70, 70; 8")]


def test_results_that_differ_are_listed():
    a = segment_scene(TWO.scene(), TWO.method())
    assert result_rows(a, a) == []
    b = segment_scene(TWO.model_copy(update={"noise": 0.5}).scene(), TWO.method())
    titles = [title for title, _, _ in result_rows(a, b)]
    assert "Ncut" in titles
    assert "Nodes" not in titles
