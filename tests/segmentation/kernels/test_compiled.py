"""Where compiled code is kept, and that nobody waits for it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from segmentation.kernels import compiled

ROOT = Path(__file__).parents[3]


def test_cache_follows_the_environment_and_the_sources(monkeypatch, tmp_path):
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    first = compiled.cache_directory()
    assert first.is_relative_to(tmp_path)
    monkeypatch.setattr(compiled, "SOURCES", ("kernels",))
    assert compiled.cache_directory() != first


def test_an_unwritable_home_means_the_temporary_directory(monkeypatch, tmp_path):
    monkeypatch.setattr(compiled, "_writable", lambda directory: False)
    assert "cutlab-" in str(compiled.cache_directory())


def test_ready_is_true_in_the_compiling_thread_only(monkeypatch):
    monkeypatch.setattr(compiled, "_ready", type(compiled._ready)())
    assert not compiled.ready()
    with pytest.raises(ZeroDivisionError), compiled.compiling():
        _break_if(compiled.ready())
    assert not compiled.ready()


def _break_if(ready):
    assert ready
    raise ZeroDivisionError


def test_scipy_answers_while_nothing_is_compiled():
    """In a process of its own, since this one has the kernels."""
    code = "from segmentation import Scene, segment_scene;print(segment_scene(Scene()).solver)"
    environment = {**os.environ, "CUTLAB_COMPILE": "never"}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, check=True
    )
    assert done.stdout.split() == [b"arpack"]
