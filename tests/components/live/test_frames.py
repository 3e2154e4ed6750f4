"""Content of frames."""

import numpy as np
import pytest

from components.figures.theme import image_range
from components.live.frames import FrameResponder, Viewer, describe_facts
from components.state.model import CircleState, ExplorerState
from segmentation import ConvergenceError, join_regions, segment_scene
from segmentation.cores import solver_threads, threads_for
from tests.components.frames import decode, request


@pytest.fixture(scope="module")
def responder():
    return FrameResponder()


def test_live_frame_holds_labels_and_quantised_image(responder):
    state = ExplorerState(noise=0.5, seed=3)
    header, arrays = decode(responder.respond(request(seq=9, state=state), Viewer()))
    picture = state.scene().render()
    low, high = image_range(0.5)
    assert header["seq"] == 9
    assert header["shape"] == [100, 100]
    assert set(arrays) == {"labels", "image"}
    back = low + arrays["image"] * ((high - low) / 255)
    inside = (picture.image > low) & (picture.image < high)
    assert np.abs(back - picture.image)[inside].max() <= (high - low) / 255 / 2 + 1e-12
    labels = segment_scene(state.scene(), state.method()).labels
    np.testing.assert_array_equal(arrays["labels"].astype(int) - 1, labels)


def test_frame_is_about_twenty_kilobytes(responder):
    assert 20_000 < len(responder.respond(request(), Viewer())) < 22_000


def test_image_is_not_sent_twice(responder):
    header, _ = decode(responder.respond(request(), Viewer()))
    have = header["image_key"]
    only_labels = responder.respond(request(state=ExplorerState(beta=2.0), have=have), Viewer())
    assert set(decode(only_labels)[1]) == {"labels"}
    moved = ExplorerState(circles=(CircleState(row=30.0), CircleState(col=20.0)), n_clusters=2)
    assert set(decode(responder.respond(request(state=moved, have=have), Viewer()))[1]) == {
        "labels",
        "image",
    }


def test_rest_frame_is_exact_and_knows_the_truth(responder):
    state = ExplorerState(seed=5)
    _, arrays = decode(responder.respond(request(state=state, rest=True), Viewer()))
    picture = state.scene().render()
    np.testing.assert_array_equal(arrays["image"], picture.image.astype(np.float32))
    np.testing.assert_array_equal(arrays["truth"].astype(int) - 1, picture.truth)


def test_a_preset_is_named_at_rest_however_it_is_viewed(responder):
    def named(rest=True, **fields):
        state = ExplorerState(**fields)
        return decode(responder.respond(request(state=state, rest=rest), Viewer()))[0].get("preset")

    assert named() == named(views=("cuts",), outlines=False) == "tutorial"
    assert named(n_clusters=5) == "too-many"
    assert named(noise=0.21) is None
    assert named(rest=False) is None


def test_facts_are_the_service_s(responder):
    header, _ = decode(responder.respond(request(), Viewer()))
    result = segment_scene(ExplorerState().scene(), ExplorerState().method())
    facts = header["facts"]
    assert facts["n_nodes"] == 2678
    assert facts["n_edges"] == result.n_edges
    assert facts["n_components"] == 1
    assert facts["ncut"] == pytest.approx(result.ncut)
    assert facts["adjusted_rand"] == pytest.approx(result.metrics.adjusted_rand)
    assert min(facts["milliseconds"].values()) >= 0


def test_facts_are_written_as_the_page_shows_them():
    times = {"graph": 1.23, "eigen": 10.0}
    numbers = {"n_nodes": 2678, "n_edges": 5212, "n_components": 1, "ncut": 0.01234567}
    texts = describe_facts({**numbers, "adjusted_rand": 0.98765, "milliseconds": times})
    assert texts["n_nodes"] == "2,678"
    assert texts["ncut"] == "0.01235"
    assert texts["adjusted_rand"] == "0.988"
    small = describe_facts(
        {**numbers, "ncut": 4.4567e-05, "adjusted_rand": None, "milliseconds": {}}
    )
    assert small["ncut"] == "4.46e-5"  # not 0.0000
    assert (texts["total"], texts["stages"]) == ("11.2 ms", "graph 1.2 · eigen 10.0 ms")
    assert (
        describe_facts({**numbers, "adjusted_rand": None, "milliseconds": {}})["adjusted_rand"]
        == "–"
    )


def test_the_service_s_refusal_stands_at_its_control(responder):
    tiny = ExplorerState(circles=(CircleState(row=20.0, col=20.0, radius=1.0),), n_clusters=5)
    header, arrays = decode(responder.respond(request(state=tiny), Viewer()))
    assert [problem["field"] for problem in header["problems"]] == ["n_clusters"]
    assert "5" in header["problems"][0]["message"]
    assert not arrays


def test_an_empty_scene_is_reported_at_the_circles(responder):
    beyond = ExplorerState(circles=(CircleState(row=300.0, col=300.0, radius=5.0),))
    header, _ = decode(responder.respond(request(state=beyond), Viewer()))
    assert [problem["field"] for problem in header["problems"]] == ["circles"]


def test_a_solver_that_gives_up_is_reported():
    def hopeless(scene, method, **more):
        raise ConvergenceError("It did not converge.", "Lower beta.")

    header, _ = decode(FrameResponder(hopeless).respond(request(seq=3), Viewer()))
    assert header["seq"] == 3
    assert header["problems"] == [
        {"field": "beta", "message": "It did not converge. Lower Affinity β."}
    ]
    assert "limits" not in header  # the scene has an answer at a larger β


def test_a_beta_without_an_answer_tells_the_largest_that_has_one(responder):
    state = ExplorerState(beta=100.0)
    header, _ = decode(responder.respond(request(state=state), Viewer()))
    (problem,) = header["problems"]
    assert problem["field"] == "beta"
    assert problem["message"].endswith("With Floor ε = 1e-6 there is an answer.")
    largest = header["limits"]["beta"]
    assert 1 < largest < 100
    at_limit = request(state=state.model_copy(update={"beta": largest}))
    assert "labels" in decode(responder.respond(at_limit, Viewer()))[1]
    beyond = request(state=state.model_copy(update={"beta": 1.2 * largest}))
    assert decode(responder.respond(beyond, Viewer()))[0]["limits"] == {"beta": largest}


def test_a_fault_of_ours_is_logged_and_the_viewer_goes_on(caplog):
    def broken(scene, method, **more):
        if scene.seed == 1:
            raise ZeroDivisionError
        return segment_scene(scene, method, **more)

    responder = FrameResponder(broken)
    header, _ = decode(responder.respond(request(seq=5, state=ExplorerState(seed=1)), Viewer()))
    assert header["seq"] == 5
    assert "log" in header["problems"][0]["message"]
    assert "ZeroDivisionError" in caplog.text
    assert "labels" in decode(responder.respond(request(seq=6), Viewer()))[1]


def test_a_drag_starts_from_its_last_frame_and_the_rest_from_nothing():
    starts = []

    def watched(scene, method, *, previous=None):
        starts.append(previous)
        return segment_scene(scene, method, previous=previous)

    responder, viewer = FrameResponder(watched), Viewer()
    for seq, noise in enumerate((0.2, 0.21, 0.22)):
        responder.respond(request(seq=seq, state=ExplorerState(noise=noise)), viewer)
    assert starts[0] is None
    assert starts[1] is not None
    assert starts[2] not in (None, starts[1])
    responder.respond(request(seq=3, rest=True), viewer)
    assert starts[3] is None


def test_a_second_thread_helps_only_while_something_moves():
    seen = []

    def note(scene, method, **more):
        seen.append(threads_for(10**6))
        return segment_scene(scene, method, **more)

    with solver_threads(2):
        for rest in (False, True):
            FrameResponder(note).respond(request(rest=rest), Viewer())
    assert seen == [2, 1]


def test_a_change_of_the_view_alone_computes_nothing():
    calls = []

    def watched(scene, method, *, previous=None):
        calls.append(previous)
        return segment_scene(scene, method, previous=previous)

    responder, viewer = FrameResponder(watched), Viewer()
    for seq, (rest, opacity, expected) in enumerate(
        [(False, 100, 1), (True, 100, 2), (False, 50, 2), (True, 50, 2), (True, 40, 2)]
    ):
        state = ExplorerState(opacity=opacity)
        header, _ = decode(responder.respond(request(seq=seq, state=state, rest=rest), viewer))
        assert len(calls) == expected
        assert header["query"] == ("" if opacity == 100 else f"opacity={opacity}")
    responder.respond(request(seq=9, state=ExplorerState(beta=2.0)), viewer)
    assert len(calls) == 3


def test_edits_are_made_after_the_cut_and_those_of_no_region_are_left_out(responder):
    state = ExplorerState(n_clusters=5, edits="2+5,1+9,3=coin,8=none")
    cut = segment_scene(state.scene(), state.method())
    joined = join_regions(cut, [(1, 4)])
    for rest in (False, True):
        header, arrays = decode(responder.respond(request(state=state, rest=rest), Viewer()))
        np.testing.assert_array_equal(arrays["labels"].astype(int) - 1, joined.labels)
        assert header["edits"] == "2+5,3=coin"
        assert header["facts"]["ncut"] == joined.ncut != cut.ncut
        assert header["query"].endswith("edits=2%2B5,1%2B9,3%3Dcoin,8%3Dnone")
    whole = ExplorerState(n_clusters=5, edits="3=coin,5+2")  # in whatever order
    assert decode(responder.respond(request(state=whole), Viewer()))[0]["edits"] == "3=coin,5+2"


def test_at_rest_nothing_is_left_of_a_drag(responder):
    """Its frames start from each other and search less, even where the regions are not clear."""
    viewer = Viewer()
    for seq, k in enumerate((*range(2, 21, 3), 14, 11, 9)):
        state = ExplorerState(n_clusters=k)
        responder.respond(request(seq=seq, state=state), viewer)
        header, arrays = decode(responder.respond(request(state=state, rest=True), viewer))
        result = segment_scene(state.scene(), state.method())
        np.testing.assert_array_equal(arrays["labels"].astype(int) - 1, result.labels)
        assert header["facts"]["ncut"] == result.ncut
        assert header["warnings"] == list(result.warnings)


def test_a_start_too_large_to_keep_is_let_go(monkeypatch):
    monkeypatch.setattr("components.live.frames.LARGEST_START", 1000)
    viewer = Viewer()
    FrameResponder().respond(request(), viewer)
    assert viewer.previous is None


def test_a_bad_state_loses_no_start():
    responder, viewer = FrameResponder(), Viewer()
    responder.respond(request(), viewer)
    before = viewer.previous
    responder.respond("{", viewer)
    tiny = ExplorerState(circles=(CircleState(row=20.0, col=20.0, radius=1.0),), n_clusters=5)
    responder.respond(request(state=tiny), viewer)
    assert viewer.previous is before is not None


def test_all_starts_together_are_bounded_and_the_oldest_goes_first(monkeypatch):
    responder, viewers = FrameResponder(), [Viewer() for _ in range(3)]
    responder.respond(request(), viewers[0])
    monkeypatch.setattr("components.live.frames.ALL_STARTS", int(2.5 * sizes(viewers[0])))
    for viewer in (*viewers[1:], viewers[1]):
        responder.respond(request(), viewer)
    assert [viewer.previous is None for viewer in viewers] == [True, False, False]
    responder.respond(request(), viewers[0])
    assert [viewer.previous is None for viewer in viewers] == [False, False, True]
    header, _ = decode(responder.respond(request(seq=9), viewers[2]))
    assert header["seq"] == 9


def sizes(viewer):
    return Viewer._sizes[viewer]
