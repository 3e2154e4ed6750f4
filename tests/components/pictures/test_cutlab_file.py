"""Files of a picture with its settings: they open as they were, and nothing else does."""

import asyncio
import json
import zipfile
from contextlib import suppress
from io import BytesIO

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.export.exporter import Exporter, ExportError
from components.export.files import export
from components.live.picture_route import _add
from components.pictures import truth
from components.pictures.cutlab_file import (
    FIELDS,
    MOST_ARCHIVE,
    MOST_MASK,
    MOST_SETTINGS,
    CutlabFileError,
    read_file,
    write_file,
)
from components.pictures.opening import own_fields, sample_fields
from components.pictures.store import PICTURES
from components.pictures.subject import segment_state
from components.state.model import ExplorerState
from segmentation import SAMPLES, read_image
from segmentation.pictures.reading import MOST_BYTES
from tests.components.pictures.files import COLOURS, DISC, encoded

CONTENT = encoded(COLOURS)
PICTURE, _ = PICTURES.add(CONTENT, "me")
CHANGES = {"n_clusters": 3, "mask": "below", "threshold": 40.5, "views": ("graph",), "sigma": 0.0}
OWN = ExplorerState(**own_fields(PICTURE, "my disc.png", read_image(CONTENT)) | CHANGES)
SAMPLE = ExplorerState(**sample_fields(SAMPLES[3]) | {"beta": 7.0})


@pytest.fixture(autouse=True)
def _held():
    """Let the server have the picture, which other tests make it forget."""
    PICTURES.add(CONTENT, "me")


def archive(settings=None, kind=zipfile.ZIP_DEFLATED, **members):
    """An archive by the standard library."""
    if settings is not None:
        text = {"cutlab": "picture", "version": 1, "settings": settings}
        members = {"settings.json": json.dumps(text), **members}
    file = BytesIO()
    with zipfile.ZipFile(file, "w", kind) as found:
        for name, content in members.items():
            found.writestr(name, content)
    return file.getvalue()


def settings(state=OWN, **changes):
    return state.model_dump(mode="json", include={*FIELDS}) | changes


@pytest.mark.parametrize("state", [OWN, SAMPLE], ids=["own", "sample"])
def test_a_file_opens_as_it_was_saved(state):
    file = export("cutlab", state)
    kept = read_file(file)
    assert kept.state == state.model_copy(update={"views": ()})
    assert kept.content == (CONTENT if state is OWN else None)
    assert kept.problems == ()
    assert export("cutlab", state) == file  # equal states, equal files
    with zipfile.ZipFile(BytesIO(file)) as opened:
        assert opened.testzip() is None


def test_the_server_that_has_forgotten_everything_opens_it_with_its_settings():
    labels = segment_state(OWN).labels
    file = export("cutlab", OWN)
    PICTURES.forget()
    answer = _add(file, "saved.cutlab", "me")
    assert (answer["picture"], answer["notes"]) == (PICTURE, "")
    again = ExplorerState(**answer["fields"])
    assert again == OWN.model_copy(update={"views": ()})
    assert (segment_state(again).labels == labels).all()


@pytest.mark.parametrize("of", [OWN, SAMPLE], ids=["own", "sample"])
def test_a_painted_mask_and_the_edits_of_the_regions_are_in_the_file(of):
    mask = np.zeros((20, 30), np.uint8)
    mask[4:15, 5:28] = 255
    painted, _ = PICTURES.add(encoded(mask), "me")
    edits = {"mask": "painted", "painted": painted, "edits": "1+2,3=coin"}
    state = of.model_copy(update=edits)
    labels = segment_state(state).labels
    file = export("cutlab", state)
    PICTURES.forget()
    answer = _add(file, "saved.cutlab", "me")
    assert answer["notes"] == ""
    again = ExplorerState(**answer["fields"])
    assert again == state.model_copy(update={"views": ()})
    assert (segment_state(again).labels == labels).all()
    assert 0 < (labels >= 0).mean() < 0.6


def test_a_mask_that_is_not_in_the_file_is_left_out_and_told():
    kept = read_file(write_file(SAMPLE.model_copy(update=PAINTED), None))
    assert (kept.state.mask, kept.state.painted, kept.mask) == ("none", "", None)
    assert kept.problems == ("The file lacks the mask that was painted: none is used.",)
    with pytest.raises(CutlabFileError, match="a mask of at most 2 MB"):
        write_file(SAMPLE.model_copy(update=PAINTED), None, bytes(MOST_MASK + 1))
    data = SAMPLE.model_copy(update=PAINTED).model_dump(mode="json")
    with pytest.raises(ExportError) as caught:
        asyncio.run(Exporter().make("cutlab", data))
    assert caught.value.needs == PAINTED["painted"]
    unused = SAMPLE.model_copy(update=PAINTED | {"mask": "otsu_above"})
    kept = read_file(export("cutlab", unused))
    assert (kept.state.mask, kept.mask, kept.problems) == ("otsu_above", None, ())


def test_a_truth_is_in_the_file():
    content = encoded((1 + DISC).astype(np.uint8))
    name, _ = truth.add(content, "me", DISC.shape)
    state = OWN.model_copy(update={"truth": name, "truth_file": "disc labels.png"})
    metrics = segment_state(state).metrics
    file = export("cutlab", state)
    PICTURES.forget()
    answer = _add(file, "saved.cutlab", "me")
    assert answer["notes"] == ""
    again = ExplorerState(**answer["fields"])
    assert again == state.model_copy(update={"views": ()})
    assert segment_state(again).metrics == metrics
    kept = read_file(write_file(state, CONTENT))
    assert (kept.state.truth, kept.state.truth_file, kept.truth) == ("", "", None)
    assert kept.problems == ("The file lacks its truth: none is used.",)


def test_the_picture_is_the_one_in_the_file_whatever_its_settings_say():
    answer = _add(archive(settings(picture="0" * 32), picture=CONTENT), "", "me")
    assert answer["picture"] == answer["fields"]["picture"] == PICTURE


def test_bad_settings_get_their_defaults_and_a_sentence():
    kept = read_file(archive(settings(SAMPLE, beta=-3, sigma="wide", colour="red")))
    assert (kept.state.beta, kept.state.sigma, kept.state.picture) == (1.0, 1.0, "coffee")
    assert kept.problems[-1] == "This version does not know colour; it was ignored."
    assert any("Affinity β must be a number" in each for each in kept.problems)
    assert any("Smoothing σ must be a number" in each for each in kept.problems)


PAINTED = {"mask": "painted", "painted": "0" * 32}
ZEROS = b"\0" * (MOST_BYTES + 1)  # 20 MB that pack into 20 kB


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (archive(settings(), picture=ZEROS), "'picture' has at most 20 MB"),
        (archive(settings(SAMPLE, **PAINTED), mask=ZEROS), "'mask' has at most 2 MB"),
        (archive(settings(SAMPLE, truth="0" * 32), truth=ZEROS), "'truth' has at most 4 MB"),
        (archive(**{"settings.json": b" " * (MOST_SETTINGS + 1)}), "has at most 64 kB"),
        (archive(settings()), "with the member 'picture'. Got one without it"),
        (archive(picture=CONTENT), "with the member 'settings.json'"),
        (archive(settings(), zipfile.ZIP_BZIP2, picture=CONTENT), "in another way than by deflate"),
        (
            archive(**{str(i): "" for i in range(17)}),
            "of four members. Got one of many",
        ),
        (archive(**{"settings.json": "{"}), "whose settings are JSON"),
        (archive(**{"settings.json": "[" * 60_000}), "must be"),
        (archive(**{"settings.json": '["cutlab"]'}), "one of a picture"),
        (archive(**{"settings.json": '{"cutlab": "lesson", "version": 1}'}), "one of a picture"),
        (archive(**{"settings.json": '{"cutlab": "picture", "version": 2}'}), "Got version 2"),
        (archive(settings(picture="")), "names its picture"),
        (archive(settings(picture="../etc/passwd")), "names its picture"),
        (write_file(OWN, CONTENT)[:-30], "a damaged one"),
        (write_file(OWN, CONTENT)[:200], "a damaged one"),
        (b"PK\3\4" + bytes(MOST_ARCHIVE), "of at most 26 MB"),
        (b"PK\3\4", "a damaged one"),
    ],
)
def test_other_files_are_refused_with_a_sentence(file, words):
    with pytest.raises(CutlabFileError, match=r"^The file must be .* Got .* instead\.$") as caught:
        read_file(file)
    assert words in str(caught.value)
    assert words in _add(file, "x.cutlab", "me")["problem"]


def test_a_picture_that_is_none_is_refused_as_one_that_is_dropped():
    answer = _add(archive(settings(), picture=b"no picture"), "x.cutlab", "me")
    assert answer["problem"].startswith("The picture must be a PNG")


@given(st.data())
def test_a_damaged_file_is_opened_or_refused_but_nothing_else(data):
    file = bytearray(write_file(OWN, CONTENT))
    for _ in range(data.draw(st.integers(1, 4))):
        file[data.draw(st.integers(0, len(file) - 1))] = data.draw(st.integers(0, 255))
    with suppress(CutlabFileError):
        assert read_file(bytes(file)).state.picture
