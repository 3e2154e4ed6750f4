from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from segmentation import ParameterError, match_labels

partitions = st.lists(st.integers(-1, 4), min_size=1, max_size=40)
pairs = st.integers(1, 40).flatmap(
    lambda n: st.tuples(
        st.lists(st.integers(-1, 3), min_size=n, max_size=n),
        st.lists(st.integers(-1, 3), min_size=n, max_size=n),
    )
)


def same_partition(a, b):
    """Return whether two label arrays are the same partition."""
    return np.array_equal(np.equal.outer(a, a), np.equal.outer(b, b))


@given(pairs, st.permutations(range(4)))
def test_numbers_do_not_depend_on_the_numbers_before(pair, permutation):
    labels, reference = (np.array(side) for side in pair)
    shuffled = np.where(labels >= 0, np.array(permutation)[labels], -1)
    numbered = match_labels(labels, reference)
    assert np.array_equal(numbered, match_labels(shuffled, reference))
    assert np.array_equal(match_labels(labels), match_labels(shuffled))
    assert np.array_equal(numbered == -1, labels == -1)
    assert same_partition(numbered, labels)


@given(pairs)
def test_no_other_matching_overlaps_more(pair):
    labels, reference = (np.array(side) for side in pair)
    numbered = match_labels(labels, reference)
    agreement = ((numbered == reference) & (reference >= 0)).sum()
    for permutation in permutations(range(4)):
        other = np.where(labels >= 0, np.array(permutation)[labels], -1)
        assert ((other == reference) & (reference >= 0)).sum() <= agreement


@given(pairs)
def test_matching_is_idempotent(pair):
    labels, reference = (np.array(side) for side in pair)
    numbered = match_labels(labels, reference)
    assert np.array_equal(match_labels(numbered, reference), numbered)


def test_a_number_is_shared_only_with_an_overlapping_partner():
    # Two regions, but only one of them meets the reference.
    assert match_labels([0, 0, 1, 1], [-1, -1, 0, 0], n_reference=2).tolist() == [2, 2, 0, 0]


def test_the_reference_keeps_numbers_of_circles_without_pixels():
    assert match_labels([5, 6, 6], [0, -1, -1], n_reference=4).tolist() == [0, 4, 4]


def test_without_reference_size_then_position():
    assert match_labels([[3, 3, 2], [2, 1, 1], [1, -1, 0]]).tolist() == [
        [1, 1, 2],
        [2, 0, 0],
        [0, -1, 3],
    ]


def test_all_outside():
    assert match_labels([-1, -1], [0, 1]).tolist() == [-1, -1]


@pytest.mark.parametrize(
    ("labels", "reference", "parameter"),
    [([0.5], None, "labels"), ([0], [0.5], "reference"), ([0, 1], [0], "reference")],
)
def test_unusable_labels_are_refused(labels, reference, parameter):
    with pytest.raises(ParameterError) as caught:
        match_labels(labels, reference)
    assert caught.value.parameter == parameter


def test_numbers_far_apart_need_no_memory():
    far = 10**9
    np.testing.assert_array_equal(match_labels([far, 0, 7], [0, far, -1]), [0, far, far + 1])


@pytest.mark.parametrize("bad", [-1, 1.5, "a", 2**40])
def test_n_reference_is_checked(bad):
    with pytest.raises(ParameterError, match="n_reference"):
        match_labels([0, 1], [0, 1], n_reference=bad)


def test_n_reference_keeps_numbers_free():
    np.testing.assert_array_equal(match_labels([0, 1], [0, -1], n_reference=5), [0, 5])
