"""Whether the machine's clock was set back, which Dask takes for the time that has passed.

Dask puts off a message until its clock shows a time. Set back in between, the clock shows that time
only hours later, and nothing is sent on that connection for so long, even if the clock is soon
right again.
"""

from __future__ import annotations

import time

__all__ = ["ClockWatch"]

LEAST = 2.0  # seconds; so long a connection may be silent


class ClockWatch:
    """The clock that can be set, watched by the one that cannot."""

    def __init__(self) -> None:
        self._latest = _ahead()

    def was_set_back(self) -> bool:
        """Return whether the clock shows less than it would if nobody had set it back."""
        ahead = _ahead()
        self._latest = max(self._latest, ahead)
        return self._latest - ahead > LEAST


def _ahead() -> float:
    return time.time() - time.monotonic()
