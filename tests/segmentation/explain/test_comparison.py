from dataclasses import replace

import numpy as np
import pytest

from segmentation import Method, ParameterError, Scene, compare_methods, ncut_value, segment_scene
from segmentation.eigen import aggregates
from segmentation.errors import ConvergenceError
from segmentation.labels import METHODS, sweep


def test_each_is_what_its_method_gives():
    result = segment_scene(Scene())
    outcomes = compare_methods(result)
    assert tuple(outcome.name for outcome in outcomes) == METHODS
    for outcome in outcomes:
        alone = segment_scene(Scene(), replace(result.method, assign_labels=outcome.name))
        assert np.array_equal(outcome.labels, alone.labels)
        assert outcome.ncut == alone.ncut
        assert outcome.ncut == pytest.approx(ncut_value(result.graph.affinity, outcome.labels))
        assert outcome.metrics == alone.metrics
        assert outcome.seconds > 0


def test_of_a_picture_cut_as_aggregates_too(monkeypatch):
    monkeypatch.setattr(aggregates, "LARGEST_EXACT", 1000)
    method = Method(eigen_solver="aggregates")
    result = segment_scene(Scene(), method)
    assert result.solver == "aggregates"
    for outcome in compare_methods(result):
        alone = segment_scene(Scene(), replace(method, assign_labels=outcome.name))
        assert np.array_equal(outcome.labels, alone.labels)
        assert outcome.ncut == alone.ncut


def test_it_is_computed_once():
    result = segment_scene(Scene(), Method(n_clusters=2))
    assert compare_methods(result) is result.by_method
    with pytest.raises(ParameterError, match="result' parameter of compare_methods"):
        compare_methods(None)


def test_without_an_answer_for_a_part_the_sweep_is_left_out(monkeypatch):
    def refuse(*args, **kwargs):
        raise ConvergenceError("It did not converge.", "Lower beta.")

    result = segment_scene(Scene())
    monkeypatch.setattr(sweep, "smallest_eigenpairs", refuse)
    outcomes = compare_methods(result)
    assert [outcome.name for outcome in outcomes] == ["kmeans", "discretize", "cluster_qr"]
