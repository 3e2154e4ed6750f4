"""Live routes: a binary websocket each, and HTTP where websockets are blocked.

A connection has at most one running computation and one waiting state, the newest; those between
are dropped, so that a client that sends too fast or reads too slowly only misses frames. A client
that opens the address with ``?progress`` is told the stage of a computation that takes long, which
is ended at its next stage when a newer state comes. All computation is done in threads (`turns`),
never on the event loop. What a client that has left asked for is not begun, or ends at its next
stage.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import Future
from time import monotonic
from typing import Generic, Protocol, TypeVar

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response
from starlette.websockets import WebSocket, WebSocketDisconnect

from components.live.codec import SupersededError, progress
from components.live.turns import Turns, estimate_seconds
from components.serving.metrics import count_viewers
from components.serving.options import MAX_MESSAGE
from segmentation.watching import watching

__all__ = ["EXPLANATION_PATH", "FRAME_PATH", "MAX_MESSAGE", "LiveRoute", "Responder"]

FRAME_PATH = "/live/frame"
EXPLANATION_PATH = "/live/explanation"
IDLE_SECONDS = 600.0
PROGRESS = "progress"  # parameter of an address
LONG = 0.5  # seconds after which a computation tells its stage, or gives way to a newer state
log = logging.getLogger("cutlab.live")


AnyViewer = TypeVar("AnyViewer")


class Responder(Protocol[AnyViewer]):
    """An object that answers the messages of a route; threads share one."""

    def viewer(self) -> AnyViewer:
        """Return the memory for a new connection."""
        ...

    def respond(self, message: bytes | str, viewer: AnyViewer) -> bytes:
        """Answer one message, valid or not, and update `viewer`."""
        ...


class LiveRoute(Generic[AnyViewer]):
    """A websocket and an HTTP route under one path.

    Parameters
    ----------
    path : str
    responder : Responder
    threads : int or None, default=None
        Cheap answers computed at once; by default the number of cores that the process may use.
    """

    def __init__(
        self,
        path: str,
        responder: Responder[AnyViewer],
        threads: int | None = None,
    ) -> None:
        self._path = path
        self._responder = responder
        self._turns = Turns(path.split("/")[-1], threads)

    def register(self, server: FastAPI) -> None:
        """Add the routes; both come before Dash's catch-all, which is added at start-up."""
        server.add_api_websocket_route(self._path, self.websocket)
        server.add_api_route(self._path, self.http, methods=["POST"], include_in_schema=False)

    async def websocket(self, socket: WebSocket) -> None:
        """Serve one viewer until it disconnects, or sends nothing for ten minutes."""
        await socket.accept()
        newest: asyncio.Queue[str | bytes] = asyncio.Queue(maxsize=1)
        tasks = {
            asyncio.create_task(self._listen(socket, newest)),
            asyncio.create_task(self._answer(socket, newest)),
        }
        with count_viewers(self._path):
            ended, others = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in others:
            task.cancel()
        for task in ended:
            if error := task.exception():
                log.error("a viewer's connection failed", exc_info=error)
                await socket.close(code=1011)

    async def _listen(self, socket: WebSocket, newest: asyncio.Queue[str | bytes]) -> None:
        """Keep the newest message of the browser in the queue."""
        while True:
            try:
                async with asyncio.timeout(IDLE_SECONDS):
                    event = await socket.receive()
            except TimeoutError:
                await socket.close(code=1000, reason="idle")
                return
            if event["type"] == "websocket.disconnect":
                return
            message = event.get("text") or event.get("bytes") or b""
            if len(message) > MAX_MESSAGE:
                await socket.close(code=1009)
                return
            if newest.full():
                newest.get_nowait()
            newest.put_nowait(message)

    async def _answer(self, socket: WebSocket, newest: asyncio.Queue[str | bytes]) -> None:
        """Answer the newest message, one at a time; sending waits for a slow reader."""
        viewer = self._responder.viewer()
        tells = PROGRESS in socket.query_params
        while True:
            message = await newest.get()
            computation = Computation(
                self._responder, message, viewer, newest.full if tells else None
            )
            try:
                answer = asyncio.wrap_future(computation.begin(self._turns))
                while tells and not (await asyncio.wait({answer}, timeout=LONG))[0]:
                    await socket.send_bytes(computation.progress())
                if frame := await answer:  # empty if it was ended
                    await socket.send_bytes(frame)
            except (WebSocketDisconnect, RuntimeError):  # left, or closed by _listen meanwhile
                return
            finally:
                computation.leave()

    async def http(self, request: Request) -> Response:
        """Answer one request, where websockets are blocked."""
        message = await request.body()  # `BodyLimits` refuses one that is too large
        computation = Computation(self._responder, message, self._responder.viewer())
        answer = asyncio.wrap_future(computation.begin(self._turns))
        while not (await asyncio.wait({answer}, timeout=LONG))[0]:
            if await request.is_disconnected():
                computation.leave()
                return Response(status_code=204)  # which nobody reads
        return Response(answer.result(), media_type="application/octet-stream")


class Computation(Generic[AnyViewer]):
    """The answer to one message, in a thread; the event loop asks how far it is.

    Parameters
    ----------
    responder : Responder
    message : str or bytes
    viewer : object
    moved_on : callable, optional
        Whether a newer message has come, to which this computation gives way once it takes long.
    """

    def __init__(
        self,
        responder: Responder[AnyViewer],
        message: str | bytes,
        viewer: AnyViewer,
        moved_on: Callable[[], bool] | None = None,
    ) -> None:
        self._responder = responder
        self._message = message
        self._viewer = viewer
        self._moved_on = moved_on
        self._left = False
        self._future: Future[bytes] | None = None
        self._asked = monotonic()
        self._begun = 0.0
        self._stage = "waiting"

    def begin(self, turns: Turns) -> Future[bytes]:
        """Compute in a thread; return the answer to come."""
        self._future = turns.begin(estimate_seconds(self._message), self.run)
        return self._future

    def leave(self) -> None:
        """End the computation at its next stage, if it has begun and is not ended."""
        self._left = True
        if self._future:
            self._future.cancel()

    def run(self) -> bytes:
        """Compute the answer; it is empty if nobody waited for it any more."""
        self._begun = monotonic()
        if self._is_vain(self._begun - self._asked):
            return b""
        with watching(self._watch):
            return self._responder.respond(self._message, self._viewer)

    def progress(self) -> bytes:
        """Return the message that tells the stage."""
        elapsed = monotonic() - self._begun if self._begun else 0.0
        return progress(self._message, self._stage, elapsed)

    def _watch(self, stage: str) -> None:
        self._stage = stage
        if self._is_vain(monotonic() - self._begun):
            raise SupersededError

    def _is_vain(self, seconds: float) -> bool:
        """Return True if nobody waits for the answer, after that time."""
        return self._left or bool(seconds > LONG and self._moved_on and self._moved_on())
