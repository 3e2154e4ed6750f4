"""Results of the checks for unusual arrays, against those for equal plain ones."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from segmentation import (
    ImageError,
    MaskError,
    Method,
    ParameterError,
    Scene,
    affinity,
    align_vectors,
    assign_labels,
    cut_edges,
    draw_pictures,
    match_labels,
    ncut_value,
    pixel_graph,
    refine,
    region_cuts,
    segment,
    segment_scene,
    spectral_embedding,
)
from segmentation.labels import ASSIGNERS, METHODS

TWO = Method(n_clusters=2, eps=0.01)


@pytest.fixture(scope="module")
def picture():
    """A scene whose image has no numbers where it is masked, left and above."""
    image = Scene(size=40, noise=0.1).render().image
    hidden = np.zeros(image.shape, dtype=bool)
    hidden[:5], hidden[:, :7] = True, True
    return image, hidden, np.ma.array(np.where(hidden, np.nan, image), mask=hidden)


def wide(shape=(40, 40)):
    mask = np.ones(shape, dtype=bool)
    mask[-3:] = False
    return mask


@pytest.mark.parametrize("mask", [None, wide()])
def test_masked_pixels_are_outside(picture, mask):
    image, hidden, masked = picture
    inside = ~hidden if mask is None else mask & ~hidden
    for function in (affinity, pixel_graph, spectral_embedding):
        found, expected = function(masked, mask), function(image, inside)
        if function is pixel_graph:
            found, expected = found.affinity, expected.affinity
        if function is not spectral_embedding:
            found, expected = found.toarray(), expected.toarray()
        assert np.array_equal(found, expected)
    found, expected = segment(masked, mask, TWO), segment(image, inside, TWO)
    assert np.array_equal(found.labels, expected.labels)
    assert (found.labels[hidden] == -1).all()
    assert np.array_equal(found.image[~hidden], image[~hidden])
    assert np.isfinite(found.image).all()  # it can be drawn
    assert found._repr_html_()


def test_a_masked_mask_leaves_masked_pixels_out(picture):
    image, hidden, _ = picture
    mask = np.ma.array(np.ones(image.shape, dtype=bool), mask=hidden)
    assert np.array_equal(affinity(image, mask).toarray(), affinity(image, ~hidden).toarray())


def test_masked_pixels_that_must_have_a_number_are_refused(picture):
    _, hidden, masked = picture
    with pytest.raises(ImageError, match="without masked pixels where use_mask is False"):
        segment(masked, method=Method(use_mask=False))
    with pytest.raises(ImageError, match=f"without masked pixels. Got {hidden.sum()} masked"):
        draw_pictures(masked)
    with pytest.raises(ImageError, match="a pixel that is not masked"):
        segment(np.ma.masked_all((3, 3)))
    with pytest.raises(MaskError, match="at least one pixel that is not masked"):
        segment(masked, hidden)


def test_masked_labels_are_outside():
    labels = np.ma.array([[0, 0, 1], [0, 1, 1]], mask=[[0, 0, 0], [0, 0, 1]])
    plain = labels.filled(-1)
    graph = pixel_graph([[0, 0, 1], [0, 1, 1]], labels.mask == 0, eps=0.1)
    matrix = graph.affinity
    assert np.array_equal(match_labels(labels), match_labels(plain))
    assert np.array_equal(match_labels(plain, labels), match_labels(plain, plain))
    assert ncut_value(matrix, labels) == ncut_value(matrix, plain)
    assert np.array_equal(region_cuts(matrix, labels).cut, region_cuts(matrix, plain).cut)
    assert np.array_equal(refine(matrix, labels), refine(matrix, plain))
    assert draw_pictures(plain, labels).svg() == draw_pictures(plain, plain).svg()


def test_edges_to_masked_labels_are_between_no_regions():
    graph = pixel_graph(np.zeros((2, 3)), beta=0)
    labels = np.ma.array([[0, 0, 1], [0, 1, 1]], mask=[[0, 0, 0], [0, 1, 0]])
    edges = cut_edges(graph, labels)
    assert list(zip(edges.rows, edges.cols, edges.down, strict=True)) == [(0, 1, False)]


def test_masked_entries_of_vectors_are_as_nan():
    vectors = np.ma.array([[1.0, 2, 3], [3, 1, 0]], mask=[[0, 0, 1], [0, 0, 1]])
    found = align_vectors(vectors, -vectors, [0, 1])
    assert np.array_equal(found, align_vectors(vectors.filled(np.nan), -vectors, [0, 1]), True)
    assert np.isnan(found[:, 2]).all()


@pytest.mark.parametrize("function", [ncut_value, region_cuts, refine])
def test_masked_weights_are_refused(function):
    with pytest.raises(ParameterError, match=r"without masked ones\. Got 1 masked of 4"):
        function(np.ma.array([[0, 1], [1, 0]], mask=[[0, 0], [1, 0]]), [0, 1])


LIMITS = {np.int64: (-(2**63), 2**63 - 1), np.uint64: (0, 2**64 - 1)}


@pytest.mark.parametrize("dtype", LIMITS)
@given(image=hnp.arrays(np.int64, (3, 4), elements=st.integers(0, 9)), where=st.integers(0, 4))
def test_integers_beyond_53_bits_keep_their_contrast(dtype, image, where):
    low, high = LIMITS[dtype]
    base = low + (high - 9 - low) * where // 4
    moved = (image.astype(object) + base).astype(dtype)
    expected = pixel_graph(image, beta=3, scale="edges")
    found = pixel_graph(moved, beta=3, scale="edges")
    assert (found.scale, found.n_edges) == (expected.scale, expected.n_edges)
    assert np.array_equal(found.right, expected.right)
    assert np.array_equal(found.down, expected.down)


def test_a_mark_of_what_is_missing_does_not_cost_the_others_their_contrast():
    """As the least integer often is, outside the mask."""
    image = np.array([[0, 5, 7, 1], [2, 2, 0, 9]]) + 2**60
    missing = np.full((1, 4), -(2**63))
    mask = np.array([[True] * 4] * 2 + [[False] * 4])
    method = Method(n_clusters=2, beta=3, scale="edges")
    found = segment(np.vstack((image, missing)), mask, method)
    expected = segment(image - 2**60, method=method)
    assert np.array_equal(found.labels[:2], expected.labels)
    assert found.ncut == expected.ncut
    assert np.array_equal(found.image[:2], image - image.min())
    assert (found.image[2] == float(-(2**63) - int(image.min()))).all()


def test_brightness_counts_where_it_should_beyond_53_bits_too():
    image = np.array([[0, 5, 7, 1], [2, 2, 0, 9]]) * 2**55 + 2**60
    assert pixel_graph(image).scale == pixel_graph(image.astype(float)).scale


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        (np.nan, "Got 1 NaN and 0 infinite ones"),
        (np.inf, "Got 0 NaN and 1 infinite ones"),
        (-0.5, "Got one of -0.5"),
        (1e200, r"up to 1e\+150 off the diagonal. Got one of 1e\+200"),
        (0.25, "Got a largest asymmetry of 0.75: 0.25 from node 0 to 1 and 1 back"),
        (1.00001, "Got a largest asymmetry of 1e-05"),
    ],
)
@pytest.mark.parametrize("function", [ncut_value, region_cuts, refine])
def test_weights_that_are_none_are_refused(function, entry, words):
    matrix = np.array([[0, 1.0, 0], [1, 0, 2e-9], [0, 2e-9, 0]])
    matrix[0, 1] = entry
    with pytest.raises(ParameterError, match=words) as caught:
        function(matrix, [0, 0, 1])
    assert caught.value.parameter == "affinity"


def test_one_heavy_weight_does_not_excuse_the_asymmetry_of_others():
    matrix = np.array([[0, 1e6, 0], [1e6, 0, 1], [0, 0, 0]])
    with pytest.raises(ParameterError, match="largest asymmetry of 1: 1 from node 1 to 2"):
        ncut_value(matrix, [0, 0, 1])


def test_rounding_is_no_asymmetry():
    picture = Scene(size=30).render()
    weights = affinity(picture.image, picture.mask)
    labels = segment_scene(Scene(size=30), TWO).labels
    single = weights.astype(np.float32)
    noisy = single.copy()
    noisy.data = noisy.data * (1 + 1e-7 * np.resize([0, 1, -1], noisy.nnz)).astype(np.float32)
    expected = ncut_value(weights, labels)
    assert ncut_value(noisy, labels) == pytest.approx(expected, rel=1e-5)
    normalized = weights / weights.sum(axis=1).max()
    assert ncut_value(normalized, labels) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("labels", [[-1, -1], [], [0, 2_000_000]])
def test_labels_that_a_partition_cannot_have_are_refused(labels):
    with pytest.raises(ParameterError) as caught:
        region_cuts([[0, 1], [1, 0]], np.array(labels, dtype=int))
    assert caught.value.parameter == "labels"


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("power", [-300, -150, -100, 100, 150, 290])
def test_labels_do_not_depend_on_the_magnitude_of_an_embedding(method, power):
    graph = pixel_graph(Scene(size=30).render().image, beta=0.5)
    embedding = spectral_embedding(Scene(size=30).render().image, beta=0.5, n_components=3)
    embedding = np.ldexp(embedding, -4)
    expected = assign_labels(embedding, 3, method=method, graph=graph)
    scaled = np.ldexp(embedding, round(power * np.log2(10)))
    assert np.array_equal(assign_labels(scaled, 3, method=method, graph=graph), expected)
    assert len(np.unique(expected)) == 3


@pytest.mark.parametrize("method", ASSIGNERS)
def test_imaginary_parts_are_not_dropped(method):
    with pytest.raises(ParameterError, match=r"embedding.*complex128"):
        assign_labels(np.array([[1j, 0], [0, 1]]), 2, method=method)


def test_aligned_vectors_do_not_depend_on_magnitude():
    rng = np.random.default_rng(0)
    vectors, previous = rng.standard_normal((2, 3, 4, 4))
    expected = align_vectors(vectors, previous, [0, 1, 1.01])
    for power in (-600, 600):
        found = align_vectors(np.ldexp(vectors, power), np.ldexp(previous, power), [0, 1, 1.01])
        np.testing.assert_allclose(np.ldexp(found, -power), expected, rtol=1e-12)
