"""The edge of the graph that the page describes, as text: row, column and direction of a pixel."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["EDGE", "Edge"]

EDGE = r"^([0-9]{1,4},[0-9]{1,4},(right|down))?\z"


class Edge(NamedTuple):
    """The edge from a pixel to the one on its right, or below it if `down`."""

    row: int
    col: int
    down: bool

    @classmethod
    def read(cls, text: str) -> Edge | None:
        """Read a text that matches `EDGE`; an empty one is no edge.

        Examples
        --------
        >>> Edge.read("40,31,right")
        Edge(row=40, col=31, down=False)
        """
        if not text:
            return None
        row, col, way = text.split(",")
        return cls(int(row), int(col), way == "down")

    @property
    def other(self) -> tuple[int, int]:
        """Row and column of its second pixel."""
        return self.row + self.down, self.col + (not self.down)
