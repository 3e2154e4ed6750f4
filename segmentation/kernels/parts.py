"""Functions that only kernels call, compiled as a part of each kernel that does.

numba optimises a function and makes machine code of it by itself; its callers link the result and
optimise it once more, and so do theirs. With calls six deep that is most of the optimiser's time.
Of a part numba makes code that is ready to be linked, and no more. It cannot be called from Python.
"""

from __future__ import annotations

from typing import Any

from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import Compiler
from numba.core.registry import CPUDispatcher


class Part(CPUDispatcher):  # type: ignore[misc]
    """A function for kernels."""

    def __call__(self, *args: Any, **kws: Any) -> Any:
        """Refuse: there is nothing to call."""
        raise TypeError(f"{self.__name__} can only be called by a kernel.")


class PartCompiler(Compiler):  # type: ignore[misc]
    """A compiler that stops where the code can be linked."""

    def __init__(self, typing: Any, target: Any, library: Any, *rest: Any) -> None:
        super().__init__(typing, target, _PartLibrary(target.codegen(), "part"), *rest)


class _PartLibrary(JITCodeLibrary):  # type: ignore[misc]
    def _optimize_final_module(self) -> None:
        pass

    def _finalize_final_module(self) -> None:
        self._finalized = True

    @property
    def codegen(self) -> _PartLibrary:
        return self  # it is asked for `set_env` alone

    def set_env(self, name: str, environment: Any) -> None:
        """Do nothing: only what is called from Python has an environment."""
