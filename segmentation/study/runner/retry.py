"""Retries of a service that does not answer."""

from __future__ import annotations

import math
import time

__all__ = ["LONGEST_WAIT", "RetrySchedule"]

FIRST_WAIT, LONGEST_WAIT = 0.25, 5.0  # seconds until the first retry, and at most until a later one


class RetrySchedule:
    """Times of the retries of a service, ever farther apart, and the problem meanwhile.

    Attributes
    ----------
    problem : str
        Sentence that says what is wrong; empty while the service answers.
    """

    def __init__(self) -> None:
        self.succeeded()

    def succeeded(self) -> None:
        """Note that the service answers."""
        self.problem = ""
        self._wait, self._until = FIRST_WAIT, -math.inf

    def failed(self, problem: str) -> None:
        """Note that the service does not answer, and put off the next attempt."""
        self.problem = problem
        self._until = time.monotonic() + self._wait
        self._wait = min(2 * self._wait, LONGEST_WAIT)

    def waits(self) -> bool:
        """Return whether it is too early for the next attempt."""
        return time.monotonic() < self._until
