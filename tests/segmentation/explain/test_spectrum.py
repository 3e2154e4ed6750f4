import numpy as np
import pytest

from segmentation import Circle, Method, ParameterError, Scene, segment, segment_scene, spectrum


def test_the_tutorial_has_four():
    result = segment_scene(Scene())
    found = result.spectrum
    assert len(found.eigenvalues) == len(found.residuals) == 12
    np.testing.assert_allclose(found.eigenvalues[:5], result.eigenvalues, atol=1e-9)
    np.testing.assert_allclose(found.gaps, np.diff(found.eigenvalues))
    assert found.residuals.max() < 1e-6
    assert (found.n_zero, found.suggested_k) == (1, 4)
    assert found.sentences[0] == "1 zero: the mask is in one piece."
    assert "first 12" in found.sentences[1]
    assert "suggests 4 regions" in found.sentences[1]


@pytest.mark.parametrize("k", [1, 3, 12])
def test_separate_pieces_are_zeros_whatever_k(k):
    circles = [Circle(16 + 33 * i, 12 + 25 * j, 11) for i in range(3) for j in range(4)]
    found = segment_scene(Scene(circles), Method(n_clusters=k)).spectrum
    assert (found.n_zero, found.suggested_k) == (12, 12)
    assert found.eigenvalues[11] < 1e-12 < 1e-3 < found.eigenvalues[12]
    assert found.sentences[0] == "12 zeros: the mask has 12 separate pieces."
    assert "from 0 to" in found.sentences[1]


def test_how_many_can_be_asked_for():
    result = segment_scene(Scene())
    assert np.array_equal(spectrum(result, 3).eigenvalues, result.eigenvalues[:3])
    twenty = spectrum(result, 20)
    assert len(twenty.eigenvalues) == 20
    np.testing.assert_allclose(twenty.eigenvalues[:12], result.spectrum.eigenvalues, atol=1e-9)
    for n in (0, 66, 2.5):
        with pytest.raises(ParameterError) as caught:
            spectrum(result, n)
        assert caught.value.parameter == "n"


def test_isolated_pixels_are_said():
    mask = np.zeros((9, 9), bool)
    mask[:, :4] = mask[2, 6] = mask[5, 8] = True
    found = segment(np.zeros(mask.shape), mask, Method(n_clusters=2)).spectrum
    assert (found.n_zero, found.n_isolated, found.n_components) == (1, 2, 3)
    assert "2 isolated pixels" in found.sentences[0]


def test_vanishing_affinities_are_not_the_masks_doing():
    image = np.zeros((4, 8))
    image[:, 4:] = 1e3
    found = segment(image, method=Method(n_clusters=2, beta=1000)).spectrum
    assert found.n_zero == 2
    assert "the graph has 2 separate pieces" in found.sentences[0]


def test_a_single_pixel():
    mask = np.zeros((5, 5), bool)
    mask[2, 2] = True
    found = segment(np.zeros((5, 5)), mask, Method(n_clusters=1)).spectrum
    assert found.eigenvalues.tolist() == [1.0]
    assert found.suggested_k is None
    assert found.sentences == ("1 isolated pixel, whose eigenvalue is 1.",)
