import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from segmentation import ImageError, MaskError, Method, ParameterError, Scene, affinity, segment
from segmentation.graph import passes
from segmentation.graph.build import pixel_graph

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
    unit = np.abs(data).max(initial=0) or 1.0  # squares of tiny numbers are 0
    data, gradient = data / unit, gradient / unit
    s = data.std() if data.size else 0.0
    np.fill_diagonal(gradient, [image[p] / unit for p in pixels])
    constant = not s > 1e-13 * np.abs(data).max(initial=0)
    weights = np.ones_like(gradient) if constant else np.exp(-beta * gradient / s) + eps
    return np.where(np.isnan(gradient), 0, weights), 0.0 if constant else s * unit


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


@given(pictures, st.integers(-1060, 1020), st.floats(0, 3), st.sampled_from(["graph", "edges"]))
def test_a_power_of_two_changes_the_scale_and_no_bit_else(picture, power, beta, scale):
    image, mask = picture
    image = np.round(image, 1) if power > -1000 else np.round(image)
    multiple = np.ldexp(image, power)
    assume((np.ldexp(multiple, -power) == image).all())  # subnormal numbers have fewer digits
    graph, other = (pixel_graph(x, mask, beta=beta, scale=scale) for x in (image, multiple))
    for name in ("right", "down", "right_index", "down_index", "diagonal", "degree"):
        assert getattr(graph, name).tobytes() == getattr(other, name).tobytes(), name
    expected = np.ldexp(graph.scale, power)
    assert other.scale == (max(expected, 5e-324) if graph.scale else 0)


@pytest.mark.parametrize("scale", ["graph", "edges"])
@pytest.mark.parametrize("magnitude", [1e-320, 1e-310, 1e-300, 1e-200, 1e-155, 1e155, 1e200, 1e300])
def test_any_magnitude_has_the_answer_of_its_multiple(magnitude, scale):
    picture = Scene(size=40, circles=Scene().circles[:2]).render()
    digits = np.round(picture.image * 64)  # few enough for subnormal numbers to have them all
    method = Method(n_clusters=2, beta=3, scale=scale)
    expected = segment(digits, picture.mask, method)
    result = segment(digits * magnitude, picture.mask, method)
    assert result.scale == pytest.approx(expected.scale * magnitude, rel=1e-3)
    tolerance = 1e-12 if magnitude > 1e-307 else 1e-3
    np.testing.assert_allclose(result.graph.right, expected.graph.right, rtol=tolerance)
    np.testing.assert_array_equal(result.labels, expected.labels)
    assert result.warnings == expected.warnings == ()


def test_differences_beyond_the_largest_number_are_none_too_many():
    most = np.finfo(float).max
    image = np.array([[most, -most, 0.0], [most / 2, most, -most]])
    for scale in ("graph", "edges"):
        graph = pixel_graph(image, scale=scale)
        expected = pixel_graph(image / 2.0**900, scale=scale)
        assert graph.right.tobytes() == expected.right.tobytes()
        assert graph.down.tobytes() == expected.down.tobytes()
        assert graph.scale == min(expected.scale * 2.0**900, most)


def test_the_scale_of_a_constant_picture():
    """With "graph" it is the deviation of 2 E zeros and n times the value."""
    graph = pixel_graph(np.full((5, 6), 7.0))
    share = graph.n_nodes / (graph.n_nodes + 2 * graph.n_edges)
    assert graph.scale == pytest.approx(7 * np.sqrt(share * (1 - share)))
    assert pixel_graph(np.full((5, 6), 7.0), scale="edges").scale == 0
    assert pixel_graph(np.zeros((5, 6))).scale == 0


@pytest.mark.parametrize("mask", [np.eye(9, dtype=bool)[::-1, ::2], np.ones((5, 9), bool).T])
def test_arrays_of_any_layout_are_read_and_compile_nothing(mask):
    image = np.arange(90.0).reshape(9, 10)[:, ::2]
    plain = pixel_graph(image.copy(), np.ascontiguousarray(mask))
    variants = len(passes.mark_edges.signatures)
    mask.flags.writeable = False
    graph = pixel_graph(image, mask)
    assert len(passes.mark_edges.signatures) == variants
    assert graph.right.tobytes() == plain.right.tobytes()
    assert np.array_equal(graph.nodes, plain.nodes)


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
