"""The app's command line: options, environment and errors; and its server."""

import os
import socket
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext

import httpx
import pytest

import app
from components import start
from components.serving import command_line
from components.studies.server.service import StudyService
from segmentation.cores import available_cores
from segmentation.kernels import compiled
from tests.nginx import free_port
from tests.serving import serve


@pytest.fixture
def environment(monkeypatch):
    """An environment that sets nothing, and is restored afterwards."""
    monkeypatch.setattr(start, "raise_file_limit", lambda: None)
    names = ("HOST", "PORT", "WORKERS", "LOG_LEVEL", "ALLOWED_HOSTS", "FRAME_ANCESTORS")
    for name in (*names, "ROOT_PATH", "PROXY", "METRICS", "LOG_JSON"):
        monkeypatch.setenv(f"CUTLAB_{name}", "")  # so that what main() sets is taken back
        monkeypatch.delenv(f"CUTLAB_{name}")
    for each in ("_serve_alone", "_serve_together"):
        monkeypatch.setattr(start, each, lambda options: pytest.fail("it was started"))


@pytest.fixture
def started(environment, monkeypatch):
    """Options passed to uvicorn, which is not started."""
    passed = {}
    monkeypatch.setattr(start, "when_it_answers", lambda host, port, call: nullcontext(call()))
    for each in ("_serve_alone", "_serve_together"):
        monkeypatch.setattr(start, each, lambda given, by=each: passed.update(given, by=by))
    monkeypatch.setattr(start, "try_port", lambda host, port: None)
    return passed


def test_defaults(started, capsys):
    start.main([])
    assert (started["host"], started["port"]) == ("127.0.0.1", 8050)
    assert "http://127.0.0.1:8050" in capsys.readouterr().out


@pytest.mark.parametrize(("cores", "processes"), [(1, 1), (2, 2), (64, 4)])
def test_as_many_processes_serve_as_there_are_cores(started, monkeypatch, cores, processes):
    monkeypatch.setattr(command_line, "available_cores", lambda: cores)
    start.main([])
    assert started["workers"] == processes
    assert started["by"] == ("_serve_alone" if processes == 1 else "_serve_together")


@pytest.mark.parametrize("workers", [1, 3])
def test_the_address_is_told_when_something_answers_there(
    environment, monkeypatch, capsys, workers
):
    def serve(options):
        said = capsys.readouterr().out
        assert (
            said == f"Starting Cutlab in {'one process' if workers == 1 else '3 processes'} ...\n"
        )
        with socket.socket() as listener:
            listener.bind((options["host"], options["port"]))
            listener.listen()
            listener.accept()[0].close()
            said = ""
            while not said.endswith("\n"):
                said += capsys.readouterr().out
        assert said == f"Cutlab is at http://127.0.0.1:{options['port']} (Ctrl-C stops it)\n"

    monkeypatch.setattr(start, "_serve_alone" if workers == 1 else "_serve_together", serve)
    start.main(["--port", str(free_port()), "--workers", str(workers)])
    assert capsys.readouterr().out == ""


def test_what_never_answers_is_never_said_to(environment, monkeypatch, capsys):
    monkeypatch.setattr(start, "_serve_alone", lambda options: None)
    start.main(["--port", str(free_port()), "--workers", "1"])
    assert capsys.readouterr().out == "Starting Cutlab in one process ...\n"


def test_the_cores_are_counted_as_the_service_counts_them():
    assert command_line.available_cores() == available_cores()


def test_the_address_has_the_root_path(started, capsys):
    start.main(["--root-path", "/cutlab/"])
    assert "Cutlab is at http://127.0.0.1:8050/cutlab/ (" in capsys.readouterr().out
    assert start.settings()["root_path"] == "/cutlab"


def test_options_win_over_the_environment(started, monkeypatch):
    monkeypatch.setenv("CUTLAB_PORT", "9001")
    monkeypatch.setenv("CUTLAB_WORKERS", "3")
    start.main(["--port", "9002", "--allow-host", "lab.example"])
    assert (started["port"], started["workers"]) == (9002, 3)
    assert start.settings()["allowed_hosts"] == ["lab.example"]


@pytest.mark.parametrize("bad", ["0", "65536", "abc", "-1", ""])
def test_a_bad_port_is_told(started, monkeypatch, capsys, bad):
    monkeypatch.setenv("CUTLAB_PORT", bad)
    with pytest.raises(SystemExit):
        start.main([])
    assert f"a whole number from 1 to 65535. Got {bad!r} instead." in capsys.readouterr().err
    assert not started


@pytest.mark.parametrize(
    ("arguments", "variables", "sentence"),
    [
        (["--allow-host", "*"], {}, "An allowed host must be a name such as lab.example.org"),
        (["--allow-host", "a.example/x"], {}, "Got 'a.example/x' instead."),
        ([], {"CUTLAB_ALLOWED_HOSTS": "a.example, b c:x"}, "Got 'c:x' instead."),
        (["--frame-ancestors", "a; b"], {}, "What may embed the page must be *, none, self"),
        ([], {"CUTLAB_STUDIES": "mine"}, "CUTLAB_STUDIES must be off, own or shared"),
        (["--host", "192.0.2.1"], {}, "192.0.2.1 is no address of this machine"),
        (["--root-path", "cutlab"], {}, "The root path must be such as /cutlab"),
        (["--proxy", "proxy.example"], {}, "A proxy must be an address or a network"),
        (["--metrics", "127.0.0.1:x"], {}, "a whole number from 1 to 65535"),
        ([], {"CUTLAB_METRICS": "192.0.2.1:9100"}, "192.0.2.1 is no address of this machine"),
    ],
)
def test_what_cannot_be_is_told_at_the_start(
    environment, monkeypatch, capsys, arguments, variables, sentence
):
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit) as caught:
        start.main(arguments)
    assert sentence in f"{caught.value}{capsys.readouterr().err}"


def test_a_port_that_is_taken_is_told_before_an_address_is(environment, capsys):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(SystemExit, match=f"Port {port} is taken, perhaps by another Cutlab"):
            start.main(["--port", str(port)])
    assert "http://" not in capsys.readouterr().out


def test_hosts_are_separated_by_commas_and_have_no_port(started, monkeypatch):
    monkeypatch.setenv("CUTLAB_ALLOWED_HOSTS", "https://a.example:8443/, b.example\nc.example")
    start.main([])
    assert start.settings()["allowed_hosts"] == ["a.example", "b.example", "c.example"]


def test_server_is_an_asgi_application():
    assert callable(app.server)


def test_a_server_loads_the_kernels_before_it_is_asked(monkeypatch):
    started = threading.Event()
    monkeypatch.setattr(compiled, "start_in_background", started.set)
    with serve():
        assert started.is_set()


def test_a_callback_that_waits_keeps_nobody_from_an_answer(tmp_path):
    asked, ends = threading.Event(), threading.Event()

    class Slow(StudyService):
        def wake(self):
            pass

        def existing(self):
            asked.set()
            assert ends.wait(30)

    opens = {
        "output": "studies.children",
        "outputs": {"id": "studies", "property": "children"},
        "inputs": [
            {
                "id": "study-opened",
                "property": "data",
                "value": {"path": "/study", "hash": "#deleted=1", "fine": True},
            }
        ],
        "changedPropIds": ["study-opened.data"],
    }
    slow = Slow(str(tmp_path / "none.sqlite"))
    with serve(study_service=slow) as url, ThreadPoolExecutor(1) as pool:
        origin = {"origin": url}
        waiting = pool.submit(
            httpx.post, f"{url}/_dash-update-component", json=opens, headers=origin, timeout=30
        )
        assert asked.wait(30)
        assert httpx.get(f"{url}/health", headers=origin, timeout=30).status_code == 200
        ends.set()
        assert "There are no studies yet." in waiting.result().text


FIRST_THREAD = """
import sys, threading

start, ready = threading.Thread.start, []

def begin(thread):
    ready.append({"pandas", "scipy.stats", "sklearn.cluster", "sklearn.tree"} <= set(sys.modules))
    start(thread)

threading.Thread.start = begin
import app
print(len(ready) > 0, all(ready))
"""


def test_no_thread_begins_before_the_packages_that_several_would_import():
    """Plotly uses pandas as soon as another thread has begun to import it."""
    told = subprocess.run(
        [sys.executable, "-c", FIRST_THREAD],
        env={**os.environ, "CUTLAB_COMPILE": "background"},  # by a thread
        capture_output=True,
        text=True,
    )
    assert told.stdout == "True True\n", told.stderr
