"""CSV of figures: the numbers of the service, digit by digit."""

import csv
from io import StringIO

import numpy as np
import pytest

from components.export.tables import VIEW_TABLES
from components.export.view_files import view_caption, view_csv
from components.live.views import VIEWS
from components.state.link import to_query
from components.state.model import ExplorerState
from components.state.numbers import short_number
from segmentation import CutlabError, align_vectors, graph_edges, segment_scene

TWO = ExplorerState(circles=ExplorerState().circles[:2], n_clusters=2)


@pytest.fixture(scope="module")
def result():
    return segment_scene(TWO.scene(), TWO.method())


def read(text):
    head, *rows = csv.reader(StringIO(text))
    return {name: [row[i] for row in rows] for i, name in enumerate(head)}


def table(name, state=TWO):
    return read(view_csv(name, state.model_dump(mode="json")))


def floats(column):
    return np.array(column, dtype=float)


def test_every_view_has_numbers_and_a_caption_with_the_parameters():
    pinned = TWO.model_copy(update={"pinned": "n_clusters=3", "noise": 0.3})
    assert set(VIEW_TABLES) == set(VIEWS)
    for name, view in VIEWS.items():
        rows = table(name, pinned)
        assert all(rows.values()), name
        caption = view_caption(name, pinned.model_dump(mode="json"))
        assert caption.startswith(f"{view.title}. ")
        assert "Noise level 0.3; Noise seed 0; Affinity β 1; Clusters k 2" in caption
        assert caption.endswith("Cutlab 0.1.0.")


def test_the_caption_of_a_comparison_has_the_settings_of_both_states(result):
    other = TWO.model_copy(update={"noise": 0.5})
    state = TWO.model_copy(update={"pinned": to_query(other)})
    caption = view_caption("compare", state.model_dump(mode="json"))
    a, b = caption.partition(" A: Circles")[2].split(" B: ")
    assert "Noise level 0.5" in a
    assert "Noise level 0.2" in b
    found = segment_scene(other.scene(), other.method())
    assert f"Ncut {short_number(found.ncut)}, adjusted Rand index" in a
    assert f"Ncut {short_number(result.ncut)}, adjusted Rand index" in b


def test_a_view_with_nothing_to_show_says_why():
    with pytest.raises(CutlabError, match="set k to 2"):
        view_caption("threshold", ExplorerState().model_dump(mode="json"))


def test_spectrum_eigenvectors_and_edges_are_the_service_s(result):
    spectrum = table("spectrum")
    assert floats(spectrum["eigenvalue"]).tolist() == result.spectrum.eigenvalues.tolist()
    vectors = align_vectors(result.eigenvectors, None, result.eigenvalues)
    own = table("eigenvectors")
    row, column = (np.array(own[name], int) for name in ("row", "column"))
    for i, picture in enumerate(vectors):
        assert floats(own[f"y{i + 1}"]).tolist() == picture[row, column].tolist()
    edges = table("graph")
    assert floats(edges["weight"]).tolist() == graph_edges(result.graph).weight.tolist()


def test_cuts_thresholds_and_methods_are_the_service_s(result):
    cuts = table("cuts")
    found = [at for at, side in enumerate(cuts["partition"]) if side == "found"]
    assert sum(float(cuts["cut / volume"][at]) for at in found) == pytest.approx(result.ncut)
    curve = table("threshold")
    np.testing.assert_array_equal(floats(curve["Ncut"]), result.threshold_curve.ncut)
    assert floats(table("methods")["Ncut"]).tolist() == [each.ncut for each in result.by_method]


def test_compared_regions_are_those_of_both_states(result):
    other = TWO.model_copy(update={"noise": 0.5})
    compared = table("compare", TWO.model_copy(update={"pinned": to_query(other)}))
    row, column = (np.array(compared[name], int) for name in ("row", "column"))
    assert (np.array(compared["region in B"], int) == result.labels[row, column] + 1).all()
