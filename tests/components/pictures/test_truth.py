"""True regions beside a picture: kept, fitted to it, and compared with the regions found."""

import numpy as np
import pytest

from components.live.picture_route import _add
from components.pictures import truth
from components.pictures.opening import own_fields
from components.pictures.store import PICTURES, MissingPictureError, hash_of
from components.pictures.subject import check_files, segment_picture, segment_state
from components.state.link import from_query, to_query
from components.state.model import ExplorerState
from segmentation import ParameterError, compare_partitions, prepare, read_image, segment
from tests.components.pictures.files import COLOURS, DISC, GREY, encoded
from tests.segmentation.pictures.test_truth import berkeley

TRUTH = (1 + DISC).astype(np.uint8)
HALVES = np.where(np.arange(90) < 45, 1, 2) * np.ones((60, 1), int)


def own(array=GREY, of=None, **changes):
    """State of a picture that the server holds, with a truth."""
    picture, _ = PICTURES.add(encoded(array), "me")
    given = {}
    if of is not None:
        given["truth"], _ = truth.add(of, "me")
    fields = own_fields(picture, "disc.png", read_image(array))
    return ExplorerState(**fields | {"n_clusters": 2, "merge_from": 0} | given | changes)


@pytest.mark.parametrize("size", [200, 50])
def test_the_result_is_compared_as_the_service_does(size):
    state = own(of=encoded(TRUTH), picture_size=size)
    prepared, result = segment_picture(state)
    regions = truth.truths_of(state, prepared.mask.shape)[0]
    known = segment(prepared.image, prepared.mask, state.method(), truth=regions)
    assert result.metrics == known.metrics
    assert result.verdict.sentence == known.verdict.sentence
    assert truth.agreement(state, result) == compare_partitions(result.labels, regions)
    plain = segment_state(state.model_copy(update={"truth": ""}))
    np.testing.assert_array_equal(result.labels, plain.labels)
    assert plain.metrics is None
    assert truth.agreement(state.model_copy(update={"truth": ""}), plain) is None


def test_a_truth_is_cropped_with_its_picture_and_may_be_shrunk():
    for of in (encoded(TRUTH), encoded(TRUTH[::2, ::2])):
        state = own(of=of, crop="10,20,50,80")
        (found,) = truth.truths_of(state, prepare(GREY, crop=state.box).mask.shape)
        wanted = TRUTH[10:50, 20:80]
        assert found.shape == wanted.shape
        assert (found == wanted).mean() > 0.97
    np.testing.assert_array_equal(
        truth.truths_of(own(of=encoded(TRUTH), crop="10,20,50,80"), (40, 60))[0], wanted
    )


def test_of_several_people_one_is_compared_and_the_figures_are_means():
    drawn = [TRUTH.astype(np.uint16), HALVES.astype(np.uint16)]
    state = own(of=berkeley(*drawn))
    first, second = (segment_state(state.model_copy(update={"person": n})) for n in (1, 2))
    assert first.verdict.outcome == "agrees"
    assert second.metrics.adjusted_rand < 0.5
    found = truth.agreement(state, first)
    assert found == compare_partitions(first.labels, drawn)
    words = truth.described(found, first.labels.shape)
    assert f"covering {found.covering:.3f}" in words
    assert "within 0.8 pixels, 0.0075 of the diagonal. All are means over 2 people." in words
    with pytest.raises(ParameterError, match="at most 2, the number of people who drew") as caught:
        segment_state(state.model_copy(update={"person": 3}))
    assert caught.value.parameter == "person"


def test_a_picture_too_large_for_figures_of_agreement_says_so(monkeypatch):
    state = own(of=encoded(TRUTH))
    result = segment_state(state)
    assert truth.agreement_text(state, result).startswith("Agreement with the truth: covering")
    monkeypatch.setattr(truth, "MOST_PIXELS", 5000)
    text = truth.agreement_text(state, result)
    assert text.endswith("are for pictures of up to 5,000 pixels; this one has 5,400.")
    assert truth.agreement_text(state.model_copy(update={"truth": ""}), result) == ""


def test_a_truth_that_the_server_lacks_is_named():
    state = own(of=encoded(TRUTH))
    PICTURES.forget()
    PICTURES.add(encoded(GREY), "me")
    for ask in (segment_state, check_files):
        with pytest.raises(MissingPictureError) as caught:
            ask(state)
        assert caught.value.picture == state.truth


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (encoded(TRUTH[:, :80]), "90 × 60 pixels, as the picture's file, or smaller"),
        (b"no picture", "a PNG, JPEG"),
        (bytes(truth.MOST_TRUTH_FILE + 1), "a file of at most 4 MB"),
        (b"\x93NUMPY and nothing", "a file of labels, or a .mat file"),
        (b"MATLAB 5.0 MAT-file and nothing", "a file of labels, or a .mat file"),
    ],
    ids=range(5),
)
def test_what_is_no_truth_of_the_picture_is_refused_with_a_sentence(content, rule):
    state = own()
    before = PICTURES.files.size
    answer = _add(content, "a.png", "me", "truth", state.picture, "1")
    assert answer["problem"].startswith(f"Truth must be {rule}")
    assert answer["problem"].endswith(" instead.")
    assert PICTURES.files.size == before


def test_a_truth_is_taken_with_the_fields_that_show_it():
    content, state = encoded(TRUTH), own()
    answer = _add(content, "labels.png", "me", "truth", state.picture, "1")
    assert answer == {
        "picture": hash_of(content),
        "fields": {"truth": hash_of(content), "truth_file": "labels.png", "person": 1},
        "notes": "",
    }
    shown = state.model_copy(update=answer["fields"])
    assert from_query(to_query(shown)) == (shown, [])
    people = _add(berkeley(TRUTH, TRUTH), "a.mat", "me", "truth", state.picture, "1")
    assert people["notes"].startswith("2 people drew true regions")
    # Sent again, it is kept without a look at the picture.
    assert _add(content, "labels.png", "me", "truth")["picture"] == hash_of(content)


def test_a_picture_that_a_truth_needs_is_asked_for():
    assert _add(encoded(TRUTH), "a.png", "me", "truth", "0" * 32, "1") == {"needs": "0" * 32}


def test_a_mask_from_a_file_has_to_fit():
    state = own()
    answer = _add(encoded(255 * (TRUTH - 1)), "mask.png", "me", "mask", state.picture, "1")
    assert answer["fields"] == {"mask": "painted", "painted": answer["picture"], "use_mask": True}
    masked = state.model_copy(update=answer["fields"])
    np.testing.assert_array_equal(PICTURES.prepare(masked).mask, DISC)
    for other, got in ((TRUTH[1:], "90 × 59"), (TRUTH[::2, ::2], "45 × 30")):
        refused = _add(encoded(other), "mask.png", "me", "mask", state.picture, "1")
        rule = "have the size of the picture's file, 90 × 60 pixels"
        assert refused == {"problem": f"The mask must {rule}. Got {got} instead."}


def test_one_viewer_s_truths_push_out_only_own_files(monkeypatch):
    monkeypatch.setattr(PICTURES.files, "_most_of_owner", 2000)
    PICTURES.forget()
    kept = own(COLOURS).picture
    names = [truth.add(encoded(np.roll(TRUTH, n, axis=1)), "you")[0] for n in range(20)]
    assert PICTURES.files.get(kept) is not None
    assert PICTURES.files.get(names[0]) is None
    assert PICTURES.files.get(names[-1]) is not None
