"""Decoding in a process of its own: the same picture as in this one, and bounds that hold."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image
from scipy.io import savemat

from components.live.codec import refusal
from components.pictures import decoding
from components.pictures.decoding import Decoder
from segmentation import ImageError, ParameterError, read_image, read_truth
from tests.components.pictures.files import COLOURS, GREY, encoded


@pytest.fixture(scope="module")
def decoder():
    made = Decoder()
    yield made
    made.close()


def transparent():
    return np.dstack([COLOURS, np.where(GREY > 100, 255, 0).astype(np.uint8)])


@pytest.mark.parametrize(
    "content",
    [
        encoded(GREY),
        encoded(COLOURS),
        encoded(transparent()),
        encoded(GREY.astype(np.uint16) * 100, "tiff"),
        encoded(np.where(GREY > 100, GREY / 255, np.nan).astype(np.float32), "tiff"),
    ],
    ids=["grey", "colour", "alpha", "16 bits", "NaN"],
)
def test_it_reads_what_the_service_reads(decoder, content):
    found, wanted = decoder.decode(content), read_image(content)
    for name in ("array", "alpha", "mask"):
        np.testing.assert_array_equal(getattr(found, name), getattr(wanted, name))
    assert found.array.dtype == wanted.array.dtype
    for name in ("bits", "format", "page", "n_pages", "notes"):
        assert getattr(found, name) == getattr(wanted, name)


def test_it_reads_true_regions_as_the_service_does(decoder):
    cells = np.empty((1, 2), object)
    for i, regions in enumerate((GREY > 100, GREY // 50)):
        cell = np.empty((1, 1), [("Segmentation", object)])
        cell["Segmentation"][0, 0] = regions.astype(np.uint16)
        cells[0, i] = cell
    file = BytesIO()
    savemat(file, {"groundTruth": cells}, do_compression=True)
    for content in (file.getvalue(), encoded(GREY), encoded(COLOURS)):
        found, wanted = decoder.read_truth(content), read_truth(content)
        assert len(found) == len(wanted)
        for one, other in zip(found, wanted, strict=True):
            np.testing.assert_array_equal(one, other)
    with pytest.raises(ImageError, match="a PNG, JPEG, TIFF"):
        decoder.read_truth(b"no truth")


@pytest.mark.parametrize("content", [b"", b"<svg/>", encoded(COLOURS)[:200], b"II*\0" * 9])
def test_it_refuses_what_the_service_refuses(decoder, content):
    with pytest.raises(ImageError) as wanted:
        read_image(content)
    with pytest.raises(ImageError) as found:
        decoder.decode(content)
    assert (found.value.rule, found.value.value) == (wanted.value.rule, wanted.value.value)


def test_too_much_memory_is_refused_and_the_next_file_is_read():
    decoder = Decoder(megabytes=40)
    try:
        with pytest.raises(ImageError, match=r"within 5 seconds and 40 MB\. Got one that needs"):
            decoder.decode(encoded(np.zeros((5000, 5000), np.uint8)))
        assert decoder.decode(encoded(GREY)).shape == GREY.shape
        worker = decoder._worker.pid
        decoder._seconds = 0.0
        with pytest.raises(ImageError, match=r"within 0 seconds and 40 MB\. Got one that takes"):
            decoder.decode(encoded(np.zeros((5000, 5000), np.uint8)))
        decoder._seconds = 5.0
        assert decoder.decode(encoded(GREY)).shape == GREY.shape
        assert decoder._worker.pid != worker
    finally:
        decoder.close()


def test_files_are_decoded_where_the_system_has_no_proc(monkeypatch):
    """As on macOS, where memory is not bounded."""
    hidden = (
        "import components.pictures.worker as worker\nworker.OWN_PAGES = worker.Path('/none')\n"
    )
    monkeypatch.setattr(
        decoding, "START", decoding.START.replace("main(int(", hidden + "main(int(")
    )
    decoder = Decoder(megabytes=0)
    try:
        np.testing.assert_array_equal(decoder.decode(encoded(GREY)).array, GREY)
    finally:
        decoder.close()


def test_a_page_is_decoded_and_one_that_the_file_lacks_is_told(decoder):
    file = BytesIO()
    pages = [Image.fromarray(np.full((8, 9), n, np.uint8)) for n in range(3)]
    pages[0].save(file, "gif", save_all=True, append_images=pages[1:])
    content = file.getvalue()
    for page in (2, 0):
        wanted = read_image(content, page=page)
        np.testing.assert_array_equal(decoder.decode(content, page).array, wanted.array)
    with pytest.raises(ParameterError, match="one that the file has") as caught:
        decoder.decode(content, 3)
    assert refusal(caught.value).message == "Page must be one that the file has. Got 4 instead."
