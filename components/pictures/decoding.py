"""Decoding of pictures in a process of its own, bounded in time and memory."""

from __future__ import annotations

import atexit
import logging
import math
import os
import subprocess
import sys
from threading import Lock, Timer
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from components.pictures.worker import LENGTH, REQUEST
from segmentation import ImageError, ImageFile, ParameterError
from segmentation.errors import Received

__all__ = ["MEGABYTES", "SECONDS", "Decoder"]

SECONDS = 5.0
MEGABYTES = 400
LOADING_SECONDS = 60.0  # for the worker's imports, on a busy machine

# The whole service takes seconds and 700 MB of address space to import, the reader a tenth of that:
# so its package is a bare folder here, whose `__init__` does not run.
START = """
import sys, types
root, megabytes = sys.argv[1:]
sys.path.insert(0, root)
for name in ("segmentation", "segmentation.pictures"):
    sys.modules[name] = types.ModuleType(name)
    sys.modules[name].__path__ = ["/".join((root, *name.split(".")))]
from components.pictures.worker import main
main(int(megabytes))
"""

log = logging.getLogger("cutlab.pictures")


class Decoder:
    """Decoder of files, one at a time, in a worker process that is started for the first one.

    Parameters
    ----------
    seconds : float, default=SECONDS
        Time for a file.
    megabytes : int, default=MEGABYTES
        Memory for a file.
    """

    def __init__(self, seconds: float = SECONDS, megabytes: int = MEGABYTES) -> None:
        self._seconds = seconds
        self._megabytes = megabytes
        self._lock = Lock()
        self._worker: subprocess.Popen[bytes] | None = None

    def decode(self, content: bytes, page: int = 0) -> ImageFile:
        """Decode a file.

        Parameters
        ----------
        content : bytes
        page : int, default=0
            Page or frame, from 0.

        Returns
        -------
        ImageFile

        Raises
        ------
        ImageError
            If the file is no picture, or cannot be decoded within the bounds.
        ParameterError
            If it has no such page.
        """
        header, arrays = self._answer(content, page)
        fields: dict[str, Any] = {"alpha": None, "mask": None, **arrays, **header}
        return ImageFile(**fields | {"notes": tuple(header["notes"])})

    def read_truth(self, content: bytes) -> tuple[NDArray[np.intp], ...]:
        """Read true regions; see `segmentation.read_truth`.

        Raises
        ------
        ImageError
            If the file has none, or cannot be decoded within the bounds.
        """
        return tuple(self._answer(content, truth=True)[1].values())

    def _answer(
        self, content: bytes, page: int = 0, truth: bool = False
    ) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
        """Return the header of the worker's answer, and its arrays."""
        with self._lock:
            worker = self._ready()
            late = Timer(self._seconds, worker.kill)
            late.start()
            try:
                return self._exchange(worker, content, page, truth)
            except (OSError, EOFError):
                self._end()
                raise self._refuse("one that takes longer") from None
            finally:
                late.cancel()

    def close(self) -> None:
        """End the worker process."""
        with self._lock:
            self._end()

    def _ready(self) -> subprocess.Popen[bytes]:
        """Return a worker that has been loaded."""
        if self._worker and self._worker.poll() is None:
            return self._worker
        self._end()
        command = [sys.executable, "-c", START, _root(), str(self._megabytes)]
        threads = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
        self._worker = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=os.environ | threads,
        )
        atexit.register(self.close)
        late = Timer(LOADING_SECONDS, self._worker.kill)
        late.start()
        try:
            if self._worker.stdout and self._worker.stdout.read(1):
                return self._worker
        finally:
            late.cancel()
        self._end()
        log.error("the process that decodes pictures does not start")
        raise ImageError("read_image", "source", "decoded by the server", Received("no answer"))

    def _exchange(
        self, worker: subprocess.Popen[bytes], content: bytes, page: int, truth: bool
    ) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
        assert worker.stdin
        worker.stdin.write(REQUEST.pack(len(content), page, truth) + content)
        worker.stdin.flush()
        header = orjson.loads(self._read(worker, *LENGTH.unpack(self._read(worker, LENGTH.size))))
        if "memory" in header:
            raise self._refuse("one that needs more")
        if header.get("parameter") == "page":
            raise ParameterError("read_image", "page", "one that the file has", page + 1)
        if "rule" in header:
            raise ImageError("read_image", "source", header["rule"], Received(header["got"]))
        arrays = header.pop("arrays")
        return header, {name: self._read_array(worker, *arrays[name]) for name in arrays}

    def _read_array(self, worker: subprocess.Popen[bytes], dtype: str, shape: list[int]) -> Any:
        kind = np.dtype(dtype)
        return np.frombuffer(self._read(worker, kind.itemsize * math.prod(shape)), kind).reshape(
            shape
        )

    @staticmethod
    def _read(worker: subprocess.Popen[bytes], length: int) -> bytes:
        assert worker.stdout
        content = worker.stdout.read(length)
        if len(content) < length:
            raise EOFError
        return content

    def _refuse(self, got: str) -> ImageError:
        rule = (
            f"a picture that can be decoded within {self._seconds:g} seconds and "
            f"{self._megabytes} MB"
        )
        return ImageError("read_image", "source", rule, Received(got))

    def _end(self) -> None:
        if self._worker:
            self._worker.kill()
            self._worker.communicate()
        self._worker = None


def _root() -> str:
    """Return the folder of the project, from which the worker is imported."""
    return os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
