"""Software and machine with which trials of a study were computed."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import orjson

from segmentation.version import __version__

__all__ = [
    "PACKAGES",
    "Environment",
    "present_environment",
    "read_environments",
    "with_environment",
]

PACKAGES = ("numpy", "scipy", "scikit-learn", "numba", "pyamg", "scikit-image", "dask")
MOST = 20  # environments of a study; of more, the last ones are kept
CPU_INFO = "/proc/cpuinfo"  # of Linux, where Python itself does not know the processor


@dataclass(frozen=True)
class Environment:
    """What computed trials; it has no name of a machine, a person or a path.

    Attributes
    ----------
    begun : float
        Seconds since 1970 at which the first trial was due.
    versions : mapping of str to str
        Versions by the name of the software.
    machine : str
        System, architecture, processor and number of its cores.
    workers : str
        Whose workers ran the trials: "this machine" or "a cluster". Of those of a cluster the
        machine is not known.
    """

    begun: float
    versions: Mapping[str, str]
    machine: str
    workers: str


def present_environment(cluster: bool = False) -> Environment:
    """Return the environment of this process.

    Parameters
    ----------
    cluster : bool, default=False
        True if workers of a cluster run the trials.

    Returns
    -------
    Environment
    """
    found = {"Cutlab": __version__, "Python": platform.python_version()}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    cores = os.cpu_count() or 1
    parts = [platform.system(), platform.machine(), _processor()]
    parts.append(f"{cores} core{'' if cores == 1 else 's'}")
    workers = "a cluster" if cluster else "this machine"
    return Environment(time.time(), found, ", ".join(filter(None, parts)), workers)


def _processor() -> str:
    """Return the name of the processor, empty if the system does not tell it."""
    try:
        with open(CPU_INFO, encoding="utf-8", errors="replace") as file:
            names = (line.partition(":")[2] for line in file if line.startswith("model name"))
            return next(names, "").strip()
    except OSError:
        found = platform.processor()
        return "" if found == platform.machine() else found


def read_environments(text: str | None) -> tuple[Environment, ...]:
    """Return the environments of a study, the oldest first, from the text in its row."""
    return tuple(Environment(**each) for each in orjson.loads(text)) if text else ()


def with_environment(text: str | None, new: Environment) -> str:
    """Return the text with an environment added, unless it is like the last one."""
    known = list(read_environments(text))
    if not known or replace(known[-1], begun=new.begun) != new:
        known.append(new)
    listed: list[dict[str, Any]] = [asdict(each) for each in known[-MOST:]]
    return orjson.dumps(listed).decode()
