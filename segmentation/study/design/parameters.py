"""Parameters of a study, and the map from numbers in [0, 1] to their values."""

from __future__ import annotations

import math
from math import inf
from typing import Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Discriminator, PlainValidator, Tag

from segmentation._validation import check_choice
from segmentation.errors import ParameterError
from segmentation.study.design.fields import FIELDS_OF, Field, find_field
from segmentation.study.design.values import value_of

__all__ = ["Choice", "Parameter", "Range", "Value", "describe"]

Value = bool | int | float | str

SETTINGS = ConfigDict(frozen=True, extra="forbid", strict=True)


def _number(value: Any) -> int | float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not -inf < value < inf:
        raise ValueError("a finite number")
    return value


def _value(value: Any) -> Value:
    if isinstance(value, (bool, str)):
        return value
    try:
        return _number(value)
    except ValueError:
        raise ValueError("a finite number, a string, true or false") from None


class Range(BaseModel):
    """A number between two values.

    Parameters
    ----------
    name : str
        A field, such as "beta" or "circles[1].radius".
    low, high : float
        Both ends are included. They are integers for an integer field.
    scale : {"linear", "log"}, default="linear"
        With "log", equal steps multiply the value; each integer n of an integer field has a share
        proportional to log((n + 1) / n).
    of : int, default=None
        The circle that "circles[i].radius_ratio" or "circles[i].overlap" is relative to; None
        means 0.
    """

    model_config = SETTINGS

    name: str
    low: Annotated[int | float, PlainValidator(_number)]
    high: Annotated[int | float, PlainValidator(_number)]
    scale: Literal["linear", "log"] = "linear"
    of: int | None = None


class Choice(BaseModel):
    """A field that takes each of several values equally often.

    Parameters
    ----------
    name : str
        A field, such as "assign_labels".
    values : tuple
        From 2 to 64 different values, in the order in which plots show them.
    of : int, default=None
        As for `Range`.
    """

    model_config = SETTINGS

    name: str
    values: tuple[Annotated[Value, PlainValidator(_value)], ...]
    of: int | None = None


def which(value: Any) -> str:
    """Return "choice" for a parameter with values, else "range"."""
    if isinstance(value, dict):
        return "choice" if "values" in value else "range"
    return "choice" if isinstance(value, Choice) else "range"


Parameter = Annotated[
    Annotated[Range, Tag("range")] | Annotated[Choice, Tag("choice")], Discriminator(which)
]


def describe(parameter: Range | Choice, evaluator: str = "segmentation") -> Field:
    """Return title, unit, help and bounds of a parameter.

    Parameters
    ----------
    parameter : Range or Choice
    evaluator : {"segmentation", "picture", "ishigami"}, default="segmentation"

    Returns
    -------
    Field

    Raises
    ------
    ParameterError
        If the parameter names no field, or an argument breaks its rule.

    Examples
    --------
    >>> describe(Range(name="circles[1].radius", low=5, high=20)).title
    'Radius of circle 2'
    """
    if not isinstance(parameter, (Range, Choice)):
        raise ParameterError("describe", "parameter", "a Range or Choice", parameter)
    evaluator = check_choice("describe", "evaluator", evaluator, tuple(FIELDS_OF))
    field = find_field(parameter.name, evaluator, parameter.of)
    if field is None:
        raise ParameterError("describe", "parameter", "of a field there is", parameter.name)
    return field


def is_integer(parameter: Range | Choice, evaluator: str) -> bool:
    """Return whether a parameter is a range of integers."""
    kind = describe(parameter, evaluator).kind
    return kind == "integer" and isinstance(parameter, Range)


def value_at(parameter: Range | Choice, whole: bool, u: float) -> Value:
    """Return the value at `u` in [0, 1]; integers (`whole`) and choices have equal bins."""
    return value_of(parameter, whole, u)


def levels(parameter: Range | Choice, whole: bool, points: int) -> NDArray[np.float64]:
    """Return ascending numbers in [0, 1] whose values are evenly spaced.

    A choice has one for each of its values; a range of integers has at most one for each integer.
    """
    if isinstance(parameter, Choice):
        count = len(parameter.values)
        return (np.arange(count) + 0.5) / count
    if not whole:
        return np.linspace(0, 1, points)
    low, high = int(parameter.low), int(parameter.high)
    if high - low < points:
        chosen = np.arange(low, high + 1, dtype=np.float64)
    elif parameter.scale == "log":
        chosen = np.unique(np.rint(np.geomspace(low, high, points)))
    else:
        chosen = np.rint(np.linspace(low, high, points))
    if parameter.scale == "log":
        return np.log((chosen + 0.5) / low) / math.log((high + 1) / low)
    return (chosen - low + 0.5) / (high - low + 1)
