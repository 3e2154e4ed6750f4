import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from segmentation import (
    Circle,
    ConvergenceError,
    ImageError,
    MaskError,
    Method,
    ParameterError,
    Scene,
    ncut_value,
    segment,
    segment_scene,
)
from segmentation.labels import METHODS

STAGES = ["graph", "eigen", "labels", "metrics"]


def test_a_result_tells_everything():
    result = segment_scene(Scene())
    assert result.labels.shape == (100, 100)
    assert np.array_equal(np.unique(result.labels), [-1, 0, 1, 2, 3])
    assert len(result.eigenvalues) == len(result.residuals) == 5
    assert result.embedding.shape == (2678, 5)
    assert (result.n_nodes, result.n_edges, result.n_components) == (2678, 5163, 1)
    assert result.n_isolated == 0
    assert list(result.timings) == ["scene", *STAGES]
    assert result.warnings == ()
    assert result.solver == "multigrid"
    assert result.metrics.misclassified < 0.05
    assert result.ncut == pytest.approx(ncut_value(result.graph.affinity, result.labels))
    assert result.ncut >= result.eigenvalues[:4].sum()


def test_eigenvectors_are_pictures_of_the_embedding():
    result = segment_scene(Scene())
    assert result.eigenvectors.shape == (5, 100, 100)
    assert np.isnan(result.eigenvectors[:, result.labels < 0]).all()
    assert np.array_equal(result.eigenvectors[:, result.labels >= 0], result.embedding.T)


def test_a_picture_has_no_truth():
    picture = Scene().render()
    result = segment(picture.image, picture.mask)
    assert result.metrics is None
    assert list(result.timings) == STAGES
    sizes = np.bincount(result.labels[picture.mask])
    assert (np.diff(sizes) <= 0).all()


@pytest.mark.parametrize(
    "change",
    [
        {"beta": 3.0},
        {"n_clusters": 3},
        {"scale": "edges"},
        {"eps": 0.1},
        {"use_mask": False},
    ],
)
def test_each_parameter_changes_the_result(change):
    plain, other = segment_scene(Scene()), segment_scene(Scene(), Method(**change))
    assert other.ncut != plain.ncut
    assert (
        plain.eigenvalues.shape != other.eigenvalues.shape
        or np.abs(plain.eigenvalues - other.eigenvalues).max() > 1e-6
    )


def test_eigen_solver_and_random_state_change_digits_and_nothing_else():
    plain = segment_scene(Scene(), Method(eigen_solver="arpack"))
    for change in ({"eigen_solver": "amg"}, {"random_state": 1}):
        other = segment_scene(Scene(), Method(**{"eigen_solver": "arpack", **change}))
        assert not np.array_equal(other.embedding, plain.embedding)
        assert np.array_equal(other.labels, plain.labels)


def test_assign_labels_changes_the_labels_of_a_hard_scene():
    """A small circle beside a large one: the assignments differ, measured."""
    scene = Scene((Circle(50, 36, 24), Circle(50, 66, 10)))
    found = [
        segment_scene(scene, Method(n_clusters=2, assign_labels=assign)).ncut for assign in METHODS
    ]
    assert len(set(found)) > 1


def test_the_whole_picture_without_a_mask():
    result = segment_scene(Scene(size=40, circles=[Circle(20, 20, 12)]), Method(use_mask=False))
    assert result.n_nodes == 1600
    assert (result.labels >= 0).all()
    assert 0 <= result.metrics.misclassified < 1
    masked = np.zeros((40, 40), dtype=bool)
    masked[:5] = True
    assert segment(np.eye(40), masked, Method(use_mask=False)).n_nodes == 1600


@pytest.mark.parametrize("use_mask", [True, False])
def test_one_cluster_is_one_label(use_mask):
    result = segment_scene(Scene(), Method(n_clusters=1, use_mask=use_mask))
    assert len(np.unique(result.labels[result.labels >= 0])) == 1
    assert result.ncut == 0
    assert len(result.eigenvalues) == 2


def test_one_pixel():
    mask = np.zeros((8, 8), dtype=bool)
    mask[3, 4] = True
    result = segment(np.zeros((8, 8)), mask, Method(n_clusters=1))
    assert result.labels[3, 4] == 0
    assert result.eigenvalues.tolist() == [1.0]
    assert result.n_isolated == 1


@given(
    st.tuples(st.integers(1, 9), st.integers(1, 9)).flatmap(
        lambda shape: st.tuples(
            hnp.arrays(np.uint8, shape), hnp.arrays(np.bool_, shape).filter(np.any)
        )
    ),
    st.builds(
        Method,
        beta=st.floats(0, 1000),
        n_clusters=st.integers(1, 6),
        assign_labels=st.sampled_from(METHODS),
        scale=st.sampled_from(["graph", "edges"]),
        eps=st.sampled_from([0, 1e-6, 0.1]),
        use_mask=st.booleans(),
    ),
)
def test_any_picture_ends_in_an_answer_or_an_error_of_ours(picture, method):
    image, mask = picture
    try:
        result = segment(image, mask, method)
    except (ParameterError, ConvergenceError):
        return
    inside = mask if method.use_mask else np.ones_like(mask)
    assert np.array_equal(result.labels >= 0, inside)
    assert len(np.unique(result.labels[inside])) <= method.n_clusters
    assert result.residuals[: method.n_clusters].max() < 1e-6
    expected = np.linalg.eigvalsh(result.graph.laplacian.toarray())
    n = min(method.n_clusters + 1, result.n_nodes)
    np.testing.assert_allclose(result.eigenvalues, expected[:n], atol=1e-8)


@pytest.mark.parametrize("beta", [100, 200, 1000])
def test_large_beta_ends(beta):
    """scikit-learn takes over a minute at beta 100."""
    try:
        result = segment_scene(Scene(), Method(beta=beta))
    except ConvergenceError:
        assert beta == 100  # what it says is checked with the solvers
    else:
        assert "separate pieces" in result.warnings[0]
        assert (result.eigenvalues == 0).all()


def test_eps_rescues_large_beta():
    result = segment_scene(Scene(), Method(beta=100, eps=1e-4))
    assert result.residuals[:-1].max() < 1e-6
    assert result.eigenvalues[1] > 1e-9


def test_separate_circles_are_their_own_regions_and_are_said():
    scene = Scene((Circle(20, 20, 10), Circle(70, 70, 15), Circle(20, 75, 9)))
    result = segment_scene(scene, Method(n_clusters=3))
    assert np.array_equal(result.labels, scene.render().truth)
    assert result.metrics.adjusted_rand == 1
    assert result.metrics.mean_iou == 1
    assert result.n_components == 3
    assert result.warnings == ("The graph falls into 3 separate pieces.",)


def test_more_pieces_than_clusters_are_said_to_be_arbitrary():
    scene = Scene((Circle(20, 20, 10), Circle(70, 70, 15), Circle(20, 75, 9)))
    result = segment_scene(scene, Method(n_clusters=2))
    assert "with only 2 clusters which pieces go together is arbitrary" in result.warnings[0]


def test_isolated_pixels_are_counted_and_said():
    mask = np.zeros((12, 12), dtype=bool)
    mask[:, :6] = True
    mask[[2, 9], [8, 10]] = True
    image = np.random.default_rng(0).random(mask.shape)
    for assign in METHODS:
        result = segment(image, mask, Method(n_clusters=2, assign_labels=assign))
        assert result.n_isolated == 2
        assert result.warnings[0] == (
            "The graph falls into 3 separate pieces, 2 of them isolated pixels."
        )
    everyone = segment(np.eye(4), np.eye(4, dtype=bool), Method(n_clusters=2))
    assert everyone.n_isolated == 4


@pytest.mark.parametrize(("scale", "words"), [("edges", "gradients"), ("graph", "intensities")])
def test_a_constant_picture_has_affinities_of_one_and_says_so(scale, words):
    image = np.zeros((8, 10))
    result = segment(image, method=Method(n_clusters=2, scale=scale))
    assert result.scale == 0
    assert words in result.warnings[0]
    assert sorted(np.bincount(result.labels.ravel())) == [40, 40]


def test_equal_eigenvalues_at_the_cut_are_said():
    result = segment(np.zeros((12, 12)), method=Method(n_clusters=2))
    assert any("Eigenvalues 2 and 3 are equal" in sentence for sentence in result.warnings)


def test_fewer_regions_than_clusters_are_said():
    """Three pieces, two of them one pixel: their embedding is the same zero row."""
    mask = np.zeros((3, 9), dtype=bool)
    mask[:, :3] = True
    mask[0, [5, 7]] = True
    result = segment(np.zeros(mask.shape), mask, Method(n_clusters=1))
    assert not any("Only" in sentence for sentence in result.warnings)
    isolated = segment(np.eye(3), np.eye(3, dtype=bool), Method(n_clusters=2))
    n_found = len(np.unique(isolated.labels)) - 1
    assert n_found == 2 or "regions were found" in isolated.warnings[-1]


def test_a_solver_replaced_is_said():
    result = segment(np.eye(5), method=Method(n_clusters=2, eigen_solver="lobpcg"))
    assert result.solver == "dense"
    assert any("in place of lobpcg" in sentence for sentence in result.warnings)


def test_fewer_pixels_than_clusters_are_refused():
    mask = np.zeros((5, 5), dtype=bool)
    mask[0, :3] = True
    with pytest.raises(ParameterError, match=r"segment must be at most .* 3\. Got 4 instead"):
        segment(np.zeros((5, 5)), mask)


def test_a_scene_without_pixels_is_refused():
    with pytest.raises(MaskError, match="at least one pixel"):
        segment_scene(Scene((Circle(-50, -50, 3),)))


def test_unusable_pictures_are_refused_under_the_callers_name():
    with pytest.raises(ImageError, match="parameter of segment must be finite"):
        segment(np.array([[np.nan, 1.0]]))
    with pytest.raises(MaskError, match="parameter of segment must be of the image's shape"):
        segment(np.zeros((3, 3)), np.ones((2, 2), dtype=bool))


def test_a_mask_that_is_not_used_may_be_empty():
    image = np.arange(16.0).reshape(4, 4)
    method = Method(n_clusters=2, use_mask=False)
    empty = np.zeros((4, 4), bool)
    np.testing.assert_array_equal(
        segment(image, empty, method).labels, segment(image, None, method).labels
    )
    beyond = Scene(circles=[Circle(500, 500, 3)], size=10)
    assert segment_scene(beyond, method).n_nodes == 100


@pytest.mark.parametrize(
    ("call", "parameter"),
    [
        (lambda: segment(np.ones((3, 3)), method=None), "method"),
        (lambda: segment_scene(None), "scene"),
        (lambda: segment_scene(Scene(), "kmeans"), "method"),
        (lambda: segment([[1, 2], [3]]), "image"),
        (lambda: segment(np.ones((2, 2)), [[True], [True, False]]), "mask"),
    ],
)
def test_what_is_not_of_its_kind_is_told(call, parameter):
    with pytest.raises(ParameterError) as caught:
        call()
    assert caught.value.parameter == parameter
