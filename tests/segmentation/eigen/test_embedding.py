import numpy as np
import pytest
from scipy import linalg
from sklearn.manifold import spectral_embedding as scikit_learns

from segmentation import ParameterError, spectral_embedding
from segmentation.graph.build import pixel_graph
from tests.segmentation.fixtures import tutorial


def test_embedding_is_scikit_learns():
    image, mask = tutorial.picture(4, 0)
    expected = scikit_learns(
        tutorial.graph(image, mask), n_components=4, drop_first=False, random_state=0
    )
    ours = spectral_embedding(image, mask, n_components=4)
    np.testing.assert_allclose(ours, expected, atol=1e-6)


def test_columns_solve_the_generalized_problem():
    """D^-1/2 u solves (D - W) y = lambda D y, with y' D y = 1."""
    image = np.random.default_rng(0).random((9, 11))
    graph = pixel_graph(image)
    embedding = spectral_embedding(image, n_components=3)
    weights = graph.affinity.toarray()
    np.fill_diagonal(weights, 0)
    degree = np.diag(weights.sum(axis=1))
    values, vectors = linalg.eigh(degree - weights, degree)
    for column, expected in zip(embedding.T, vectors.T, strict=False):
        sign = np.sign(column @ degree @ expected)
        np.testing.assert_allclose(column, sign * expected, atol=1e-9)
    assert values[0] == pytest.approx(0, abs=1e-12)


def test_the_largest_entry_is_positive():
    embedding = spectral_embedding(np.random.default_rng(1).random((8, 8)), n_components=6)
    assert (embedding.max(axis=0) >= -embedding.min(axis=0)).all()


@pytest.mark.parametrize(
    ("parameter", "value"),
    [("n_components", 0), ("n_components", 5), ("eigen_solver", "x"), ("random_state", -1)],
)
def test_parameters_outside_their_range_are_refused(parameter, value):
    arguments = {"n_components": 2} | {parameter: value}
    with pytest.raises(ParameterError) as caught:
        spectral_embedding(np.eye(2), **arguments)
    assert caught.value.parameter == parameter
