"""Explanations of arbitrary scenes: they are consistent, and raise no error."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from segmentation import Circle, CutlabError, Method, Scene, segment_scene
from segmentation.explain.verdict import OUTCOMES
from segmentation.labels import METHODS

scenes = st.builds(
    Scene,
    st.lists(
        st.builds(Circle, st.floats(-2, 22), st.floats(-2, 22), st.floats(0.4, 9)),
        min_size=1,
        max_size=5,
    ),
    size=st.just(20),
    noise=st.sampled_from([0, 0.2, 1]),
    seed=st.integers(0, 9),
)
methods = st.builds(
    Method,
    beta=st.sampled_from([0, 1, 10, 1000]),
    n_clusters=st.integers(1, 6),
    assign_labels=st.sampled_from(METHODS),
    use_mask=st.booleans(),
)


@given(scenes, methods)
def test_any_scene_is_explained(scene, method):
    try:
        result = segment_scene(scene, method)
    except CutlabError:
        return
    verdict = result.verdict
    assert verdict.outcome in OUTCOMES
    assert bool(verdict.reason) == (verdict.outcome == "no truth") == (not verdict.witnesses)
    assert (verdict.witness is not None) == (verdict.outcome in ("rounding", "objective"))
    for witness in verdict.witnesses:
        assert verdict.of(witness.name, refined=True).ncut <= witness.ncut
    for suggestion in result.suggestions:
        fresh = segment_scene(scene, replace(method, **suggestion.changes))
        assert fresh.verdict.outcome == suggestion.outcome != verdict.outcome
    assert result.spectrum.sentences
    assert result.region_parts.sum() >= result.n_regions
    if result.threshold_curve is not None:
        assert (result.threshold_curve.labels_at(result.threshold_curve.best) >= -1).all()
