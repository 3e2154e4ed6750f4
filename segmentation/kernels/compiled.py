"""How the compiled code of the service is compiled, kept and waited for.

Nobody waits for a compiler. ``python -m segmentation.compile`` fills the cache at set-up; a
process that finds it empty has another one compile, started by the first question, and meanwhile
SciPy answers; a compiler in a thread would hold the interpreter's lock. `ready` tells which it is.

The machine code lies in a directory named after the sources of *all* kernels: numba itself would
look only at the file of the outermost function, and not see that one it calls has changed. The
directory is outside the source tree, which may be read-only; where none can be written, nothing is
compiled unless somebody waits for it. Several processes may fill it at once: numba replaces files
whole, and the worst is that two compile the same. Numba numbers a kernel's variants as they come,
though, so each has but one: literals are no types of their own, and nothing is left to defaults.

What only kernels call is a `part`, without machine code of its own (`segmentation.kernels.parts`).

Every kernel runs without the interpreter lock, with C's rules for division. ``fast`` ones may also
reassociate sums, which they need to fill the vector registers; a kernel that tests for NaN or
infinity must not be ``fast``.
"""

from __future__ import annotations

import hashlib
import logging
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
from numba.core import config
from numba.core.types.misc import unliteral

from segmentation.kernels.parts import Part, PartCompiler

Function = TypeVar("Function", bound=Callable[..., Any])

PACKAGE = Path(__file__).parent.parent
SOURCES = ("kernels", "eigen", "labels")

_log = logging.getLogger(__name__)
_ready = threading.Event()
_started = threading.Lock()
_this_thread = threading.local()


def ready() -> bool:
    """Tell whether the compiled code can be called without waiting for a compiler."""
    return _ready.is_set() or getattr(_this_thread, "compiles", False)


def refused() -> bool:
    """Tell whether nothing is to be compiled, which CUTLAB_COMPILE=never says."""
    return os.environ.get("CUTLAB_COMPILE") == "never"


@contextmanager
def compiling() -> Iterator[None]:
    """Let `ready` be true: in this thread within the block, in all threads if it succeeds."""
    _this_thread.compiles = True
    try:
        yield
        _ready.set()
    finally:
        _this_thread.compiles = False


def start_in_background(compile_all: Callable[[], None]) -> None:
    """Have `compile_all` run aside, the first time this is called in a process.

    With CUTLAB_COMPILE=wait in the environment it is run at once, which tests and benchmarks want;
    with CUTLAB_COMPILE=never not at all.
    """
    if refused() or not _started.acquire(blocking=False):
        return
    if os.environ.get("CUTLAB_COMPILE") == "wait":
        compile_all()
    elif DIRECTORY is None:
        _log.warning("No directory for compiled code can be written: SciPy goes on answering.")
    else:
        aside = threading.Thread(target=_compile_aside, args=(compile_all,), daemon=True)
        aside.start()


def _compile_aside(compile_all: Callable[[], None]) -> None:
    command = [sys.executable, "-m", "segmentation.compile"]
    subprocess.run(command, cwd=PACKAGE.parent, check=False, stdout=subprocess.DEVNULL)
    compile_all()  # by now it finds everything in the cache


def cache_directory() -> Path | None:
    """Return where the machine code of these sources is kept; None if nothing can be written."""
    digest = hashlib.sha256(numba.__version__.encode())
    for folder in SOURCES:
        for source in sorted((PACKAGE / folder).glob("*.py")):
            digest.update(source.read_bytes())
    home = os.environ.get("NUMBA_CACHE_DIR") or os.environ.get("XDG_CACHE_HOME")
    user = os.getuid() if hasattr(os, "getuid") else 0
    spare = Path(tempfile.gettempdir()) / f"cutlab-{user}"
    for base in (Path(home) if home else Path.home() / ".cache", spare):
        directory = base / "cutlab" / digest.hexdigest()[:16]
        # Machine code is run: in a directory open to all it has to be one's own.
        if _writable(directory) and (base != spare or base.stat().st_uid == user):
            return directory
    return None


def _writable(directory: Path) -> bool:
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=directory):
            return True
    except OSError:
        return False


DIRECTORY = cache_directory()
config.CACHE_DIR = str(DIRECTORY or "")
OPTIONS = {
    "cache": DIRECTORY is not None,
    "nogil": True,
    "error_model": "numpy",
    "no_cfunc_wrapper": True,
}

PART = {**OPTIONS, "cache": False, "no_cpython_wrapper": True, "pipeline_class": PartCompiler}


def kernel(function: Function) -> Function:
    """Compile at the first call."""
    return cast(Function, _without_literals(numba.njit(**OPTIONS)(function)))


def fast_kernel(function: Function) -> Function:
    """As `kernel`, with sums reordered where that is faster."""
    return cast(Function, _without_literals(numba.njit(**OPTIONS, fastmath=True)(function)))


def part(function: Function) -> Function:
    """As `kernel`, of a function that only kernels call: compiled as a part of them."""
    return cast(Function, _only_inside(numba.njit(**PART)(function)))


def fast_part(function: Function) -> Function:
    """As `part`, with sums reordered where that is faster."""
    return cast(Function, _only_inside(numba.njit(**PART, fastmath=True)(function)))


def _without_literals(dispatcher: Any) -> Any:
    """Have a kernel that calls this one with a constant not ask for a variant of its own."""
    template_of = dispatcher.get_call_template

    def get_call_template(args: Any, kws: Any) -> Any:
        plain = {name: unliteral(kind) for name, kind in kws.items()}
        return template_of(tuple(unliteral(kind) for kind in args), plain)

    dispatcher.get_call_template = get_call_template
    return dispatcher


def _only_inside(dispatcher: Any) -> Any:
    dispatcher.__class__ = Part
    return _without_literals(dispatcher)
