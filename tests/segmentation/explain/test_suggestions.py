from dataclasses import replace

import pytest

from segmentation import Circle, Method, Scene, segment, segment_scene
from segmentation.explain.wording import METHOD_NAMES

SCENES = {
    "rounding": (Scene((Circle(50, 36, 24), Circle(50, 68, 12))), Method(n_clusters=2)),
    "rounding of four": (
        Scene((Circle(50, 50, 28), Circle(50, 84, 8), Circle(50, 16, 8), Circle(16, 50, 8))),
        Method(),
    ),
    "a weak beta": (
        Scene((Circle(28, 24, 16), Circle(70, 70, 20)), noise=0.02),
        Method(n_clusters=3, use_mask=False),
    ),
    "objective": (Scene((Circle(50, 40, 30), Circle(50, 62, 12))), Method(n_clusters=2)),
    "strong beta": (Scene(), Method(beta=50)),
    "k": (Scene(), Method(n_clusters=2)),
    "agrees": (Scene(), Method()),
}


@pytest.mark.parametrize("name", SCENES)
def test_each_changes_the_outcome(name):
    """Run the changed method anew instead of trusting the service."""
    scene, method = SCENES[name]
    result = segment_scene(scene, method)
    assert len(result.suggestions) <= 2
    for suggestion in result.suggestions:
        fresh = segment_scene(scene, replace(method, **suggestion.changes))
        assert fresh.verdict.outcome == suggestion.outcome != result.verdict.outcome


def changes(name):
    return [suggestion.changes for suggestion in segment_scene(*SCENES[name]).suggestions]


def test_what_is_offered():
    assert changes("rounding")[0] == {"assign_labels": "sweep"}
    assert any("beta" in change for change in changes("a weak beta"))
    assert changes("objective") == []
    assert changes("k") == [{"n_clusters": 4}]
    assert changes("agrees") == []
    assert {"beta": 1.0} in changes("strong beta")


def test_without_a_truth_a_far_cheaper_label_method_is_offered():
    picture = SCENES["rounding"][0].render()
    result = segment(picture.image, picture.mask, Method(n_clusters=2))
    (suggestion,) = result.suggestions
    assert suggestion.changes == {"assign_labels": "sweep"}
    fresh = segment(picture.image, picture.mask, replace(result.method, **suggestion.changes))
    assert fresh.ncut < 0.9 * result.ncut
    assert suggestion.effect == f"then Ncut is {fresh.ncut:.3g} instead of {result.ncut:.3g}"
    assert fresh.verdict.outcome == suggestion.outcome == "no truth"


def test_the_tutorial_without_its_truth_has_none():
    picture = Scene().render()
    assert segment(picture.image, picture.mask).suggestions == ()


UNPREFERRED = Scene(
    (Circle(62, 41, 16), Circle(40, 50, 14), Circle(67, 58, 15), Circle(24, 70, 14))
)


@pytest.mark.parametrize(
    ("scene", "method"),
    [(UNPREFERRED, Method()), (Scene(noise=2 / 3), Method(beta=2.15443469003))],
    ids=["four circles", "the tutorial's with a strong beta"],
)
def test_the_verdict_does_not_rule_out_what_is_offered(scene, method):
    result = segment_scene(scene, method)
    offered = result.suggestions[0]
    assert (result.verdict.outcome, offered.outcome) == ("objective", "agrees")
    name = METHOD_NAMES[offered.changes["assign_labels"]]
    fresh = segment_scene(scene, replace(method, **offered.changes))
    assert result.verdict.sentence.endswith(
        f"{name[0].upper()}{name[1:]} finds the true regions even so, at Ncut {fresh.ncut:.3g}; "
        "changing β, the scale or the mask might make them the cheaper ones."
    )
    assert "can fix" not in result.verdict.sentence


def test_where_no_label_method_is_right_the_verdict_says_so():
    sentence = segment_scene(*SCENES["objective"]).verdict.sentence
    assert "No solver or label method can fix this" in sentence
