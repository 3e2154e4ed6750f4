"""Values that careless callers pass to functions, and the outcomes allowed for each."""

import itertools
import pickle
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from types import EllipsisType

import numpy as np
import pandas as pd
from scipy import sparse

from segmentation import CutlabError, ParameterError

NEVER = ...  # there is no equivalent clean value


class Unprintable:
    def __repr__(self):
        raise RuntimeError("no words for it")


class NoArray:
    def __array__(self, *_, **__):
        raise RuntimeError("not today")


class Incomparable:
    def __eq__(self, _):
        raise RuntimeError("like nothing else")

    __hash__ = None


def masked(values):
    return np.ma.array(values, mask=True)


def structured():
    return np.zeros((2, 2), dtype=[("x", float)])


# Name: function that makes the value, and the equivalent clean value.
VALUES = {
    "None": (lambda: None, None),
    "true": (lambda: True, True),
    "false": (lambda: False, False),
    "NumPy's true": (lambda: np.True_, True),
    "zero": (lambda: 0, 0),
    "negative zero": (lambda: -0.0, 0.0),
    "one": (lambda: 1, 1),
    "minus one": (lambda: -1, -1),
    "an integer as a float": (lambda: 2.0, 2),
    "an integer of 8 bits": (lambda: np.int8(2), 2),
    "an unsigned integer": (lambda: np.uint64(2), 2),
    "half precision": (lambda: np.float16(0.5), 0.5),
    "single precision": (lambda: np.float32(2), 2),
    "extended precision": (lambda: np.longdouble(0.5), 0.5),
    "beyond double precision": (lambda: np.longdouble("1e4000"), NEVER),
    "a fraction": (lambda: Fraction(1, 2), 0.5),
    "a whole fraction": (lambda: Fraction(2), 2),
    "a fraction beyond floats": (lambda: Fraction(10) ** 400, NEVER),
    "a decimal": (lambda: Decimal(2), 2),
    "NaN": (lambda: float("nan"), NEVER),
    "NumPy's NaN": (lambda: np.float32("nan"), NEVER),
    "infinity": (lambda: float("inf"), NEVER),
    "minus infinity": (lambda: -np.inf, NEVER),
    "nearly infinite": (lambda: 1.7e308, NEVER),
    "the least float": (lambda: 5e-324, 5e-324),
    "beyond 53 bits": (lambda: 2**53 + 1, 2**53 + 1),
    "beyond 63 bits": (lambda: 2**63, NEVER),
    "beyond 64 bits, a float": (lambda: np.float64(2**64), NEVER),
    "400 digits": (lambda: 10**400, NEVER),
    "minus 400 digits": (lambda: -(10**400), NEVER),
    "digits that Python won't print": (lambda: 10**5000, NEVER),
    "complex without imaginary part": (lambda: 2 + 0j, 2),
    "complex": (lambda: np.complex128(1j), NEVER),
    "an empty string": (lambda: "", NEVER),
    "a word": (lambda: "junk", NEVER),
    "a number in a string": (lambda: "2", NEVER),
    "NumPy's string": (lambda: np.str_("kmeans"), "kmeans"),
    "bytes": (lambda: b"kmeans", NEVER),
    "half a character": (lambda: "\ud800", NEVER),
    "a control character": (lambda: ["\0", "a"], NEVER),
    "an object": (object, NEVER),
    "a class": (lambda: int, NEVER),
    "a function": (lambda: lambda: 0, NEVER),
    "an exception": (lambda: ValueError("junk"), NEVER),
    "a path": (lambda: Path("picture.png"), NEVER),
    "a date": (lambda: datetime(2024, 1, 1), NEVER),
    "no words": (Unprintable, NEVER),
    "no array": (NoArray, NEVER),
    "nothing to compare": (Incomparable, NEVER),
    "a generator": (lambda: (i for i in (1, 2)), NEVER),
    "an endless iterator": (itertools.count, NEVER),
    "a mapping": (lambda: {"image": 1}, NEVER),
    "a set": (lambda: {1, 2}, NEVER),
    "an empty list": (list, []),
    "rows of nothing": (lambda: [[], []], NEVER),
    "ragged rows": (lambda: [[1, 2], [3]], NEVER),
    "a list of None": (lambda: [[None, 1], [2, 3]], NEVER),
    "a list of strings": (lambda: [["1", "2"], ["3", "4"]], NEVER),
    "numbers in a list": (lambda: [[1, 2], [3, 4]], [[1, 2], [3, 4]]),
    "an array of no axes": (lambda: np.array(2.0), 2),
    "an array of one axis": (lambda: np.ones(3), [1.0, 1.0, 1.0]),
    "an array of three axes": (lambda: np.ones((2, 2, 3)), np.ones((2, 2, 3)).tolist()),
    "an array of no rows": (lambda: np.zeros((0, 3)), []),
    "an array of objects": (lambda: np.ones((2, 2), object), np.ones((2, 2))),
    "an array of strings": (lambda: np.array([["a", "b"]]), NEVER),
    "an array of dates": (lambda: np.zeros((2, 2), "datetime64[s]"), NEVER),
    "an array of durations": (lambda: np.zeros((2, 2), "timedelta64[s]"), NEVER),
    "an array of records": (structured, NEVER),
    "an array of complex numbers": (lambda: np.ones((2, 2), complex), np.ones((2, 2))),
    "an array with NaN": (lambda: np.array([[np.nan, 1.0], [0.0, 1.0]]),
                          [[np.nan, 1.0], [0.0, 1.0]]),
    "an array with infinity": (lambda: np.array([[np.inf, 1.0], [0.0, 1.0]]), NEVER),
    "an array beyond double precision": (lambda: np.full((2, 2), np.longdouble("1e4000")), NEVER),
    "all masked": (lambda: masked(np.ones((2, 2))), [[np.nan, np.nan]] * 2),
    "the masked constant": (lambda: np.ma.masked, NEVER),
    "a masked constant deep in a list": (lambda: [[np.ma.masked, 1.0], [1.0, 2.0]],
                                         [[np.nan, 1.0], [1.0, 2.0]]),
    "a data frame with gaps": (lambda: pd.DataFrame({"a": [1, None]}), [[1.0], [np.nan]]),
    "a data frame of pandas' integers": (lambda: pd.DataFrame({"a": [1, None]}, dtype="Int64"),
                                         [[1.0], [np.nan]]),
    "a sparse matrix of complex numbers": (lambda: sparse.csr_array(np.eye(2) * 1j), NEVER),
    "a sparse array of one axis": (lambda: sparse.coo_array(np.ones(3)), NEVER),
}  # fmt: skip


def equal(one, other):
    """Tell whether two results are the same but for the time they took."""
    if type(one) is not type(other):
        return False
    if isinstance(one, np.ndarray):
        return one.dtype == other.dtype and np.array_equal(one, other, equal_nan=one.dtype != bool)
    if isinstance(one, pd.DataFrame):
        return one.equals(other)
    if sparse.issparse(one):
        return equal(one.toarray(), other.toarray())
    if is_dataclass(one):
        names = [field.name for field in fields(one) if field.name not in ("timings", "seconds")]
        return all(equal(getattr(one, name), getattr(other, name)) for name in names)
    if isinstance(one, Mapping):
        return list(one) == list(other) and all(equal(one[key], other[key]) for key in one)
    if isinstance(one, (list, tuple)):
        return len(one) == len(other) and all(map(equal, one, other))
    return one == other or (one != one and other != other)


def outcome(function, arguments, allowed):
    """Return a function's result, or the error it may raise, which must name the parameter."""
    try:
        return function(**arguments)
    except CutlabError as caught:
        error = caught
    assert str(pickle.loads(pickle.dumps(error))) == str(error)
    assert len(str(error)) < 1000
    if isinstance(error, ParameterError):
        assert error.parameter in allowed, str(error)
    return error


def check_values(function, clean, parameter, others=(), none=False):
    """Pass each of `VALUES` to a parameter; expect an error, or the result for the clean value."""
    wrong = {}
    expected = cache(lambda name: function(**clean | {parameter: VALUES[name][1]}))
    for name, (make, plain) in VALUES.items():
        same = next(other for other, (_, value) in VALUES.items() if equal(value, plain))
        try:
            found = outcome(function, clean | {parameter: make()}, (parameter, *others))
            if isinstance(found, CutlabError):
                continue
            assert not isinstance(plain, EllipsisType), "it was accepted"
            assert plain is not None or none, "it was accepted"
            assert equal(found, expected(same)), "it changes the result"
        except Exception as error:
            wrong[name] = f"{type(error).__name__}: {error}"
    assert not wrong, wrong
