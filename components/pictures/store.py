"""Pictures that the server holds: files, and what was made of them. All of it is in memory."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from threading import Lock

import numpy as np

from components.pictures.cache import BoundedCache
from components.pictures.decoding import Decoder
from components.state.model import ExplorerState
from segmentation import CutlabError, ImageFile, PreparedPicture, sample_image
from segmentation.pictures.channels import shown_range
from segmentation.pictures.preparing import checked_steps
from segmentation.pictures.steps import Reduced

__all__ = ["PICTURES", "MissingPictureError", "PictureStore", "hash_of"]

ALL_FILES = 512 * 2**20  # bytes
FILES_OF_VIEWER = 64 * 2**20
ALL_DECODED = 384 * 2**20
ALL_REDUCED = 256 * 2**20
LIGHTEST = 100.0  # L* of white


class MissingPictureError(CutlabError):
    """Error if the server lacks the file of a picture, which the browser then sends.

    Attributes
    ----------
    picture : str
        Hash of the file.
    """

    def __init__(self, picture: str) -> None:
        super().__init__(picture)
        self.picture = picture

    def __str__(self) -> str:
        return "The server does not have the picture any more. Change any control to send it again."


def hash_of(content: bytes) -> str:
    """Return the name of a file by its content."""
    return hashlib.blake2b(content, digest_size=16, usedforsecurity=False).hexdigest()


class PictureStore:
    """Files by their hash, and what was made of them; threads share one.

    Parameters
    ----------
    decoder : Decoder, optional
    """

    def __init__(self, decoder: Decoder | None = None) -> None:
        self.files: BoundedCache[bytes] = BoundedCache(ALL_FILES, FILES_OF_VIEWER)
        self._decoded: BoundedCache[ImageFile] = BoundedCache(ALL_DECODED)
        self._reduced: BoundedCache[Reduced] = BoundedCache(ALL_REDUCED)
        self._decoder = decoder or Decoder()
        self._lock = Lock()

    def add(self, content: bytes, viewer: str) -> tuple[str, ImageFile]:
        """Decode a file, and keep it if it is a picture.

        Parameters
        ----------
        content : bytes
        viewer : str
            Name of the viewer, whose files together are bounded.

        Returns
        -------
        picture : str
            Its hash.
        file : ImageFile

        Raises
        ------
        ImageError
            If the file is no picture, or cannot be decoded within the bounds.
        """
        picture = hash_of(content)
        with self._lock:
            file = self._decode(picture, content)
        self.files.put(picture, content, len(content), viewer)
        return picture, file

    def read(self, picture: str) -> ImageFile:
        """Return a sample by its name, or an own picture by its hash.

        Raises
        ------
        MissingPictureError
            If there is no file with that hash.
        """
        with self._lock:
            found = self._decoded.get(picture)
            content = self.files.get(picture)  # which counts as a use in any case
            if found is not None:
                return found
            if picture.isalpha() and len(picture) < 32:
                return self._keep(picture, sample_image(picture))
            if content is None:
                raise MissingPictureError(picture)
            return self._decode(picture, content)

    def prepare(self, state: ExplorerState) -> PreparedPicture:
        """Prepare the picture of a state, whose file was read before.

        Raises
        ------
        MissingPictureError
            If the server lacks the file.
        ParameterError
            If the picture cannot be prepared in that way.
        """
        file = self.read(state.picture)
        steps = checked_steps(
            file,
            channel=state.channel,
            longest=state.picture_size,
            sigma=state.sigma,
            mask=state.mask.removeprefix("otsu_"),
            threshold=None,
            smallest=state.smallest,
        )
        key = f"{state.picture} {state.picture_size} {state.mask == 'alpha'}"
        reduced = self._reduced.get(key)
        if reduced is None:
            reduced = steps.reduce(file)
            size = reduced.plain.nbytes + reduced.known.nbytes
            self._reduced.put(key, reduced, size)
        if state.mask in ("above", "below"):
            steps = replace(steps, threshold=_threshold(state, reduced))
        return steps.finish(reduced)

    def forget(self) -> None:
        """Drop everything, as a restart of the server does."""
        for cache in (self.files, self._decoded, self._reduced):
            cache.clear()

    def close(self) -> None:
        """End the process that decodes."""
        self._decoder.close()

    def _decode(self, picture: str, content: bytes) -> ImageFile:
        found = self._decoded.get(picture)
        return found or self._keep(picture, self._decoder.decode(content))

    def _keep(self, picture: str, file: ImageFile) -> ImageFile:
        arrays = (file.array, file.alpha, file.mask)
        size = sum(array.nbytes for array in arrays if isinstance(array, np.ndarray))
        self._decoded.put(picture, file, size)
        return file


def _threshold(state: ExplorerState, reduced: Reduced) -> float:
    """Return the threshold in the unit of the prepared picture."""
    low, high = 0.0, LIGHTEST
    if state.channel != "colour":
        low, high = shown_range(reduced.plain, reduced.known, reduced.kind)
    return low + state.threshold / 100 * (high - low)


PICTURES = PictureStore()
