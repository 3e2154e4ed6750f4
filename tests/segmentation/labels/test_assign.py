import numpy as np
import pytest

from segmentation import ParameterError, assign_labels
from segmentation.labels import ASSIGNERS


@pytest.fixture
def three_corners():
    """Three tight clouds on the axes, as in an embedding of clear regions."""
    rng = np.random.default_rng(0)
    truth = np.repeat([0, 1, 2], [20, 30, 25])
    return np.eye(3)[truth] + 0.01 * rng.standard_normal((75, 3)), truth


@pytest.mark.parametrize("method", ASSIGNERS)
def test_clear_clouds_are_found(three_corners, method):
    embedding, truth = three_corners
    labels = assign_labels(embedding, 3, method=method)
    assert np.array_equal(np.equal.outer(labels, labels), np.equal.outer(truth, truth))


@pytest.mark.parametrize("method", ASSIGNERS)
def test_the_embedding_is_left_alone(three_corners, method):
    embedding, _ = three_corners
    before = embedding.copy()
    assign_labels(embedding, 3, method=method)
    assert np.array_equal(before, embedding)


@pytest.mark.parametrize("method", ASSIGNERS)
def test_rows_without_direction_and_too_few_points_do_no_harm(method):
    embedding = np.zeros((5, 3))
    embedding[:2, 0] = 1
    labels = assign_labels(embedding, 3, method=method)
    assert labels[0] == labels[1]
    assert set(labels.tolist()) <= {0, 1, 2}


@pytest.mark.parametrize("method", ASSIGNERS)
def test_an_embedding_of_zeros_is_one_region(method):
    assert len(set(assign_labels(np.zeros((4, 2)), 2, method=method).tolist())) == 1


@pytest.mark.parametrize(
    ("arguments", "parameter"),
    [
        ({"embedding": [1.0, 2.0]}, "embedding"),
        ({"embedding": [[np.nan, 1.0]]}, "embedding"),
        ({"n_clusters": 0}, "n_clusters"),
        ({"n_clusters": 3}, "n_clusters"),
        ({"method": "sort"}, "method"),
        ({"n_clusters": 1, "method": "cluster_qr"}, "embedding"),
        ({"random_state": -1}, "random_state"),
    ],
)
def test_unusable_arguments_are_refused(arguments, parameter):
    usable = {"embedding": [[1.0, 0.0], [0.0, 1.0]], "n_clusters": 2}
    with pytest.raises(ParameterError) as caught:
        assign_labels(**(usable | arguments))
    assert caught.value.parameter == parameter
