"""Marks of what is compiled, and the lock of the process that compiles."""

import shutil
import subprocess
import sys
import threading
from contextlib import contextmanager

import pytest

from segmentation.kernels import cache
from segmentation.kernels.cache import Group

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


def test_what_is_imported_while_a_source_changes_is_not_kept(directory, monkeypatch, tmp_path):
    """Neither old nor new sources may find it: it may be of both."""
    source = tmp_path / "kernels.py"
    source.write_text("old")
    monkeypatch.setattr(cache, "_is_lossy", False)
    monkeypatch.setattr(cache, "_sources", [source])
    monkeypatch.setattr(cache, "_first_stamps", cache._stamps([source]))
    assert cache.is_kept()
    source.write_text("newer")
    assert not cache.is_kept()
    source.unlink()
    assert not cache.is_kept()
    cache.mark_filled(Group.EIGEN)
    assert not cache.is_filled(Group.EIGEN)
