import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from segmentation import ImageError, MaskError, ParameterError, Scene, affinity
from segmentation.graph import pixel_graph

shapes = st.tuples(st.integers(1, 6), st.integers(1, 6))
pictures = shapes.flatmap(
    lambda shape: st.tuples(
        hnp.arrays(np.float64, shape, elements=st.floats(-3, 3)),
        hnp.arrays(np.bool_, shape).filter(np.any),
    )
)


def brute_force(image, mask, beta, scale, eps):
    """The definition, pixel pair by pixel pair."""
    pixels = [tuple(p) for p in np.argwhere(mask)]
    n = len(pixels)
    gradient = np.full((n, n), np.nan)
    for i, (r, c) in enumerate(pixels):
        for j, (s, d) in enumerate(pixels):
            if abs(r - s) + abs(c - d) == 1:
                gradient[i, j] = abs(image[r, c] - image[s, d])
    if scale == "graph":
        np.fill_diagonal(gradient, [image[p] for p in pixels])
    data = gradient[~np.isnan(gradient)]
    s = data.std() if data.size else 0.0
    np.fill_diagonal(gradient, [image[p] for p in pixels])
    constant = not s > 1e-13 * np.abs(data).max(initial=0)
    weights = np.ones_like(gradient) if constant else np.exp(-beta * gradient / s) + eps
    return np.where(np.isnan(gradient), 0, weights), 0.0 if constant else s


@given(pictures, st.floats(0, 3), st.sampled_from(["graph", "edges"]), st.sampled_from([0, 0.01]))
def test_graph_is_the_definition(picture, beta, scale, eps):
    image, mask = picture
    with np.errstate(over="ignore"):
        expected, s = brute_force(image, mask, beta, scale, eps)
    graph = pixel_graph(image, mask, beta=beta, scale=scale, eps=eps)
    assert graph.scale == pytest.approx(s, rel=1e-9)
    finite = np.minimum(expected, np.finfo(float).max)
    np.testing.assert_allclose(graph.affinity.toarray(), finite, rtol=1e-7, atol=1e-300)
    off = finite - np.diag(np.diag(finite))
    np.testing.assert_allclose(graph.degree, off.sum(axis=1), rtol=1e-7, atol=1e-300)
    connected = np.abs(np.subtract.outer(np.flatnonzero(mask), np.flatnonzero(mask)))
    assert graph.n_edges <= (connected > 0).sum() // 2
    laplacian = graph.laplacian.toarray()
    np.testing.assert_array_equal(laplacian, laplacian.T)
    np.testing.assert_allclose(laplacian @ np.sqrt(graph.degree), 0, atol=1e-12)


@given(pictures)
def test_restricting_a_graph_is_masking_its_picture(picture):
    image, mask = picture
    whole = pixel_graph(image, beta=0)
    part = whole.restrict(np.flatnonzero(mask))
    direct = pixel_graph(image, mask, beta=0)
    for name in ("nodes", "right", "down", "right_index", "down_index"):
        np.testing.assert_array_equal(getattr(part, name), getattr(direct, name))
    assert part.n_edges == direct.n_edges


def test_scale_edges_ignores_brightness_and_graph_does_not():
    picture = Scene().render()
    scales = {
        (scale, offset): pixel_graph(picture.image + offset, picture.mask, scale=scale).scale
        for scale in ("graph", "edges")
        for offset in (0, 5)
    }
    assert scales["edges", 0] == pytest.approx(scales["edges", 5], rel=1e-12)
    assert scales["graph", 5] > 2 * scales["graph", 0]


def test_integers_do_not_wrap_around():
    image = np.array([[0, 250], [3, 255]], dtype=np.uint8)
    assert np.array_equal(affinity(image).toarray(), affinity(image.astype(float)).toarray())


@pytest.mark.parametrize("image", [np.full((4, 4), 3.0), np.arange(12).reshape(3, 4) * 0.1])
def test_gradients_that_do_not_vary_make_all_affinities_one(image):
    if image[0, 0] != image[0, 1]:
        image = image[:1]  # a ramp: gradients equal up to rounding
    graph = pixel_graph(image, beta=3, scale="edges")
    assert graph.scale == 0
    assert (graph.right[graph.right_index >= 0] == 1).all()


def test_affinity_is_beside_the_point_of_overflow():
    graph = pixel_graph([[-1e6, 0.0], [0.0, 1.0]], beta=1000)
    assert np.isfinite(graph.affinity.data).all()


@pytest.mark.parametrize(
    ("image", "words"),
    [
        (np.zeros((4, 4, 3)), "RGB"),
        (np.zeros(4), "shape"),
        (np.zeros((0, 3)), "at least one pixel"),
        (np.array([["a"]]), "real numbers"),
        (np.array([[1j]]), "real numbers"),
        (np.array([[np.nan, np.inf, -np.inf, np.nan, 1.0]]), "2 NaN and 2 infinite of 5 pixels"),
        (np.array([[1e200, 0]]), "1e\\+150"),
    ],
)
def test_unusable_images_are_refused(image, words):
    with pytest.raises(ImageError, match=words):
        affinity(image)


@pytest.mark.parametrize(
    ("mask", "words"),
    [
        (np.ones((3, 4), bool), r"shape \(4, 4\).*\(3, 4\)"),
        (np.zeros((4, 4), bool), "at least one pixel.*empty mask"),
        (np.ones((4, 4), int), "booleans.*int64"),
    ],
)
def test_unusable_masks_are_refused(mask, words):
    with pytest.raises(MaskError, match=words):
        affinity(np.zeros((4, 4)), mask)


@pytest.mark.parametrize(
    ("parameter", "value"),
    [("beta", -1), ("beta", np.nan), ("beta", np.inf), ("eps", 1.1), ("scale", "pixels")],
)
def test_parameters_outside_their_range_are_refused(parameter, value):
    with pytest.raises(ParameterError, match=f"'{parameter}' parameter of pixel_graph must be"):
        affinity(np.zeros((4, 4)), **{parameter: value})
