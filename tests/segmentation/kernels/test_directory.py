"""Place of compiled code, and what it depends on."""

import ast
import os
import shutil
import tempfile

import llvmlite
import numba
import numpy as np
import pytest

from segmentation.kernels import directory
from segmentation.kernels.directory import PACKAGE, cache_directory, kernel_sources

DECORATORS = {"kernel", "fast_kernel", "device", "fast_device", "intrinsic"}


def place(package=PACKAGE):
    return cache_directory(kernel_sources(package), package)


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    folder = tmp_path_factory.mktemp("package") / "segmentation"
    return shutil.copytree(PACKAGE, folder, ignore=shutil.ignore_patterns("__pycache__"))


def test_the_directory_follows_the_environment(monkeypatch, tmp_path):
    first = place()
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    assert place() == tmp_path / "cutlab" / first.name
    monkeypatch.setattr(directory, "_processor", lambda: ("another", "+sse"))
    assert place().name != first.name


def test_an_unwritable_home_means_the_temporary_directory(monkeypatch, tmp_path):
    no_directory = tmp_path / "file"
    no_directory.touch()
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(no_directory))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    assert place().parents[1].name.startswith("cutlab-")
    monkeypatch.setattr(tempfile, "tempdir", str(no_directory))
    assert place() is None


def test_a_user_without_a_home_has_the_temporary_directory(monkeypatch, tmp_path):
    def unknown(uid):
        raise KeyError(uid)

    for name in ("HOME", "NUMBA_CACHE_DIR", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("pwd.getpwuid", unknown)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    assert place().parents[2] == tmp_path


def test_a_machine_without_a_temporary_directory_may_have_a_home(monkeypatch, tmp_path):
    def nowhere():
        raise FileNotFoundError(2, "No usable temporary directory found")

    monkeypatch.setattr(tempfile, "gettempdir", nowhere)
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    assert place().parents[1] == tmp_path
    monkeypatch.setenv("NUMBA_CACHE_DIR", "/dev/null/none")
    assert place() is None


def test_nobody_else_can_write_in_the_temporary_directory(monkeypatch, tmp_path):
    monkeypatch.setenv("NUMBA_CACHE_DIR", "/dev/null/none")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    usual = os.umask(0)
    try:
        base = place().parents[1]
        assert base.stat().st_mode & 0o777 == 0o700
        base.chmod(0o777)
        assert place().parents[1] == base
        assert base.stat().st_mode & 0o777 == 0o700
    finally:
        os.umask(usual)
    other = tmp_path / f"cutlab-{os.getuid() + 1}"
    base.rename(other)
    base.symlink_to(other)
    assert place() is None
    user = os.getuid()
    monkeypatch.setattr(os, "getuid", lambda: user + 1)
    assert place() is None  # what somebody else has made, who was there first


@pytest.mark.parametrize("name", ["BOUNDSCHECK", "OPT", "CPU_NAME", "LOOP_VECTORIZE"])
def test_code_of_other_settings_has_a_directory_of_its_own(monkeypatch, name):
    before = place()
    assert hasattr(numba.config, name)
    monkeypatch.setattr(numba.config, name, 7)
    assert place() != before


@pytest.mark.parametrize("library", [numba, llvmlite, np])
def test_code_of_another_version_has_a_directory_of_its_own(monkeypatch, library):
    before = place()
    monkeypatch.setattr(library, "__version__", "0.0")
    assert place() != before


def test_each_file_with_a_kernel_names_the_directory_and_no_other_does(package):
    names = [path.relative_to(package).as_posix() for path in kernel_sources(package)]
    assert {
        "stages/moves.py",
        "stages/warm_start.py",
        "graph/passes.py",
        "labels/kmeans/lloyd.py",
    } <= set(names)
    assert {"pipeline.py", "labels/kmeans/__init__.py", "eigen/dense.py"}.isdisjoint(names)
    before = place(package)
    for name in ("stages/moves.py", "stages/warm_start.py", "pipeline.py"):
        source = (package / name).read_text()
        (package / name).write_text(source + "\n# changed\n")
        assert (place(package) == before) == (name == "pipeline.py"), name
        (package / name).write_text(source)
    assert place(package) == before


def test_all_that_kernels_name_is_in_files_that_are_looked_at():
    """Numba freezes what a kernel names: constants, other kernels, and the fields of its types."""
    sources = set(kernel_sources())
    for path in sources:
        tree = ast.parse(path.read_text())
        origin = {
            alias.asname or alias.name: PACKAGE.parent.joinpath(*node.module.split("."))
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


def test_a_source_that_is_moved_names_another_directory(package):
    """Its machine code is kept under its module's name, and would not be found."""
    before, old, new = place(package), package / "stages/moves.py", package / "stages/mowes.py"
    old.rename(new)
    assert place(package) != before
    new.rename(old)
    assert place(package) == before


def test_an_editor_may_have_a_source_open(package):
    before = place(package)
    link = package / "stages/.#moves.py"
    link.symlink_to("somebody@somewhere.1234")
    assert place(package) == before
    link.unlink()
