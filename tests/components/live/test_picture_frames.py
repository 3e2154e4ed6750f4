"""Frames and explanations of own pictures."""

import numpy as np
import pytest

from components.live.explanations import ExplanationResponder, ExplanationViewer
from components.live.frames import FrameResponder, Viewer
from components.live.views import VIEWS
from components.page.panels.gallery import PLACE
from components.pictures import truth
from components.pictures.opening import own_fields, sample_fields
from components.pictures.store import PICTURES
from components.pictures.subject import segment_picture, segment_prepared
from components.state.link import to_query
from components.state.model import ExplorerState
from segmentation import SAMPLES, prepare, read_image, segment
from segmentation.stages import run
from tests.components.frames import decode, request
from tests.components.pictures.files import COLOURS, DISC, GREY, encoded
from tests.segmentation.pictures.test_truth import berkeley

COINS = ExplorerState(**sample_fields(SAMPLES[0]))


@pytest.fixture(scope="module")
def responder():
    return FrameResponder()


def ask(responder, viewer=None, **more):
    return decode(responder.respond(request(**more), viewer or Viewer()))


def with_colours(**changes):
    """State of a picture that the server holds."""
    picture, _ = PICTURES.add(encoded(COLOURS), "me")
    return ExplorerState(**own_fields(picture, "disc.png", read_image(COLOURS)) | changes)


def test_a_frame_has_the_labels_and_the_picture_to_look_at(responder):
    state = with_colours()
    header, arrays = ask(responder, seq=9, state=state)
    assert (header["seq"], header["photo"], header["shape"]) == (9, True, [60, 90])
    assert header["query"] == to_query(state)
    assert set(arrays) == {"labels", "display"}
    np.testing.assert_array_equal(arrays["display"], COLOURS)
    picture = prepare(COLOURS, channel="colour", longest=200, sigma=1.0)
    labels = segment(picture.image, picture.mask, state.method()).labels
    np.testing.assert_array_equal(arrays["labels"].astype(int) - 1, labels)
    assert header["texts"]["picture"].startswith("disc.png: 90 × 60 pixels.")
    assert header["texts"]["adjusted_rand"] == "–"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "disc.png: 90 × 60 pixels."),
        (
            {"crop": "10,5,50,85"},
            "disc.png: Cropped to 80 × 40 pixels from row 10 and column 5 on.",
        ),
        ({"picture_size": 50}, "disc.png: Shrunk from 90 × 60 to 50 × 33 pixels."),
        (
            {"crop": "10,5,50,85", "picture_size": 50},
            "disc.png: Cropped to 80 × 40 pixels from row 10 and column 5 on. "
            "Shrunk to 50 × 25 pixels.",
        ),
    ],
)
def test_a_picture_is_described_by_each_size_once(responder, changes, said):
    header, _ = ask(responder, state=with_colours(**changes))
    assert header["texts"]["picture"] == said


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"picture_size": 90}, ""),
        ({"picture_size": 91}, "The picture's longest side has 90 pixels: it is not enlarged."),
        ({"crop": "10,5,50,85"}, "The crop's longest side has 80 pixels: it is not enlarged."),
    ],
)
def test_a_working_size_above_the_picture_s_own_is_said_to_have_no_effect(responder, changes, said):
    header, _ = ask(responder, state=with_colours(**changes))
    assert header["texts"]["picture_size"] == said


def test_the_picture_is_sent_again_only_when_it_looks_different(responder):
    state = with_colours()
    have = ask(responder, state=state)[0]["image_key"]
    for changes, sent in (
        ({"beta": 2.0, "sigma": 3.0, "channel": "grey", "mask": "otsu_above"}, {"labels"}),
        ({"picture_size": 50}, {"labels", "display"}),
    ):
        changed = state.model_copy(update=changes)
        assert set(ask(responder, state=changed, have=have)[1]) == sent
    circles = ask(responder, state=ExplorerState(), have=have)
    assert set(circles[1]) == {"labels", "image"}


def test_a_frame_at_rest_has_the_exact_values_and_no_truth(responder):
    header, arrays = ask(responder, state=COINS, rest=True)
    assert set(arrays) == {"labels", "display", "image"}
    image = prepare(PICTURES.read("coins"), longest=77, sigma=0.4).image
    np.testing.assert_array_equal(arrays["image"], image.astype(np.float32))
    assert header["image_range"] == [image.min(), image.max()]
    assert header["preset"] is None
    colours = ask(responder, state=with_colours(), rest=True)[1]
    assert colours["image"].shape == (60, 90)


def test_a_frame_tells_the_size_of_the_file_and_has_its_truth_at_rest(responder):
    regions = np.where(np.arange(90) < 30, 400, 7) * np.ones((60, 1), int)
    name, _ = truth.add(encoded(regions.astype(np.uint16)), "me")
    state = with_colours(crop="0,10,60,80", invert=True)
    header, arrays = ask(responder, state=state, rest=True)
    assert (header["shape"], header["whole"], header["people"]) == ([60, 70], [60, 90], 0)
    np.testing.assert_array_equal(arrays["display"], 255 - COLOURS[:, 10:80])
    assert "truth" not in arrays
    known = state.model_copy(update={"truth": name})
    header, arrays = ask(responder, state=known, rest=True)
    assert header["people"] == 1
    assert arrays["truth"].dtype == np.uint16
    assert len(np.unique(arrays["truth"])) == 2
    np.testing.assert_array_equal(np.diff(arrays["truth"].astype(int), axis=1) != 0,
                                  np.diff(regions[:, 10:80], axis=1) != 0)  # fmt: skip
    assert header["texts"]["adjusted_rand"] != "–"
    moving = ask(responder, state=known)[1]
    assert set(moving) == {"labels", "display"}


def test_a_frame_tells_a_mask_of_the_whole_file_which_fits_every_crop(responder):
    masks = [np.where(mask, 255, 0).astype(np.uint8) for mask in (DISC, DISC[:50])]
    of_file, of_part = (PICTURES.add(encoded(mask), "me")[0] for mask in masks)
    for painted, whole in ((of_file, of_file), (of_part, ""), ("", "")):
        for crop in ("", "0,10,50,80"):
            state = with_colours(mask="painted", painted=painted, crop=crop)
            assert ask(responder, state=state)[0]["whole_mask"] == whole
    unused = with_colours(painted=of_file)
    assert ask(responder, state=unused)[0]["whole_mask"] == ""


def test_a_picture_with_a_truth_gets_a_verdict_and_the_figures_of_agreement():
    picture, _ = PICTURES.add(encoded(GREY), "me")
    name, _ = truth.add(encoded((1 + DISC).astype(np.uint8)), "me")
    fields = own_fields(picture, "disc.png", read_image(GREY)) | {"n_clusters": 2, "truth": name}
    for k, title in ((2, "agrees with the true regions"), (5, "k differs from the number of true")):
        state = ExplorerState(**fields | {"n_clusters": k})
        message = request(state=state, rest=True, verdict=True, views=list(VIEWS))
        header, _ = decode(ExplanationResponder().respond(message, ExplanationResponder().viewer()))
        verdict = header["verdict"]
        assert verdict["title"].startswith(title)
        assert "circle" not in str(verdict)
        assert verdict["agreement"].startswith("Agreement with the truth: covering ")
    assert [row["name"] for row in verdict["numbers"]] == []
    circles = request(rest=True, verdict=True)
    header, _ = decode(ExplanationResponder().respond(circles, ExplanationResponder().viewer()))
    assert header["verdict"]["agreement"] == ""


def test_the_reader_of_a_link_sees_the_picture_while_the_server_has_it_as_the_page_says(responder):
    header, arrays = ask(responder, Viewer(), state=with_colours())
    assert "needs" not in header
    np.testing.assert_array_equal(arrays["display"], COLOURS)
    assert "Whoever opens a link of yours in that time sees the picture" in PLACE


def test_a_picture_that_the_server_lacks_is_needed(responder):
    state = with_colours()
    PICTURES.forget()
    for each in (responder, ExplanationResponder()):
        header, arrays = ask(each, each.viewer(), seq=4, state=state)
        assert (header["seq"], header["needs"], arrays) == (4, state.picture, {})
    with_colours()
    assert "labels" in ask(responder, state=state)[1]


def test_a_drag_starts_from_its_last_frame(responder, monkeypatch):
    starts = []

    def watched(image, mask, method, *, previous=None):
        starts.append(previous)
        return segment(image, mask, method, previous=previous)

    monkeypatch.setattr("components.pictures.subject.segment", watched)
    viewer = Viewer()
    for beta in (5.0, 5.1):
        ask(responder, viewer, state=COINS.model_copy(update={"beta": beta}))
    ask(responder, viewer, state=COINS, rest=True)
    assert [start is None for start in starts] == [True, False, True]


def test_other_regions_are_merged_without_another_cut(responder, monkeypatch):
    """Even at rest, where the answer is the same as from nothing, unless the cut was a drag's."""
    cuts, original = [], run.label_nodes

    def watched(method, *rest, **options):
        cuts.append(method.n_clusters)
        return original(method, *rest, **options)

    monkeypatch.setattr("segmentation.stages.run.label_nodes", watched)
    four, three, two = (with_colours(merge_from=12, n_clusters=k) for k in (4, 3, 2))
    other = four.model_copy(update={"beta": 5.1})

    def asked(viewer, state, rest):
        return ask(responder, viewer, state=state, rest=rest)[1]["labels"]

    def explained(viewer, state, rest):
        return viewer.context(state, rest).result.labels

    for viewer, new, look in (
        (Viewer(), Viewer, asked),
        (ExplanationViewer(), ExplanationViewer, explained),
    ):
        cuts.clear()
        look(viewer, four, True)
        look(viewer, three, False)
        found = look(viewer, two, True)
        assert cuts == [4]
        assert np.array_equal(found, look(new(), two, True))
        look(viewer, other, False)
        look(viewer, other.model_copy(update={"n_clusters": 3}), True)
        assert cuts == [4, 2, 4, 3]


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        (
            {"mask": "above", "threshold": 100.0},
            "mask",
            "Mask must be true for at least one pixel.",
        ),
        ({"channel": "red", "picture": "coins"}, "channel", "Channel must be 'grey' or 'colour'"),
        ({"smallest": 1000, "mask": "otsu_above", "picture_size": 50}, "mask", "less than 1000"),
    ],
)
def test_what_is_refused_stands_at_its_control(responder, changes, field, message):
    header, _ = ask(responder, state=with_colours(**changes))
    (problem,) = header["problems"]
    assert problem["field"] == field
    assert message in problem["message"]


@pytest.mark.parametrize("k", [2, 5])
def test_verdict_and_views_work_in_colour(k):
    responder = ExplanationResponder()
    state = with_colours(n_clusters=k, embedding_color="truth")
    header, _ = ask(responder, responder.viewer(), state=state, views=list(VIEWS), rest=True)
    assert header["verdict"]["outcome"] == "no truth"
    assert set(header["views"]) == set(VIEWS)
    assert all(view["sentence"] for view in header["views"].values())


def test_with_another_truth_the_picture_is_compared_anew_and_not_cut_again(monkeypatch):
    calls = []

    def counted(*args):
        calls.append(args)
        return segment_prepared(*args)

    monkeypatch.setattr("components.live.frames.segment_prepared", counted)
    picture, _ = PICTURES.add(encoded(GREY), "me")
    halves = np.where(np.arange(90) < 45, 1, 2) * np.ones((60, 1), int)
    drawn = [(1 + DISC).astype(np.uint16), halves.astype(np.uint16)]
    name, _ = truth.add(berkeley(*drawn), "me")
    plain = ExplorerState(**own_fields(picture, "disc.png", read_image(GREY)) | {"n_clusters": 2})
    responder, viewer = FrameResponder(), Viewer()
    for changes in ({}, {"truth": name}, {"truth": name, "person": 2}, {}):
        state = plain.model_copy(update=changes)
        header, arrays = decode(responder.respond(request(state=state, rest=True), viewer))
        fresh = segment_picture(state)[1]
        metrics = fresh.metrics
        assert header["facts"]["adjusted_rand"] == (metrics and metrics.adjusted_rand)
        assert viewer.previous.verdict.sentence == fresh.verdict.sentence
        assert ("truth" in arrays) == bool(changes)
        if changes:
            np.testing.assert_array_equal(arrays["truth"], fresh.truth + 1)
    assert len(calls) == 1
