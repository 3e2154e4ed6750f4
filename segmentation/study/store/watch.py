"""Signs of life of the processes that run studies, by a clock that nobody can set.

Each write of an owner counts `arrival` up. A reader remembers when it saw that number change, by
its own monotonic clock. So neither the clock of this machine nor that of the database has to be
right: a lease that was given before a clock was set back is believed for no longer than its term,
and one that seems to be over because a clock was set forward has still to be silent.
"""

from __future__ import annotations

from dataclasses import dataclass
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from segmentation.study.store.rows import StudyRow

__all__ = ["BEATS", "OwnerWatch"]

BEATS = 5  # renewals within the time of a lease, when nothing is recorded
# A reader that was stopped may have missed signs of life: a gap between two looks counts for no
# more than this share of a lease, so that an owner that was stopped with it has time for a sign.
LONGEST_GAP = 1 / 10
OVERDUE = 3 / 5  # share of a lease for which an owner has to be silent if the lease is over


@dataclass
class _Seen:
    sign: tuple[str | None, int]
    at: float
    silence: float = 0.0


class OwnerWatch:
    """Silence of the owners of running studies, as far as one reader has seen; for any thread.

    Parameters
    ----------
    lease : float
        Seconds without a sign of life after which an owner counts as dead.
    """

    def __init__(self, lease: float) -> None:
        self._lease = lease
        self._lock = Lock()
        self._seen: dict[int, _Seen] = {}

    def is_silent(self, row: StudyRow) -> bool:
        """Look at a study; return True if it runs, and its owner counts as dead."""
        with self._lock:
            if row.state != "running":
                self._seen.pop(row.id, None)
                return False
            now, sign = monotonic(), (row.owner, row.arrival)
            seen = self._seen.get(row.id)
            if seen is None or seen.sign != sign:
                seen = self._seen[row.id] = _Seen(sign, now)
            seen.silence += min(now - seen.at, LONGEST_GAP * self._lease)
            seen.at = now
            overdue = row.lease_until < row.now
            return seen.silence >= self._lease * (OVERDUE if overdue else 1)
