"""Edits of the regions that a reader made after the cut: merges and names.

They are a text of items with commas between: ``2+5`` merges two regions or more, which keep the
number of the lowest, and ``3=coin`` names one. Numbers are those on screen, from 1, before any
merging.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

__all__ = ["EDITS", "LONGEST_EDITS", "Edits"]

LONGEST_EDITS = 300  # characters; in a link, a letter can have nine
_NUMBER = "[1-9][0-9]{0,2}"
_NAME = r"[\p{L}\p{M}\p{Nd}_ .'()-]{1,30}"
_ITEM = rf"({_NUMBER}(\+{_NUMBER})+|{_NUMBER}={_NAME})"
EDITS = rf"^({_ITEM}(,{_ITEM})*)?\z"


@dataclass(frozen=True)
class Edits:
    """Merges and names of regions.

    Attributes
    ----------
    groups : tuple of tuple of int
        Numbers of the regions that are merged, in each group.
    names : tuple of (int, str)
        Number and name of a region.
    """

    groups: tuple[tuple[int, ...], ...] = ()
    names: tuple[tuple[int, str], ...] = ()

    @classmethod
    def read(cls, text: str) -> Edits:
        """Read a text that matches `EDITS`.

        Examples
        --------
        >>> Edits.read("2+5,3=coin")
        Edits(groups=((2, 5),), names=((3, 'coin'),))
        """
        items = text.split(",") if text else []
        named = [item.split("=", 1) for item in items if "=" in item]
        return cls(
            tuple(tuple(map(int, item.split("+"))) for item in items if "=" not in item),
            tuple((int(number), name) for number, name in named),
        )

    def within(self, numbers: Collection[int]) -> Edits:
        """Return the edits of regions that exist; a group is shortened to those.

        Examples
        --------
        >>> str(Edits.read("2+5+9,7+9,3=coin,9=table").within(range(1, 9)))
        '2+5,3=coin'
        """
        left = [tuple(n for n in group if n in numbers) for group in self.groups]
        groups = tuple(group for group in left if len(set(group)) > 1)
        return Edits(groups, tuple(pair for pair in self.names if pair[0] in numbers))

    def __str__(self) -> str:
        """Return the text."""
        merges = ["+".join(map(str, group)) for group in self.groups]
        return ",".join([*merges, *(f"{number}={name}" for number, name in self.names)])
