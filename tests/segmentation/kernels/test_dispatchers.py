"""Adapter for numba's internals: its effect, and the error for a version without them."""

import importlib.util
import re
import sys
from types import ModuleType

import numba
import pytest

from segmentation.kernels import compiled, dispatchers


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


@pytest.mark.parametrize("owner", dispatchers.INTERNALS)
def test_a_version_of_numba_without_a_name_is_told(monkeypatch, owner):
    name = f"{owner.__name__}.no_such_name"
    monkeypatch.setitem(dispatchers.INTERNALS, owner, ("no_such_name",))
    with pytest.raises(ImportError, match=re.escape(f"numba {numba.__version__} has no {name}")):
        dispatchers.require_internals()


def test_a_version_of_numba_without_a_class_is_told(monkeypatch):
    monkeypatch.setitem(sys.modules, "numba.core.codegen", ModuleType("numba.core.codegen"))
    spec = importlib.util.spec_from_file_location("without", dispatchers.__file__)
    message = rf"numba {re.escape(numba.__version__)}: .*JITCodeLibrary.* mend .*dispatchers\.py"
    with pytest.raises(ImportError, match=message):
        spec.loader.exec_module(importlib.util.module_from_spec(spec))
