"""The app's command line: options, environment and errors; and its server."""

import threading
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

import app
from components.studies.service import StudyService
from segmentation.kernels import compiled
from tests.serving import serve


@pytest.fixture
def started(monkeypatch):
    """Options passed to uvicorn, which is not started."""
    passed = {}
    monkeypatch.setattr("uvicorn.run", lambda target, **options: passed.update(options))
    for name in ("HOST", "PORT", "WORKERS", "LOG_LEVEL", "ALLOWED_HOSTS"):
        monkeypatch.setenv(f"CUTLAB_{name}", "")  # so that what main() sets is taken back
        monkeypatch.delenv(f"CUTLAB_{name}")
    return passed


def test_defaults(started, capsys):
    app.main([])
    assert (started["host"], started["port"], started["workers"]) == ("127.0.0.1", 8050, 1)
    assert "http://127.0.0.1:8050" in capsys.readouterr().out


def test_options_win_over_the_environment(started, monkeypatch):
    monkeypatch.setenv("CUTLAB_PORT", "9001")
    monkeypatch.setenv("CUTLAB_WORKERS", "3")
    app.main(["--port", "9002", "--allow-host", "lab.example"])
    assert (started["port"], started["workers"]) == (9002, 3)
    assert app._allowed_hosts() == ["lab.example"]


@pytest.mark.parametrize("bad", ["0", "65536", "abc", "-1", ""])
def test_a_bad_port_is_told(started, monkeypatch, capsys, bad):
    monkeypatch.setenv("CUTLAB_PORT", bad)
    with pytest.raises(SystemExit):
        app.main([])
    assert f"a whole number from 1 to 65535. Got {bad!r} instead." in capsys.readouterr().err
    assert not started


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
                "value": {"path": "/study", "hash": "", "fine": True},
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
