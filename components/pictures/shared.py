"""Files of own pictures, which the processes of one server have in common.

A browser sends a file to one process, and asks another one for a frame of it.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from components.pictures.cache import BoundedCache
from components.serving.processes import shared_memory

__all__ = ["FileCache"]

HASH = re.compile("[0-9a-f]{32}")
FOLDER = "pictures"


class FileCache(BoundedCache[bytes]):
    """Files by their hash in memory, and in a folder, in memory too, if several processes serve.

    The folder has the same bounds, in bytes and in time, as the memory of one process, and leaves
    half of its place free.

    Parameters
    ----------
    most, most_of_owner : int
        As of `BoundedCache`.
    """

    def put(self, key: str, value: bytes, size: int, owner: str = "") -> None:
        """Keep a file, for the other processes too."""
        super().put(key, value, size, owner)
        folder = _folder()
        if folder is None or not HASH.fullmatch(key):
            return
        with suppress(OSError):  # no place; the browser sends the file again where it is needed
            self._bound(folder, size)
            begun = folder / f".{secrets.token_hex(8)}"
            try:
                begun.write_bytes(value)
                begun.replace(folder / key)
            finally:
                begun.unlink(missing_ok=True)

    def get(self, key: str) -> bytes | None:
        """Return a file, which counts as a use; None if no process has it."""
        found = super().get(key)
        folder = _folder()
        if folder is None or not HASH.fullmatch(key):
            return found
        with suppress(OSError):
            os.utime(folder / key)
            if found is None:
                found = (folder / key).read_bytes()
                super().put(key, found, len(found))
        return found

    def clear(self) -> None:
        """Drop all files."""
        super().clear()
        with suppress(OSError):
            for file in _files():
                file.unlink(missing_ok=True)

    def _expire(self) -> None:
        oldest = time.time() - self._seconds
        with suppress(OSError):
            for file in _files():
                with suppress(FileNotFoundError):  # another process was faster
                    if file.stat().st_mtime <= oldest:
                        file.unlink()
        super()._expire()

    def _has_any(self) -> bool:
        with suppress(OSError):
            return super()._has_any() or any(True for _ in _files())
        return False

    def _bound(self, folder: Path, more: int) -> None:
        """Remove the files that were not used for longest, so that there is room for `more`."""
        used = []
        for file in folder.iterdir():
            with suppress(FileNotFoundError):  # another process was faster
                status = file.stat()
                used.append((status.st_mtime, status.st_size, file))
        place = sum(size for _, size, _ in used) + shutil.disk_usage(folder).free
        left = min(self._most, place // 2) - more
        for _, size, file in sorted(used, reverse=True):
            left -= size
            if left < 0:
                file.unlink(missing_ok=True)


def _files() -> Iterator[Path]:
    folder = _folder()
    return folder.iterdir() if folder else iter(())


def _folder() -> Path | None:
    shared = shared_memory()
    if shared is None:
        return None
    folder = shared / FOLDER
    try:
        folder.mkdir(exist_ok=True)
    except OSError:  # something has removed the folder in common; each process has its own files
        return None
    return folder
