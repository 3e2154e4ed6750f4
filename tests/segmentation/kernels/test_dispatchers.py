"""Adapter for numba's internals: its effect, and the error for a version without them."""

import importlib.util
import re
import resource
import sys
from types import ModuleType

import numba
import numpy as np
import pytest

from segmentation.kernels import allocation, arrays, compiled, compiler


def test_a_device_function_is_called_by_kernels_only():
    @compiled.device
    def twice(x):
        return 2 * x

    @compiled.fast_kernel
    def thrice(x):
        return twice(x) + x

    assert thrice(1.5) == 4.5
    with pytest.raises(TypeError, match="twice can only be called by a kernel"):
        twice(1.5)


def test_what_device_functions_call_is_linked_however_deep():
    @compiled.device
    def one():
        return 1.0

    @compiled.fast_device
    def two(x):
        return x + one() + one()

    @compiled.device
    def four(x):
        return two(x) + two(1.0) - one()

    @compiled.kernel
    def answer(x):
        return four(x) + one()

    assert answer(2.5) == 2.5 + 2 + 3


def test_arrays_that_kernels_make_live_as_long_as_they_are_used():
    """References are counted in functions that make arrays, and not in the others."""

    @compiled.device
    def row(matrix, i):
        return matrix[i]

    @compiled.device
    def fresh(n):
        made, other = arrays.filled_vector(n, 1.0), arrays.filled_vector(n, 2.0)
        return made if other[0] == 2.0 else other

    @compiled.device
    def total(vector):
        found = 0.0
        for number in vector:
            found += number
        return found

    @compiled.kernel
    def kept(matrix, n):
        made = fresh(n)
        return made, total(made) + total(row(matrix, 1))

    n, matrix = 100_000, np.array([[1.0, 2.0], [3.0, 4.0]])
    kept(matrix, n)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for _ in range(500):
        made, found = kept(matrix, n)
    assert found == n + 7
    assert made.min() == made.max() == 1.0
    assert sys.getrefcount(matrix) == 2
    # 500 times what was made are 800 MB; the unit is a kilobyte, or a byte on macOS.
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 200e3 * (1000 if sys.platform == "darwin" else 1)


def test_a_constant_asks_for_no_variant_of_its_own():
    @compiled.kernel
    def scaled(x, factor, repeats=1):
        return x * factor * repeats

    @compiled.kernel
    def by_constants(x, factor):
        return scaled(x, 2) + scaled(x, 3, repeats=4) + scaled(x, factor)

    assert by_constants(1.0, 5) == 2 + 12 + 5
    assert set(scaled.signatures) == {
        (numba.float64, numba.int64, numba.types.Omitted(1)),
        (numba.float64, numba.int64, numba.int64),
    }


@pytest.mark.parametrize("owner", compiler.INTERNALS)
def test_a_version_of_numba_without_a_name_is_told(monkeypatch, owner):
    name = f"{owner.__name__}.no_such_name"
    monkeypatch.setitem(compiler.INTERNALS, owner, ("no_such_name",))
    with pytest.raises(ImportError, match=re.escape(f"numba {numba.__version__} has no {name}")):
        compiler.require_internals()


@pytest.mark.parametrize(
    ("adapter", "module", "name"),
    [
        (compiler, "numba.core.codegen", "JITCodeLibrary"),
        (allocation, "numba.np.arrayobj", "_empty_nd_impl"),
    ],
)
def test_a_version_of_numba_without_a_name_to_import_is_told(monkeypatch, adapter, module, name):
    monkeypatch.setitem(sys.modules, module, ModuleType(module))
    spec = importlib.util.spec_from_file_location("without", adapter.__file__)
    file = re.escape(adapter.__file__)
    message = rf"numba {re.escape(numba.__version__)}: .*{name}.* mend {file}"
    with pytest.raises(ImportError, match=message):
        spec.loader.exec_module(importlib.util.module_from_spec(spec))
