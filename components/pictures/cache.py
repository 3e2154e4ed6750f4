"""A cache bounded in bytes and in time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock, Timer
from time import monotonic
from typing import Generic, TypeVar

__all__ = ["FORGOTTEN_AFTER", "BoundedCache"]

FORGOTTEN_AFTER = 3600.0  # seconds without a use

Value = TypeVar("Value")


@dataclass
class _Entry(Generic[Value]):
    value: Value
    size: int
    owner: str
    used: float


class BoundedCache(Generic[Value]):
    """Values by key; those unused for longest are dropped first, and all after an hour.

    Parameters
    ----------
    most : int
        Bytes of all values together; a larger value is not kept.
    most_of_owner : int, default=most
        Bytes of the values of one owner.
    seconds : float, default=FORGOTTEN_AFTER
        Time without a use after which a value is dropped.
    clock : callable, default=time.monotonic
    """

    def __init__(
        self,
        most: int,
        most_of_owner: int | None = None,
        seconds: float = FORGOTTEN_AFTER,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._most = most
        self._most_of_owner = most if most_of_owner is None else most_of_owner
        self._seconds = seconds
        self._clock = clock
        self._entries: dict[str, _Entry[Value]] = {}  # the one unused for longest first
        self._lock = Lock()
        self._timer: Timer | None = None

    def put(self, key: str, value: Value, size: int, owner: str = "") -> None:
        """Keep a value, and drop others to make room for it."""
        with self._lock:
            self._entries.pop(key, None)
            self._entries[key] = _Entry(value, size, owner, self._clock())
            self._make_room(self._most_of_owner, owner)
            self._make_room(self._most)
            self._wait()

    def get(self, key: str) -> Value | None:
        """Return a value, which counts as a use; None if it is not kept."""
        with self._lock:
            self._drop_old()
            entry = self._entries.pop(key, None)
            if entry is None:
                return None
            entry.used = self._clock()
            self._entries[key] = entry
            return entry.value

    def clear(self) -> None:
        """Drop all values."""
        with self._lock:
            self._entries.clear()

    @property
    def size(self) -> int:
        """Bytes of all values."""
        with self._lock:
            return sum(entry.size for entry in self._entries.values())

    def _make_room(self, most: int, owner: str | None = None) -> None:
        """Drop values, of one owner or of all, until the others fit."""
        own = [key for key, e in self._entries.items() if owner is None or e.owner == owner]
        total = sum(self._entries[key].size for key in own)
        for key in own:
            if total <= most:
                return
            total -= self._entries.pop(key).size

    def _drop_old(self) -> None:
        oldest = self._clock() - self._seconds
        for key in [key for key, entry in self._entries.items() if entry.used <= oldest]:
            del self._entries[key]

    def _wait(self) -> None:
        """Look again later, so that values are dropped on a server that nobody uses, too."""
        if self._timer is None and self._has_any():
            self._timer = Timer(self._seconds, self._expire)
            self._timer.daemon = True
            self._timer.start()

    def _has_any(self) -> bool:
        return bool(self._entries)

    def _expire(self) -> None:
        with self._lock:
            self._timer = None
            self._drop_old()
            self._wait()
