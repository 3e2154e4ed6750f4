"""The dialog of samples and of one's own picture."""

import pytest

from components.page.panels.gallery import OWN
from segmentation import read_image
from segmentation.pictures.decoding.pillow import FORMATS

NAMES = {"WEBP": "WebP", "PPM": "PNM"}  # of formats whose common name is not Pillow's


@pytest.mark.parametrize("kind", [*FORMATS, "TIFF"])
def test_every_format_that_is_read_is_named(kind):
    assert NAMES.get(kind, kind) in OWN


@pytest.mark.parametrize("content", [b"P1 2 1 0 1", b"P2 2 1 9 0 9", b"P3 1 1 9 0 9 9"])
def test_pnm_of_each_suffix_is_read(content):
    assert read_image(content).format == "PPM"
