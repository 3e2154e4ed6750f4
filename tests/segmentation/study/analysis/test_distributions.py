import numpy as np
import pytest

from segmentation.study import (
    AnalysisError,
    LatinHypercube,
    Saltelli,
    SobolSample,
)
from segmentation.study.analysis import (
    delta,
    pawn,
)
from tests.segmentation.study.analysis.sampled import THREE, evaluate
from tests.segmentation.study.studies import small


def test_pawn_tells_influence_from_none():
    study = small(parameters=THREE, design=SobolSample(n=1024), replicates=1)
    found = pawn(study, evaluate(study, lambda a, b, c: a + 0.5 * b + 0 * c), "ncut")
    assert found.median[0] > found.median[1] > 1.2 * found.dummy
    assert found.median[2] < found.dummy
    # In a slice of a at p the distribution moves by |p - 1/2| of its width.
    assert found.maximum[0] > 0.4


def test_delta_is_one_for_what_decides_and_zero_for_what_does_not():
    study = small(parameters=THREE, design=LatinHypercube(n=500), replicates=1)
    found = delta(study, evaluate(study, lambda a, b, c: a + 0 * b + 0 * c), "ncut")
    assert found.delta[0] > 0.7
    assert (found.delta[1:] < 0.1).all()


def test_an_output_without_a_density_has_no_delta():
    study = small(parameters=THREE, design=LatinHypercube(n=200), replicates=1)
    known = evaluate(study, lambda a, b, c: np.maximum(a, 0.3))
    with pytest.raises(AnalysisError, match="and 60 of 200 points have one and the same 'ncut'"):
        delta(study, known, "ncut")
    assert pawn(study, known, "ncut").median[0] > 0.2


@pytest.mark.parametrize("slices", [5, 10, 20])
def test_pawn_of_what_decides_is_known(slices):
    study = small(parameters=THREE, design=SobolSample(n=512), replicates=1)
    found = pawn(study, evaluate(study, lambda a, b, c: a + 0 * b + 0 * c), "ncut", slices=slices)
    # Slice i of s holds the distribution's part from i/s to (i+1)/s: the distance is the larger
    # of what lies below and above it.
    distances = [max(i, slices - 1 - i) / slices for i in range(slices)]
    assert found.median[0] == pytest.approx(np.median(distances), abs=0.02)


def test_of_saltelli_points_only_the_independent_ones_are_taken():
    study = small(parameters=THREE, design=Saltelli(n=256), replicates=1)
    assert pawn(study, evaluate(study, lambda a, b, c: a + b * c), "ncut").n == 512


def test_too_few_points_are_told():
    study = small(parameters=THREE, design=SobolSample(n=64), replicates=1)
    known = evaluate(study, lambda a, b, c: a + b + c)
    with pytest.raises(AnalysisError, match="PAWN with 10 slices needs 100 points; there are 64"):
        pawn(study, known, "ncut")
    with pytest.raises(AnalysisError, match="Delta needs 100 points; there are 64"):
        delta(study, known, "ncut")
