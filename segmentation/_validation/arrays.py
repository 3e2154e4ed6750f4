"""Checks of array-likes: lists, masked arrays, data frames, memory-mapped files."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from segmentation.errors import ParameterError, Received

LARGEST_LABEL = 2**62  # so that larger numbers for further regions are still integers


def check_array(
    owner: str, name: str, values: ArrayLike, rule: str, *, ndim: int | None = None,
    gaps: bool = False,
) -> NDArray[np.float64]:  # fmt: skip
    """Return finite numbers as a float64 array.

    Parameters
    ----------
    owner : str
        Function or class named in the error.
    name : str
        Name of the parameter.
    values : array-like
    rule : str
        Rule to state in the error, to follow "must be".
    ndim : int, default=None
        Number of axes; None means at least two.
    gaps : bool, default=False
        Whether elements may be NaN or masked; masked ones become NaN.

    Returns
    -------
    ndarray of float64

    Raises
    ------
    ParameterError
        If `values` breaks the rule.
    """
    array, hidden = check_kind(owner, name, values, "iuf", rule)
    with np.errstate(over="ignore"):  # of long double
        numbers = np.require(array, np.float64, ("C", "A", "W"))
    wrong = numbers.ndim < 2 if ndim is None else numbers.ndim != ndim
    if wrong or numbers.size == 0:
        raise ParameterError(owner, name, rule, Received(f"an array of shape {numbers.shape}"))
    if hidden is not None:
        if not gaps:
            raise ParameterError(owner, name, rule, count(hidden, "masked"))
        numbers = np.where(hidden, np.nan, numbers)
    bad = np.isinf(numbers) if gaps else ~np.isfinite(numbers)
    if bad.any():
        raise ParameterError(owner, name, rule, count(bad, "infinite or NaN"))
    return numbers


def check_kind(
    owner: str, name: str, value: Any, kinds: str, rule: str,
    error: type[ParameterError] = ParameterError,
) -> tuple[NDArray[Any], NDArray[np.bool_] | None]:  # fmt: skip
    """Return an array of one of NumPy's kinds of dtype, and its mask.

    Parameters
    ----------
    owner : str
        Function or class named in the error.
    name : str
        Name of the parameter.
    value : array-like
    kinds : str
        Characters of the allowed kinds, as in `numpy.dtype.kind`.
    rule : str
        Rule to state in the error, to follow "must be".
    error : type, default=ParameterError

    Returns
    -------
    array : ndarray
    hidden : ndarray of bool or None
        True for masked elements; None if there are none.
    """
    array = value if isinstance(value, np.ndarray) else _converted(value)
    if array.ndim == 0:
        raise error(owner, name, rule, value)
    if array.dtype.kind not in kinds:
        raise error(owner, name, rule, Received(f"an array of dtype {array.dtype}"))
    hidden = np.ma.getmaskarray(array) if np.ma.is_masked(array) else None
    return np.asarray(array), hidden


def _converted(value: Any) -> NDArray[Any]:
    """Return an array; one without axes if there is no other, as for rows of different lengths."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of a masked element within a list, which becomes NaN
            rows = value if isinstance(value, (list, tuple)) else ()
            if any(isinstance(row, np.ma.MaskedArray) for row in rows):
                return np.ma.array(value)
            return np.asarray(value)
    except Exception:  # an object's own conversion can raise anything
        return np.array(None)


def count(which: NDArray[np.bool_], word: str) -> Received:
    """Return the description of an array with some bad elements, for an error."""
    return Received(f"{int(which.sum()):,} {word} of {which.size:,}")


def check_labels(
    owner: str, name: str, labels: ArrayLike, largest: int = LARGEST_LABEL
) -> NDArray[np.intp]:
    """Return a new array of integers, with -1 for masked elements.

    Parameters
    ----------
    owner : str
        Function or class named in the error.
    name : str
        Name of the parameter.
    labels : array-like of int
    largest : int, default=2**62
        Largest label allowed.

    Returns
    -------
    ndarray of int
    """
    array, hidden = check_kind(owner, name, labels, "iu", "an array of integers")
    if array.size and int(array.max()) > largest:
        rule = f"an array of integers up to {largest:,}"
        raise ParameterError(owner, name, rule, Received(f"one of {int(array.max()):,}"))
    found = np.array(array, dtype=np.intp, order="C")
    if hidden is not None:
        found[hidden] = -1
    return found
