"""Pictures that the server holds, and their preparation by the state's fields."""

import hashlib

import numpy as np
import pytest

from components.pictures.opening import own_fields
from components.pictures.store import MissingPictureError, PictureStore
from components.state.model import ExplorerState
from segmentation import ImageError, ImageFile, ParameterError, prepare, read_image
from tests.components.pictures.files import COLOURS, DISC, GREY, encoded


class InProcess:
    """A decoder without a process of its own; it counts."""

    calls = 0

    def decode(self, content):
        self.calls += 1
        return read_image(content)


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
