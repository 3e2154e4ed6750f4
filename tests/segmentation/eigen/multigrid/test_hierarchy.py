"""Coarse levels are Galerkin products with piecewise constants."""

import numpy as np
import pytest

from segmentation.eigen.multigrid.hierarchy import build
from segmentation.graph.build import pixel_graph


def matrices(h, level):
    """A and M of a level, dense."""
    first, end = h.bounds[level]
    a = np.eye(end - first)
    for i in range(first, end):
        for j, weight in ((i + 1, h.grid.right[i]), (h.grid.below[i], h.grid.down[i])):
            if weight:
                a[i - first, j - first] -= weight
                a[j - first, i - first] -= weight
    return a, np.diag(h.grid.mass[first:end])


@pytest.fixture(scope="module")
def hierarchy():
    rng = np.random.default_rng(3)
    mask = np.hypot(*(np.indices((31, 26)) - 14)) < 13
    return build(pixel_graph(rng.random(mask.shape), mask, beta=2), 20)


def test_coarse_levels_are_galerkin_products(hierarchy):
    h = hierarchy
    for level in range(len(h.bounds) - 1):
        first, end = h.bounds[level]
        start, stop = h.bounds[level + 1]
        p = np.zeros((end - first, stop - start))
        p[np.arange(end - first), h.parent[first:end] - start] = h.transfer[first:end]
        a, m = matrices(h, level)
        coarse_a, coarse_m = matrices(h, level + 1)
        np.testing.assert_allclose(p.T @ a @ p, coarse_a, atol=1e-6)  # p is single precision
        np.testing.assert_allclose(p.T @ m @ p, coarse_m, atol=1e-6)


def test_the_constant_has_no_energy_on_any_level(hierarchy):
    h = hierarchy
    for level, (first, end) in enumerate(h.bounds):
        a, _ = matrices(h, level)
        np.testing.assert_allclose(a @ (1 / h.grid.scale[first:end]), 0, atol=1e-12)


def test_nodes_of_an_aggregate_are_a_cell_of_four_pixels(hierarchy):
    sizes = np.bincount(hierarchy.parent[slice(*hierarchy.bounds[0])])
    assert sizes.max() == 4
    assert sizes.sum() == hierarchy.bounds[0, 1] - 1


def test_empty_slots_are_read_without_effect(hierarchy):
    h = hierarchy
    for slot in (0, *h.bounds[:, 1]):
        assert h.grid.right[slot] == h.grid.down[slot] == h.right32[slot] == h.down32[slot] == 0
