"""A test function whose Sobol indices are known."""

from __future__ import annotations

import math

__all__ = ["FIRST", "TOTAL", "ishigami"]

A, B = 7.0, 0.1

_FIRST = (
    0.5 * (1 + B * math.pi**4 / 5) ** 2,
    A**2 / 8,
    0.0,
)
_TOGETHER = 8 * B**2 * math.pi**8 / 225  # of x1 and x3
_VARIANCE = sum(_FIRST) + _TOGETHER
FIRST = tuple(part / _VARIANCE for part in _FIRST)
TOTAL = (FIRST[0] + _TOGETHER / _VARIANCE, FIRST[1], _TOGETHER / _VARIANCE)


def ishigami(x1: float, x2: float, x3: float) -> float:
    """Return sin x1 + 7 sin^2 x2 + 0.1 x3^4 sin x1.

    T. Ishigami and T. Homma, An importance quantification technique in uncertainty analysis for
    computer models, ISUMA 1990, doi:10.1109/ISUMA.1990.151285. With each x uniform in [-pi, pi] the
    indices are `FIRST`, `TOTAL`.

    Examples
    --------
    >>> ishigami(0.0, 1.5, 3.0) == 7 * math.sin(1.5) ** 2
    True
    """
    return math.sin(x1) + A * math.sin(x2) ** 2 + B * x3**4 * math.sin(x1)
