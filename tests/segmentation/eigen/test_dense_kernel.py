"""The small eigensolver against LAPACK."""

import numpy as np
import pytest

from segmentation.eigen.dense_kernel import lowest_eigenpairs


def symmetric(rng, n, spread):
    turn, _ = np.linalg.qr(rng.standard_normal((n, n)))
    values = rng.standard_normal(n) * spread ** rng.uniform(-1, 1, n)
    matrix = turn * values @ turn.T
    return (matrix + matrix.T) / 2


@pytest.mark.parametrize("n", [1, 2, 7, 8, 9, 16, 23, 24, 40])
@pytest.mark.parametrize("spread", [1.0, 1e6])
def test_values_and_vectors_are_lapack_s(n, spread):
    rng = np.random.default_rng(n)
    for _ in range(20):
        matrix = symmetric(rng, n, spread)
        values = np.full(8, np.nan)
        vectors = lowest_eigenpairs(matrix.copy(), values)
        m = min(8, n)
        size = np.abs(matrix).max()
        np.testing.assert_allclose(
            values[:m], np.linalg.eigvalsh(matrix)[:m], atol=1e-13 * n * size
        )
        found = vectors[:, :m]
        np.testing.assert_allclose(found.T @ found, np.eye(m), atol=1e-12)
        np.testing.assert_allclose(matrix @ found, found * values[:m], atol=1e-13 * n * size)
        assert not vectors[:, m:].any()


@pytest.mark.parametrize(
    "matrix", [np.zeros((12, 12)), np.eye(12), np.diag(np.repeat([1.0, 2], 6))]
)
def test_equal_eigenvalues(matrix):
    values = np.empty(8)
    found = lowest_eigenpairs(matrix.copy(), values)
    np.testing.assert_allclose(values, np.sort(np.diag(matrix))[:8], atol=1e-14)
    np.testing.assert_allclose(found.T @ found, np.eye(8), atol=1e-14)


def test_what_is_not_finite_is_refused():
    with pytest.raises(np.linalg.LinAlgError):
        lowest_eigenpairs(np.full((10, 10), np.nan), np.empty(8))
