"""Waiting for the compiled kernels, and the line of progress."""

import gc
import io
import os
import re
import subprocess
import sys
import threading
from pathlib import Path

import psutil
import pytest

from segmentation import compile_kernels
from segmentation.compile import compilation
from segmentation.compile.compilation import describe_progress
from segmentation.kernels import cache, compiled
from segmentation.kernels.cache import Group
from segmentation.kernels.dispatchers import KernelDispatcher

ROOT = Path(__file__).parents[3]
LINE = "Compiling the solver's kernels, once for this machine:"


@pytest.fixture
def nothing_compiled(monkeypatch):
    """A process that has just begun, with a compiler that ends at a signal of the test."""
    finish = threading.Event()

    def compile_all():
        finish.wait(30)
        with compiled.compiling(Group.ALL):
            pass

    def start():
        aside = threading.Thread(target=compile_all, daemon=True)
        aside.start()
        monkeypatch.setattr(compiled, "_aside", aside)

    monkeypatch.delenv("CUTLAB_COMPILE", raising=False)
    monkeypatch.setattr(compiled, "_reached", Group.NONE)
    monkeypatch.setattr(compiled, "_aside", None)
    monkeypatch.setattr(compiled, "start_in_background", start)
    monkeypatch.setattr(compilation, "LOADING", 0.001)
    monkeypatch.setattr(compilation, "TICK", 0.001)
    return finish


class Terminal(io.StringIO):
    """A terminal that records its text; a given state of the line ends the compiler."""

    def __init__(self, finish):
        super().__init__()
        self.finish = finish

    def isatty(self):
        return True

    def write(self, text):
        if text.startswith("\r"):
            self.finish.set()
        return super().write(text)


def test_what_is_compiled_is_not_waited_for(capsys):
    assert compile_kernels(progress=True)
    assert capsys.readouterr() == ("", "")


def test_a_terminal_has_a_line_of_progress(nothing_compiled, monkeypatch):
    terminal = Terminal(nothing_compiled)
    monkeypatch.setattr(sys, "stderr", terminal)
    assert compile_kernels()
    written = terminal.getvalue()
    n = KernelDispatcher.n_cached
    assert n > 20
    assert re.match(rf"{LINE}\r{LINE} \d+ of {n}\r", written)
    assert written.count("\n") == 1
    assert written.endswith(f"\r{LINE} 0 s     \n")


def test_a_server_shows_the_line_while_it_starts(nothing_compiled, monkeypatch):
    terminal = Terminal(nothing_compiled)
    monkeypatch.setattr(sys, "stderr", terminal)
    before = set(threading.enumerate())
    compilation.start_with_progress()
    while others := set(threading.enumerate()) - before:
        for thread in filter(threading.Thread.is_alive, others):  # others are about to start
            thread.join()
    assert compiled.ready()
    assert terminal.getvalue().endswith(f"\r{LINE} 0 s     \n")


def test_the_collector_is_as_before_once_kernels_are_loaded(monkeypatch):
    usual, during = gc.get_threshold(), []
    monkeypatch.setattr(compiled, "_reached", Group.NONE)
    monkeypatch.setattr(cache, "mark_filled", lambda group: None)
    monkeypatch.setattr(
        compilation, "_RUN", {Group.EIGEN: lambda: during.append(gc.get_threshold())}
    )
    compilation.load(Group.EIGEN)
    assert during[0] > usual == gc.get_threshold()


@pytest.mark.parametrize(
    ("progress", "output"), [(None, ""), (False, ""), (True, f"{LINE}\r{LINE} 0 s     \n")]
)
def test_elsewhere_it_is_said_where_that_is_asked_for(nothing_compiled, capsys, progress, output):
    threading.Timer(0.02, nothing_compiled.set).start()
    assert compile_kernels(progress=progress)
    assert capsys.readouterr() == ("", output)


def test_what_failed_aside_is_tried_here(nothing_compiled, monkeypatch):
    def fail():
        raise ZeroDivisionError

    monkeypatch.setattr(compiled, "start_in_background", lambda: None)
    monkeypatch.setattr(compilation, "_RUN", {Group.ALL: fail})
    monkeypatch.setattr(cache, "is_filled", lambda: True)
    with pytest.raises(ZeroDivisionError):
        compile_kernels()
    monkeypatch.setattr(cache, "DIRECTORY", None)
    with pytest.raises(ZeroDivisionError):
        compile_kernels()


def test_never_is_obeyed(nothing_compiled, monkeypatch):
    monkeypatch.setenv("CUTLAB_COMPILE", "never")
    assert not compile_kernels()


def test_a_compiler_that_is_watched_counts_its_kernels(tmp_path):
    code = (
        "import numpy as np; from segmentation.kernels import cache\n"
        "from segmentation.labels.cluster_qr import pivot_rows\n"
        "pivot_rows(np.diag([1.0, 3, 2, 5]), np.empty(4)); print(cache.n_filled())"
    )
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path), "PYTHONPATH": str(ROOT)}
    run = [sys.executable, "-c", code]
    assert subprocess.check_output(run, env=environment, text=True) == "1\n"


def test_what_is_left_to_compile_is_described(monkeypatch):
    monkeypatch.setattr(cache, "is_filled", lambda: True)
    assert describe_progress() == ""
    monkeypatch.setattr(cache, "is_filled", lambda: False)
    monkeypatch.setattr(cache, "n_filled", lambda: 7)
    assert f"once, in about 40 s: 7 of {KernelDispatcher.n_cached} kernels" in describe_progress()
    monkeypatch.setenv("CUTLAB_COMPILE", "never")
    assert describe_progress() == ""


def test_a_compiler_that_a_server_started_gives_way_and_ends_with_it(tmp_path):
    """A session has its share beside others' whatever the priorities within it are."""
    code = (
        "from segmentation.kernels import compiled; from segmentation.compile import compilation\n"
        "compiled.start_in_background(); print(flush=True); input()"
    )
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path), "PYTHONPATH": str(ROOT)}
    environment["CUTLAB_COMPILE"] = "background"
    run = [sys.executable, "-c", code]
    with subprocess.Popen(
        run, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as server:
        server.stdout.readline()
        while not (started := psutil.Process(server.pid).children()):
            assert server.poll() is None
        (compiler,) = started
        group = Path(f"/proc/{compiler.pid}/autogroup")
        while compiler.nice() != 19 or (group.exists() and "nice 19" not in group.read_text()):
            assert compiler.is_running()
        server.kill()
    gone, alive = psutil.wait_procs([compiler], timeout=30)
    assert (gone, alive) == ([compiler], [])
