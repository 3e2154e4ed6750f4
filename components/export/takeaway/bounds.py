"""Bounds of the making of a lesson's file, beyond which it is refused."""

from __future__ import annotations

from collections.abc import Callable
from time import thread_time

from components.export.exporter import ExportError

__all__ = ["LONGEST", "SLOW", "TooLongError", "Watch", "check_size", "describe_size", "within"]

LONGEST = 180.0  # seconds of a processor for a file
SLOW = (
    f"The file would take more than {LONGEST:g} seconds of a processor. Take smaller pictures, "
    "fewer clusters or fewer steps."
)
HEAVY = "The file would have {0}, and may have at most {1}. Take smaller pictures or fewer steps."
Watch = Callable[[str, float], None]  # is told what is done, and its share; may raise to end it


class TooLongError(Exception):
    """Error if the time is over; no `CutlabError`, which tells that a frame has no result."""


def within(seconds: float, watch: Watch) -> Watch:
    """Return a watch that also ends the making, after that much time of this thread.

    Parameters
    ----------
    seconds : float
    watch : callable

    Returns
    -------
    callable
        It raises a `TooLongError`.
    """
    begun = thread_time()

    def timed(what: str, share: float) -> None:
        if thread_time() - begun > seconds:
            raise TooLongError
        watch(what, share)

    return timed


def check_size(n_bytes: int, most: int) -> None:
    """Raise an ExportError if a file has more bytes than it may have."""
    if n_bytes > most:
        raise ExportError(HEAVY.format(describe_size(n_bytes), describe_size(most)))


def describe_size(n_bytes: float) -> str:
    """Format bytes.

    Examples
    --------
    >>> describe_size(2000), describe_size(3 * 2**20)
    ('2 kB', '3.0 MB')
    """
    return f"{n_bytes / 2**20:.1f} MB" if n_bytes > 2**20 else f"{n_bytes / 2**10:.0f} kB"
