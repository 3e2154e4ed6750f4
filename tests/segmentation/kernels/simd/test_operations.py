"""Each SIMD operation against NumPy, in both precisions.

Numbers are small integers, so that sums are exact in any order, or thirds to test rounding.
"""

import numba
import numpy as np
import pytest

from segmentation.kernels.simd.blocks import (
    add_block,
    add_outer,
    load_block,
    row_times,
    zero_block,
)
from segmentation.kernels.simd.vectors import WIDTH, at, load, narrow, store, widen, zeros

PRECISIONS = (np.float32, np.float64)
SHAPE = (5, WIDTH)
generator = np.random.default_rng(0)
A, B = (generator.integers(-9, 10, SHAPE).astype(float) for _ in range(2))
SQUARE = generator.integers(-9, 10, (WIDTH, WIDTH)).astype(float)
THIRD = 1 / 3


@numba.njit
def on_vectors(a, b, third, out):
    """Write a result of each operation to a row."""
    store(out, 0, load(a, 1) + load(b, 2))
    store(out, 1, load(a, 1) - load(b, 2))
    store(out, 2, load(a, 1) * load(b, 2))
    store(out, 3, at(a, 11) + load(b, 2))
    store(out, 4, load(a, 1) - at(b, 4))
    store(out, 5, at(a, 11) * load(b, 2))
    store(out, 6, third * load(b, 2))  # of another precision: it is rounded to the vector's
    store(out, 7, zeros(a))
    store(out, 8, load(a, 4))
    store(out, 9, zeros(a) + third)


@numba.njit
def on_precisions(single, double, narrowed, widened, stored_single, stored_double):
    store(narrowed, 0, narrow(load(double, 1)))
    store(widened, 0, widen(load(single, 1)))
    store(narrowed, 1, narrow(load(single, 1)))
    store(widened, 1, widen(load(double, 1)))
    store(stored_single, 0, load(double, 1))
    store(stored_double, 0, load(single, 1))


@numba.njit
def on_blocks(a, b, square, out, product, total):
    block = zero_block(square)
    add_block(out, block)  # adds nothing
    for i in range(len(a)):
        block = add_outer(block, a, i, load(b, i))
    add_block(out, block)
    store(product, 0, row_times(a, 3, load_block(square)))
    add_block(total, load_block(square))


@pytest.fixture(scope="module", params=PRECISIONS)
def rows(request):
    """The rows that `on_vectors` writes, and the precision."""
    out = np.full((10, WIDTH), np.nan, request.param)
    on_vectors(A.astype(request.param), B.astype(request.param), THIRD, out)
    return out, request.param


EXPECTED = {
    "vector + vector": A[1] + B[2],
    "vector - vector": A[1] - B[2],
    "vector * vector": A[1] * B[2],
    "number + vector": A[1, 3] + B[2],
    "vector - number": A[1] - B[0, 4],
    "number * vector": A[1, 3] * B[2],
    "double * vector": None,
    "zeros": np.zeros(WIDTH),
    "load and store": A[4],
    "vector + double": None,
}


@pytest.mark.parametrize("row", range(len(EXPECTED)), ids=list(EXPECTED))
def test_an_operation_on_vectors_is_numpy_s(rows, row):
    out, precision = rows
    name = list(EXPECTED)[row]
    expected = EXPECTED[name]
    if name == "double * vector":
        expected = precision(THIRD) * B[2].astype(precision)
    elif name == "vector + double":
        expected = np.full(WIDTH, precision(THIRD))
    np.testing.assert_array_equal(out[row], expected.astype(precision))


@pytest.fixture(scope="module")
def converted():
    """Vectors of a third, read in one precision and written in another."""
    single, double = (np.full((2, WIDTH), THIRD, precision) for precision in PRECISIONS)
    out = [np.full((2, WIDTH), np.nan, precision) for precision in 2 * PRECISIONS]
    on_precisions(single, double, *out)
    return out


@pytest.mark.parametrize(
    ("which", "row", "expected"),
    [
        pytest.param(0, 0, np.float32(THIRD), id="narrow"),
        pytest.param(1, 0, np.float64(np.float32(THIRD)), id="widen"),
        pytest.param(0, 1, np.float32(THIRD), id="narrow what is single"),
        pytest.param(1, 1, THIRD, id="widen what is double"),
        pytest.param(2, 0, np.float32(THIRD), id="store rounds"),
        pytest.param(3, 0, np.float64(np.float32(THIRD)), id="store widens"),
    ],
)
def test_a_conversion_rounds_as_numpy_does(converted, which, row, expected):
    np.testing.assert_array_equal(converted[which][row], np.full(WIDTH, expected))


@pytest.fixture(scope="module", params=[(s, d) for s in PRECISIONS for d in PRECISIONS])
def blocks(request):
    """Results of `on_blocks` for vectors and blocks of two precisions."""
    of_vectors, of_block = request.param
    out = np.ones((WIDTH, WIDTH))
    product = np.full((1, WIDTH), np.nan, of_block)
    total = np.ones((WIDTH, WIDTH))
    vectors = A.astype(of_vectors), B.astype(of_block)
    on_blocks(*vectors, SQUARE.astype(of_block), out, product, total)
    return out, product, total


def test_outer_products_add_up_to_a_product(blocks):
    np.testing.assert_array_equal(blocks[0], 1 + A.T @ B)


def test_a_row_times_a_block_is_a_product(blocks):
    np.testing.assert_array_equal(blocks[1][0], A[3] @ SQUARE)


def test_a_block_is_added_to_what_is_there(blocks):
    np.testing.assert_array_equal(blocks[2], 1 + SQUARE)


def test_vectors_of_different_precision_do_not_meet():
    @numba.njit
    def meet(a, b, out):
        store(out, 0, load(a, 0) + load(b, 0))

    single, double = (np.zeros((1, WIDTH), precision) for precision in PRECISIONS)
    with pytest.raises(numba.TypingError, match="SimdVector"):
        meet(single, double, double.copy())
