"""Start of the server from the command line, in one process or in several.

Of several, this one only starts the others, which import the app. So it imports little itself.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import uvicorn

from components.serving import metrics
from components.serving.addresses import host_names, try_port, when_it_answers
from components.serving.command_line import pass_on, read_options
from components.serving.connections import raise_file_limit
from components.serving.ending import end_all_in_time
from components.serving.headers import frame_sources
from components.serving.logs import as_line
from components.serving.options import MAX_MESSAGE, server_options
from components.serving.processes import sharing
from components.serving.root_path import read_proxies, read_root
from components.serving.supervisor import Supervisor
from components.studies.server.visitor import StudyRules

__all__ = ["main", "settings"]

APP = "app:server"


def settings() -> dict[str, Any]:
    """Return the arguments of `create_app` that are set in the environment.

    Raises
    ------
    SystemExit
        With a sentence, if one of them has no possible value.
    """
    env = os.environ
    try:
        return {
            "allowed_hosts": host_names(env.get("CUTLAB_ALLOWED_HOSTS", "")),
            "frames": frame_sources(env.get("CUTLAB_FRAME_ANCESTORS", "").strip() or "*"),
            "study_rules": StudyRules.of_environment(),
            "root_path": read_root(env.get("CUTLAB_ROOT_PATH", "")),
            "proxies": read_proxies(env.get("CUTLAB_PROXY", "")),
        }
    except ValueError as error:
        raise SystemExit(str(error)) from None


def main(arguments: Sequence[str] | None = None, description: str | None = None) -> None:
    """Start the app; every option has an environment variable too.

    Parameters
    ----------
    arguments : sequence of str, optional
        By default those of the process.
    description : str, optional
        Line above the options in ``--help``.
    """
    options = read_options(arguments, description)
    pass_on(options)
    root = settings()["root_path"]
    try_port(options.host, options.port)
    if options.metrics:
        try_port(*options.metrics)
    raise_file_limit()
    shown = f"[{options.host}]" if ":" in options.host else options.host
    below = f"{root}/" if root else ""
    said = f"Cutlab is at http://{shown}:{options.port}{below} (Ctrl-C stops it)"
    say = partial(_say, as_json=options.log_json)
    processes = "one process" if options.workers == 1 else f"{options.workers} processes"
    say(f"Starting Cutlab in {processes} ...")
    served = {
        "host": options.host,
        "port": options.port,
        "workers": options.workers,
        "log_level": options.log_level,
        **server_options(MAX_MESSAGE, options.log_json),
    }
    with (
        metrics.served(options.metrics, _count_studies),
        when_it_answers(options.host, options.port, partial(say, said)),
    ):
        if options.workers == 1:
            _serve_alone(served)
        else:
            _serve_together(served)


def _say(text: str, as_json: bool) -> None:
    print(as_line(text) if as_json else text, flush=True)


def _serve_alone(options: dict[str, Any]) -> None:
    from segmentation.compile.compilation import start_with_progress  # imports the service

    start_with_progress()
    uvicorn.run(APP, **options)


def _serve_together(options: dict[str, Any]) -> None:
    end_all_in_time()
    with sharing():
        Supervisor(uvicorn.Config(APP, **options)).run()


def _count_studies() -> Mapping[str, int]:
    from components.studies.server.service import count_studies  # imports Dash

    return count_studies()
