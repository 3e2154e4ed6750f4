"""The picture of a study, and how it is prepared."""

from __future__ import annotations

import base64
import binascii
from typing import Annotated, Literal, Self

from pydantic import BaseModel, Field, field_validator, model_validator

from segmentation.pictures.image_file import LARGEST_SIDE
from segmentation.pictures.samples import SAMPLES
from segmentation.study.design.parameters import SETTINGS

__all__ = ["MOST_PAINTED", "MOST_STORED", "MOST_TRUTH", "StudyPicture"]

MOST_STORED = 2_000_000  # bytes of a picture's file within a study
MOST_TRUTH = 1_000_000  # bytes of a truth's
MOST_PAINTED = 600_000  # bytes of a mask's: four megapixels of one bit, and some more
LARGEST_SEED = 2**31 - 1
Pixel = Annotated[int, Field(ge=0, le=LARGEST_SIDE)]


class StudyPicture(BaseModel):
    """A picture that is segmented in place of a scene; see `prepare` for its preparation.

    Parameters
    ----------
    sample : str, default=None
        Name of one of `SAMPLES`.
    file : str, default=None
        Path of a picture, from the folder of the study's file. Only the command line reads it, and
        stores the content as `data`, so that a trial depends on the study alone.
    data : str, default=None
        Content of a picture's file in base64, up to 2 MB. It is in the database and in every copy
        of the study, so it is put there on purpose only.
    name : str, default=""
        Name of the file of `data`.
    page : int, default=0
    channel : {"grey", "red", "green", "blue"}, default="grey"
        The intensities. The feature "colour" of the method takes CIE Lab in its place.
    crop : tuple of four int, default=None
        Top, left, bottom, right in pixels of the file, as of `prepare`.
    invert : bool, default=False
    longest : int, default=200
        Longest side in pixels, from 8 to 2000.
    sigma : float, default=1.0
    mask : {"none", "above", "below", "alpha", "painted"}, default="none"
    threshold : float, default=None
    painted : str, default=None
        Path of a mask for "painted", a picture of the file's size that is black outside; like
        `file`.
    painted_data : str, default=None
        Content of such a picture in base64, up to 0.6 MB. One of another size than the file's is
        that of the cropped part.
    smallest : int, default=0
    noise : float, default=0.0
        Standard deviation of Gaussian noise, in per cent of the range from black to white, from 0
        to 100. It is added to the shrunk picture, each channel by itself, before it is smoothed.
    seed : int, default=0
        Of the noise; replicate r adds r to it.
    truth : str, default=None
        Path of true regions, as `read_truth` reads them; like `file`.
    truth_data : str, default=None
        Content of that file in base64, up to 1 MB.
    """

    model_config = SETTINGS

    sample: str | None = None
    file: str | None = Field(default=None, min_length=1, max_length=4096)
    data: str | None = Field(default=None, max_length=4 * (MOST_STORED // 3 + 1))
    name: str = Field(default="", max_length=200)
    page: int = Field(default=0, ge=0, le=9999)
    channel: Literal["grey", "red", "green", "blue"] = "grey"
    crop: tuple[Pixel, Pixel, Pixel, Pixel] | None = None
    invert: bool = False
    longest: int = Field(default=200, ge=8, le=2000)
    sigma: float = Field(default=1.0, ge=0, le=100)
    mask: Literal["none", "above", "below", "alpha", "painted"] = "none"
    threshold: float | None = Field(default=None, ge=-1e12, le=1e12)
    painted: str | None = Field(default=None, min_length=1, max_length=4096)
    painted_data: str | None = Field(default=None, max_length=4 * (MOST_PAINTED // 3 + 1))
    smallest: int = Field(default=0, ge=0, le=1_000_000)
    noise: float = Field(default=0.0, ge=0, le=100)
    seed: int = Field(default=0, ge=0, le=LARGEST_SEED)
    truth: str | None = Field(default=None, min_length=1, max_length=4096)
    truth_data: str | None = Field(default=None, max_length=4 * (MOST_TRUTH // 3 + 1))

    @field_validator("sample")
    @classmethod
    def _known(cls, name: str | None) -> str | None:
        names = [sample.name for sample in SAMPLES]
        if name is not None and name not in names:
            raise ValueError("one of " + ", ".join(map(repr, names)))
        return name

    @field_validator("data", "truth_data", "painted_data")
    @classmethod
    def _decodable(cls, text: str | None) -> str | None:
        try:
            if text is not None:
                base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError):
            raise ValueError("the content of a file in base64") from None
        return text

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if sum(each is not None for each in (self.sample, self.file, self.data)) != 1:
            raise ValueError("given by one of sample, file and data")
        if self.truth is not None and self.truth_data is not None:
            raise ValueError("with one of truth and truth_data at most")
        painted = sum(each is not None for each in (self.painted, self.painted_data))
        if painted != (self.mask == "painted"):
            raise ValueError(
                "given one of painted and painted_data if its mask is 'painted', else none"
            )
        return self

    @property
    def has_truth(self) -> bool:
        """Whether true regions are known."""
        return self.truth is not None or self.truth_data is not None
