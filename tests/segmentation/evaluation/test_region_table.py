"""The table of regions, by plain sums over the pixels."""

import numpy as np
import pytest

from segmentation import Method, Scene, prepare, region_table, sample_image, segment, segment_scene


@pytest.fixture(
    params=["scene", "colour"],
)
def result(request):
    if request.param == "scene":
        return segment_scene(Scene(), Method(n_clusters=6))
    picture = prepare(sample_image("coffee"), channel="colour", longest=60)
    method = Method(n_clusters=5, beta=5, eps=1e-6, scale="edges", feature="colour")
    return segment(picture.image, method=method)


def test_each_row_is_what_the_pixels_say(result):
    table = region_table(result)
    grey = result.image if result.image.ndim == 2 else result.image[..., 0]
    weights = result.graph.affinity.copy()
    weights.setdiag(0)
    nodes = result.node_labels
    assert table["region"].tolist() == sorted(set(nodes.tolist()))
    assert table["share"].sum() == pytest.approx(1)
    for row in table.itertuples():
        inside = result.labels == row.region
        assert row.pixels == inside.sum()
        assert row.mean == pytest.approx(grey[inside].mean())
        assert row.spread == pytest.approx(grey[inside].std())
        assert (row.row, row.col) == pytest.approx(tuple(np.argwhere(inside).mean(axis=0)))
        own = nodes == row.region
        assert row.vol == pytest.approx(weights[own].sum())
        assert row.cut == pytest.approx(weights[own][:, ~own].sum())
        assert row.parts == result.region_parts[row.region]
    assert (table["cut"] / table["vol"]).sum() == pytest.approx(result.ncut)


def test_the_perimeter_of_a_square_is_that_of_its_middle_line():
    image = np.zeros((20, 20))
    image[5:15, 5:15] = 1
    result = segment(image, method=Method(n_clusters=2, beta=10, eps=1e-6))
    square = region_table(result).set_index("pixels").loc[100]
    assert (square.perimeter, square.row, square.parts) == (36, 9.5, 1)
