"""States with which pictures are opened."""

from dataclasses import replace

import numpy as np
import pytest

from components.pictures.opening import own_fields, sample_fields
from components.pictures.subject import segment_picture
from components.state.link import from_query, to_query
from components.state.model import VIEW_FIELDS, ExplorerState
from segmentation import (
    PICTURE_METHODS,
    SAMPLES,
    Method,
    prepare,
    read_image,
    sample_image,
    segment,
)
from tests.components.pictures.files import COLOURS, GREY

HASH = "0123456789abcdef" * 2


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_a_sample_has_its_own_preparation_and_method(sample):
    fields = sample_fields(sample)
    state = ExplorerState(**fields)
    method = state.method()
    assert {name: getattr(method, name) for name in sample.method} == dict(sample.method)
    assert replace(PICTURE_METHODS[method.feature], **sample.method) == method
    if "longest" in sample.preparation:
        assert state.picture_size == sample.preparation["longest"]
    assert not set(fields) & {*VIEW_FIELDS, "circles", "noise"}
    assert from_query(to_query(state)) == (state, [])


def test_the_coins_are_those_of_scikit_learn_s_example():
    prepared, result = segment_picture(ExplorerState(**sample_fields(SAMPLES[0])))
    again = prepare(sample_image("coins"), longest=77, sigma=0.4)
    np.testing.assert_array_equal(prepared.image, again.image)
    method = Method(beta=10, n_clusters=26, eps=1e-6, assign_labels="cluster_qr")
    np.testing.assert_array_equal(result.labels, segment(again.image, again.mask, method).labels)


def test_an_own_picture_is_opened_in_colour_where_there_is_any():
    colours = ExplorerState(**own_fields(HASH, "a.png", read_image(COLOURS)))
    assert (colours.channel, colours.method()) == ("colour", PICTURE_METHODS["colour"])
    fields = own_fields(HASH, "a.png", read_image(GREY))
    assert (fields["channel"], fields["mask"], fields["scale"]) == ("grey", "none", "edges")
    alpha = np.dstack([COLOURS, GREY])
    assert own_fields(HASH, "a.png", read_image(alpha))["mask"] == "alpha"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("a.png", "a.png"),
        ("", ""),
        ("a\n\x00\u202eb.png", "ab.png"),
        ("x" * 99 + ".tif", "x" * 76 + ".tif"),
    ],
)
def test_any_name_of_a_file_is_a_valid_field(name, shown):
    fields = own_fields(HASH, name, read_image(GREY))
    assert fields["picture_file"] == shown
    assert ExplorerState(**fields).picture_file == shown
