"""Compilation in the background, without waiting, and only once."""

import os
import shutil
import subprocess
import sys
import threading
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import pytest

from segmentation.compile.compilation import compile_all
from segmentation.kernels import cache, compiled
from segmentation.kernels.cache import Group

ROOT = Path(__file__).parents[3]


def test_ready_is_true_in_the_compiling_thread_only(monkeypatch):
    monkeypatch.setattr(compiled, "_reached", Group.EIGEN)
    assert not compiled.ready()
    with pytest.raises(ZeroDivisionError), compiled.compiling(Group.ALL):
        _break_if(compiled.ready())
    assert not compiled.ready()


def test_who_compiles_waits_for_nobody(monkeypatch):
    """The other one may wait for it to end, as that of the background does for `compile_all`."""
    monkeypatch.setattr(compiled, "_reached", Group.NONE)
    waited = threading.Event()

    class Aside:
        def join(self, seconds):
            waited.set()

    monkeypatch.setattr(compiled, "_aside", Aside())
    with compiled.compiling(Group.EIGEN):
        assert not compiled.wait()
        assert not waited.is_set()
    compiled.wait()
    assert waited.is_set()


def test_a_group_of_kernels_is_ready_with_those_before_it(monkeypatch):
    monkeypatch.setattr(compiled, "_reached", Group.NONE)
    with compiled.compiling(Group.FRAME):
        pass
    assert [compiled.ready(group) for group in Group] == [True, True, True, False]
    with compiled.compiling(Group.EIGEN):  # as a thread does that was slower
        pass
    assert compiled.ready(Group.FRAME)


def test_each_group_is_loaded_as_soon_as_it_is_compiled(monkeypatch):
    """Two are there when the compiler is looked at, the third never comes."""
    over, loaded = threading.Event(), []

    def is_filled(group):
        if group == Group.ALL:
            over.set()
        return group < Group.ALL

    monkeypatch.setattr(cache, "is_filled", is_filled)
    early = threading.Thread(target=compiled._load_early, args=(loaded.append, over), daemon=True)
    early.start()
    early.join(60)
    assert loaded == [Group.NONE, Group.EIGEN, Group.FRAME]


def test_the_first_group_is_loaded_while_the_others_are_compiled(tmp_path, monkeypatch):
    monkeypatch.setattr(cache, "DIRECTORY", tmp_path)
    cache.mark_filled(Group.EIGEN)
    over, loaded = threading.Event(), []
    early = threading.Thread(target=compiled._load_early, args=(loaded.append, over), daemon=True)
    early.start()
    early.join(2 * compiled.INTERVAL)  # which waits for the next group
    over.set()
    early.join(60)
    assert loaded == [Group.NONE, Group.EIGEN]


def _break_if(ready):
    assert ready
    raise ZeroDivisionError


def test_no_kernel_is_compiled_for_more_than_one_signature():
    """Several processes would otherwise give the same file name to different variants."""
    compile_all()
    ours = {path.stem for path in (ROOT / "segmentation").rglob("*.py")}
    # The cache is the user's: other modules than ours may have theirs in it.
    second = [p for p in cache.DIRECTORY.rglob("*.2.nbc") if p.name.split(".")[0] in ours]
    assert list(cache.DIRECTORY.rglob("*.1.nbc"))
    assert not second


@pytest.mark.parametrize(
    ("codes", "filled_after", "is_free"),
    [
        ([0], 1, True),  # compiled by the process that was started
        ([compiled.BUSY], 1, True),  # by another that had its turn meanwhile
        ([compiled.BUSY, 0], 2, True),  # by this one, since the other died
        ([0], 1, False),  # by this one, since the other's turn does not end
        ([1], 9, True),  # by none: what is wrong shows where it is tried next
        ([], 0, True),  # nothing to do
    ],
)
def test_one_compiler_is_started_at_a_time(codes, filled_after, is_free, monkeypatch):
    left, waits, compiles = list(codes), [], []

    def begin(command, **_):
        assert command[1:3] == ["-m", "segmentation.compile"]
        assert (compiled.IF_FREE in command) == is_free
        return nullcontext(SimpleNamespace(wait=partial(left.pop, 0)))

    def wait_for_others():
        waits.append(1)
        return is_free

    monkeypatch.setattr(compiled, "Popen", begin)
    monkeypatch.setattr(cache, "is_filled", lambda *_: len(codes) - len(left) >= filled_after)
    monkeypatch.setattr(cache, "wait_for_others", wait_for_others)
    compiled._compile_aside(lambda: compiles.append(1), lambda group: None)
    assert (left, len(waits), len(compiles)) == ([], len(codes), 1)


# In processes of their own, since this one has the kernels.

ANSWER = "from segmentation import Scene, segment_scene; print(segment_scene(Scene()).solver)"

PIVOTS = """
import numpy as np
from segmentation.labels.cluster_qr import pivot_rows
pivots = pivot_rows(np.diag([1.0, 3, 2, 5]), np.empty(4))
print(*pivots, sum(pivot_rows.stats.cache_misses.values()))
"""

NO_TEMPORARY = "import tempfile; tempfile.tempdir = '/dev/null/none'\n"


def start(code, root=ROOT, **environment):
    return subprocess.Popen(
        [sys.executable, "-B", "-W", "error", "-c", code],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root), **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def output(process):
    out, said = process.communicate(timeout=120)
    assert process.returncode == 0, said
    return out.split(), said


def test_scipy_answers_while_nothing_is_compiled():
    assert output(start(ANSWER, CUTLAB_COMPILE="never")) == (["arpack"], "")


def test_processes_that_start_at_once_fill_one_whole_cache(tmp_path):
    at_once = [start(PIVOTS, NUMBA_CACHE_DIR=str(tmp_path)) for _ in range(2)]
    for process in at_once:
        assert output(process)[0][:4] == ["3", "1", "2", "0"]
    assert output(start(PIVOTS, NUMBA_CACHE_DIR=str(tmp_path))) == (["3", "1", "2", "0", "0"], "")


def test_of_two_workers_on_a_new_machine_one_compiles_and_the_other_waits(tmp_path):
    code = """
import numpy as np
from segmentation.compile import compilation
from segmentation.kernels.cache import Group
from segmentation.labels.cluster_qr import pivot_rows
from segmentation.study.runner import chunk
compilation._RUN = {Group.ALL: lambda: pivot_rows(np.diag([1.0, 3, 2, 5]), np.empty(4))}
chunk.prepare()
print(sum(pivot_rows.stats.cache_misses.values()))
"""
    environment = {"NUMBA_CACHE_DIR": str(tmp_path), "CUTLAB_COMPILE": "background"}
    workers = [start(code, **environment) for _ in range(2)]
    assert sorted(output(worker)[0] for worker in workers) == [["0"], ["1"]]


def test_a_read_only_source_tree_is_left_alone_and_another_copy_has_only_to_load(tmp_path):
    package = shutil.copytree(
        ROOT / "segmentation",
        tmp_path / "segmentation",
        ignore=shutil.ignore_patterns("__pycache__"),
    )
    for path in (*package.rglob("*"), package):
        path.touch()  # later than the other copy
        path.chmod(path.stat().st_mode & ~0o222)
    files = sorted(package.rglob("*"))
    cache = {"NUMBA_CACHE_DIR": str(tmp_path / "cache")}
    assert output(start(PIVOTS, tmp_path, **cache)) == (["3", "1", "2", "0", "1"], "")
    assert sorted(package.rglob("*")) == files  # the superuser could have written
    assert output(start(PIVOTS, **cache)) == (["3", "1", "2", "0", "0"], "")
    for path in (package, *package.rglob("*")):
        path.chmod(path.stat().st_mode | 0o200)


def test_without_any_place_to_write_nothing_fails():
    nowhere = {"NUMBA_CACHE_DIR": "/dev/null/none"}
    assert output(start(NO_TEMPORARY + PIVOTS, **nowhere))[0][:4] == ["3", "1", "2", "0"]
    answer, said = output(start(NO_TEMPORARY + ANSWER, CUTLAB_COMPILE="background", **nowhere))
    assert answer == ["arpack"]
    assert said.splitlines() == [
        "No directory for compiled code can be written: SciPy goes on answering."
    ]


def test_scipy_answers_until_the_background_has_loaded_what_is_compiled():
    code = """
import numpy as np
from segmentation import Scene, segment_scene
from segmentation.kernels import compiled
first = segment_scene(Scene())
assert compiled.wait(110)
second = segment_scene(Scene())
print(first.solver, second.solver, np.array_equal(first.labels, second.labels))
"""
    filled = str(cache.DIRECTORY.parents[1])
    compile_all()
    found = output(start(code, CUTLAB_COMPILE="background", NUMBA_CACHE_DIR=filled))
    assert found == (["arpack", "multigrid", "True"], "")


def test_a_forked_process_loads_kernels_of_its_own():
    """As one of a pool does whose parent has begun to load them, and has not ended."""
    code = """
import os, threading, warnings
from segmentation.kernels import compiled
warnings.simplefilter("ignore", DeprecationWarning)  # of a fork beside threads
finish = threading.Event()
compiled._compile_aside = lambda *_: finish.wait()
compiled.set_compiler(lambda: None, lambda group: None)
compiled.start_in_background()
child = os.fork()
if child == 0:
    compiled.start_in_background()
    os._exit(compiled.is_compiling())
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
finish.set()
"""
    assert output(start(code, CUTLAB_COMPILE="background"))[0] == ["1"]


def test_what_a_group_answers_takes_no_kernel_of_a_later_one():
    """As long as only a part of the kernels is compiled, none of the others is called."""
    code = """
import sys
from numba.core.registry import CPUDispatcher
from segmentation import Circle, Method, Scene, segment_scene
from segmentation.compile.compilation import load
from segmentation.kernels.cache import Group
from segmentation.kernels.dispatchers import KernelDispatcher

def kernels():
    modules = [m for name, m in sys.modules.items() if name.startswith("segmentation.")]
    found = {id(k): k for m in modules for k in vars(m).values() if type(k) is KernelDispatcher}
    return sorted(k.__qualname__ + k.__module__ for k in found.values() if k.overloads)

def scenes():
    yield Scene(), Method()
    yield Scene(circles=(Circle(row=28, col=20, radius=16), *Scene().circles[1:])), Method()
    yield Scene(), Method(beta=20.0)  # for the direct solver
    yield Scene(), Method(n_clusters=20)
    yield Scene(noise=3.0), Method(n_clusters=9, use_mask=False)
    yield Scene(size=20, circles=(Circle(row=9, col=9, radius=5),)), Method(n_clusters=2)

for group in (Group.EIGEN, Group.FRAME):
    load(group)
    loaded, previous, solvers = kernels(), None, []
    for scene, method in scenes():
        previous = segment_scene(scene, method, previous=previous)
        solvers.append(previous.solver)
    assert kernels() == loaded, set(kernels()) - set(loaded)
    print(len(loaded), *solvers)
"""
    filled = str(cache.DIRECTORY.parents[1])
    compile_all()
    found, said = output(start(code, CUTLAB_COMPILE="never", NUMBA_CACHE_DIR=filled))
    solvers = ["multigrid", "multigrid", "arpack", "arpack", "multigrid", "dense"]
    assert (found, said) == (["3", *solvers, "19", *solvers], "")
