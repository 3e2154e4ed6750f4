"""Compilation of the service's kernels, their cache, and waiting for them.

Nobody waits for a compiler. ``python -m segmentation.compile`` fills the cache at set-up; a
process that finds it empty has another one compile, started by the first question, and meanwhile
SciPy answers; a compiler in a thread would hold the interpreter's lock. What a frame of the page
needs comes first, and is used as soon as it is there, group by group: `ready` tells which are.

The code is kept by `segmentation.kernels.cache`, for one process at a time to fill: of several that
start at once one compiles. Numba numbers a kernel's variants as they come, though, so each has but
one: literals are no types of their own, and nothing is left to defaults.

What only kernels call is a `device` function, without machine code of its own; numba is adapted
for that in `segmentation.kernels.compiler`.

Every kernel runs without the interpreter lock, with C's rules for division. ``fast`` ones may also
reassociate sums, which they need to fill the vector registers; a kernel that tests for NaN or
infinity must not be ``fast``.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from subprocess import DEVNULL, PIPE, Popen
from typing import Any, TypeVar, cast

from segmentation.kernels import cache
from segmentation.kernels.cache import DIRECTORY, Group
from segmentation.kernels.directory import PACKAGE
from segmentation.kernels.dispatchers import DeviceDispatcher, KernelDispatcher

Function = TypeVar("Function", bound=Callable[..., Any])

# Options of a compiler that others start: behind all other work, and not two of them at a time.
POLITELY, IF_FREE = "--politely", "--if-free"
BUSY = 75  # its exit code where there is one already
INTERVAL = 0.25  # seconds between two checks for another group of kernels

_log = logging.getLogger(__name__)
_reached = Group.NONE
_started = threading.Lock()
_this_thread = threading.local()
_aside: threading.Thread | None = None
_compiler: Callable[[], None] | None = None
_loader: Callable[[Group], None] | None = None


def ready(group: Group = Group.ALL) -> bool:
    """Return whether the kernels up to a group can be called without waiting for a compiler."""
    return _reached >= group or _compiled_here() >= group


def _compiled_here() -> Group:
    """Return up to which group this thread compiles at the moment."""
    group: Group = getattr(_this_thread, "compiles", Group.NONE)
    return group


def refused() -> bool:
    """Return whether nothing is to be compiled, which CUTLAB_COMPILE=never says."""
    return os.environ.get("CUTLAB_COMPILE") == "never"


@contextmanager
def compiling(group: Group) -> Iterator[None]:
    """Let a group be `ready`: in this thread within the block, in all threads if it succeeds."""
    global _reached
    _this_thread.compiles = group
    try:
        yield
        _reached = max(_reached, group)
    finally:
        _this_thread.compiles = Group.NONE


def set_compiler(compile_all: Callable[[], None], load: Callable[[Group], None]) -> None:
    """Register the functions that run every kernel once, and those up to a group, if not `ready`.

    They are defined above all kernels.
    """
    global _compiler, _loader
    _compiler, _loader = compile_all, load


def start_in_background() -> None:
    """Have the registered compiler run aside, the first time this is called in a process.

    With CUTLAB_COMPILE=wait in the environment it is run at once, which tests and benchmarks want;
    with CUTLAB_COMPILE=never not at all.
    """
    global _aside
    if _compiler is None or _loader is None or _compiled_here() > Group.NONE:
        return
    if os.environ.get("CUTLAB_COMPILE") == "wait":
        _compiler()
    elif refused() or not _started.acquire(blocking=False):
        return
    elif DIRECTORY is None:
        _log.warning("No directory for compiled code can be written: SciPy goes on answering.")
    else:
        aside = threading.Thread(target=_compile_aside, args=(_compiler, _loader), daemon=True)
        aside.start()
        _aside = aside


def _compile_aside(compile_all: Callable[[], None], load: Callable[[Group], None]) -> None:
    """Have a process compile unless another one does, wait for either, and load."""
    over = threading.Event()
    early = threading.Thread(target=_load_early, args=(load, over), daemon=True)
    early.start()
    try:
        _wait_for_compiler()
    finally:
        over.set()
        early.join()
    compile_all()  # by now it finds everything in the cache, or something is wrong with it


def _load_early(load: Callable[[Group], None], over: threading.Event) -> None:
    """Load each group of kernels as soon as it is compiled, until it is `over`."""
    do_not_wait()  # for the thread that waits for this one
    for group in Group:
        while not cache.is_filled(group):
            if over.wait(INTERVAL):
                return
        load(group)


def _wait_for_compiler() -> None:
    """Have a process compile unless another one does, and wait for either.

    It has a session of its own, to which it gives the lowest priority, and ends with this process.
    """
    command = [sys.executable, "-m", "segmentation.compile", POLITELY]
    code = BUSY
    while code == BUSY and not cache.is_filled():
        options = [IF_FREE] if cache.wait_for_others() else []
        if not cache.is_filled():
            run = [*command, *options]
            with Popen(
                run, cwd=PACKAGE.parent, stdin=PIPE, stdout=DEVNULL, start_new_session=True
            ) as compiler:
                code = compiler.wait()


def _begin_anew() -> None:
    """Forget what only the parent of a forked process has: the thread that loads its kernels."""
    global _started, _aside
    _started, _aside = threading.Lock(), None


def is_compiling() -> bool:
    """Return whether what `start_in_background` began is on its way."""
    return _aside is not None and _aside.is_alive()


def wait(seconds: float | None = None) -> bool:
    """Wait for what `start_in_background` began, if it did; tell whether the kernels are `ready`.

    A thread that called `do_not_wait` does not, nor the one that is waited for, nor one that
    compiles: for this the other may wait.
    """
    aside = _aside
    impatient = getattr(_this_thread, "impatient", False) or _compiled_here() > Group.NONE
    if aside is not None and aside is not threading.current_thread() and not impatient:
        aside.join(seconds)
    return ready()


def do_not_wait() -> None:
    """Have `wait` return at once in this thread, for whose answers nobody is to wait so long."""
    _this_thread.impatient = True


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_begin_anew)

OPTIONS = {"nogil": True, "error_model": "numpy", "no_cfunc_wrapper": True}
FAST = {**OPTIONS, "fastmath": True}


def kernel(function: Function) -> Function:
    """Compile at the first call."""
    return cast(Function, KernelDispatcher(function, OPTIONS, cache=cache.is_kept()))


def fast_kernel(function: Function) -> Function:
    """Compile like `kernel`, with sums reordered where that is faster."""
    return cast(Function, KernelDispatcher(function, FAST, cache=cache.is_kept()))


def device(function: Function) -> Function:
    """Compile into the kernels that call it a function that Python cannot call."""
    return cast(Function, DeviceDispatcher(function, OPTIONS))


def fast_device(function: Function) -> Function:
    """Compile like `device`, with sums reordered where that is faster."""
    return cast(Function, DeviceDispatcher(function, FAST))


def inlined(function: Function) -> Function:
    """Compile like `device`, and into every call: what makes an array is to be seen there.

    The optimiser takes an array of another function for memory that others may write to.
    """
    options = {**OPTIONS, "forceinline": True}
    return cast(Function, DeviceDispatcher(function, options))
