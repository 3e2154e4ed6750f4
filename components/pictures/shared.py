"""Files of own pictures, which the processes of one server have in common.

A browser sends a file to one process, and asks another one for a frame of it.
"""

from __future__ import annotations

import hashlib
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

    The folder has the same bounds, in bytes of all and of one owner, and in time, as the memory of
    one process, and leaves half of its place free. A file's name there ends in its owner's hash.

    Parameters
    ----------
    most, most_of_owner : int
        As of `BoundedCache`.
    """

    def put(self, key: str, value: bytes, size: int, owner: str = "") -> None:
        """Keep a file, for the other processes too."""
        owner = hashlib.blake2b(owner.encode(), digest_size=8).hexdigest()
        super().put(key, value, size, owner)
        folder = _folder()
        if folder is None or not HASH.fullmatch(key):
            return
        with suppress(OSError):  # no place; the browser sends the file again where it is needed
            for file in _of(key, folder):  # as in memory, it is now this owner's
                file.unlink(missing_ok=True)
            if not self._bound(folder, size, owner):
                return
            begun = folder / f".{secrets.token_hex(8)}"
            try:
                begun.write_bytes(value)
                begun.replace(folder / f"{key}.{owner}")
            finally:
                begun.unlink(missing_ok=True)

    def get(self, key: str) -> bytes | None:
        """Return a file, which counts as a use; None if no process has it."""
        found = super().get(key)
        folder = _folder()
        if folder is None or not HASH.fullmatch(key):
            return found
        with suppress(OSError):
            for file in _of(key, folder):
                os.utime(file)
                if found is None:
                    found = file.read_bytes()
                    super().put(key, found, len(found), file.suffix[1:])
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

    def _bound(self, folder: Path, more: int, owner: str) -> bool:
        """Remove the files that were not used for longest, the owner's own ones first.

        Returns whether there is room for `more` bytes.
        """
        used = []
        for file in folder.iterdir():
            with suppress(FileNotFoundError):  # another process was faster
                status = file.stat()
                used.append((status.st_mtime, status.st_size, file))
        place = sum(size for _, size, _ in used) + shutil.disk_usage(folder).free
        left, left_of_owner = min(self._most, place // 2) - more, self._most_of_owner - more
        has_room = min(left, left_of_owner) >= 0
        for _, size, file in sorted(used, reverse=True):
            own = file.suffix == f".{owner}"
            if left < size or (own and left_of_owner < size):
                file.unlink(missing_ok=True)
                continue
            left -= size
            left_of_owner -= size if own else 0
        return has_room


def _of(key: str, folder: Path) -> list[Path]:
    """Return the file of a key in the folder, if there is one."""
    return [*folder.glob(f"{key}.*")]


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
