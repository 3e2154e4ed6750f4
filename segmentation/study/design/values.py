"""The map from numbers in [0, 1] to the values of a parameter, without the rest of the service."""

from __future__ import annotations

import math
from typing import Any

__all__ = ["bin_of", "value_of"]

DIGITS = 12  # significant digits of a value; further ones depend on the machine's logarithm


def value_of(parameter: Any, whole: bool, u: float) -> bool | int | float | str:
    """Return the value at `u` in [0, 1]; integers (`whole`) and choices have equal bins.

    Parameters
    ----------
    parameter : object
        With ``values``, or with ``low``, ``high`` and ``scale``, as of `Choice` and `Range`.
    whole : bool
    u : float
    """
    values: tuple[bool | int | float | str, ...] | None = getattr(parameter, "values", None)
    if values is not None:
        return values[bin_of(u, len(values))]
    low, high = parameter.low, parameter.high
    if whole:
        first, last = int(low), int(high)
        if parameter.scale == "linear":
            return first + bin_of(u, last - first + 1)
        exact = first * math.exp(u * math.log((last + 1) / first))
        return min(max(int(exact * (1 + 1e-12)), first), last)
    if parameter.scale == "log":
        exact = low * math.exp(u * math.log(high / low))
    else:
        exact = low + u * (high - low)
    return min(max(float(f"{exact:.{DIGITS}g}"), float(low)), float(high))


def bin_of(u: float, count: int) -> int:
    """Return the number of the bin of [0, 1] that contains `u`; borders belong to the upper bin."""
    return min(int(u * count + 1e-9), count - 1)
