"""Each preset makes its point."""

from functools import cache

import numpy as np
import pytest

from components.state.presets import PRESETS
from segmentation import segment_scene

SEEDS = range(3)
OUTCOMES = {
    "tutorial": "agrees",
    "tutorial-two": "agrees",
    "equal": "agrees",
    "unequal": "rounding",
    "very-unequal": "objective",
    "chain": "agrees",
    "separate": "agrees",
    "too-many": "no truth",
    "too-few": "no truth",
    "noise": "objective",
    "beta": "objective",
}


@cache
def result(key, **changes):
    (preset,) = (preset for preset in PRESETS if preset.key == key)
    state = preset.state.model_copy(update=changes)
    return segment_scene(state.scene(), state.method())


def overlap(key, seed):
    """Pixels of each circle (row) in each region (column), empty regions left out."""
    found = result(key, seed=seed)
    shared = np.zeros((found.n_circles, found.labels.max() + 1), dtype=int)
    inside = found.truth >= 0
    np.add.at(shared, (found.truth[inside], found.labels[inside]), 1)
    return shared[:, shared.any(axis=0)]


def test_keys_titles_and_points_are_each_their_own():
    assert len(PRESETS) >= 10
    for name in ("key", "title", "point", "state"):
        assert len({str(getattr(preset, name)) for preset in PRESETS}) == len(PRESETS)


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.key)
def test_a_point_is_a_line(preset):
    assert preset.point.endswith(".")
    assert len(preset.point) < 160


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("key", OUTCOMES)
def test_the_verdict_is_the_one_that_is_named(key, seed):
    assert result(key, seed=seed).verdict.outcome == OUTCOMES[key]


@pytest.mark.parametrize("method", ["kmeans", "discretize", "cluster_qr", "sweep"])
def test_every_assignment_finds_equal_circles(method):
    assert result("equal", assign_labels=method).verdict.outcome == "agrees"


@pytest.mark.parametrize("seed", SEEDS)
def test_the_sweep_rounds_unequal_circles_right(seed):
    assert result("unequal", assign_labels="sweep", seed=seed).verdict.outcome == "agrees"
    large = overlap("unequal", seed)[0]
    assert large.min() > 0.1 * large.sum()  # k-means cuts through it


@pytest.mark.parametrize("seed", SEEDS)
def test_to_cut_through_the_large_circle_is_cheaper(seed):
    large = overlap("very-unequal", seed)[0]
    assert large.min() > 0.3 * large.sum()
    verdict = result("very-unequal", seed=seed).verdict
    assert verdict.witness.ncut < verdict.of("truth", refined=True).ncut


@pytest.mark.parametrize("seed", SEEDS)
def test_the_chain_is_one_component(seed):
    assert result("chain", seed=seed).n_components == 1


@pytest.mark.parametrize("seed", SEEDS)
def test_separate_circles_are_free_to_cut(seed):
    found = result("separate", seed=seed)
    assert found.n_components == 4
    assert found.ncut == 0
    assert np.count_nonzero(found.eigenvalues < 1e-8) == 4
    np.testing.assert_array_equal(found.labels, found.truth)


@pytest.mark.parametrize("seed", SEEDS)
def test_too_many_clusters_cut_the_largest_circle(seed):
    shared = overlap("too-many", seed)
    parts = (shared > 0.2 * shared.sum(axis=1, keepdims=True)).sum(axis=1)
    assert parts.tolist() == [2, 1, 1, 1]
    assert shared.sum(axis=1).argmax() == 0
    found = result("too-many", seed=seed)
    assert found.ncut > 2 * result("tutorial", seed=seed).ncut
    assert found.spectrum.suggested_k == 4


@pytest.mark.parametrize("seed", SEEDS)
def test_too_few_clusters_join_whole_circles_in_pairs(seed):
    shared = overlap("too-few", seed)
    assert shared.shape == (4, 2)
    assert (shared.max(axis=1) > 0.95 * shared.sum(axis=1)).all()
    assert sorted(shared.argmax(axis=1)) == [0, 0, 1, 1]


@pytest.mark.parametrize("seed", SEEDS)
def test_with_less_noise_brightness_holds_the_circles_together(seed):
    assert result("noise", noise=0.2, seed=seed).verdict.outcome == "agrees"


def test_too_high_a_beta_leaves_three_pixels():
    sizes = result("beta").cuts.size
    assert sizes[sizes > 0].min() == 3


@pytest.mark.parametrize("seed", SEEDS)
def test_too_high_a_beta_leaves_a_few_pixels_with_any_noise(seed):
    sizes = result("beta", seed=seed).cuts.size
    assert sizes[sizes > 0].min() <= 3


def test_the_scale_decides_what_beta_is_too_high():
    edges, graph = result("scale"), result("scale", scale="graph")
    assert (round(edges.scale, 2), round(graph.scale, 2)) == (0.17, 0.74)
    assert edges.verdict.outcome == "objective"
    assert graph.verdict.outcome == "agrees"
