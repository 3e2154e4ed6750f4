"""The defaults reproduce the tutorial, number by number."""

import numpy as np
import pytest
from scipy import linalg
from sklearn.metrics import adjusted_rand_score

from segmentation import Method, Scene, affinity, segment, segment_scene
from tests.segmentation.fixtures import tutorial

SCENES = [(Scene.tutorial, 4, 2678), (Scene.tutorial_two, 2, 1394)]


@pytest.mark.parametrize(("make_scene", "n_circles", "n_nodes"), SCENES)
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_picture_equals_the_tutorials_to_the_bit(make_scene, n_circles, n_nodes, seed):
    image, mask = tutorial.picture(n_circles, seed)
    picture = make_scene(seed=seed).render()
    assert np.array_equal(picture.image, image)
    assert np.array_equal(picture.mask, mask)
    assert picture.mask.sum() == n_nodes


@pytest.mark.parametrize(("make_scene", "n_circles", "n_nodes"), SCENES)
@pytest.mark.parametrize("beta", [0, 1.0, 7.5])
def test_affinity_equals_scikit_learns(make_scene, n_circles, n_nodes, beta):
    image, mask = tutorial.picture(n_circles, 0)
    ours = affinity(image, mask, beta=beta)
    theirs = tutorial.graph(image, mask, beta).tocsr()
    assert ours.shape == (n_nodes, n_nodes)
    assert ours.nnz == theirs.nnz
    assert abs(ours - theirs).max() <= 1e-12


@pytest.mark.parametrize(("make_scene", "n_circles"), [scene[:2] for scene in SCENES])
def test_eigenvalues_equal_those_of_the_dense_laplacian(make_scene, n_circles):
    weights = tutorial.graph(*tutorial.picture(n_circles, 0)).toarray()
    np.fill_diagonal(weights, 0)
    root = np.sqrt(weights.sum(axis=1))
    laplacian = np.eye(len(weights)) - weights / root / root[:, None]
    expected = linalg.eigh(laplacian, eigvals_only=True, subset_by_index=[0, n_circles])
    result = segment_scene(make_scene(), Method(n_clusters=n_circles))
    assert np.abs(result.eigenvalues - expected).max() < 1e-8
    assert result.residuals[:-1].max() < 1e-6


@pytest.mark.parametrize(("make_scene", "n_circles"), [scene[:2] for scene in SCENES])
@pytest.mark.parametrize("seed", range(10))
def test_labels_are_the_tutorials(make_scene, n_circles, seed):
    image, mask = tutorial.picture(n_circles, seed)
    expected = tutorial.labels(tutorial.graph(image, mask), n_circles)
    result = segment_scene(make_scene(seed=seed), Method(n_clusters=n_circles))
    assert adjusted_rand_score(expected, result.labels[mask]) == 1.0
    assert (result.labels[~mask] == -1).all()


@pytest.mark.parametrize("assign_labels", ["discretize", "cluster_qr"])
def test_the_other_assignments_are_scikit_learns_too(assign_labels):
    image, mask = tutorial.picture(4, 3)
    expected = tutorial.labels(tutorial.graph(image, mask), 4, assign_labels)
    result = segment(image, mask, Method(assign_labels=assign_labels))
    assert adjusted_rand_score(expected, result.labels[mask]) == 1.0


def test_defaults_are_the_first_scene():
    assert Scene() == Scene.tutorial()
    circles = tuple(((c.row, c.col), c.radius) for c in Scene().circles)
    assert circles == tutorial.CENTRES_AND_RADII
    assert (Scene().size, Scene().noise) == (100, 0.2)
    assert Method() == Method(1.0, 4, "kmeans", "auto", "graph", 0.0, True, 0)
