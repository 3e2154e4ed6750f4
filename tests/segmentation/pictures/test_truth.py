"""True regions from files, against the arrays that they were made from."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image
from scipy.io import savemat

from segmentation import ImageError, ParameterError, fit_truth, prepare, read_truth
from tests.segmentation.pictures.files import tiff, written

LABELS = np.array([[0, 0, 3, 3], [0, 7, 7, 3], [1, 1, 7, 3]])


def berkeley(*drawn, key="groundTruth", field="Segmentation"):
    """Return a .mat file as the Berkeley set has them: a cell of structures."""
    cells = np.empty((1, len(drawn)), object)
    for i, regions in enumerate(drawn):
        cells[0, i] = {field: regions, "Boundaries": regions > 1}
    file = BytesIO()
    savemat(file, {key: cells})
    return file.getvalue()


def saved(array):
    """Return the content of an .npy file."""
    file = BytesIO()
    np.save(file, array)
    return file.getvalue()


def test_a_mat_file_has_the_regions_of_several_people(tmp_path):
    drawn = [LABELS.astype(np.uint16), (LABELS > 2).astype(np.uint16) + 1]
    content = berkeley(*drawn)
    (tmp_path / "truth.mat").write_bytes(content)
    for source in (content, tmp_path / "truth.mat"):
        found = read_truth(source)
        assert len(found) == 2
        assert all(np.array_equal(a, b) for a, b in zip(found, drawn, strict=True))
        assert all(regions.dtype == np.intp for regions in found)


@pytest.mark.parametrize(
    "source",
    [
        LABELS,
        LABELS.astype(np.uint16),
        LABELS.astype(float),
        tiff(LABELS.astype(np.int32)),
        written(LABELS.astype(np.uint8)),
        written(Image.fromarray(LABELS.astype(np.uint16))),
        saved(LABELS),
        saved(LABELS.astype(">f4")),
    ],
    ids=["integers", "16 bits", "float", "tiff", "png", "png of 16 bits", "npy", "npy of floats"],
)
def test_labels_are_the_numbers_in_the_file(source):
    (found,) = read_truth(source)
    assert np.array_equal(found, LABELS)


def test_a_colour_is_a_region():
    colours = np.random.default_rng(0).integers(0, 256, (8, 3)).astype(np.uint8)
    (found,) = read_truth(written(colours[LABELS]))
    numbers = {(int(a), int(b)) for a, b in zip(found.ravel(), LABELS.ravel(), strict=True)}
    assert len(numbers) == len(np.unique(LABELS)) == len(np.unique(found))


def test_masked_pixels_have_no_region():
    (found,) = read_truth(np.ma.array(LABELS, mask=LABELS == 7))
    assert np.array_equal(found, np.where(LABELS == 7, -1, LABELS))


@pytest.mark.parametrize(
    "source",
    [
        berkeley(LABELS, key="other"),
        berkeley(LABELS, field="other"),
        berkeley(LABELS, LABELS[:2]),
        berkeley(LABELS / 2),
        berkeley(LABELS)[:150],
        b"MATLAB 5.0 MAT-file, but not really",
        LABELS / 2,
        np.full((3, 3), 2**40),
        b"",
        "nowhere.mat",
        saved(LABELS)[:-3],
        saved(LABELS).replace(b"(3, 4)", b"(9, 9)"),
        saved(np.array([{}], object)),
        saved(LABELS / 2),
    ],
    ids=range(14),
)
def test_what_has_no_regions_is_refused(source):
    with pytest.raises(ImageError) as caught:
        read_truth(source)
    assert (caught.value.owner, caught.value.parameter) == ("read_truth", "source")


def test_a_truth_is_shrunk_and_cropped_as_its_picture_is():
    regions = np.repeat(np.repeat(np.arange(12).reshape(3, 4), 10, axis=0), 10, axis=1)
    shape = prepare(regions, longest=20).mask.shape
    assert np.array_equal(fit_truth(regions, shape), regions[::2, ::2])
    assert np.array_equal(fit_truth(regions, (3, 4)), np.arange(12).reshape(3, 4))
    assert np.array_equal(fit_truth(regions, regions.shape), regions)
    part = fit_truth(regions, (5, 10), crop=(10, 20, 20, 40))
    assert np.array_equal(part, regions[10:20:2, 20:40:2])


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("truth", {"truth": [1, 2]}),
        ("truth", {"truth": np.zeros((0, 3), int)}),
        ("shape", {"shape": 3}),
        ("shape", {"shape": (0, 3)}),
        ("crop", {"crop": (0, 0, 3)}),
        ("crop", {"crop": (0, 0, 3, 5)}),
        ("crop", {"crop": (2, 0, 2, 4)}),
    ],
)
def test_what_does_not_fit_is_refused(name, given):
    arguments = {"truth": LABELS, "shape": (3, 4)} | given
    with pytest.raises(ParameterError) as caught:
        fit_truth(**arguments)
    assert (caught.value.owner, caught.value.parameter) == ("fit_truth", name)
