"""Agreement of partitions, against their definitions, scikit-image and scikit-learn."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy.optimize import linear_sum_assignment
from skimage.metrics import adapted_rand_error, variation_of_information
from sklearn.metrics import adjusted_rand_score, rand_score

from segmentation import ParameterError, boundary_pixels, compare_partitions
from segmentation.evaluation.boundaries import BoundaryCounts, match_boundaries

SHAPES = st.tuples(st.integers(1, 7), st.integers(1, 7))
labels = hnp.arrays(np.intp, shape=st.shared(SHAPES, key="s"), elements=st.integers(0, 4))
some = hnp.arrays(np.intp, shape=st.shared(SHAPES, key="s"), elements=st.integers(-1, 3))


@given(labels, labels)
def test_whole_partitions_are_compared_as_by_other_libraries(found, truth):
    metrics = compare_partitions(found, truth)
    split, merge = variation_of_information(truth, found)
    assert metrics.split == pytest.approx(split, abs=1e-9)
    assert metrics.merge == pytest.approx(merge, abs=1e-9)
    assert metrics.variation_of_information == metrics.split + metrics.merge
    assert metrics.adjusted_rand == pytest.approx(
        adjusted_rand_score(truth.ravel(), found.ravel()), abs=1e-9
    )
    if found.size > 1:
        expected = rand_score(truth.ravel(), found.ravel())
        assert metrics.probabilistic_rand == pytest.approx(expected)


@given(some, some)
def test_covering_and_pairs_are_their_definitions(found, truth):
    both = (found >= 0) & (truth >= 0)
    if not both.any():
        with pytest.raises(ParameterError, match="not negative for a pixel that has a label"):
            compare_partitions(found, truth)
        return
    metrics = compare_partitions(found, truth)
    total = 0.0
    for i in np.unique(truth[both]):
        region = both & (truth == i)
        ious = [
            (region & (found == j)).sum() / (region | (both & (found == j))).sum()
            for j in np.unique(found[both])
        ]
        total += region.sum() * max(ious)
    assert metrics.covering == pytest.approx(total / both.sum())
    pairs = list(combinations(zip(found[both], truth[both], strict=True), 2))
    agree = sum((a[0] == b[0]) == (a[1] == b[1]) for a, b in pairs)
    assert metrics.probabilistic_rand == pytest.approx(agree / len(pairs) if pairs else 1)


def test_pairs_are_those_of_the_adapted_rand_error():
    rng = np.random.default_rng(0)
    truth, found = rng.integers(1, 4, (9, 9)), rng.integers(1, 6, (9, 9))
    error, precision, recall = adapted_rand_error(truth, found)
    joined = {"both": 0, "found": 0, "true": 0}
    for a, b in combinations(range(81), 2):
        same = found.flat[a] == found.flat[b], truth.flat[a] == truth.flat[b]
        joined["both"] += all(same)
        joined["found"] += same[0]
        joined["true"] += same[1]
    apart = 81 * 40 - joined["found"] - joined["true"] + joined["both"]
    metrics = compare_partitions(found, truth)
    assert metrics.probabilistic_rand == pytest.approx((joined["both"] + apart) / (81 * 40))
    assert 0 < error < 1
    assert precision <= 1 >= recall


def test_equal_partitions_are_perfect_whatever_their_numbers():
    found = np.random.default_rng(0).integers(0, 5, (20, 30))
    metrics = compare_partitions(found, 7 * found + 3)
    perfect = (1, 1, 0, 0, 1, 1, 1, 1)
    assert tuple(vars(metrics).values())[:8] == pytest.approx(perfect)
    assert metrics.tolerance == pytest.approx(0.0075 * np.hypot(20, 30))


def test_of_several_people_it_is_the_mean():
    rng = np.random.default_rng(0)
    found, *people = (rng.integers(0, 4, (12, 15)) for _ in range(4))
    each = [compare_partitions(found, one) for one in people]
    for together in (compare_partitions(found, people), compare_partitions(found, tuple(people))):
        assert together.n_truths == 3
        for name in ("adjusted_rand", "covering", "split", "merge", "probabilistic_rand"):
            mean = np.mean([getattr(one, name) for one in each])
            assert getattr(together, name) == pytest.approx(mean)
    with pytest.raises(ParameterError, match="of the labels, or a sequence"):
        compare_partitions(found, [people[0], people[1][1:]])


@given(some)
def test_boundaries_are_where_the_next_pixel_is_of_another_region(found):
    marks = boundary_pixels(found)
    for row, col in np.ndindex(found.shape):
        others = [
            found[r, c]
            for r, c in ((row + 1, col), (row, col + 1))
            if r < found.shape[0] and c < found.shape[1] and found[r, c] >= 0 <= found[row, col]
        ]
        assert marks[row, col] == any(other != found[row, col] for other in others)


marks = hnp.arrays(np.bool_, shape=st.shared(SHAPES, key="s"))


@given(marks, marks, marks, st.sampled_from([0.0, 1.0, 1.5, 2.3]))
def test_as_many_pairs_as_possible_are_matched(found, first, second, tolerance):
    places = np.argwhere(found)
    counts = match_boundaries(found, [first, second], tolerance)
    hits = 0
    for truth in (first, second):
        others = np.argwhere(truth)
        if len(places) and len(others):
            far = np.hypot(*(places[:, None] - others[None]).transpose(2, 0, 1)) > tolerance
            rows, cols = linear_sum_assignment(far.astype(float))
            hits += int((~far[rows, cols]).sum())
    assert (counts.found, counts.true) == (len(places), first.sum() + second.sum())
    assert counts.true_matched == hits
    assert hits / 2 <= counts.found_matched <= min(hits, len(places))


def test_a_boundary_a_pixel_off_is_right_within_the_tolerance():
    truth = np.repeat([[0, 1]], 200, axis=1).reshape(1, -1) + np.zeros((300, 1), int)
    moved = np.roll(truth, 3, axis=1)
    moved[:, :3] = 0
    assert compare_partitions(moved, truth).boundary_f == 1  # the tolerance is 3.75 pixels
    strict = compare_partitions(moved, truth, tolerance=0.005)
    assert (strict.boundary_precision, strict.boundary_recall, strict.boundary_f) == (0, 0, 0)
    one_region = compare_partitions(np.zeros_like(truth), truth)
    assert (one_region.boundary_precision, one_region.boundary_recall) == (1, 0)


def test_counts_of_pictures_add_up():
    one, other = BoundaryCounts(10, 5, 20, 10), BoundaryCounts(30, 25, 20, 20)
    both = one + other
    assert (both.precision, both.recall) == (30 / 40, 30 / 40)
    assert both.f_measure == 0.75
