"""Several processes of one server: what they share, and how they are started again."""

import errno
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from components.pictures.shared import FileCache
from components.serving import processes
from components.studies.server.board import Board
from components.studies.server.service import StudyService
from segmentation.errors import StorageError
from tests.nginx import free_port

ROOT = Path(__file__).parents[3]


@pytest.fixture
def shared(monkeypatch, tmp_path):
    """A folder in common, and the environment of a process of two."""
    monkeypatch.setattr(processes, "IN_MEMORY", tmp_path)
    monkeypatch.setenv("CUTLAB_WORKERS", "2")
    monkeypatch.setenv(processes.NUMBER, "1")
    with processes.sharing():
        yield processes.shared_folder()


def test_a_process_that_others_started_takes_itself_for_the_only_one(monkeypatch):
    monkeypatch.setenv("CUTLAB_WORKERS", "7")
    assert processes.is_first()
    assert processes.is_only()
    assert processes.shared_folder() is None


def test_what_is_shared_is_removed_even_after_a_kill(shared, tmp_path):
    assert (processes.n_processes(), processes.is_first()) == (2, False)
    assert shared.stat().st_mode & 0o777 == 0o700
    left_over, strange = (tmp_path / f"{processes.PREFIX}{name}" for name in ("x", f"{10**20}-x"))
    left_over.mkdir()
    strange.symlink_to(tmp_path)  # anybody may put one there
    with processes.sharing():
        assert not left_over.exists()
        assert strange.is_symlink()
        assert shared.exists()  # of a server that still runs


def test_a_folder_of_another_user_is_left(shared, monkeypatch, tmp_path):
    other = tmp_path / f"{processes.PREFIX}{10**20}-x"
    other.mkdir()
    monkeypatch.setattr(os, "getuid", lambda: other.stat().st_uid + 1)
    with processes.sharing():
        assert other.exists()


def test_a_folder_that_vanishes_takes_only_what_was_in_it(shared):
    cache, board = FileCache(100, 100), Board()
    cache.put("0" * 32, bytes(40), 40)
    shutil.rmtree(shared)
    assert cache.get("0" * 32) == bytes(40)
    cache.put("1" * 32, bytes(50), 50)
    assert cache.get("1" * 32) == bytes(50)
    board.want_workers()
    assert not board.workers_wanted()
    cache.clear()


def test_a_picture_for_which_there_is_no_place_leaves_nothing(shared, monkeypatch):
    cache = FileCache(100, 100)
    cache.put("0" * 32, bytes(60), 60)
    assert len(os.listdir(shared / "pictures")) == 1

    def full(file, value):
        file.touch()
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    cache.put("1" * 32, bytes(60), 60)  # which made room before
    assert os.listdir(shared / "pictures") == []


def in_folder(shared, name):
    """Path of a file of a picture."""
    (file,) = (shared / "pictures").glob(f"{name}.*")
    return file


def test_the_folder_is_bounded_for_each_owner(shared):
    cache = FileCache(1000, 100)
    cache.put("f" * 32, bytes(90), 90, "another")
    for i in range(8):
        cache.put(f"{i:032x}", bytes(50), 50, "me")
        os.utime(in_folder(shared, f"{i:032x}"), (i, time.time() + i - 100))
    left = sorted(file.name[:32] for file in (shared / "pictures").iterdir())
    assert left == [f"{6:032x}", f"{7:032x}", "f" * 32]
    assert not [file for file in (shared / "pictures").iterdir() if "me" in file.suffix]
    other = FileCache(1000, 100)
    assert [other.get(name) is not None for name in left] == [True, True, True]
    assert other.size == 190
    other.put("e" * 32, bytes(60), 60, "me")  # owners are known to the process that fetched a file
    assert other.size == 90 + 60
    other.put("d" * 32, bytes(101), 101, "me")  # more than the owner may have
    assert FileCache(1000, 100).get("d" * 32) is None


def test_a_file_that_another_owner_sends_too_is_there_once(shared):
    cache = FileCache(1000, 100)
    for owner in ("me", "another"):
        cache.put("0" * 32, bytes(50), 50, owner)
    assert len(os.listdir(shared / "pictures")) == 1


def test_a_file_that_one_process_has_is_had_by_all(shared):
    one, other = FileCache(100, 100), FileCache(100, 100)
    names = [f"{i:032x}" for i in range(3)]
    for i, name in enumerate(names):
        one.put(name, bytes(40), 40)
        os.utime(in_folder(shared, name), (i, time.time() + i))  # used one after the other
    assert other.get(names[0]) is None  # in 100 bytes there is room for two
    assert other.get(names[2]) == bytes(40)
    one.put("../x", b"no hash", 7)
    assert other.get("../x") is None
    assert one.get("../x") == b"no hash"
    one.clear()
    assert FileCache(100, 100).get(names[2]) is None


def test_a_file_is_forgotten_without_any_further_call(shared):
    cache, name = FileCache(100, 100, seconds=0.05), "0" * 32
    cache.put(name, bytes(40), 40)
    assert in_folder(shared, name).exists()
    while timer := cache._timer:
        timer.join(30)
    assert cache.size == 0
    assert os.listdir(shared / "pictures") == []


def test_without_memory_in_common_a_process_has_its_own_files(shared, monkeypatch, tmp_path):
    monkeypatch.setattr(processes, "IN_MEMORY", tmp_path / "elsewhere")
    FileCache(100, 100).put("0" * 32, b"a picture", 9)
    assert list(shared.iterdir()) == []


def test_only_the_first_process_runs_studies(shared, monkeypatch, tmp_path):
    service = StudyService(str(tmp_path / "studies.sqlite"), workers=1)
    service.start()
    service.start_early()
    service.wake()
    assert not service._threads
    assert service._studies is None
    board = Board()
    assert board.runner_wanted()
    assert not board.runner_wanted()
    assert board.workers_wanted()
    assert not board.workers_wanted()
    board.tell_problem(7, "The disk is full.")
    assert service.problem(7) == "The disk is full."
    assert service.problem(8) == ""
    board.tell_problem(7, "")
    assert service.problem(7) == ""


def test_the_first_process_looks_at_the_board_whatever_fails(shared, monkeypatch, tmp_path, caplog):
    monkeypatch.setenv(processes.NUMBER, "0")
    monkeypatch.setattr("components.studies.server.service.BOARD_SECONDS", 0.01)
    service = StudyService(str(tmp_path / "studies.sqlite"), workers=1)
    begun, asked = [], []
    failures = [TypeError("a fault"), StorageError("It does not answer."), None]

    def start():
        failure = failures[len(begun)]
        begun.append(failure)
        if failure is not None:
            raise failure

    monkeypatch.setattr(service, "start", start)
    monkeypatch.setattr(service, "existing", lambda: asked.append(1))
    monkeypatch.setattr(service, "_wake", lambda: None)
    board = Board()
    board.tell_problem(7, "The disk is full.")
    board.want_runner()
    service.wake()
    assert _soon(lambda: "a fault" in caplog.text)
    assert _soon(lambda: board.problem(7) == "")  # no study is run
    board.want_runner()
    assert _soon(lambda: len(begun) == len(failures))  # again after an answer that failed
    service.close()
    assert not asked  # the database is left alone without a note


def test_all_processes_keep_studies_in_one_temporary_place(shared, monkeypatch, tmp_path):
    (tmp_path / "home").touch()  # so no folder can be made below it
    monkeypatch.delenv("CUTLAB_DATABASE", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    one, other = StudyService(workers=1), StudyService(workers=1)
    assert other.existing() is None
    number = one.store().add("{}", 1, "one", start=False)
    assert other.existing().get(number).name == "one"
    assert len(list(tmp_path.glob("cutlab-*/studies.sqlite"))) == 1
    one.close()
    other.close()


def _soon(condition):
    end = time.monotonic() + 30
    while not condition() and time.monotonic() < end:
        time.sleep(0.01)
    return condition()


APP = """
import os
from components.serving.ending import end_with_parent

async def app(scope, receive, send):
    if scope["type"] == "lifespan":
        return
    body = f"{os.environ['CUTLAB_PROCESS']} {os.getpid()}".encode()
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": body})

end_with_parent()
"""
SERVER = """
import uvicorn
from components.serving import supervisor

supervisor.LEAST_SECONDS = 0
if __name__ == "__main__":
    supervisor.Supervisor(uvicorn.Config("small:app", port={port}, workers=2)).run()
"""


def test_a_process_that_ended_is_started_again_and_all_end_with_the_first(tmp_path):
    port = free_port()
    (tmp_path / "small.py").write_text(APP)
    (tmp_path / "server.py").write_text(SERVER.format(port=port))
    paths = os.pathsep.join([str(tmp_path), str(ROOT)])
    environment = {**os.environ, "PYTHONPATH": paths}
    server = subprocess.Popen([sys.executable, str(tmp_path / "server.py")], env=environment)
    try:
        before = _all(port)
        os.kill(before["0"], signal.SIGKILL)
        end = time.monotonic() + 60
        while (after := _all(port))["0"] == before["0"]:
            assert time.monotonic() < end
        assert after["1"] == before["1"]
    finally:
        server.kill()
        server.wait()
    end = time.monotonic() + 60
    while True:  # until nothing listens any more
        try:
            httpx.get(f"http://127.0.0.1:{port}")
        except httpx.TransportError:
            break
        assert time.monotonic() < end
        time.sleep(0.05)


def _all(port):
    """Return the process ids by the numbers of both processes."""
    found, end = {}, time.monotonic() + 60
    while len(found) < 2:
        assert time.monotonic() < end
        try:
            number, pid = httpx.get(f"http://127.0.0.1:{port}").text.split()
            found[number] = int(pid)
        except httpx.TransportError:
            time.sleep(0.05)
    return found
