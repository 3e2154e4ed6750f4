import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from sklearn.metrics import adjusted_rand_score, jaccard_score

from segmentation import ParameterError, Scene, affinity, match_labels, ncut_value
from segmentation.graph.build import pixel_graph
from segmentation.stages.metrics import compare, graph_cuts
from tests.segmentation.fixtures.pictures import labelled_pictures


@given(labelled_pictures)
def test_ncut_is_its_definition(case):
    image, mask, labels = case
    graph = pixel_graph(image, mask)
    nodes = labels[mask]
    weights = graph.affinity.toarray()
    np.fill_diagonal(weights, 0)
    expected = 0.0
    for region in np.unique(nodes):
        inside = nodes == region
        volume = weights[inside].sum()
        expected += weights[inside][:, ~inside].sum() / volume if volume else 0
    assert graph_cuts(graph, nodes).ncut == pytest.approx(expected, abs=1e-12)
    assert ncut_value(graph.affinity, nodes) == pytest.approx(expected, abs=1e-12)
    assert ncut_value(weights, np.where(mask, labels, -1)) == pytest.approx(expected, abs=1e-12)


@given(labelled_pictures)
def test_ncut_is_at_least_the_sum_of_the_smallest_eigenvalues(case):
    """Ky Fan: the relaxation is a lower bound, where every region has volume."""
    image, _, labels = case
    graph = pixel_graph(image)
    n_regions = len(np.unique(labels))
    eigenvalues = np.linalg.eigvalsh(graph.laplacian.toarray())
    if graph.degree.min() > 0:
        assert graph_cuts(graph, labels.ravel()).ncut >= eigenvalues[:n_regions].sum() - 1e-9


def test_ncut_of_a_path_by_hand():
    path = affinity(np.zeros((1, 4)), beta=0)
    assert ncut_value(path, [0, 0, 1, 1]) == pytest.approx(1 / 3 + 1 / 3)
    assert ncut_value(path, [0, 0, 0, 0]) == 0


@pytest.mark.parametrize(
    ("weights", "labels", "parameter"),
    [(np.eye(3), [0, 1], "affinity"), (np.eye(2), [0.0, 1.0], "labels")],
)
def test_ncut_refuses_what_does_not_fit(weights, labels, parameter):
    with pytest.raises(ParameterError) as caught:
        ncut_value(weights, labels)
    assert caught.value.parameter == parameter


@given(
    st.integers(1, 60).flatmap(
        lambda n: st.tuples(
            hnp.arrays(np.intp, n, elements=st.integers(-1, 4)),
            hnp.arrays(np.intp, n, elements=st.integers(-1, 4)),
        )
    )
)
def test_metrics_equal_scikit_learns(case):
    labels, truth = case
    both = (labels >= 0) & (truth >= 0)
    metrics = compare(labels, truth)
    if not both.any():
        assert metrics is None
        return
    found, known = labels[both], truth[both]
    matched = match_labels(found, known, n_reference=5)
    circles = np.unique(known)
    assert metrics.adjusted_rand == pytest.approx(adjusted_rand_score(known, found))
    assert metrics.misclassified == pytest.approx((matched != known).mean())
    if len(np.unique(found)) == len(circles) == 1:
        assert metrics.mean_iou == 1
    ious = jaccard_score(known, matched, labels=circles, average=None, zero_division=0)
    # Matchings of equal overlap can differ in IoU.
    assert 0 < metrics.mean_iou <= 1
    if metrics.misclassified == 0:
        assert metrics.mean_iou == pytest.approx(ious.mean())


def test_metrics_by_hand():
    metrics = compare(np.array([0, 0, 0, 1, 1, -1]), np.array([0, 0, 1, 1, 1, 1]))
    assert metrics.misclassified == pytest.approx(1 / 5)
    assert metrics.mean_iou == pytest.approx((2 / 3 + 2 / 3) / 2)


def test_metrics_of_large_scenes_do_not_overflow():
    truth = np.kron(Scene().render().truth, np.ones((10, 10), dtype=np.intp))
    assert compare(truth, truth).adjusted_rand == 1.0
