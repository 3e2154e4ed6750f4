"""Number of processor cores that a process may use.

Nothing else of this package is imported here, because it takes seconds to import: what only needs
the number runs this file by itself.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

import joblib

__all__ = ["available_cores"]


def available_cores(root: Path = Path("/")) -> int:
    """Return how many cores this process may use, at least one.

    That is fewer than the machine has where a container, ``taskset`` or systemd's ``CPUQuota``
    gives it fewer: the affinity of the process, the quotas of its cgroup and of those above it, and
    LOKY_MAX_CPU_COUNT count.

    Parameters
    ----------
    root : Path, default=Path("/")
        Folder below which ``proc/self/cgroup`` and ``sys/fs/cgroup`` are.
    """
    # joblib's own reads no cgroup but the topmost one.
    least = min([float(joblib.cpu_count()), *_quotas(root)])
    return max(1, math.ceil(least))


def _quotas(root: Path) -> Iterator[float]:
    """Yield the quotas, in cores, of this process's cgroups and of all above them."""
    try:
        lines = (root / "proc/self/cgroup").read_text().splitlines()
    except OSError:  # not on Linux
        return
    for line in lines:
        _, controllers, path = line.split(":", 2)
        if not controllers:  # of version 2
            top = root / "sys/fs/cgroup"
        elif "cpu" in controllers.split(","):
            top = root / "sys/fs/cgroup/cpu"
        else:
            continue
        folder = top / path.strip("/")
        for each in (folder, *folder.parents):
            quota = _read(each)
            if quota is not None:
                yield quota
            if each == top:
                break


def _read(folder: Path) -> float | None:
    """Return the quota that a cgroup has itself; None if there is none."""
    try:
        if (folder / "cpu.max").exists():
            quota, period = (folder / "cpu.max").read_text().split()
        else:
            quota = (folder / "cpu.cfs_quota_us").read_text()
            period = (folder / "cpu.cfs_period_us").read_text()
        cores = int(quota) / int(period)
    except (OSError, ValueError):  # there is no such cgroup, or "max"
        return None
    return cores if cores > 0 else None
