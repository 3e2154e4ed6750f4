"""Every claim of the lesson on photographs, against the service."""

from functools import cache

import numpy as np
import pytest
from skimage.filters import threshold_otsu

from components.lessons.photograph import PHOTOGRAPH
from components.pictures.subject import segment_picture
from components.state.link import from_query
from segmentation import ncut_value
from tests.components.lessons.test_claims import chosen, sizes

GREY, COLOUR, VORONOI, EDGES, FLOOR, MUCH, GAP, MISLEADING, BEST, MERGED = PHOTOGRAPH.steps


@cache
def result(query):
    state, problems = from_query(query)
    assert not problems
    return segment_picture(state)[1]


def share_of_nearest(labels):
    """Share of the pixels whose region is the one with the nearest middle."""
    places = np.indices(labels.shape)
    middles = [places[:, labels == region].mean(axis=1) for region in range(labels.max() + 1)]
    distances = [np.hypot(*(places - middle[:, None, None])) for middle in middles]
    return np.mean(np.argmin(distances, axis=0) == labels)


def test_a_photograph_has_no_truth():
    found = result(GREY.query)
    assert f"{found.n_nodes:,} nodes, {found.n_edges:,} edges" in GREY.text
    assert found.labels.shape == (200, 200)
    assert found.verdict.outcome == "no truth"


def test_the_suit_is_found_by_colour_alone():
    grey, colour = result(GREY.query).labels, result(COLOUR.query).labels
    lightness, red_green, blue_yellow = np.moveaxis(result(COLOUR.query).image, -1, 0)
    orange = (red_green > 25) & (blue_yellow > 25)
    wall = lightness[5:40, 60:100]
    assert f"{lightness[orange].mean():.0f} and {wall.mean():.0f}" in COLOUR.text
    assert len(np.unique(grey[5:40, 60:100])) == 1
    assert (grey[orange] == grey[20, 80]).mean() > 0.999
    region = np.bincount(colour[orange]).argmax()
    assert region != colour[20, 80]
    share = (colour[orange] == region).mean()
    assert f"{share:.0%}" in COLOUR.prediction.reason
    assert "suit" in chosen(COLOUR)


def test_a_voronoi_pattern_at_low_beta_and_not_at_5():
    low, usual = result(VORONOI.query), result(EDGES.query)
    share = 100 * share_of_nearest(low.labels)
    assert VORONOI.prediction.reason.startswith(f"{share:.0f}: ")
    first, last = VORONOI.prediction.answer
    assert first < share < last
    assert f"below {low.graph.weight_range[0]:.2f}" in VORONOI.prediction.reason
    assert max(sizes(low.labels)) < 2 * min(sizes(low.labels))
    assert f"{usual.scale:.1f} in place of {low.scale:.1f}" in EDGES.text
    assert usual.graph.weight_range == pytest.approx((1e-6, 1), rel=0.02)
    assert f"Only {100 * share_of_nearest(usual.labels):.0f} pixels in a hundred" in EDGES.text


def test_the_floor_keeps_specks_from_being_free():
    bare, floored = result(FLOOR.query), result(f"{FLOOR.query}&eps=1e-06")
    assert f"{bare.graph.weight_range[0]:.0e}" == "1e-23"
    assert sorted(sizes(bare.labels))[:5] == [7, 7, 7, 8, 8]
    assert chosen(FLOOR) == "Specks of 7 or 8 pixels"
    assert sum(size > 4000 for size in sizes(floored.labels)) == 4
    assert sum(size > 4000 for size in sizes(bare.labels)) == 2


def test_too_much_beta_leaves_the_floor_alone():
    found = result(MUCH.query)
    weights = found.graph.affinity.data
    assert np.mean(weights[weights > 0] < 2e-6) == pytest.approx(2 / 3, abs=0.03)
    share = share_of_nearest(found.labels)
    assert f"{100 * share:.0f} pixels in a hundred" in MUCH.prediction.reason
    assert share > share_of_nearest(result(EDGES.query).labels) + 0.1
    assert any("11,209 parts hang together by the floor" in note for note in found.diagnostics)
    assert "Voronoi" in chosen(MUCH)


def test_the_gap_of_the_coins_and_that_of_the_cell():
    coins, cell = result(GAP.query), result(MISLEADING.query)
    assert coins.spectrum.suggested_k == 24
    assert chosen(GAP) == "The 24th"
    fewer = result(GAP.query.replace("=26&", "=24&"))
    assert sorted(sizes(fewer.labels))[:2] == [4, 5]
    assert sum(size > 1000 for size in sizes(fewer.labels)) == 1
    assert sum(size > 1000 for size in sizes(coins.labels)) == 2
    assert chosen(MISLEADING) == str(cell.spectrum.suggested_k)
    values = cell.spectrum.eigenvalues
    assert f"{values[2] / values[1]:.0f} times" in MISLEADING.prediction.reason
    bright = cell.image > threshold_otsu(cell.image)
    inside = cell.labels == np.bincount(cell.labels[bright]).argmax()
    assert (inside & bright).sum() / (inside | bright).sum() > 0.75


def test_the_best_cut_takes_one_coin():
    found = result(BEST.query)
    assert f"{min(sizes(found.labels))} pixels" in BEST.prediction.reason
    coins = (found.image > threshold_otsu(found.image)).astype(int)
    one = found.labels == np.argmin(np.bincount(found.labels.ravel()))
    assert coins[one].all()
    drawn = ncut_value(found.graph.affinity, coins)
    assert f"{found.ncut:.7f}" in BEST.prediction.reason
    assert f"{drawn:.3f}" in BEST.prediction.reason
    assert 40_000 < drawn / found.ncut < 50_000
    assert chosen(BEST) == "Around a single coin"


def test_merged_regions_cost_more():
    merged = result(MERGED.query)
    assert f"Ncut is {merged.ncut:.5f}" in MERGED.text
    assert f"have {result(MERGED.query.replace('&merge_from=40', '')).ncut:.5f}" in MERGED.text
    assert len(sizes(merged.labels)) == 10
