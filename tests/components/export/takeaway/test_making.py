"""A lesson's file: its frames are the service's, and it stays within its bounds."""

import json
import re
import zlib
from base64 import b64decode, b64encode
from hashlib import sha256
from io import BytesIO
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from PIL import Image

from components.export.exporter import ExportError
from components.export.takeaway import bounds, controls, make, making
from components.export.takeaway.controls import Control, count, live_controls, thinned
from components.export.takeaway.frames import packed, run_lengths
from components.state.link import from_query
from segmentation import segment_scene

TWO = "circles=28,24,16;40,50,14&n_clusters=2"
CHOICE = {"question": "Which?", "options": ["this", "</script>"], "answer": 1, "reason": "So."}
STEPS = [
    {"title": "Two", "note": "A note", "query": TWO, "prediction": CHOICE},
    {"title": "", "note": "", "query": f"{TWO}&beta=4&hide=noise"},
    {"title": "Bands", "note": "", "query": "", "figure": "bands"},
]


def quiet(what, share):
    pass


@pytest.fixture
def few(monkeypatch):
    monkeypatch.setattr(controls, "VALUES", (3, 2))


@pytest.fixture
def taken(few):
    return make("A <lesson>", STEPS, quiet)


def content_of(html):
    text = re.search(r'<script type="application/json" id="lesson">(.*?)</script>', html, re.S)[1]
    return json.loads(text)


def labels_of(step):
    """Labels of all frames, read as another program would."""
    data = np.frombuffer(zlib.decompress(b64decode(step["labels"]), -15), np.uint8).reshape(-1, 3)
    lengths = data[:, 1].astype(int) + 256 * data[:, 2].astype(int)
    return np.repeat(data[:, 0], lengths).reshape(-1, *step["shape"])


def test_each_frame_is_the_service_s(taken):
    first, second, third = (content := content_of(taken.html))["steps"]
    assert (first["title"], second["title"]) == ("Two", "Step 2")
    assert first["prediction"] == CHOICE
    assert [c["title"] for c in first["controls"]] == ["Affinity β", "Noise level"]
    assert [c["title"] for c in second["controls"]] == [
        "Affinity β",
        "Clusters k",
    ]  # noise is hidden
    assert third["figure"]["name"] == "cutlab-figure:bands"
    assert "labels" not in third
    fields = {"Affinity β": "beta", "Noise level": "noise", "Clusters k": "n_clusters"}
    for step, given_one in zip((first, second), STEPS, strict=False):
        state = from_query(given_one["query"])[0]
        places = [
            *product(*([(c["title"], text) for text in c["texts"]] for c in step["controls"]))
        ]
        assert len(places) == len(step["frames"])
        for values, found, texts in zip(places, labels_of(step), step["frames"], strict=True):
            changed = {fields[title]: float(text) for title, text in values}
            changed |= {k: int(v) for k, v in changed.items() if k == "n_clusters"}
            now = state.model_copy(update=changed)
            result = segment_scene(now.scene(), now.method())
            assert np.array_equal(found, result.labels + 1)
            assert texts[1:3] == [result.verdict.outcome, result.verdict.sentence]
            image = Image.open(BytesIO(b64decode(content["images"][texts[0]].partition(",")[2])))
            assert image.size == (100, 100)
        own = [c["texts"][c["own"]] for c in step["controls"]]
        assert own[0] == f"{state.beta:g}"
    images = {texts[0] for texts in first["frames"]}
    assert len(images) == len(first["controls"][1]["texts"])  # one for each level of noise


def test_only_its_own_script_and_style_may_run(taken):
    policy = re.search(r'Content-Security-Policy" content="(.*?)"', taken.html)[1]
    for tag, pattern in (("script", r'<script type="module">(.*?)</script>'),
                         ("style", r"<style>(.*?)</style>")):  # fmt: skip
        (text,) = re.findall(pattern, taken.html, re.S)
        digest = b64encode(sha256(text.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert "<title>A &lt;lesson&gt;</title>" in taken.html
    assert not re.search(r'(src|href)="(?!data:)', re.sub(r"<script.*?</script>", "", taken.html))
    assert len(taken.html) < making.MOST_BYTES


def test_a_heavy_lesson_is_thinned_and_says_so(few, monkeypatch):
    whole = make("", STEPS[:2], quiet)
    assert whole.note == ""
    monkeypatch.setattr(making, "MOST_BYTES", len(whole.html) - 8_000)
    thin = make("", STEPS[:2], quiet)
    assert len(thin.html) <= making.MOST_BYTES
    assert re.search(
        r"the sliders of (step 1|step 2|steps 1 and 2) have fewer values\.$", thin.note
    )
    n_frames = [len(step["frames"]) for step in content_of(thin.html)["steps"]]
    assert sum(n_frames) < sum(len(s["frames"]) for s in content_of(whole.html)["steps"])


def test_a_slow_lesson_has_the_states_of_its_steps_alone(few, monkeypatch):
    monkeypatch.setattr(making, "MOST_SECONDS", 0.0)
    steps = content_of(make("", STEPS[:2], quiet).html)["steps"]
    assert [(step["controls"], len(step["frames"])) for step in steps] == [([], 1), ([], 1)]


def picture_steps(*fields):
    return [{"title": "", "note": "", "query": f"picture=coins&{each}"} for each in fields]


def test_a_lesson_of_large_pictures_is_refused_before_anything_is_computed():
    def watch(what, share):
        raise AssertionError(what)

    with pytest.raises(ExportError, match="more than 180 seconds of a processor"):
        make("", picture_steps(*["picture_size=2000"] * 100), watch)


def test_a_lesson_ends_once_its_time_is_over(few, monkeypatch):
    told = []

    def clock():  # the time is over in the middle of a frame besides the step's own
        return 1e6 if told and told[-1] == "" and told[-2].startswith("Frame") else 0.0

    monkeypatch.setattr(bounds, "thread_time", clock)
    with pytest.raises(ExportError, match="more than 180 seconds of a processor"):
        make("", STEPS[:1], lambda what, _: told.append(what))
    assert told[-1] == ""


def test_pictures_that_do_not_fit_are_refused_and_shared_ones_count_once(few, monkeypatch):
    steps = picture_steps(*(f"picture_size=60&n_clusters={k}" for k in (2, 3, 4)))
    monkeypatch.setattr(making, "MOST_SECONDS", 0.0)
    whole = make("", steps, quiet)
    monkeypatch.setattr(making, "MOST_BYTES", len(whole.html.encode()))
    assert make("", steps, quiet) == whole
    monkeypatch.setattr(making, "MOST_BYTES", len(whole.html.encode()) - 1)
    with pytest.raises(ExportError, match="may have at most"):
        make("", steps, quiet)
    monkeypatch.setattr(making, "MOST_BYTES", 1_000)
    told = []
    with pytest.raises(ExportError, match=r"may have at most 1 kB\. Take smaller pictures"):
        make("", steps, lambda what, _: told.append(what))
    assert not any(what.startswith(("Step 2", "Frame")) for what in told)


def test_its_progress_is_told_and_it_can_be_ended(few):
    told = []

    def watch(what, share):
        told.append((what, share))
        if what.startswith("Frame 3"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make("", STEPS[:1], watch)
    words = [what for what, _ in told if what]
    assert words[0] == "Step 1 of 1"
    assert re.fullmatch(r"Frame 3 of \d+, about \d+ kB", words[-1])


def test_a_step_without_a_result_is_named(few):
    picture = "picture=" + "0" * 32
    with pytest.raises(ExportError, match="lacks a file of step 2 at present") as caught:
        make("", [STEPS[0], {"title": "", "note": "", "query": picture}], quiet)
    assert caught.value.needs == "0" * 32
    truth = "picture=coins&truth=" + "1" * 32
    with pytest.raises(ExportError) as caught:
        make("", [{"title": "", "note": "", "query": truth}], quiet)
    assert caught.value.needs == "1" * 32


@given(
    arrays(np.uint8, st.tuples(st.integers(1, 6), st.integers(1, 300)), elements=st.integers(0, 2))
)
def test_runs_come_back(labels):
    data = np.frombuffer(run_lengths(labels), np.uint8).reshape(-1, 3)
    lengths = data[:, 1].astype(int) + 256 * data[:, 2].astype(int)
    assert np.array_equal(np.repeat(data[:, 0], lengths).reshape(labels.shape), labels)
    step = {"labels": packed([labels, labels]), "shape": labels.shape}
    assert np.array_equal(labels_of(step), [labels, labels])


def states(*queries):
    return [from_query(query)[0] for query in queries]


def test_the_controls_are_those_that_the_lesson_is_about():
    def fields(*queries):
        lesson = states(*queries)
        return [control.field for control in live_controls(lesson[0], lesson)]

    assert fields("", "beta=3") == ["beta", "noise"]
    assert fields("", "noise=1") == ["noise", "beta"]
    assert fields("", "assign_labels=sweep", "n_clusters=2") == ["n_clusters", "assign_labels"]
    assert fields("hide=beta,noise") == ["n_clusters", "assign_labels"]
    assert fields("picture=coins") == ["beta", "n_clusters"]


@pytest.mark.parametrize("query", ["", "beta=7.3&noise=0.33", "beta=90&noise=2", "beta=0&noise=0"])
def test_values_ascend_within_bounds_and_have_the_step_s_own(query):
    (state,) = states(query)
    for control in live_controls(state, [state]):
        assert control.own in control.values
        assert list(control.values) == sorted(set(control.values))
        assert control.spec.minimum <= control.values[0]
        assert control.values[-1] <= control.spec.maximum
        assert 6 <= len(control.values) <= 14


def test_thinning_keeps_the_own_value_and_ends_with_none():
    both = (Control("beta", tuple(range(11)), 3), Control("noise", (0, 1, 2), 2))
    sizes = [count(both)]
    while both:
        both = thinned(both)
        sizes.append(count(both))
        for control in both:
            assert control.own in control.values
    assert sizes == sorted(sizes, reverse=True)
    assert len(set(sizes)) == len(sizes)
    assert sizes[-1] == 1
