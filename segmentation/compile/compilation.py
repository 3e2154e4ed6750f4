"""Compilation of every kernel, for callers who want them before the first picture."""

from __future__ import annotations

import gc
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from numpy.typing import NDArray

from segmentation.eigen import aggregates, smallest_eigenpairs
from segmentation.eigen.grid import apply, build
from segmentation.eigen.verification.conductance import count_nearly_separate
from segmentation.eigen.verification.inertia import count_negative_pivots
from segmentation.errors import ParameterError
from segmentation.explain.refine import refine_graph
from segmentation.graph import build_graph
from segmentation.kernels import cache, compiled
from segmentation.kernels.cache import Group
from segmentation.kernels.dispatchers import KernelDispatcher
from segmentation.labels import COMPILED_METHODS
from segmentation.labels.kmeans.groups import form_groups
from segmentation.pipeline import segment
from segmentation.stages.boundaries import settle_boundaries
from segmentation.stages.method import Method

__all__ = ["compile_all", "compile_kernels"]

WIDTH = 40  # of the picture solved for: enough for a hierarchy and a dissection
LOADING = 1.0  # seconds to load what is compiled already, before progress is shown
TICK = 0.5  # seconds between two updates of the line on a terminal

_one_thread = threading.RLock()


def compile_kernels(*, progress: bool | None = None) -> bool:
    """Wait until the compiled kernels are there, so that every later call has them.

    Without it, the first call that needs them has another process compile, once for a machine and
    a version of Cutlab, in about 40 s of CPU time, and SciPy answers meanwhile: slower, and
    with other last digits. With it a script or a notebook is answered in one way from the start.

    Parameters
    ----------
    progress : bool, default=None
        Whether to say in a line on stderr what is waited for; None means where that is a terminal.
        What takes no second is not said.

    Returns
    -------
    bool
        True; False where the environment says CUTLAB_COMPILE=never, which is obeyed.

    Raises
    ------
    ParameterError
        If `progress` is something else.

    Examples
    --------
    >>> compile_kernels()
    True
    """
    if progress is not None and not isinstance(progress, (bool, np.bool_)):
        raise ParameterError("compile_kernels", "progress", "True, False or None", progress)
    if not compiled.ready() and not compiled.refused():
        if cache.DIRECTORY is not None:
            compiled.start_in_background()
            with showing_progress(on_terminal() if progress is None else bool(progress)):
                compiled.wait()
        compile_all()  # does nothing unless the other process failed, and then shows why
    return compiled.ready()


def describe_progress() -> str:
    """Return a sentence on what is still to be compiled on this machine; empty if nothing is."""
    if compiled.refused() or cache.is_filled() or cache.DIRECTORY is None:
        return ""
    n_ready, n_kernels = cache.n_filled(), KernelDispatcher.n_cached
    return (
        "The solver is being compiled for this machine, once, in about 40 s: "
        f"{n_ready} of {n_kernels} kernels are ready."
    )


@contextmanager
def showing_progress(wanted: bool) -> Iterator[None]:
    """Show the progress of the compiler, in this process or another, in one line on stderr.

    On a terminal the line is updated twice a second. Nothing is shown for the first second.
    """
    over = threading.Event()
    teller = threading.Thread(target=_tell, args=(over,), daemon=True)
    if wanted:
        teller.start()
    try:
        yield
    finally:
        over.set()
        if wanted:
            teller.join()


def start_with_progress() -> None:
    """Begin to compile or load aside; on a terminal a line on stderr shows what takes longer."""
    compiled.start_in_background()
    if on_terminal() and compiled.is_compiling():
        threading.Thread(target=_show_until_ready, daemon=True).start()


def _show_until_ready() -> None:
    with showing_progress(True):
        compiled.wait()


def _tell(over: threading.Event) -> None:
    begin, line = time.monotonic(), "Compiling the solver's kernels, once for this machine:"
    if over.wait(LOADING):
        return
    print(line, end="", file=sys.stderr, flush=True)
    while not over.wait(TICK):
        if on_terminal():
            text = f"\r{line} {cache.n_filled()} of {KernelDispatcher.n_cached}"
            print(text, end="", file=sys.stderr, flush=True)
    print(f"\r{line} done in {time.monotonic() - begin:.0f} s", file=sys.stderr, flush=True)


def on_terminal() -> bool:
    return sys.stderr is not None and sys.stderr.isatty()


def compile_all(*, wait: bool = True) -> None:
    """Compile and keep all kernels, or load them; of several processes at a time one compiles.

    Without `wait` raise `cache.BusyError` where another does.
    """
    if not compiled.ready():
        with _one_thread, cache.turn(wait=wait):
            load(Group.ALL)


def load(last: Group) -> None:
    """Load the kernels up to a group, one group after the other; compile what is not compiled."""
    with _one_thread, _rare_collections():
        for group, run in _RUN.items():
            if group <= last and not compiled.ready(group):
                with compiled.compiling(group):
                    run()
                cache.mark_filled(group)


@contextmanager
def _rare_collections() -> Iterator[None]:
    """Look for cycles seldom: a compiler makes many objects and hardly a cycle.

    To look for those is a tenth of its time otherwise.
    """
    usual = gc.get_threshold()
    gc.set_threshold(100_000, 50, 100)
    try:
        yield
    finally:
        gc.set_threshold(*usual)


# Each runs kernels once, on arguments of the types that they will meet.


def _run_eigen() -> None:
    smallest_eigenpairs(build_graph(*_picture(), 1.0, "graph", 0.0), 3, "multigrid")


def _run_frame() -> None:
    image, mask = _picture()
    method = Method(n_clusters=2, eigen_solver="multigrid")
    mask[0] = False
    previous = segment(image, mask, method)
    mask[0] = True  # pixels to guess
    found = segment(image, mask, method, previous=previous)
    points = np.ascontiguousarray(found.embedding[:, :2])
    form_groups(points, np.empty((9, 2)), np.empty(9))  # of regions that are not clear


def _run_rest() -> None:
    image, mask = _picture()
    for assign in COMPILED_METHODS:
        found = segment(image, mask, Method(n_clusters=2, assign_labels=assign))
        refine_graph(found.graph, found.node_labels)
    direct = segment(image, method=Method(n_clusters=2, eigen_solver="direct"))
    grid = build(direct.graph)
    apply(grid, np.zeros((len(grid.scale), 8)), np.zeros((len(grid.scale), 8)))  # of many pixels
    aggregates.solve(direct.graph, 3)
    settle_boundaries(direct.graph, direct.node_labels)
    # The checks, which this picture is too large for, and has no weak edges for.
    count_negative_pivots(direct.graph, 0.1, 1e-3)
    count_nearly_separate(direct.graph, 1.0)


def _picture() -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    image = 1 + 0.1 * np.random.default_rng(0).standard_normal((WIDTH, WIDTH))
    return image, np.ones(image.shape, dtype=bool)


_RUN = {Group.EIGEN: _run_eigen, Group.FRAME: _run_frame, Group.ALL: _run_rest}
compiled.set_compiler(compile_all, load)  # which the solvers start when they are first asked
