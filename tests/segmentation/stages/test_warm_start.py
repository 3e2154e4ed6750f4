"""What is taken from the last result as it is: where only the method's last steps are new."""

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score

from segmentation import Method, segment
from segmentation.stages import run

METHOD = Method(
    beta=5, n_clusters=6, assign_labels="cluster_qr", scale="edges", eps=1e-6,
    feature="colour", merge_from=12,
)  # fmt: skip


def changed(**fields):
    return Method(**vars(METHOD) | fields)


@pytest.fixture(scope="module")
def picture():
    """Patches of colour, as CIE Lab."""
    rng = np.random.default_rng(3)
    patches = rng.uniform(-40, 90, (5, 6, 3)).repeat(8, axis=0).repeat(7, axis=1)
    return patches + rng.normal(0, 2, patches.shape)


@pytest.fixture(scope="module")
def before(picture):
    return segment(picture, method=METHOD)


@pytest.fixture
def forbidden(monkeypatch):
    """Have stages fail, by the names that `run` calls them."""

    def forbid(*names):
        for name in names:
            monkeypatch.setattr(run, name, lambda *_, **__: pytest.fail("was computed again"))

    return forbid


@pytest.mark.parametrize("k", [2, 5, 7, 12])
def test_merging_to_another_number_starts_from_the_regions_and_gives_the_same(
    k, picture, before, forbidden
):
    method = changed(n_clusters=k)
    exact = segment(picture, method=method)
    forbidden("build_graph", "smallest_eigenpairs", "label_nodes")
    found = segment(picture, method=method, previous=before)
    for name in ("labels", "eigenvalues", "residuals", "embedding", "unmerged", "block"):
        assert np.array_equal(getattr(found, name), getattr(exact, name)), name
    assert (found.warnings, found.ncut) == (exact.warnings, exact.ncut)
    assert (found.method, found.solver) == (method, exact.solver)


@pytest.mark.parametrize("change", [{"n_clusters": 5}, {"assign_labels": "kmeans"}])
def test_fewer_regions_or_other_labels_take_the_eigenvectors(change, picture, forbidden):
    grey = picture[..., 0]
    plain = {"feature": "intensity", "merge_from": 0, "n_clusters": 8}
    before = segment(grey, method=changed(**plain))
    method = changed(**plain | change)
    exact = segment(grey, method=method)
    forbidden("build_graph", "smallest_eigenpairs")
    found = segment(grey, method=method, previous=before)
    assert found.embedding.shape == exact.embedding.shape
    np.testing.assert_allclose(found.eigenvalues, exact.eigenvalues, atol=1e-6)
    assert adjusted_rand_score(found.node_labels, exact.node_labels) > 0.99


def test_more_regions_take_the_graph_alone(picture, before, forbidden):
    forbidden("build_graph")
    found = segment(picture, method=changed(n_clusters=14), previous=before)
    assert found.graph is before.graph
    assert found.embedding.shape[1] == 15


@pytest.mark.parametrize("change", [{"merge_from": 11}, {"random_state": 1, "n_clusters": 5}])
def test_other_regions_to_merge_are_cut_anew(change, picture, before):
    method = changed(**change)
    found = segment(picture, method=method, previous=before)
    assert found.unmerged is not before.unmerged
    assert found.unmerged.max() + 1 == method.n_cut


@pytest.mark.parametrize("change", [{"beta": 5.1}, {"scale": "graph"}, {"eps": 1e-5}])
def test_another_graph_is_built(change, picture, before):
    method = changed(**change)
    found = segment(picture, method=method, previous=before)
    exact = segment(picture, method=method)
    assert np.array_equal(found.graph.right, exact.graph.right)
    assert not np.array_equal(found.graph.right, before.graph.right)


def test_so_is_that_of_another_picture_or_mask(picture, before):
    brighter, mask = picture.copy(), np.ones(picture.shape[:2], bool)
    brighter[20, 20, 0] += 30
    mask[0, 0] = False
    for image, inside in ((brighter, None), (picture, mask)):
        found = segment(image, inside, METHOD, previous=before)
        exact = segment(image, inside, METHOD)
        assert np.array_equal(found.graph.right, exact.graph.right)
        assert found.unmerged is not before.unmerged


def test_a_picture_that_was_changed_in_place_is_another_one(picture):
    own = picture.copy()
    before = segment(own, method=METHOD)
    own[20, 20, 0] += 30
    found = segment(own, method=changed(n_clusters=5), previous=before)
    assert np.array_equal(found.graph.right, segment(own, method=METHOD).graph.right)
    assert not np.array_equal(found.graph.right, before.graph.right)
