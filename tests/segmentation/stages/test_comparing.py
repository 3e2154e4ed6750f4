"""Comparison with a truth afterwards, against that of a segmentation which knew it."""

import numpy as np
import pytest

from segmentation import Method, ParameterError, match_labels, segment, with_truth

RNG = np.random.default_rng(3)
TRUTH = np.repeat(np.repeat(RNG.permutation(6).reshape(2, 3), 12, axis=0), 9, axis=1)
IMAGE = TRUTH + 0.2 * RNG.standard_normal(TRUTH.shape)
MASK = np.ones(TRUTH.shape, bool)
MASK[:3] = False


@pytest.mark.parametrize("k", [6, 4])
def test_it_agrees_with_a_segmentation_that_knew_the_truth(k):
    method = Method(n_clusters=k, beta=5, scale="edges", eps=1e-6, assign_labels="cluster_qr")
    plain, known = (segment(IMAGE, MASK, method, truth=truth) for truth in (None, TRUTH))
    found = with_truth(plain, TRUTH)
    assert plain.metrics is None
    np.testing.assert_array_equal(found.labels, plain.labels)  # their numbers stay
    np.testing.assert_array_equal(match_labels(found.labels, TRUTH), known.labels)
    for name in ("adjusted_rand", "mean_iou", "misclassified"):
        assert getattr(found.metrics, name) == pytest.approx(getattr(known.metrics, name))
    assert found.true_name == known.true_name
    assert found.verdict.outcome == known.verdict.outcome
    assert found.verdict.sentence == known.verdict.sentence


def test_a_truth_of_another_shape_is_refused():
    result = segment(IMAGE, MASK, Method(n_clusters=3))
    for truth in (TRUTH[:, 1:], None, np.full(TRUTH.shape, -1)):
        with pytest.raises(ParameterError) as caught:
            with_truth(result, truth)
        assert (caught.value.owner, caught.value.parameter) == ("with_truth", "truth")
