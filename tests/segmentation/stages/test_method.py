import numpy as np
import pytest

from segmentation import Method, ParameterError


@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        ("beta", -1),
        ("beta", 1001),
        ("beta", float("nan")),
        ("beta", float("inf")),
        ("beta", "1"),
        ("beta", True),
        ("n_clusters", 0),
        ("n_clusters", 65),
        ("n_clusters", 2.5),
        ("assign_labels", "k-means"),
        ("assign_labels", None),
        ("eigen_solver", "lanczos"),
        ("scale", "std"),
        ("eps", -1e-9),
        ("eps", 2),
        ("use_mask", 1),
        ("random_state", -1),
        ("random_state", 2**32),
        ("feature", "color"),
        ("merge_from", -1),
        ("merge_from", 65),
    ],
)
def test_values_outside_their_range_are_refused_by_name(parameter, value):
    with pytest.raises(ParameterError) as caught:
        Method(**{parameter: value})
    assert caught.value.parameter == parameter
    assert caught.value.owner == "Method"


def test_numpy_numbers_are_numbers():
    method = Method(beta=np.float32(2), n_clusters=np.int64(3), use_mask=np.True_)
    assert method == Method(beta=2.0, n_clusters=3)
    assert type(method.n_clusters) is int
    assert hash(method) == hash(Method(beta=2.0, n_clusters=3))
