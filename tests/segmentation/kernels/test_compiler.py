"""Files of machine code that are damaged, or that cannot be written."""

import errno
import os

import pytest

from segmentation.kernels import cache, compiled
from segmentation.kernels.cache import Group
from segmentation.kernels.dispatchers import KernelDispatcher


def twice(x):
    return 2 * x


@pytest.fixture
def directory(monkeypatch, tmp_path):
    monkeypatch.setattr(cache, "DIRECTORY", tmp_path)
    monkeypatch.setattr(cache, "_is_lossy", False)
    monkeypatch.setattr(KernelDispatcher, "n_cached", KernelDispatcher.n_cached)
    return tmp_path


def n_compiled():
    """Return how often a process that begins now has to compile."""
    kernel = KernelDispatcher(twice, compiled.OPTIONS, cache=True)
    assert kernel(2) == 4
    return sum(kernel.stats.cache_misses.values())


@pytest.mark.parametrize(
    "damage", [lambda code: b"", lambda code: code[:9], lambda code: b"\0" * 99]
)
@pytest.mark.parametrize("kind", ["nbi", "nbc"])
def test_what_a_loss_of_power_has_damaged_is_compiled_anew(directory, kind, damage):
    assert [n_compiled(), n_compiled()] == [1, 0]
    (file,) = directory.rglob(f"*.{kind}")
    file.write_bytes(damage(file.read_bytes()))
    assert [n_compiled(), n_compiled()] == [1, 0]
    cache.mark_filled(Group.EIGEN)
    assert cache.is_filled(Group.EIGEN)


def test_on_a_full_disk_kernels_run_and_nothing_is_marked(directory, monkeypatch, caplog):
    def replace(source, target):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "replace", replace)
    assert [n_compiled(), n_compiled()] == [1, 1]
    cache.mark_filled(Group.EIGEN)
    assert not cache.is_filled(Group.EIGEN)
    (record,) = caplog.records
    assert record.getMessage().startswith(f"Compiled code is not kept in {directory}: [Errno 28]")


def test_what_is_damaged_on_a_full_disk_is_let_alone(directory, monkeypatch):
    def replace(source, target):
        raise OSError(errno.ENOSPC, "No space left on device")

    assert n_compiled() == 1
    (index,) = directory.rglob("*.nbi")
    index.write_bytes(b"")
    monkeypatch.setattr(os, "replace", replace)
    assert n_compiled() == 1
    cache.mark_filled(Group.EIGEN)
    assert not cache.is_filled(Group.EIGEN)


def test_a_folder_that_cannot_be_made_is_no_error(directory):
    (directory / __name__).touch()
    assert n_compiled() == 1
    cache.mark_filled(Group.EIGEN)
    assert not cache.is_filled(Group.EIGEN)
