"""The real app on a real server, on loopback, for the length of a test."""

import threading
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import uvicorn

from app import create_app
from components.live.routes import MAX_MESSAGE
from components.serving.options import server_options
from components.studies.server.service import StudyService


@contextmanager
def serve(port=0, **options):
    """Run `create_app(**options)` and give its address; a port of 0 takes a free one."""
    if "study_service" not in options:
        with TemporaryDirectory(prefix="cutlab-") as folder:
            study_service = StudyService(str(Path(folder) / "studies.sqlite"), workers=1)
            with serve(port, study_service=study_service, **options) as url:
                yield url
        return
    config = uvicorn.Config(
        create_app(**options).server,
        host="127.0.0.1",
        port=port,
        log_level="warning",
        **server_options(2 * MAX_MESSAGE),  # so that the route's own bound is what a test meets
    )
    server = uvicorn.Server(config)
    ready = threading.Event()
    startup = server.startup

    async def started(sockets=None):
        await startup(sockets)
        ready.set()

    server.startup = started
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        assert ready.wait(30), "the server did not start"
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(30)
