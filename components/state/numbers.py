"""Reading of numbers as people write them, and writing of numbers in few digits.

`assets/controls/number.mjs` reads alike, and `assets/views/drawing/pixels.mjs` writes alike.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from math import isfinite

__all__ = ["count", "entered", "read_number", "short_number"]

NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)(e[+-]?[0-9]+)?", re.IGNORECASE)
GROUPS = re.compile(r"(?<=[0-9])[ \u00a0\u2009\u202f'’](?=[0-9]{3}(?![0-9]))")
THOUSANDS = {
    ",": re.compile(r"[+-]?[1-9][0-9]{0,2}(,[0-9]{3})+(?=\.|$)"),
    ".": re.compile(r"[+-]?[1-9][0-9]{0,2}(\.[0-9]{3})+(?=,)"),
}
AMBIGUOUS = re.compile(r"[+-]?[1-9][0-9]{0,2},[0-9]{3}")

NOTHING = 1e-12  # smaller numbers are rounding errors
LEAST_DECIMAL = 1e-4


def count(n: int, one: str, many: str = "") -> str:
    """Return a count with its noun.

    Examples
    --------
    >>> count(1, "trial"), count(1200, "trial"), count(2, "index", "indices")
    ('1 trial', '1,200 trials', '2 indices')
    """
    return f"{n:,} {one if n == 1 else many or one + 's'}"


def read_number(text: str) -> float | None:
    """Read a number with a decimal point or comma, with an exponent or without.

    Parameters
    ----------
    text : str

    Returns
    -------
    float or None
        None if the text is no finite number, or may be two, such as "1,250".

    Examples
    --------
    >>> read_number("1,5"), read_number("3e-2"), read_number("1.250,5"), read_number("1,250")
    (1.5, 0.03, 1250.5, None)
    """
    plain = GROUPS.sub("", re.sub(r"^\u2212|(?<=[eE])\u2212", "-", text.strip()))
    if AMBIGUOUS.fullmatch(plain):
        return None
    for separator, pattern in THOUSANDS.items():
        if pattern.match(plain):
            plain = plain.replace(separator, "")
            break
    plain = plain.replace(",", ".", 1)
    value = float(plain) if NUMBER.fullmatch(plain) else float("nan")
    return value if isfinite(value) else None


def entered(value: object) -> object:
    """Return what a field for a number has: a number, None if it is empty, or unreadable text."""
    if not isinstance(value, str):
        return value
    if not value.strip():
        return None
    number = read_number(value)
    if number is None:
        return value.strip()
    return int(number) if number.is_integer() else number


def short_number(value: float, digits: int = 4) -> str:
    """Format a finite number with so many significant digits, a small one by its power of ten.

    A tie is rounded away from zero, as in the scripts' `shortNumber`. Digits before the decimal
    point are all there.

    Examples
    --------
    >>> short_number(0.25), short_number(2678.4), short_number(-0.0000446), short_number(1e-15)
    ('0.2500', '2678', '-4.46e-5', '0')
    """
    if abs(value) < NOTHING:
        return "0"
    if abs(value) < LEAST_DECIMAL:
        mantissa, power = f"{value:.2e}".split("e")
        return f"{mantissa}e{int(power)}"
    exact = Decimal(float(value))
    for _ in range(2):  # again if rounding up has added a digit
        unit = Decimal(1).scaleb(min(0, exact.adjusted() - digits + 1))
        exact = exact.quantize(unit, ROUND_HALF_UP)
    return str(exact)
