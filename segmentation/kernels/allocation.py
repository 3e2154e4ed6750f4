"""Adapter for numba's allocation of arrays, the only file that uses its internals."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import numba
import numpy as np
from numba import types
from numba.extending import intrinsic
from numba.np.numpy_support import from_dtype
from numpy.typing import NDArray

try:
    from numba.core.cgutils import memset
    from numba.np.arrayobj import _empty_nd_impl as allocate
except ImportError as error:
    raise ImportError(f"numba {numba.__version__}: {error}; mend {__file__}.") from error

__all__ = ["allocator"]

Number = TypeVar("Number", bound=np.generic)


def allocator(
    dtype: type[Number], n_dims: int, *, zero: bool = False
) -> Callable[[tuple[int, ...]], NDArray[Number]]:
    """Return a function of kernels that makes an array of a given shape.

    Its entries are zero, or left as they are. The code is written into the caller.
    """
    array = types.Array(from_dtype(np.dtype(dtype)), n_dims, "C")

    def define(typing: Any, shape: Any) -> Any:
        def code(context: Any, builder: Any, sig: Any, args: Any) -> Any:
            lengths = [builder.extract_value(args[0], c) for c in range(n_dims)]
            made = allocate(context, builder, array, lengths)
            if zero:
                memset(builder, made.data, builder.mul(made.itemsize, made.nitems), 0)
            return made._getvalue()

        return array(types.UniTuple(types.intp, n_dims)), code

    function: Callable[[tuple[int, ...]], NDArray[Number]] = intrinsic(define)
    return function
