"""Adapter for numba's internals, the only file that uses them.

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

import numba
from numba import types

try:
    from numba.core.codegen import JITCodeLibrary
    from numba.core.compiler import Compiler
    from numba.core.registry import CPUDispatcher
except ImportError as error:
    raise ImportError(f"numba {numba.__version__}: {error}; mend {__file__}.") from error

__all__ = ["DeviceDispatcher", "KernelDispatcher", "require_internals"]

# What is overridden here; without it the overrides would silently do nothing.
INTERNALS = {
    CPUDispatcher: ("get_call_template", "enable_caching"),
    JITCodeLibrary: ("_optimize_final_module", "_finalize_final_module", "_finalized", "codegen"),
}


def require_internals() -> None:
    """Raise ImportError where numba has lost a name that is overridden here."""
    for owner, names in INTERNALS.items():
        for name in names:
            if not hasattr(owner, name):
                raise ImportError(
                    f"numba {numba.__version__} has no {owner.__name__}.{name} any more: "
                    f"mend {__file__}."
                )


require_internals()


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

    pipeline = Compiler
    n_cached = 0  # kernels defined so far whose machine code is kept

    def __init__(
        self, function: Callable[..., Any], options: dict[str, Any], *, cache: bool = False
    ) -> None:
        options = {"nopython": True, "boundscheck": None, **options}
        super().__init__(function, targetoptions=options, pipeline_class=self.pipeline)
        if cache:
            self.enable_caching()
            KernelDispatcher.n_cached += 1

    def get_call_template(self, args: Any, kws: Any) -> Any:
        """Return how a kernel calls this one with arguments of given types."""
        plain = {name: types.unliteral(kind) for name, kind in kws.items()}
        return super().get_call_template(tuple(types.unliteral(kind) for kind in args), plain)


class _LinkableLibrary(JITCodeLibrary):  # type: ignore[misc]
    """Code that is ready to be linked: neither optimised nor machine code."""

    def _optimize_final_module(self) -> None:
        pass

    def _finalize_final_module(self) -> None:
        self._finalized = True

    @property
    def codegen(self) -> _LinkableLibrary:
        return self  # the caller asks it for `set_env` alone

    def set_env(self, name: str, environment: Any) -> None:
        """Do nothing: only what is called from Python has an environment."""


class _DeviceCompiler(Compiler):  # type: ignore[misc]
    def __init__(self, typing: Any, target: Any, library: Any, *rest: Any) -> None:
        super().__init__(typing, target, _LinkableLibrary(target.codegen(), "device"), *rest)


class DeviceDispatcher(KernelDispatcher):
    """A compiled function that only kernels call; it has no machine code of its own."""

    pipeline = _DeviceCompiler

    def __call__(self, *args: Any, **kws: Any) -> Any:
        """Refuse: there is nothing to call."""
        raise TypeError(f"{self.__name__} can only be called by a kernel.")
