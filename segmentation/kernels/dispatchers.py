"""Functions that are compiled when they are first called, or as a part of those that call them.

Two things make compilation a good deal shorter than numba's public options do (docs/solver.md has
the measurements):

- A kernel has one variant for each combination of argument types. numba counts a literal as a type
  of its own; here a call with a constant uses the variant for any number. The cache also relies on
  that, for it numbers variants as they come.
- A function that only kernels call is compiled as far as it can be linked, and no further. numba
  would optimise it and make machine code of it by itself; its callers link the result and optimise
  it once more, and so do theirs. With calls six deep that is most of the optimiser's time.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from numba import types

from segmentation.kernels.compiler import (
    CPUDispatcher,
    DeviceCompiler,
    KernelCache,
    KernelCompiler,
)

__all__ = ["DeviceDispatcher", "KernelDispatcher"]


class KernelDispatcher(CPUDispatcher):  # type: ignore[misc]
    """A compiled function that takes a literal for any number of its type.

    Parameters
    ----------
    function : callable
    options : dict
        As for `numba.njit`, but for `cache`.
    cache : bool, default=False
        Whether machine code is kept in numba's cache.
    """

    pipeline: Any = KernelCompiler
    n_cached = 0  # kernels defined so far whose machine code is kept

    def __init__(
        self, function: Callable[..., Any], options: dict[str, Any], *, cache: bool = False
    ) -> None:
        options = {"nopython": True, "boundscheck": None, **options}
        super().__init__(function, targetoptions=options, pipeline_class=self.pipeline)
        if cache:
            self.enable_caching()
            KernelDispatcher.n_cached += 1

    def enable_caching(self) -> None:
        """Keep machine code, and load what is kept."""
        self._cache = KernelCache(self.py_func)

    def get_call_template(self, args: Any, kws: Any) -> Any:
        """Return how a kernel calls this one with arguments of given types."""
        plain = {name: types.unliteral(kind) for name, kind in kws.items()}
        return super().get_call_template(tuple(types.unliteral(kind) for kind in args), plain)


class DeviceDispatcher(KernelDispatcher):
    """A compiled function that only kernels call; it has no machine code of its own."""

    pipeline = DeviceCompiler

    def __call__(self, *args: Any, **kws: Any) -> Any:
        """Refuse: there is nothing to call."""
        raise TypeError(f"{self.__name__} can only be called by a kernel.")
