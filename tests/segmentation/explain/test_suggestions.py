from dataclasses import replace

import pytest

from segmentation import Circle, Method, Scene, segment, segment_scene

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
