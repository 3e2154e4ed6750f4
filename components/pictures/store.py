"""Pictures that the server holds: files, and what was made of them. All of it is in memory.

Several processes of one server have the files in common (`shared`).
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from components.pictures.cache import BoundedCache
from components.pictures.decoding import Decoder
from components.pictures.shared import FileCache
from components.pictures.working_size import longest_side
from components.state.model import ExplorerState
from components.state.picture import PICTURE_FIELDS
from segmentation import (
    CutlabError,
    ImageFile,
    ParameterError,
    PreparedPicture,
    Segmentation,
    sample_image,
)
from segmentation.pictures.channels import shown_range
from segmentation.pictures.masks import inside_of
from segmentation.pictures.preparing import checked_steps
from segmentation.pictures.steps import Reduced, Steps

__all__ = ["PICTURES", "MissingPictureError", "PictureStore", "hash_of", "value_of_share"]

ALL_FILES = 512 * 2**20  # bytes
FILES_OF_VIEWER = 64 * 2**20
ALL_DECODED = 384 * 2**20
ALL_REDUCED = 256 * 2**20
ALL_PREPARED = 128 * 2**20
ALL_PINNED = 512 * 2**20
UNPREPARED = {
    "picture_file",
    "merge_from",
    "truth",
    "truth_file",
    "person",
}  # fields of a picture that do not change its pixels
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

    Attributes
    ----------
    files : FileCache
    pinned : BoundedCache of Segmentation
        Results of pinned states by their query, as they have the pixels of pictures, too.
    """

    def __init__(self, decoder: Decoder | None = None) -> None:
        self.files = FileCache(ALL_FILES, FILES_OF_VIEWER)
        self.pinned: BoundedCache[Segmentation] = BoundedCache(ALL_PINNED)
        self._decoded: BoundedCache[ImageFile] = BoundedCache(ALL_DECODED)
        self._reduced: BoundedCache[Reduced] = BoundedCache(ALL_REDUCED)
        self._prepared: BoundedCache[PreparedPicture] = BoundedCache(ALL_PREPARED)
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
            file = self._decode(picture, content, 1)
        self.files.put(picture, content, len(content), viewer)
        return picture, file

    def read(self, picture: str, page: int = 1) -> ImageFile:
        """Return a sample by its name, or a page of an own picture by its hash.

        Raises
        ------
        MissingPictureError
            If there is no file with that hash.
        ParameterError
            If it has no such page.
        """
        content = self.files.get(picture)  # which counts as a use in any case
        found = self._decoded.get(_key(picture, page))
        if found is not None:  # frames do not wait for a file that is being decoded
            return found
        with self._lock:
            found = self._decoded.get(_key(picture, page))
            if found is not None:
                return found
            if picture.isalpha() and len(picture) < 32:
                return self._keep(_key(picture, page), sample_image(picture))
            if content is None:
                raise MissingPictureError(picture)
            return self._decode(picture, content, page)

    def decode(self, content: bytes, page: int = 0) -> ImageFile:
        """Decode a page, from 0, of a file within the bounds; the file itself is not kept.

        Raises
        ------
        ImageError, ParameterError
            As `read` and `add` raise them.
        """
        with self._lock:
            return self._decode(hash_of(content), content, page + 1)

    def read_truth(self, content: bytes) -> tuple[NDArray[np.intp], ...]:
        """Read true regions within the bounds.

        Raises
        ------
        ImageError
            If the file has none, or cannot be decoded within the bounds.
        """
        with self._lock:
            return self._decoder.read_truth(content)

    def prepare(self, state: ExplorerState) -> PreparedPicture:
        """Prepare the picture of a state, whose file was read before.

        The latest are kept, for the frames of a drag that does not change them.

        Raises
        ------
        MissingPictureError
            If the server lacks the file.
        ParameterError
            If the picture cannot be prepared in that way.
        """
        file = self.read(state.picture, state.page)
        by_hand = state.mask == "painted"
        if by_hand:  # its mask is another file, which may be missing
            return self._prepare(state, file)
        name = str([getattr(state, field) for field in PICTURE_FIELDS if field not in UNPREPARED])
        prepared = self._prepared.get(name)
        if prepared is None:
            prepared = self._prepare(state, file)
            size = sum(a.nbytes for a in (prepared.image, prepared.mask, prepared.display))
            self._prepared.put(name, prepared, size)
        return prepared

    def shown_range(self, state: ExplorerState, file: ImageFile) -> tuple[float, float]:
        """Return the values that are black and white on screen, L* for colour.

        Raises
        ------
        ParameterError
            If the picture cannot be prepared in that way.
        """
        return _shown_range(state, self._reduce(state, file)[1])

    def _prepare(self, state: ExplorerState, file: ImageFile) -> PreparedPicture:
        steps, reduced = self._reduce(state, file)
        if state.mask_file:
            inside = inside_of(self.read(state.mask_file).array)
            reduced = steps.with_painting(reduced, inside, file.shape)
        if state.mask in ("above", "below"):
            threshold = value_of_share(state.threshold, *_shown_range(state, reduced))
            steps = replace(steps, threshold=threshold)
        return steps.finish(reduced)

    def _reduce(self, state: ExplorerState, file: ImageFile) -> tuple[Steps, Reduced]:
        """Return the steps of a state's preparation, and the picture after the first ones."""
        _check_crop(state, file)
        steps = checked_steps(
            file,
            channel=state.channel,
            longest=longest_side(state, file),
            crop=state.box,
            invert=state.invert,
            sigma=state.sigma,
            mask="none" if state.mask == "painted" else state.mask.removeprefix("otsu_"),
            threshold=None,
            smallest=state.smallest,
        )
        how = (state.picture_size, state.mask == "alpha", state.crop, state.invert)
        key = f"{_key(state.picture, state.page)} {how}"
        reduced = self._reduced.get(key)
        if reduced is None:
            reduced = steps.reduce(file)
            size = 2 * reduced.plain.nbytes + reduced.known.nbytes + reduced.plain.size
            self._reduced.put(key, reduced, size)  # with what it will hold for display and colour
        return steps, reduced

    def forget(self) -> None:
        """Drop everything, as a restart of the server does."""
        for cache in (self.files, self.pinned, self._decoded, self._reduced, self._prepared):
            cache.clear()

    def close(self) -> None:
        """End the process that decodes."""
        self._decoder.close()

    def _decode(self, picture: str, content: bytes, page: int) -> ImageFile:
        key = _key(picture, page)
        return self._decoded.get(key) or self._keep(key, self._decoder.decode(content, page - 1))

    def _keep(self, key: str, file: ImageFile) -> ImageFile:
        arrays = (file.array, file.alpha, file.mask)
        size = sum(array.nbytes for array in arrays if isinstance(array, np.ndarray))
        self._decoded.put(key, file, size)
        return file


def _key(picture: str, page: int) -> str:
    """Return the name of a page among the decoded ones."""
    return f"{picture} {page}"


def _check_crop(state: ExplorerState, file: ImageFile) -> None:
    """Refuse a crop that leaves the file, by the first of the page's four numbers that is wrong."""
    if state.box is None:
        return
    top, left, bottom, right = state.box
    height, width = file.shape
    for name, value, least, most in (
        ("left", left, 0, width - 1),
        ("top", top, 0, height - 1),
        ("width", right - left, 1, width - left),
        ("height", bottom - top, 1, height - top),
    ):
        if not least <= value <= most:
            raise ParameterError("crop", name, f"a whole number from {least} to {most}", value)


def value_of_share(share: float, low: float, high: float) -> float:
    """Return the value of a threshold in per cent between black and white."""
    return low + share / 100 * (high - low)


def _shown_range(state: ExplorerState, reduced: Reduced) -> tuple[float, float]:
    if state.channel == "colour":
        return 0.0, LIGHTEST
    return shown_range(reduced.plain, reduced.known, reduced.kind)


PICTURES = PictureStore()
