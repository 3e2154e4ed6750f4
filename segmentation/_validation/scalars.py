"""Checks of numbers, choices, instances and texts."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from itertools import islice
from numbers import Integral, Real
from typing import Any, TypeVar

import numpy as np

from segmentation.errors import ParameterError

NO_TEXT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # in XML 1.0

Item = TypeVar("Item")


def check_real(
    owner: str,
    name: str,
    value: Any,
    low: float,
    high: float,
    *,
    above: bool = False,
) -> float:
    """Return a number as a float.

    Parameters
    ----------
    owner : str
        Function or class named in the error.
    name : str
        Name of the parameter.
    value : object
    low, high : float
        Bounds, which are allowed values.
    above : bool, default=False
        Whether `low` itself is not allowed.

    Returns
    -------
    float
        Never negative zero.

    Raises
    ------
    ParameterError
        If `value` is no number within the bounds.
    """
    number = _number(value)
    if number is None or not low <= number <= high or (above and number == low):
        rule = f"a number {'above' if above else 'from'} {low:g} {'and up to' if above else 'to'} "
        raise ParameterError(owner, name, f"{rule}{high:g}", value)
    return number + 0.0  # no negative zero


def check_integer(owner: str, name: str, value: Any, low: int, high: int) -> int:
    """Return an integer, or a float without a fraction, as an int.

    Parameters
    ----------
    owner : str
        Function or class named in the error.
    name : str
        Name of the parameter.
    value : object
    low, high : int
        Bounds, which are allowed values.

    Raises
    ------
    ParameterError
        If `value` is no integer within the bounds.
    """
    whole: int | None = None
    if isinstance(value, Integral) and not isinstance(value, bool):
        whole = int(value)
    elif (number := _number(value)) is not None and number.is_integer():
        whole = int(number)
    if whole is None or not low <= whole <= high:
        raise ParameterError(owner, name, f"an integer from {low} to {high}", value)
    return whole


def _number(value: Any) -> float | None:
    """Return a real number as a float, infinite if it is too large; None for anything else."""
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, Real):
        return None
    try:
        with np.errstate(over="ignore"):  # of long double
            return float(value)
    except OverflowError:
        return math.inf


def check_flag(owner: str, name: str, value: Any) -> bool:
    """Return `value` as a bool; raise ParameterError if it is none."""
    if not isinstance(value, (bool, np.bool_)):
        raise ParameterError(owner, name, "True or False", value)
    return bool(value)


def check_choice(owner: str, name: str, value: Any, choices: Iterable[str]) -> str:
    """Return the one of `choices` that equals `value`.

    Parameters
    ----------
    owner : str
        Function or class named in the error.
    name : str
        Name of the parameter.
    value : object
    choices : iterable of str

    Raises
    ------
    ParameterError
        If none does.
    """
    choices = tuple(choices)
    if not isinstance(value, str) or value not in choices:
        listed = ", ".join(repr(choice) for choice in choices)
        raise ParameterError(owner, name, f"one of {listed}", value)
    return choices[choices.index(value)]


def check_instance(
    owner: str, name: str, value: object, kind: type, *, optional: bool = False
) -> None:
    """Raise ParameterError unless `value` is an instance of one of the service's classes.

    Parameters
    ----------
    owner : str
        Function or class named in the error.
    name : str
        Name of the parameter.
    value : object
    kind : type
    optional : bool, default=False
        Whether None is allowed, too.
    """
    if not isinstance(value, kind) and not (optional and value is None):
        rule = f"a {kind.__name__}{' or None' if optional else ''}"
        raise ParameterError(owner, name, rule, value)


def check_items(
    owner: str, name: str, values: Any, kind: type[Item], low: int, high: int, rule: str
) -> tuple[Item, ...]:
    """Return the items of an iterable as a tuple.

    Parameters
    ----------
    owner : str
        Function or class named in the error.
    name : str
        Name of the parameter.
    values : iterable
    kind : type
        Class of the items.
    low, high : int
        Smallest and largest number of items.
    rule : str
        Rule to state in the error, to follow "must be".
    """
    try:
        items = None if isinstance(values, (str, bytes)) else tuple(islice(values, high + 1))
    except TypeError:
        items = None
    if items is None or not low <= len(items) <= high:
        raise ParameterError(owner, name, rule, values)
    if not all(isinstance(item, kind) for item in items):
        raise ParameterError(owner, name, rule, values)
    return items


def check_texts(
    owner: str, name: str, values: Any, low: int, high: int, rule: str
) -> tuple[str, ...]:
    """Return the strings of a list or tuple, without characters that XML forbids.

    Parameters
    ----------
    owner : str
        Function or class named in the error.
    name : str
        Name of the parameter.
    values : list or tuple of str
    low, high : int
        Smallest and largest number of strings.
    rule : str
        Rule to state in the error, to follow "must be".
    """
    known = values if isinstance(values, (list, tuple)) else ()
    texts = check_items(owner, name, known, str, low, high, rule)
    if known is not values:
        raise ParameterError(owner, name, rule, values)
    for text in texts:
        if NO_TEXT.search(text):
            raise ParameterError(owner, name, f"{rule} without control characters", text)
    return texts


def check_names(owner: str, name: str, names: Any) -> dict[int, str]:
    """Return the names of regions by label; those of None are none.

    Parameters
    ----------
    owner : str
        Function or class named in the error.
    name : str
        Name of the parameter.
    names : mapping of int to str, or None
    """
    rule = "a mapping from labels to names, or None"
    if names is None:
        return {}
    if not isinstance(names, Mapping):
        raise ParameterError(owner, name, rule, names)
    labels = [_number(label) for label in names]
    for label, text in zip(labels, names.values(), strict=True):
        if label is None or not (label >= 0 and label % 1 == 0) or not isinstance(text, str):
            raise ParameterError(owner, name, rule, names)
    return {int(label or 0): str(text) for label, text in zip(labels, names.values(), strict=True)}


def check_bounds(owner: str, name: str, bounds: Any) -> tuple[float, float]:
    """Return two finite numbers, the first not above the second."""
    known = bounds.tolist() if isinstance(bounds, np.ndarray) else bounds
    given = known if isinstance(known, (list, tuple)) else ()
    numbers = [number for bound in given if (number := _number(bound)) is not None]
    if len(numbers) == len(given) == 2 and -math.inf < numbers[0] <= numbers[1] < math.inf:
        return numbers[0], numbers[1]
    raise ParameterError(owner, name, "two numbers, the lower one first", bounds)
