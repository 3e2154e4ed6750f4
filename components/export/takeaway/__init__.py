"""Lessons as single files that need no server, with controls over frames computed beforehand."""

from components.export.takeaway.making import MOST_BYTES, Taken, make

__all__ = ["MOST_BYTES", "Taken", "make"]
