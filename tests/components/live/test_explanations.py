"""The explanation route: the service's verdict, and the open views."""

from xml.etree import ElementTree

import numpy as np
import pytest

from components.live.explanations import ExplanationResponder
from components.live.views import VIEWS
from components.state.model import CircleState, ExplorerState
from components.state.numbers import short_number
from segmentation import segment_scene
from tests.components.frames import decode, request


@pytest.fixture
def responder():
    return ExplanationResponder()


def ask(responder, viewer=None, **more):
    return decode(responder.respond(request(**more), viewer or responder.viewer()))


def test_without_views_there_is_the_verdict_alone(responder):
    header, arrays = ask(responder, seq=4)
    verdict = segment_scene(ExplorerState().scene(), ExplorerState().method()).verdict
    assert header["seq"] == 4
    assert header["views"] == {}
    assert not arrays
    assert header["verdict"]["outcome"] == "agrees"
    assert header["verdict"]["title"] == "agrees with the circles"
    assert header["verdict"]["sentence"] == verdict.sentence
    assert not {"suggestions", "diagnostics"} & header["verdict"].keys()


def test_what_to_try_comes_at_rest(responder):
    state = ExplorerState(
        circles=(CircleState(row=50.0, col=36.0, radius=24.0), CircleState(row=50.0, col=66.0)),
        n_clusters=2,
    ).model_copy(update={"seed": 1})
    small = state.circles[1].model_copy(update={"radius": 8.0, "col": 64.0})
    state = state.model_copy(update={"circles": (state.circles[0], small)})
    header, _ = ask(responder, state=state, rest=True)
    assert header["verdict"]["outcome"] == "rounding"
    for suggestion in header["verdict"]["suggestions"]:
        changed = state.model_copy(update=suggestion["changes"])
        again = segment_scene(changed.scene(), changed.method())
        assert again.verdict.outcome != "rounding"
        assert suggestion["action"]
        assert suggestion["effect"]


def test_diagnostics_come_at_rest(responder):
    state = ExplorerState(circles=ExplorerState().circles[:2], n_clusters=2)
    header, _ = ask(responder, state=state, rest=True)
    result = segment_scene(state.scene(), state.method())
    assert result.diagnostics
    assert header["verdict"]["diagnostics"] == list(result.diagnostics)


@pytest.mark.parametrize("name", list(VIEWS))
def test_each_view_answers_with_entries_per_node(responder, name):
    two = ExplorerState().circles[:2]
    state = ExplorerState(circles=two, n_clusters=2, pinned="noise=0.4")
    header, arrays = ask(responder, state=state, views=[name])
    content = header["views"][name]
    assert content["sentence"]
    assert not content["nothing"]
    assert all(key == "nodes" or key.startswith(f"{name}.") for key in arrays)
    result = segment_scene(state.scene(), state.method())
    np.testing.assert_array_equal(arrays["nodes"], result.graph.nodes)


def test_a_view_that_opens_does_not_segment_anew(responder, monkeypatch):
    calls = []

    def watched(scene, method, *, previous=None):
        calls.append(method)
        return segment_scene(scene, method, previous=previous)

    monkeypatch.setattr("components.pictures.subject.segment_scene", watched)
    viewer = responder.viewer()
    ask(responder, viewer, rest=True)
    ask(responder, viewer, rest=True, views=["methods"])
    looked = ExplorerState(views=("methods",), embedding_x=4)
    ask(responder, viewer, rest=True, views=["methods"], state=looked)
    assert len(calls) == 1
    ask(responder, viewer, rest=True, state=ExplorerState(beta=2.0))
    assert len(calls) == 2


def test_eigenvectors_do_not_flip_while_something_moves(responder):
    viewer, last = responder.viewer(), None
    for row in np.arange(28.0, 34.0, 0.5):
        first = CircleState(row=float(row), col=24.0, radius=16.0)
        state = ExplorerState(circles=(first, *ExplorerState().circles[1:]))
        _, arrays = ask(responder, viewer, state=state, views=["eigenvectors"])
        vectors = arrays["eigenvectors.vectors"].astype(float)
        picture = np.zeros((len(vectors), 100 * 100))
        picture[:, arrays["nodes"]] = vectors
        if last is not None:
            for now, before in zip(picture[:4], last[:4], strict=True):
                assert now @ before > 0
        last = picture


def test_unknown_views_are_reported(responder):
    header, arrays = ask(responder, seq=8, views=["everything"])
    assert header["seq"] == 8
    assert "views" in header["problems"][0]["field"]
    assert not arrays


def test_a_scene_without_pixels_is_reported(responder):
    beyond = ExplorerState(circles=(CircleState(row=300.0, col=300.0, radius=5.0),))
    header, _ = ask(responder, state=beyond, views=list(VIEWS))
    assert header["problems"][0]["field"] == "circles"


def test_texts_cite_their_sources():
    for view in VIEWS.values():
        assert "https://doi.org/" in view.html
        assert "<math" in view.html
        assert "\n" not in view.summary


def test_every_array_that_a_tile_names_is_there(responder):
    header, arrays = ask(responder, views=list(VIEWS))
    seen = 0
    for name, content in header["views"].items():
        for tile in content["tiles"]:
            values = arrays[f"{name}.{tile['values']}"]
            n_rows = 1 if values.ndim == 1 else len(values)
            assert tile["row"] < n_rows
            assert values.size == n_rows * len(arrays["nodes"])
            strokes = tile["strokes"]
            for part in ("pixel", "down", "weight") if strokes else ():
                drawn = arrays[f"{name}.{part}{strokes['suffix']}"]
                assert part != "weight" or drawn.max() <= np.float32(strokes["largest"])
            seen += 1
    assert seen == 5 + 1 + 2 + 4  # eigenvectors, graph, cuts, methods


def test_a_tile_s_values_in_its_unit_are_the_service_s(responder):
    header, arrays = ask(responder, views=["eigenvectors", "graph"])
    result = segment_scene(ExplorerState().scene(), ExplorerState().method())
    for tile in header["views"]["eigenvectors"]["tiles"]:
        values = tile["unit"] * arrays["eigenvectors.vectors"][tile["row"]]
        expected = result.eigenvectors[tile["row"]].ravel()[result.graph.nodes]
        np.testing.assert_allclose(np.abs(values), np.abs(expected), atol=1e-6)
        assert max(values) <= tile["unit"] * tile["ends"][1] + 1e-12
    [mean] = header["views"]["graph"]["tiles"]
    assert mean["unit"] == 1
    assert arrays["graph.mean"].max() <= mean["ends"][1]


def test_the_table_of_cuts_is_the_service_s(responder):
    header, _ = ask(responder, views=["cuts"])
    result = segment_scene(ExplorerState().scene(), ExplorerState().method())
    tables = ElementTree.fromstring(f"<p>{header['views']['cuts']['below']}</p>").iter("table")
    for table, cuts in zip(tables, (result.cuts, result.truth_cuts), strict=True):
        rows = [["".join(cell.itertext()) for cell in row] for row in table.find("tbody")]
        assert [row[0].strip() for row in rows] == ["1", "2", "3", "4"]
        assert [float(row[1]) for row in rows] == pytest.approx(list(cuts.cut), abs=0.006)
        assert [float(row[3]) for row in rows] == pytest.approx(list(cuts.ratio), abs=6e-5)
        assert short_number(cuts.ncut) in [cell.text for cell in table.find("tfoot/tr")]


def test_one_method_is_in_use_and_the_others_can_be(responder):
    header, _ = ask(responder, state=ExplorerState(assign_labels="sweep"), views=["methods"])
    tiles = header["views"]["methods"]["tiles"]
    assert [tile["changes"]["assign_labels"] for tile in tiles if tile["pressed"]] == ["sweep"]
    assert [("in use" in tile["caption"]) for tile in tiles] == [t["pressed"] for t in tiles]
