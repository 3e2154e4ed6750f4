"""How uvicorn serves the app."""

from __future__ import annotations

from typing import Any

from components.serving.connections import HttpProtocol, WebSocketProtocol
from components.serving.logs import log_config

__all__ = ["MAX_MESSAGE", "server_options"]

MAX_MESSAGE = 64 * 1024  # bytes of a message of the live routes
GRACE_SECONDS = 1  # for the answers under way when the server is stopped


def server_options(largest_message: int, log_json: bool = False) -> dict[str, Any]:
    """Return options for `uvicorn.run` and `uvicorn.Config`.

    Parameters
    ----------
    largest_message : int
        Bytes of a websocket's message.
    log_json : bool, default=False
        As of `log_config`.

    Returns
    -------
    dict of str to object
    """
    return {
        "http": HttpProtocol,
        "ws": WebSocketProtocol,
        "ws_max_size": largest_message,
        "ws_per_message_deflate": False,
        "proxy_headers": False,  # `RootPath` reads them
        "timeout_graceful_shutdown": GRACE_SECONDS,
        "log_config": log_config(log_json),
    }
