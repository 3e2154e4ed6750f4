import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import ndimage

from segmentation.eigen import smallest_eigenpairs
from segmentation.eigen.components import components
from segmentation.graph.build import pixel_graph

masks = hnp.arrays(
    np.bool_, st.tuples(st.integers(1, 8), st.integers(1, 8)), elements=st.booleans()
).filter(np.any)


@given(masks)
def test_components_are_the_pieces_of_the_mask(mask):
    count, piece = components(pixel_graph(np.zeros(mask.shape), mask))
    expected, n_expected = ndimage.label(mask)
    assert count == n_expected
    nodes = expected[mask]
    assert np.array_equal(np.equal.outer(piece, piece), np.equal.outer(nodes, nodes))


@given(masks, st.integers(1, 12), st.integers(0, 5))
def test_merged_spectrum_is_the_dense_one(mask, n, seed):
    image = np.random.default_rng(seed).random(mask.shape)
    graph = pixel_graph(image, mask)
    pairs = smallest_eigenpairs(graph, n)
    expected = np.linalg.eigvalsh(graph.laplacian.toarray())[:n]
    np.testing.assert_allclose(pairs.values, expected, atol=1e-9)
    assert pairs.residuals.max() < 1e-9
    gram = pairs.vectors.T @ pairs.vectors
    np.testing.assert_allclose(gram, np.eye(len(pairs.values)), atol=1e-9)


def test_pieces_give_zeros_and_isolated_pixels_ones():
    mask = np.zeros((9, 30), dtype=bool)
    mask[:, :10] = mask[:, 12:20] = True
    mask[4, [25, 28]] = True
    graph = pixel_graph(np.zeros(mask.shape), mask)
    pairs = smallest_eigenpairs(graph, graph.n_nodes)
    assert pairs.n_components == 4
    assert (pairs.values < 1e-12).sum() == 2
    assert np.isclose(pairs.values, 1).sum() >= 2


def test_larger_pieces_come_first_among_the_zeros():
    mask = np.zeros((3, 20), dtype=bool)
    mask[:, :3] = mask[:, 5:12] = mask[:, 14:19] = True
    vectors = smallest_eigenpairs(pixel_graph(np.zeros(mask.shape), mask), 3).vectors
    sizes = (np.abs(vectors) > 1e-12).sum(axis=0)
    assert sizes.tolist() == [21, 15, 9]


@pytest.mark.parametrize("contrast", [30.0, 40.0])
def test_an_edge_negligible_against_both_degrees_is_no_edge(contrast):
    """exp(-30) = 9e-14 still joins two halves, exp(-40) = 4e-18 does not."""
    image = np.zeros((6, 12))
    image[:, 6:] = 1
    graph = pixel_graph(image, scale="edges")
    beta = contrast * graph.scale
    count, _ = components(pixel_graph(image, scale="edges", beta=beta))
    assert count == (1 if contrast == 30.0 else 2)


def test_of_many_isolated_pixels_only_as_many_as_wanted_are_looked_at():
    mask = np.indices((200, 200)).sum(axis=0) % 2 == 0
    mask[:3, :9] = True
    pairs = smallest_eigenpairs(pixel_graph(np.zeros(mask.shape), mask), 5)
    assert pairs.values[0] < 1e-12 < pairs.values[1] < 1 + 1e-12
    np.testing.assert_allclose(np.linalg.norm(pairs.vectors, axis=0), 1)
