"""Adapter for numba's compiler: subclasses of its parts that do less.

Kernels need little of what numba's compiler can do, and that little is most of its time
(docs/solver.md has the measurements). All is left to numba itself for functions that are not ours.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numba

from segmentation.kernels import cache

try:
    from numba.core.caching import (
        CompileResultCacheImpl,
        FunctionCache,
        UserProvidedCacheLocator,
    )
    from numba.core.codegen import JITCodeLibrary
    from numba.core.compiler import Compiler, Flags
    from numba.core.compiler_machinery import PassManager, register_pass
    from numba.core.ir import Assign, Expr
    from numba.core.registry import CPUDispatcher
    from numba.core.targetconfig import TargetConfig
    from numba.core.typed_passes import (
        IRLegalization,
        NativeLowering,
        NoPythonBackend,
        NopythonTypeInference,
        PreLowerStripPhis,
    )
    from numba.core.untyped_passes import (
        FixupArgs,
        GenericRewrites,
        ReconstructSSA,
        TranslateByteCode,
    )
except ImportError as error:
    raise ImportError(f"numba {numba.__version__}: {error}; mend {__file__}.") from error

__all__ = [
    "CPUDispatcher",
    "DeviceCompiler",
    "KernelCache",
    "KernelCompiler",
    "require_internals",
]

# What is overridden here and in `segmentation.kernels.dispatchers`; without it the overrides would
# silently do nothing.
INTERNALS = {
    CPUDispatcher: ("get_call_template", "enable_caching"),
    CompileResultCacheImpl: ("_locator_classes",),
    FunctionCache: ("_impl_class", "load_overload", "save_overload", "flush", "disable"),
    UserProvidedCacheLocator: ("from_function", "get_cache_path", "get_source_stamp"),
    Compiler: ("define_pipelines",),
    JITCodeLibrary: (
        "add_linking_library",
        "_optimize_functions",
        "finalize",
        "_finalized",
        "codegen",
    ),
    NativeLowering: ("run_pass",),
    TargetConfig: ("_values", "__hash__", "__eq__"),
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


# What a kernel needs of numba's two dozen passes, in their order. The others are for what no kernel
# has: closures, comprehensions, array expressions, `with`, arguments that may be None, `literally`,
# functions inlined before they are typed, and annotations for a reader.
PASSES = (
    TranslateByteCode,
    FixupArgs,
    GenericRewrites,
    ReconstructSSA,
    NopythonTypeInference,
    PreLowerStripPhis,
    IRLegalization,
    NativeLowering,
    NoPythonBackend,
)


class _Flags(Flags):  # type: ignore[misc]
    """Options of a compilation that are quickly compared.

    They are a part of the key under which numba looks for the overloads of a function, which it
    does for each operation in each round of typing. Its own comparison reads two dozen properties.
    """

    __slots__ = ()

    def __hash__(self) -> int:
        return 0

    def __eq__(self, other: object) -> bool:
        if type(other) is _Flags:
            return bool(self._values == other._values)
        return bool(super().__eq__(other))


class _Library(JITCodeLibrary):  # type: ignore[misc]
    """Code of which only what is defined in it is optimised function by function.

    numba also hands each function that is only named to LLVM, which takes a millisecond or two to
    do nothing: nine of ten functions in a module.
    """

    def _optimize_functions(self, ll_module: Any) -> None:
        ll_module.data_layout = self._codegen._data_layout
        for function in ll_module.functions:
            if not function.is_declaration:
                manager, builder = self._codegen._function_pass_manager()
                manager.run(function, builder)


class _KernelLibrary(_Library):
    """Machine code of a kernel, with all device functions that it calls, however deep."""

    def add_linking_library(self, library: Any) -> None:
        if library in self._linking_libraries:
            return
        super().add_linking_library(library)
        # What a device function calls is linked here, once, instead of at each level of calls.
        if isinstance(library, _LinkableLibrary):
            for inner in library._linking_libraries:
                self.add_linking_library(inner)


class _LinkableLibrary(_Library):
    """Code that is ready to be linked: neither linked itself, nor optimised, nor machine code."""

    def finalize(self) -> None:
        self._finalized = True

    @property
    def codegen(self) -> _LinkableLibrary:
        return self  # the caller asks it for `set_env` alone

    def set_env(self, name: str, environment: Any) -> None:
        """Do nothing: only what is called from Python has an environment."""


_sizes: dict[str, int] = {}


def _size_of(target: Any) -> Callable[[Any], int]:
    """Return a function that remembers sizes: LLVM is handed a module for each otherwise."""

    def size_of(kind: Any) -> int:
        name = str(kind)
        if name not in _sizes:
            _sizes[name] = kind.get_abi_size(target.target_data)
        return _sizes[name]

    return size_of


def _allocates(state: Any) -> bool:
    """Return whether a function has arrays that are neither arguments nor parts of such."""
    calls = (
        call
        for block in state.func_ir.blocks.values()
        for assignment in block.find_insts(Assign)
        if isinstance(call := assignment.value, Expr) and call.op == "call"
    )
    made = [state.return_type, *(state.calltypes[call].return_type for call in calls)]
    return any(state.targetctx.data_model_manager[kind].contains_nrt_meminfo() for kind in made)


@register_pass(mutates_CFG=True, analysis_only=False)
class _KernelLowering(NativeLowering):  # type: ignore[misc]
    """Lowering without counts of references where nothing is allocated: a third of all code."""

    _name = "kernel_lowering"

    def run_pass(self, state: Any) -> bool:
        state.targetctx.enable_nrt = _allocates(state)  # False makes an allocation an error
        changed: bool = super().run_pass(state)
        return changed


@register_pass(mutates_CFG=True, analysis_only=False)
class _DeviceLowering(_KernelLowering):
    """Lowering without a wrapper for Python.

    To numba's typing the options are those of a kernel, so that both share overloads.
    """

    _name = "device_lowering"

    def run_pass(self, state: Any) -> bool:
        flags = state.flags
        state.flags = flags.copy()
        state.flags.no_cpython_wrapper = True
        changed = super().run_pass(state)
        state.flags = flags
        return changed


class _ByModule(UserProvidedCacheLocator):  # type: ignore[misc]
    """Place of a kernel's machine code, the same for every copy of its source on the machine."""

    def __init__(self, function: Callable[..., Any], file: str) -> None:
        super().__init__(function, file)
        self._cache_path = str(cache.DIRECTORY and cache.DIRECTORY / function.__module__)

    @classmethod
    def from_function(cls, function: Callable[..., Any], file: str) -> _ByModule:
        """Return the place, which need not be writable before there is something to keep."""
        return cls(function, file)


class _Kept(CompileResultCacheImpl):  # type: ignore[misc]
    _locator_classes = (_ByModule,)


class KernelCache(FunctionCache):  # type: ignore[misc]
    """numba's cache, whose files are named after the module of a kernel and not after its place.

    A kernel is called whatever has happened to the files: a loss of power may leave them without
    their content, a disk may be full, and an administrator may have written them.
    """

    _impl_class = _Kept

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        """Return a kept variant; None if there is none that can be read."""
        try:
            return super().load_overload(sig, target_context)
        except Exception as error:  # what unpickling raises depends on the damage
            self._discard(error)
            return None

    def _discard(self, error: Exception) -> None:
        """Forget the files, to be written anew."""
        try:
            self.flush()
        except OSError:
            cache.lose(f"{type(error).__name__}: {error}")
            self.disable()

    def save_overload(self, sig: Any, data: Any) -> None:
        """Keep a variant if that is possible."""
        try:
            super().save_overload(sig, data)
        except OSError as error:
            cache.lose(str(error))


class KernelCompiler(Compiler):  # type: ignore[misc]
    """numba's compiler with fewer passes."""

    lowering: Any = _KernelLowering

    def __init__(
        self, typing: Any, target: Any, _: Any, args: Any, returns: Any, flags: Any, names: Any
    ) -> None:
        library = self.make_library(target)
        super().__init__(typing, target, library, args, returns, _Flags(flags), names)
        own = self.state.targetctx  # a copy for this function
        own.get_abi_sizeof = _size_of(own)

    def make_library(self, target: Any) -> Any:
        """Return the library of the function's code."""
        library = _KernelLibrary(target.codegen(), "kernel")
        library.enable_object_caching()
        return library

    def define_pipelines(self) -> list[Any]:
        """Return the passes, in numba's own way to choose them."""
        manager = PassManager("kernel")
        for kind in PASSES:
            manager.add_pass(self.lowering if kind is NativeLowering else kind)
        manager.finalize()
        return [manager]


class DeviceCompiler(KernelCompiler):
    """The compiler of a function that only kernels call."""

    lowering = _DeviceLowering

    def make_library(self, target: Any) -> Any:
        """Return the library of the function's code."""
        return _LinkableLibrary(target.codegen(), "device")
