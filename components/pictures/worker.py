"""Process that decodes pictures within bounds; `decoding` starts it and talks to it.

A file may be made to break a decoder, or to take all memory. So it is decoded in a process of its
own, which has a bound of memory, and which the server ends if it takes too long. For each file the
process reads a length, a page, whether it is of true regions, and the bytes from its standard
input, and writes a header in JSON and the arrays to its standard output.
"""

from __future__ import annotations

import os
import resource
import select
import struct
import sys
from pathlib import Path
from typing import Any, BinaryIO

import orjson
from numpy.typing import NDArray

from segmentation.errors import ParameterError, format_value
from segmentation.pictures.reading import read_image

__all__ = ["LENGTH", "REQUEST", "main"]

REQUEST = struct.Struct("<QQ?")  # length, number of the page, and whether it has true regions
LENGTH = struct.Struct("<Q")
ARRAYS = ("array", "alpha", "mask")
IDLE_SECONDS = 600.0
OWN_PAGES = Path("/proc/self/statm")  # begins with the pages of address space, on Linux


def main(megabytes: int) -> None:
    """Decode files until the server ends, or sends none for ten minutes.

    Parameters
    ----------
    megabytes : int
        Memory for decoding, besides that of the program itself; bounded on Linux alone.
    """
    source, target = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints does not mix with the answers
    _bound_memory(megabytes)
    target.write(b"\n")  # the program is loaded
    target.flush()
    while select.select([source], [], [], IDLE_SECONDS)[0]:
        head = source.read(REQUEST.size)
        if len(head) < REQUEST.size:
            return
        length, page, truth = REQUEST.unpack(head)
        _answer(source.read(length), page, truth, target)


def _bound_memory(megabytes: int) -> None:
    """Bound the address space, on Linux.

    macOS has no such bound, and maps far more than it uses; the bound of time holds there.
    """
    if OWN_PAGES.exists():
        own = int(OWN_PAGES.read_text().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, 2 * (own + megabytes * 2**20,))


def _answer(content: bytes, page: int, truth: bool, target: BinaryIO) -> None:
    arrays: list[Any] = []
    header: dict[str, Any]
    try:
        header, found = _regions(content) if truth else _picture(content, page)
    except MemoryError:
        header = {"memory": True}
    except ParameterError as error:
        got = format_value(error.value)
        header = {"rule": error.rule, "got": got, "parameter": error.parameter}
        # The reader takes any error of a decoder for a damaged file.
        if "MemoryError" in got or "Unable to allocate" in got:
            header = {"memory": True}
    else:
        arrays = [*found.values()]
        header["arrays"] = {name: (array.dtype.str, array.shape) for name, array in found.items()}
    text = orjson.dumps(header)
    target.write(LENGTH.pack(len(text)) + text)
    for array in arrays:
        target.write(memoryview(array.reshape(-1).view("u1")))
    target.flush()


def _picture(content: bytes, page: int) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """Return what the header has of a picture, and its arrays."""
    file = read_image(content, page=page)
    names = ("bits", "format", "page", "n_pages", "notes")
    arrays = {name: getattr(file, name) for name in ARRAYS}
    header = {name: getattr(file, name) for name in names}
    return header, {name: array for name, array in arrays.items() if array is not None}


def _regions(content: bytes) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """Return an empty header, and the true regions of each person."""
    from segmentation.pictures.truth import read_truth  # SciPy's reader of MATLAB files is large

    return {}, {str(i): regions for i, regions in enumerate(read_truth(content))}
