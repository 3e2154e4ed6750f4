"""Options of the app's command line; every one has an environment variable too."""

from __future__ import annotations

import argparse
import os
import runpy
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from components.serving.addresses import host_names

__all__ = ["pass_on", "read_options"]

# A file of a package that takes seconds to import, which the process that starts others does not.
CORES = Path(__file__).parents[2] / "segmentation" / "quota.py"
MOST_BY_DEFAULT = 4  # processes, which have some 400 MB each


def read_options(arguments: Sequence[str] | None, description: str | None) -> argparse.Namespace:
    """Return the options, or exit with a sentence.

    Parameters
    ----------
    arguments : sequence of str or None
        None for those of the process.
    description : str or None
        Line above the options in ``--help``.
    """
    env = os.environ
    parser = argparse.ArgumentParser(
        prog="app.py",
        description=description,
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    parser.add_argument("--host", default=env.get("CUTLAB_HOST", "127.0.0.1"), help="CUTLAB_HOST")
    parser.add_argument(
        "--port", type=_whole(1, 65535), default=env.get("CUTLAB_PORT", "8050"), help="CUTLAB_PORT"
    )
    parser.add_argument(
        "--workers",
        type=_whole(1, 256),
        default=env.get("CUTLAB_WORKERS") or str(_processes()),
        help="processes that serve; on Linux as many as the cores that Cutlab may use, at most "
        f"{MOST_BY_DEFAULT}; CUTLAB_WORKERS",
    )
    parser.add_argument(
        "--log-level",
        default=env.get("CUTLAB_LOG_LEVEL", "warning"),
        choices=("critical", "error", "warning", "info", "debug"),
        help="CUTLAB_LOG_LEVEL",
    )
    parser.add_argument(
        "--allow-host",
        action="extend",
        type=_hosts,
        default=[],
        metavar="NAME",
        help="a name under which the app is reached, such as behind a proxy; may be repeated; "
        "also those of CUTLAB_ALLOWED_HOSTS",
    )
    parser.add_argument(
        "--frame-ancestors",
        default=env.get("CUTLAB_FRAME_ANCESTORS", "*"),
        metavar="SITES",
        help="sites that may embed the page with ?view=embed: *, none, self, or addresses; "
        "CUTLAB_FRAME_ANCESTORS",
    )
    parser.add_argument(
        "--root-path",
        default=env.get("CUTLAB_ROOT_PATH", ""),
        metavar="PATH",
        help="path below which browsers reach the app, such as /cutlab; CUTLAB_ROOT_PATH",
    )
    parser.add_argument(
        "--proxy",
        default=env.get("CUTLAB_PROXY", ""),
        metavar="ADDRESSES",
        help="addresses or networks of proxies, of which X-Forwarded-Prefix, -Proto and -For, and "
        "the header that names the owner of studies, are believed; CUTLAB_PROXY",
    )
    parser.add_argument(
        "--metrics",
        type=_listening,
        default=env.get("CUTLAB_METRICS") or None,
        metavar="ADDRESS",
        help="port, or address and port, at which figures for Prometheus are, such as 9100 or "
        "0.0.0.0:9100; CUTLAB_METRICS",
    )
    parser.add_argument(
        "--log-json",
        action="store_true",
        default=env.get("CUTLAB_LOG_JSON", "") not in ("", "0"),
        help="write each line of the log as an object of JSON; CUTLAB_LOG_JSON=1",
    )
    options = parser.parse_args(arguments)
    try:
        options.allow_host = [*host_names(env.get("CUTLAB_ALLOWED_HOSTS", "")), *options.allow_host]
    except ValueError as error:
        parser.error(f"CUTLAB_ALLOWED_HOSTS: {error}")
    return options


def pass_on(options: argparse.Namespace) -> None:
    """Put into the environment what the processes that serve read there, which import the app."""
    hosts = (f"[{name}]" if ":" in name else name for name in options.allow_host)
    os.environ |= {
        "CUTLAB_ALLOWED_HOSTS": " ".join(hosts),
        "CUTLAB_FRAME_ANCESTORS": options.frame_ancestors,
        "CUTLAB_ROOT_PATH": options.root_path,
        "CUTLAB_PROXY": options.proxy,
        "CUTLAB_WORKERS": str(options.workers),
    }


def _processes() -> int:
    if sys.platform != "linux":  # where they have neither even shares nor memory in common
        return 1
    return min(MOST_BY_DEFAULT, available_cores())


def available_cores() -> int:
    """Return how many cores this process may use, as of `segmentation.quota`."""
    return int(runpy.run_path(str(CORES))["available_cores"]())


def _hosts(text: str) -> list[str]:
    try:
        return host_names(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _listening(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    return host.strip("[]") or "127.0.0.1", _whole(1, 65535)(port)


def _whole(low: int, high: int) -> Callable[[str], int]:
    """Return the type of a whole number in a range, for options and environment variables."""

    def parse(text: str) -> int:
        if not text.isdecimal() or not low <= int(text) <= high:
            rule = f"must be a whole number from {low} to {high}. Got {text!r} instead."
            raise argparse.ArgumentTypeError(rule)
        return int(text)

    return parse
