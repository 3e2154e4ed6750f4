"""Pictures that the server holds, and their preparation by the state's fields."""

import hashlib
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from components.live.codec import refusal
from components.pictures.opening import own_fields
from components.pictures.store import MissingPictureError, PictureStore
from components.pictures.working_size import MOST_WORKING
from components.state.control_specs import Problem
from components.state.model import ExplorerState
from segmentation import ImageError, ImageFile, ParameterError, prepare, read_image
from tests.components.pictures.files import COLOURS, DISC, GREY, encoded


class InProcess:
    """A decoder without a process of its own; it counts."""

    calls = 0

    def decode(self, content, page=0):
        self.calls += 1
        return read_image(content, page=page)


@pytest.fixture
def decoder():
    return InProcess()


@pytest.fixture
def store(decoder):
    return PictureStore(decoder)


def opened(store, array, **changes):
    """State of a picture that was added."""
    picture, file = store.add(encoded(array), "me")
    assert isinstance(file, ImageFile)
    return ExplorerState(**own_fields(picture, "a.png", file) | changes)


def test_a_file_is_known_by_the_hash_of_its_bytes(store, decoder):
    content = encoded(GREY)
    picture, _ = store.add(content, "me")
    assert picture == hashlib.blake2b(content, digest_size=16).hexdigest()
    np.testing.assert_array_equal(store.read(picture).array, GREY)
    store.add(content, "you")
    assert decoder.calls == 1


def test_what_is_no_picture_is_not_kept(store):
    with pytest.raises(ImageError):
        store.add(b"<svg/>", "me")
    assert store.files.size == 0


def test_a_picture_that_the_server_lacks_is_named(store):
    state = opened(store, GREY)
    store.forget()
    with pytest.raises(MissingPictureError) as caught:
        store.prepare(state)
    assert caught.value.picture == state.picture


def test_a_file_is_decoded_again_where_only_its_bytes_are_left(store, decoder):
    state = opened(store, GREY)
    store._decoded.clear()
    store.prepare(state)
    store.prepare(state.model_copy(update={"sigma": 2.0}))
    assert decoder.calls == 2


@pytest.mark.parametrize("array", [GREY, COLOURS], ids=["grey", "colour"])
@pytest.mark.parametrize(
    ("fields", "arguments"),
    [
        ({}, {}),
        ({"picture_size": 50}, {"longest": 50}),
        ({"sigma": 0.0}, {"sigma": 0.0}),
        ({"mask": "otsu_above"}, {"mask": "above"}),
        ({"mask": "otsu_below", "smallest": 2000}, {"mask": "below", "smallest": 2000}),
        (
            {"mask": "above", "channel": "grey", "threshold": 30.0},
            {"mask": "above", "channel": "grey", "threshold": 76.5},
        ),
        (
            {"mask": "below", "channel": "colour", "threshold": 40.0},
            {"mask": "below", "channel": "colour", "threshold": 40.0},
        ),
        ({"mask": "alpha"}, {"mask": "alpha"}),
        ({"crop": "5,10,45,80"}, {"crop": (5, 10, 45, 80)}),
        ({"invert": True, "mask": "otsu_above"}, {"invert": True, "mask": "above"}),
    ],
)
def test_the_state_s_preparation_is_the_service_s(store, array, fields, arguments):
    state = opened(store, array, **fields)
    for _ in range(2):  # the second time from what is kept
        found = store.prepare(state)
        given = {"longest": 200, "sigma": 1.0, "channel": state.channel} | arguments
        wanted = prepare(encoded(array), **given)
        for name in ("image", "mask", "display"):
            np.testing.assert_array_equal(getattr(found, name), getattr(wanted, name))
        assert (found.notes, found.threshold) == (wanted.notes, wanted.threshold)


@pytest.mark.parametrize(
    ("shape", "crop", "shown"),
    [
        ((1300, 3000), "", (1300, 3000)),  # 3.9 megapixels
        ((1600, 3600), "", (1333, 3000)),  # 5.8
        ((1600, 3600), "0,0,900,3600", (900, 3600)),
    ],
)
def test_the_largest_working_size_cuts_the_whole_up_to_four_megapixels(store, shape, crop, shown):
    values = np.broadcast_to(np.arange(shape[1], dtype=np.uint8), shape)
    state = opened(store, values, picture_size=8000, crop=crop, sigma=0.0)
    assert store.prepare(state).mask.shape == shown
    assert shown[0] * shown[1] <= MOST_WORKING


def test_the_threshold_of_16_bits_lies_between_the_values_that_are_shown(store):
    deep = (10_000 + 60 * DISC).astype(np.uint16)
    picture, file = store.add(encoded(deep, "tiff"), "me")
    fields = own_fields(picture, "a.tif", file) | {"mask": "above", "threshold": 50.0, "sigma": 0.0}
    prepared = store.prepare(ExplorerState(**fields))
    assert prepared.threshold == 10_030
    np.testing.assert_array_equal(prepared.mask, DISC)


def test_an_empty_mask_and_a_channel_that_is_none_are_refused(store):
    with pytest.raises(ParameterError, match="true for at least one pixel"):
        store.prepare(opened(store, GREY, mask="above", threshold=100.0))
    with pytest.raises(ParameterError, match="'grey' or 'colour' for a grey picture"):
        store.prepare(opened(store, GREY, channel="red"))


def mask_of(shape, seed=0):
    """Discs at random places."""
    rng = np.random.default_rng(seed)
    places = np.indices(shape)
    centres = rng.random((4, 2)) * shape
    return sum(np.hypot(*(places - c[:, None, None])) < min(shape) / 5 for c in centres) > 0


def test_a_painted_mask_is_the_service_s(store):
    mask = mask_of(GREY.shape)
    hand, _ = store.add(encoded(np.where(mask, 255, 0).astype(np.uint8)), "me")
    for size in (50, 200):
        state = opened(store, GREY, mask="painted", painted=hand, picture_size=size)
        wanted = prepare(encoded(GREY), longest=size, sigma=1.0, mask="painted", painted=mask)
        np.testing.assert_array_equal(store.prepare(state).mask, wanted.mask)
    blank = opened(store, GREY, mask="painted")
    assert store.prepare(blank).mask.all()


def test_a_mask_of_the_file_is_cropped_with_it_and_a_painted_one_is_of_the_part_on_screen(store):
    box = (10, 20, 50, 80)
    crop = {"crop": "10,20,50,80", "mask": "painted"}
    mask = mask_of(GREY.shape)
    of_file, _ = store.add(encoded(np.where(mask, 255, 0).astype(np.uint8)), "me")
    found = store.prepare(opened(store, GREY, painted=of_file, **crop)).mask
    wanted = prepare(encoded(GREY), crop=box, mask="painted", painted=mask).mask
    np.testing.assert_array_equal(found, wanted)
    part = mask_of(found.shape, 1)
    by_hand, _ = store.add(encoded(np.where(part, 255, 0).astype(np.uint8)), "me")
    found = store.prepare(opened(store, GREY, painted=by_hand, **crop)).mask
    np.testing.assert_array_equal(found, part)


@pytest.mark.parametrize(
    ("crop", "sentence"),
    [
        ("0,20,60,1019", "Width of the crop must be a whole number from 1 to 70. Got 999 instead."),
        ("0,0,61,90", "Height of the crop must be a whole number from 1 to 60. Got 61 instead."),
        ("9,20,9,30", "Height of the crop must be a whole number from 1 to 51. Got 0 instead."),
        ("0,500,60,90", "Left of the crop must be a whole number from 0 to 89. Got 500 instead."),
        ("60,0,60,90", "Top of the crop must be a whole number from 0 to 59. Got 60 instead."),
    ],
)
def test_a_crop_that_leaves_the_file_is_refused_by_the_number_that_is_wrong(store, crop, sentence):
    with pytest.raises(ParameterError) as caught:
        store.prepare(opened(store, GREY, crop=crop))
    assert refusal(caught.value) == Problem("crop", sentence)


def test_a_mask_in_any_channel_is_taken(store):
    blue = np.where(mask_of(GREY.shape)[..., None], (0, 0, 255), 0).astype(np.uint8)
    hand, _ = store.add(encoded(blue), "me")
    state = opened(store, GREY, mask="painted", painted=hand)
    np.testing.assert_array_equal(store.prepare(state).mask, blue[..., 2] > 0)


@pytest.mark.parametrize("seed", range(6))
def test_what_is_painted_at_a_working_size_is_found_there_again(store, seed):
    rng = np.random.default_rng(seed)
    picture = rng.integers(0, 255, rng.integers(60, 400, 2), dtype=np.uint8)
    state = opened(store, picture, picture_size=50)
    mask = mask_of(store.prepare(state).mask.shape, seed)
    hand, _ = store.add(encoded(np.where(mask, 255, 0).astype(np.uint8)), "me")
    painted = state.model_copy(update={"mask": "painted", "painted": hand})
    np.testing.assert_array_equal(store.prepare(painted).mask, mask)


def test_a_painted_mask_that_the_server_lacks_is_named(store):
    state = opened(store, GREY, mask="painted", painted="0" * 32)
    with pytest.raises(MissingPictureError) as caught:
        store.prepare(state)
    assert caught.value.picture == "0" * 32


def test_each_page_of_a_file_is_a_picture(store, decoder):
    file = BytesIO()
    pages = [Image.fromarray(np.full((30, 40), 10 * n, np.uint8)) for n in range(3)]
    pages[0].save(file, "tiff", save_all=True, append_images=pages[1:])
    picture, read = store.add(file.getvalue(), "me")
    assert read.n_pages == 3
    for page in (1, 3, 2, 3):
        state = ExplorerState(**own_fields(picture, "a.tif", read) | {"page": page})
        assert (store.prepare(state).image == 10 * (page - 1)).all()
        assert store.read(picture, page).page == page - 1
    assert decoder.calls == 3
