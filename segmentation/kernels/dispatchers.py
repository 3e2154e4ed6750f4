"""Adapter for numba's internals, the only file that uses them.

Three things make compilation shorter than numba's public options do (docs/solver.md has the
measurements):

- A kernel has one variant for each combination of argument types. numba counts a literal as a type
  of its own; here a call with a constant uses the variant for any number. The cache also relies on
  that, for it numbers variants as they come.
- A function that only kernels call is compiled as far as it can be linked, and no further. numba
  would optimise it and make machine code of it by itself; its callers link the result and optimise
  it once more, and so do theirs. With calls six deep that is most of the optimiser's time.
- Two of numba's functions that are called a million times are replaced by quicker ones of the same
  answers: the comparison of two sets of options, and the search of a statement for variables.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numba
from numba import types

try:
    from numba.core.codegen import JITCodeLibrary
    from numba.core.compiler import Compiler
    from numba.core.ir import Inst, Loc
    from numba.core.registry import CPUDispatcher
    from numba.core.targetconfig import TargetConfig
except ImportError as error:
    raise ImportError(f"numba {numba.__version__}: {error}; mend {__file__}.") from error

__all__ = ["DeviceDispatcher", "KernelDispatcher", "require_internals"]

# What is overridden here; without it the overrides would silently do nothing.
INTERNALS = {
    CPUDispatcher: ("get_call_template", "enable_caching"),
    JITCodeLibrary: ("_optimize_final_module", "_finalize_final_module", "_finalized", "codegen"),
    TargetConfig: ("values", "__hash__", "options"),
    Inst: ("_rec_list_vars",),
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

search_for_variables = Inst._rec_list_vars
WITHOUT_VARIABLES = frozenset((str, int, bool, type(None), Loc))  # of a statement's attributes


@cache
def _defaults(kind: type) -> dict[str, Any]:
    return {name: option.default for name, option in kind.options.items()}  # type: ignore[attr-defined]


@cache
def _hash_of_names(kind: type) -> int:
    return hash(tuple(sorted(_defaults(kind))))


def _values(options: Any) -> dict[str, Any]:
    """Return all values, without a property's call for each."""
    return {**_defaults(options.__class__), **options._values}


def _variables(statement: Any, value: Any) -> Any:
    """Return the variables in a value; for most of them the type says that there are none."""
    if type(value) in WITHOUT_VARIABLES:
        return []
    if type(value) is dict:
        return [found for entry in value.values() for found in _variables(statement, entry)]
    return search_for_variables(statement, value)


TargetConfig.values = _values
TargetConfig.__hash__ = lambda options: _hash_of_names(options.__class__)
Inst._rec_list_vars = _variables


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
