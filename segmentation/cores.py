"""Number of processor cores."""

from __future__ import annotations

import joblib

__all__ = ["available_cores"]


def available_cores() -> int:
    """Return how many cores this process may use, at least one.

    That is fewer than the machine has where a container or ``taskset`` gives it fewer: the
    affinity of the process and the quota of its cgroup count, and LOKY_MAX_CPU_COUNT.
    """
    return max(1, int(joblib.cpu_count()))
