"""Places that the processes of a server have in common."""

import asyncio
import subprocess
import sys
from threading import Thread

import pytest

from components.serving.places import Places

HOLD = """
from components.serving.places import Places
give_back = Places("x", 2).take()
print(give_back is not None, flush=True)
input()
"""


@pytest.fixture(params=["alone", "shared"])
def places(request, monkeypatch, tmp_path):
    """Return a function that gives places as another process has them."""
    if request.param == "shared":
        monkeypatch.setenv("CUTLAB_SHARED", str(tmp_path))
        return lambda: Places("x", 2)
    monkeypatch.delenv("CUTLAB_SHARED", raising=False)
    only = Places("x", 2)
    return lambda: only


def test_no_more_are_taken_than_there_are(places):
    first, second = places().take(), places().take()
    assert places().take() is None
    assert Places("y", 2).take() is not None
    second()
    third = places().take()
    assert places().take() is None
    first(), third()


def test_a_place_is_waited_for(places):
    def wait():
        with places().taken():
            assert places().take() is None

    async def wait_in_loop():
        waiting = asyncio.create_task(places().wait())
        await asyncio.sleep(0)
        second()
        return await asyncio.wait_for(waiting, 30)

    first, second = places().take(), places().take()
    thread = Thread(target=wait)
    thread.start()
    first()
    thread.join(30)
    first, third = places().take(), asyncio.run(wait_in_loop())
    assert places().take() is None
    first(), third()


def test_a_process_that_is_killed_gives_its_place_back(monkeypatch, tmp_path):
    monkeypatch.setenv("CUTLAB_SHARED", str(tmp_path))
    line = [sys.executable, "-c", HOLD]
    with subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout.readline() == b"True\n"
        mine = Places("x", 2).take()
        assert Places("x", 2).take() is None
        process.kill()
    with Places("x", 2).taken():
        mine()


def test_a_folder_that_was_removed_is_done_without(monkeypatch, tmp_path):
    monkeypatch.setenv("CUTLAB_SHARED", str(tmp_path / "removed"))
    places = Places("x", 1)
    give_back = places.take()
    assert places.take() is None
    give_back()
