"""Place of the machine code that is kept.

The directory is named after a digest of the sources of *all* kernels, because numba itself checks
only the file of the outermost function, and would miss a change in one that it calls; and of all
else that machine code depends on. It is outside the source tree, which may be read-only, and serves
every copy of these sources on the machine: another clone, or a package that was installed anew, has
only to load. If none can be written, nothing is compiled unless a caller waits for it.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import llvmlite
import numba
import numpy as np
from llvmlite import binding

PACKAGE = Path(__file__).parent.parent
KERNEL = re.compile(
    rb"^(?:@|def )(?:fast_)?(?:kernel|device|inlined)\b|^@intrinsic\b"
    rb"|^(?:import|from) (?:numba|llvmlite)\b",
    re.MULTILINE,
)
IMPORTED = re.compile(rb"^from segmentation\.([\w.]+) import", re.MULTILINE)
# Of numba, those that change machine code: its own cache does not tell them apart.
SETTINGS = (
    *("CPU_NAME", "CPU_FEATURES", "ENABLE_AVX", "USING_SVML", "OPT", "LOOP_VECTORIZE"),
    *("SLP_VECTORIZE", "BOUNDSCHECK", "DEBUGINFO_DEFAULT", "EXTEND_VARIABLE_LIFETIMES"),
)


def kernel_sources(package: Path = PACKAGE) -> list[Path]:
    """Return the files of a package on which machine code depends.

    Those are the files with kernels, with the decorators that compile them, and with the types of
    their arguments.
    """
    # An editor leaves links to nowhere beside the files that it has open.
    texts = {path: path.read_bytes() for path in package.rglob("*.py") if path.is_file()}
    sources = {path for path, text in texts.items() if KERNEL.search(text)}
    for module in {name for path in sources for name in IMPORTED.findall(texts[path])}:
        path = package.joinpath(*module.decode().split(".")).with_suffix(".py")
        if b"(NamedTuple)" in texts.get(path, b""):
            sources.add(path)
    return sorted(sources)


def cache_directory(sources: Iterable[Path], package: Path = PACKAGE) -> Path | None:
    """Return the directory for the sources' machine code; None if none can be written."""
    digest = hashlib.sha256()
    for part in (*_versions(), *_processor(), *_settings()):
        digest.update(f"{part}\n".encode())
    for source in sources:
        text = source.read_bytes()
        digest.update(f"{source.relative_to(package).as_posix()} {len(text)}\n".encode() + text)
    for base in _bases():
        directory = base / "cutlab" / digest.hexdigest()[:16]
        if _is_writable(directory):
            return directory
    return None


def _bases() -> Iterator[Path]:
    """Yield the directories in which it may be, the best one first."""
    named = os.environ.get("NUMBA_CACHE_DIR") or os.environ.get("XDG_CACHE_HOME")
    home = Path(named or os.path.expanduser("~/.cache"))  # as it is for a user without a home
    if home.is_absolute():
        yield home
    user = os.getuid() if hasattr(os, "getuid") else 0
    try:
        spare = Path(tempfile.gettempdir()) / f"cutlab-{user}"
    except FileNotFoundError:  # nothing can be written
        return
    # Machine code gets executed, so in a directory open to all it has to be the user's own.
    if _is_private(spare, user):
        yield spare


def _versions() -> tuple[str, ...]:
    """Return the versions of all that takes part in compiling."""
    return numba.__version__, llvmlite.__version__, np.__version__, sys.implementation.cache_tag


def _processor() -> tuple[str, str]:
    """Return name and features of the processor, because machines may share a home directory."""
    return binding.get_host_cpu_name(), binding.get_host_cpu_features().flatten()


def _settings() -> Iterator[str]:
    """Yield names and values of settings."""
    return (f"{name}={getattr(numba.config, name, None)}" for name in SETTINGS)


def _is_private(directory: Path, user: int) -> bool:
    """Return whether a directory is there, or can be made, in which nobody else writes."""
    try:
        directory.mkdir(mode=0o700, exist_ok=True)
        found = directory.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != user:
            return False
        directory.chmod(0o700)
    except OSError:
        return False
    return True


def _is_writable(directory: Path) -> bool:
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=directory):
            return True
    except OSError:
        return False
