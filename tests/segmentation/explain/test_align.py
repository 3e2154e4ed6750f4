import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import linalg

from segmentation import Circle, Method, ParameterError, Scene, align_vectors, segment_scene


def orthonormal(rng, n, m):
    return linalg.qr(rng.standard_normal((n, m)), mode="economic")[0].T


@given(st.integers(0, 2**32 - 1), st.integers(1, 4), st.integers(0, 3))
def test_a_turned_group_is_turned_back(seed, size, n_before):
    rng = np.random.default_rng(seed)
    previous = orthonormal(rng, 20, n_before + size)
    values = np.concatenate((np.arange(n_before), n_before + 1 + 0.01 * np.arange(size)))
    turned = previous * rng.choice([-1, 1], len(previous))[:, None]
    turned[n_before:] = orthonormal(rng, size, size) @ turned[n_before:]
    np.testing.assert_allclose(align_vectors(turned, previous, values), previous, atol=1e-9)


@given(st.integers(0, 2**32 - 1))
def test_the_space_of_a_group_stays(seed):
    rng = np.random.default_rng(seed)
    vectors, previous = orthonormal(rng, 12, 5), orthonormal(rng, 12, 4)
    values = np.array([0, 0, 0.5, 0.51, 0.9])
    aligned = align_vectors(vectors, previous, values)
    for group in (slice(0, 2), slice(2, 4), slice(4, 5)):
        before, after = vectors[group], aligned[group]
        np.testing.assert_allclose(before.T @ before, after.T @ after, atol=1e-9)
    closeness = [np.linalg.norm(v[:4] - previous) for v in (aligned, vectors)]
    assert closeness[0] <= closeness[1] + 1e-9


def test_apart_only_signs_change():
    rng = np.random.default_rng(0)
    vectors, previous = orthonormal(rng, 9, 3), orthonormal(rng, 9, 3)
    aligned = align_vectors(vectors, previous, [0, 1, 2])
    np.testing.assert_allclose(np.abs(aligned), np.abs(vectors))
    assert ((aligned * previous).sum(axis=1) >= 0).all()


@pytest.mark.parametrize("previous", [None, np.ones((2, 3, 3)), np.zeros((2, 2, 2))])
def test_with_nothing_to_agree_with_the_largest_entry_is_positive(previous):
    vectors = np.array([[[1.0, -3], [2, np.nan]], [[1, 4], [-2, np.nan]]])
    aligned = align_vectors(vectors, previous, [0, 1])
    np.testing.assert_array_equal(aligned, vectors * np.array([-1, 1])[:, None, None])


def test_pictures_of_a_symmetric_scene_do_not_spin():
    """Four arms around a disc: two pairs of eigenvalues that noise makes nearly equal."""
    method = Method(n_clusters=5)
    circles = [Circle(50, 20, 14), Circle(50, 80, 14), Circle(20, 50, 14), Circle(80, 50, 14)]
    circles.append(Circle(50, 50, 22))
    scenes = [Scene(circles, seed=seed) for seed in range(3)]
    results = [segment_scene(scene, method) for scene in scenes]
    kept = results[0].eigenvectors
    for result in results[1:]:
        aligned = align_vectors(result.eigenvectors, kept, result.eigenvalues, close=0.3)
        plain = align_vectors(result.eigenvectors, None, result.eigenvalues)
        off = [np.nanmean((pictures[1:3] - kept[1:3]) ** 2) for pictures in (aligned, plain)]
        assert off[0] < 0.3 * off[1]
        kept = aligned


@pytest.mark.parametrize(
    ("parameter", "arguments"),
    [
        ("vectors", ([1.0], None, [0.0])),
        ("eigenvalues", ([[1.0]], None, [0.0, 1.0])),
    ],
)
def test_what_does_not_fit_is_refused(parameter, arguments):
    with pytest.raises(ParameterError) as caught:
        align_vectors(*arguments)
    assert caught.value.parameter == parameter
