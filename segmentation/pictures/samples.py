"""Sample pictures, which scikit-image has within its package: nothing is downloaded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from segmentation._validation import check_choice
from segmentation.pictures.image_file import ImageFile
from segmentation.pictures.reading import read

__all__ = ["SAMPLES", "Sample", "sample_image"]


@dataclass(frozen=True)
class Sample:
    """A sample picture.

    Attributes
    ----------
    name : str
        As for `sample_image`.
    title : str
    line : str
        What it shows about normalized cuts.
    preparation : mapping of str to value
        Arguments of `prepare` that suit it.
    method : mapping of str to value
        Fields of `Method` that suit it, those of `PICTURE_METHODS` otherwise.
    """

    name: str
    title: str
    line: str
    preparation: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    method: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))


def _sample(
    name: str, title: str, line: str, preparation: dict[str, Any], method: dict[str, Any]
) -> Sample:
    return Sample(name, title, line, MappingProxyType(preparation), MappingProxyType(method))


SAMPLES = (
    _sample(
        "coins",
        "Coins",
        "Greek coins from Pompeii, with the settings of scikit-learn's own example: three of its "
        "26 regions are background.",
        {"channel": "grey", "longest": 77, "sigma": 0.4},
        {"n_clusters": 26, "beta": 10.0, "eps": 1e-6, "scale": "graph", "feature": "intensity",
         "assign_labels": "cluster_qr"},
    ),
    _sample(
        "camera",
        "Camera man",
        "A dark coat before a bright sky is cut off first; grass and sky part later.",
        {"channel": "grey"},
        {"n_clusters": 8, "feature": "intensity"},
    ),
    _sample(
        "astronaut",
        "Astronaut",
        "Colour tells the orange suit from the dark background where grey values are alike.",
        {"channel": "colour"},
        {"n_clusters": 10, "feature": "colour"},
    ),
    _sample(
        "coffee",
        "Coffee",
        "A cup on a wooden table: a strong outline, and a texture that is none.",
        {"channel": "colour"},
        {"n_clusters": 6, "feature": "colour"},
    ),
    _sample(
        "cell",
        "Cell",
        "One bright cell on dark ground, by a microscope: two regions suffice.",
        {"channel": "grey"},
        {"n_clusters": 3, "feature": "intensity"},
    ),
    _sample(
        "moon",
        "Moon",
        "Smooth shades without outlines: cuts follow the few shadows, and balance does the rest.",
        {"channel": "grey"},
        {"n_clusters": 5, "feature": "intensity"},
    ),
    _sample(
        "retina",
        "Retina",
        "Thin vessels on a bright disc: normalized cuts prefer compact regions to thin ones.",
        {"channel": "colour"},
        {"n_clusters": 6, "feature": "colour"},
    ),
    _sample(
        "brick",
        "Brick wall (a failure)",
        "Texture alone: no neighbour tells where a brick ends, and the regions are patches.",
        {"channel": "grey"},
        {"n_clusters": 8, "feature": "intensity"},
    ),
)  # fmt: skip


def sample_image(name: str) -> ImageFile:
    """Return a sample picture in its own size.

    Parameters
    ----------
    name : str
        The name of one of `SAMPLES`, such as "coins".

    Returns
    -------
    ImageFile

    Raises
    ------
    ParameterError
        If there is no such picture.

    Examples
    --------
    >>> sample_image("coins").shape
    (303, 384)
    """
    name = check_choice("sample_image", "name", name, [sample.name for sample in SAMPLES])
    from skimage import data  # only pictures need it, and it takes long

    return read("sample_image", "name", getattr(data, name)())
