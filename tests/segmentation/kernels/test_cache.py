"""Place of compiled code, its dependencies, and the lock of the process that compiles."""

import ast
import shutil
import subprocess
import sys
import tempfile
import threading
from contextlib import contextmanager

import pytest

from segmentation.kernels import cache
from segmentation.kernels.cache import Group

DECORATORS = {"kernel", "fast_kernel", "device", "fast_device", "intrinsic"}


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    folder = tmp_path_factory.mktemp("package") / "segmentation"
    return shutil.copytree(cache.PACKAGE, folder, ignore=shutil.ignore_patterns("__pycache__"))


def test_the_directory_follows_the_environment(monkeypatch, tmp_path):
    first = cache.cache_directory()
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    assert cache.cache_directory() == tmp_path / "cutlab" / first.name
    monkeypatch.setattr(cache, "_processor", lambda: ("another", "+sse"))
    assert cache.cache_directory().name != first.name


def test_an_unwritable_home_means_the_temporary_directory(monkeypatch, tmp_path):
    no_directory = tmp_path / "file"
    no_directory.touch()
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(no_directory))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    assert cache.cache_directory().parents[1].name.startswith("cutlab-")
    monkeypatch.setattr(tempfile, "tempdir", str(no_directory))
    assert cache.cache_directory() is None


def test_a_user_without_a_home_has_the_temporary_directory(monkeypatch, tmp_path):
    def unknown(uid):
        raise KeyError(uid)

    for name in ("HOME", "NUMBA_CACHE_DIR", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("pwd.getpwuid", unknown)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    assert cache.cache_directory().parents[2] == tmp_path


def test_each_file_with_a_kernel_names_the_directory_and_no_other_does(package):
    names = [path.relative_to(package).as_posix() for path in cache.kernel_sources(package)]
    assert {
        "stages/moves.py",
        "stages/warm_start.py",
        "graph/passes.py",
        "labels/kmeans/lloyd.py",
    } <= set(names)
    assert {"pipeline.py", "labels/kmeans/__init__.py", "eigen/dense.py"}.isdisjoint(names)
    before = cache.cache_directory(package)
    for name in ("stages/moves.py", "stages/warm_start.py", "pipeline.py"):
        source = (package / name).read_text()
        (package / name).write_text(source + "\n# changed\n")
        assert (cache.cache_directory(package) == before) == (name == "pipeline.py"), name
        (package / name).write_text(source)
    assert cache.cache_directory(package) == before


def test_all_that_kernels_name_is_in_files_that_are_looked_at():
    """Numba freezes what a kernel names: constants, other kernels, and the fields of its types."""
    sources = set(cache.kernel_sources())
    for path in sources:
        tree = ast.parse(path.read_text())
        origin = {
            alias.asname or alias.name: cache.PACKAGE.parent.joinpath(*node.module.split("."))
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and node.module.startswith("segmentation.")
            for alias in node.names
        }
        for function in ast.walk(tree):
            if not isinstance(function, ast.FunctionDef) or DECORATORS.isdisjoint(
                decorator.id for decorator in function.decorator_list if hasattr(decorator, "id")
            ):
                continue
            for node in ast.walk(function):
                if isinstance(node, ast.Name) and node.id in origin and node.id != "Floats":
                    assert origin[node.id].with_suffix(".py") in sources, (path, node.id)


HOLD = """
import sys, locket
with locket.lock_file(sys.argv[1]):
    print("held", flush=True)
    sys.stdin.read()
"""


@contextmanager
def lock_held(path):
    """Another process that has the lock."""
    command = [sys.executable, "-c", HOLD, str(path)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, text=True, **pipes) as process:
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


@pytest.fixture
def directory(monkeypatch, tmp_path):
    path = tmp_path / "cutlab" / "0123456789abcdef"
    path.mkdir(parents=True)
    monkeypatch.setattr(cache, "DIRECTORY", path)
    return path


def fill():
    for group in Group:
        cache.mark_filled(group)


def in_a_thread(enter):
    done = threading.Event()

    def run():
        with enter():
            done.set()

    threading.Thread(target=run, daemon=True).start()
    return done


def test_one_process_at_a_time_and_a_killed_one_is_not_waited_for(directory):
    with lock_held(directory.parent / "compile.lock") as process:
        entered = in_a_thread(cache.turn)
        assert not entered.wait(0.1)
        with pytest.raises(cache.BusyError), cache.turn(wait=False):
            pass
        assert not cache.is_filled()
        process.kill()
        assert entered.wait(30)


def test_one_that_is_stopped_is_not_waited_for_without_end(directory, monkeypatch):
    monkeypatch.setattr(cache, "LONGEST_TURN", 0.01)
    with lock_held(directory.parent / "compile.lock"):
        assert not cache.wait_for_others()
        with cache.turn():
            fill()
        assert cache.is_filled()
        assert cache.wait_for_others()


def test_what_is_filled_is_loaded_at_once(directory):
    assert not cache.is_filled()
    with cache.turn():
        assert not cache.is_filled()
        fill()
    assert cache.is_filled()
    with lock_held(directory.parent / "compile.lock"):
        assert in_a_thread(cache.turn).wait(30)
        cache.wait_for_others()


def test_what_failed_does_not_count_as_filled(directory):
    with pytest.raises(ZeroDivisionError), cache.turn():
        raise ZeroDivisionError
    assert not cache.is_filled()
    with cache.turn():  # the lock was given back
        fill()
    assert cache.is_filled()


def test_a_file_system_without_locks_will_do(directory, monkeypatch):
    def no_lock(self):
        raise OSError(37, "No locks available")

    monkeypatch.setattr(cache.locket.lock_file("x").__class__, "acquire", no_lock)
    with cache.turn():
        fill()
    assert cache.is_filled()


def test_a_mark_stands_only_with_those_before_it(directory):
    """As when somebody empties the directory between the first group and the second."""
    cache.mark_filled(Group.EIGEN)
    shutil.rmtree(directory)
    directory.mkdir()
    cache.mark_filled(Group.FRAME)
    cache.mark_filled(Group.ALL)
    assert [cache.is_filled(group) for group in Group] == [True, False, False, False]


def test_without_a_directory_nobody_waits(monkeypatch):
    monkeypatch.setattr(cache, "DIRECTORY", None)
    with cache.turn():
        assert not cache.is_filled()
    cache.wait_for_others()
