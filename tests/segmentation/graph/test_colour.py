"""The graph of a picture in colour, against scikit-image's distance and plain loops."""

import numpy as np
import pytest
from skimage.color import deltaE_cie76, rgb2lab

from segmentation import (
    ImageError,
    Method,
    ParameterError,
    Scene,
    affinity,
    pixel_graph,
    prepare,
    sample_image,
    segment,
    segment_scene,
    spectral_embedding,
)
from segmentation.errors import StudyError
from segmentation.graph import gradients
from segmentation.kernels import compiled
from segmentation.study import read_study
from tests.segmentation.study.studies import small

RGB = np.random.default_rng(0).random((7, 9, 3))
LAB = rgb2lab(RGB)
MASK = np.random.default_rng(1).random((7, 9)) < 0.8
COLOUR = {"feature": "colour", "scale": "edges"}


@pytest.mark.parametrize("scale", ["graph", "edges"])
@pytest.mark.parametrize("mask", [None, MASK], ids=["whole", "masked"])
def test_affinities_are_by_scikit_images_distance(scale, mask):
    inside = np.ones(LAB.shape[:2], bool) if mask is None else mask
    number = np.full(inside.shape, -1)
    number[inside] = np.arange(inside.sum())
    ends, steps = [], []
    for row, col in np.argwhere(inside):
        for below, right in ((row + 1, col), (row, col + 1)):
            if below < 7 and right < 9 and inside[below, right]:
                ends.append((number[row, col], number[below, right]))
                steps.append(float(deltaE_cie76(LAB[row, col], LAB[below, right])))
    data = steps if scale == "edges" else [*steps, *steps, *LAB[..., 0][inside]]
    found = affinity(LAB, mask, beta=3, eps=0.01, feature="colour", scale=scale)
    for (a, b), step in zip(ends, steps, strict=True):
        expected = np.exp(-3 * step / np.std(data)) + 0.01
        assert found[a, b] == pytest.approx(expected, rel=1e-12)
        assert found[b, a] == found[a, b]
    assert found.nnz == 2 * len(ends) + inside.sum()


def test_the_graph_is_the_same_without_kernels(monkeypatch):
    with_kernels = pixel_graph(LAB, MASK, beta=3, **COLOUR)
    monkeypatch.setattr(compiled, "ready", lambda *_: False)
    without = pixel_graph(LAB, MASK, beta=3, **COLOUR)
    assert gradients.compiled is compiled
    for name in ("nodes", "right", "down", "right_index", "down_index", "diagonal", "degree"):
        assert np.array_equal(getattr(with_kernels, name), getattr(without, name)), name
    assert with_kernels.scale == without.scale


def test_of_a_grey_picture_it_is_the_graph_of_its_lightness():
    lightness = LAB[..., 0]
    grey = np.dstack((lightness, np.zeros((7, 9, 2))))
    for scale in ("graph", "edges"):
        one = pixel_graph(grey, feature="colour", scale=scale)
        other = pixel_graph(lightness, scale=scale)
        np.testing.assert_allclose(one.right, other.right, rtol=1e-12)
        assert one.scale == pytest.approx(other.scale, rel=1e-12)


def test_colour_tells_apart_what_grey_does_not():
    """Two hues of one lightness."""
    lab = np.full((12, 20, 3), (60.0, 40.0, 0.0))
    lab[:, 13:, 1:] = (-20.0, 30.0)
    method = Method(n_clusters=2, beta=5, eps=1e-6, **COLOUR)
    result = segment(lab, method=method)
    assert (result.labels[:, :13] == result.labels[0, 0]).all()
    assert (result.labels[:, 13:] != result.labels[0, 0]).all()
    assert pixel_graph(lab[..., 0], scale="edges").scale == 0


def test_everything_explains_a_result_in_colour():
    prepared = prepare(sample_image("astronaut"), channel="colour", longest=40, sigma=1)
    method = Method(n_clusters=2, beta=5, eps=1e-6, assign_labels="sweep", **COLOUR)
    truth = prepared.image[..., 0] > 50
    result = segment(prepared.image, prepared.mask, method, truth=truth.astype(int))
    assert result.verdict.outcome in ("agrees", "rounding", "objective", "tie")
    assert result.metrics.adjusted_rand <= 1
    assert len(result.spectrum.eigenvalues) == 12
    assert result.threshold_curve.marks["truth"].differing >= 0
    assert len(result.by_method) == 4
    assert isinstance(result.diagnostics + result.warnings, tuple)
    assert "<img" in result._repr_html_()
    assert result.image.shape == (40, 40, 3)
    again = segment(prepared.image, prepared.mask, method, previous=result)
    assert np.array_equal(again.labels, segment(prepared.image, method=method).labels)
    embedded = spectral_embedding(prepared.image, n_components=2, beta=5, eps=1e-6, **COLOUR)
    np.testing.assert_allclose(np.abs(embedded), np.abs(result.embedding[:, :2]), atol=1e-6)


@pytest.mark.parametrize(
    ("image", "words"),
    [
        (RGB, "values from 0 to 1, as RGB has them"),
        ((RGB * 255).astype(np.uint8), "dtype uint8"),
        (LAB[..., 0], r"shape \(7, 9\)"),
        (np.moveaxis(LAB, -1, 0), r"shape \(3, 7, 9\)"),
        (np.where(LAB > 50, np.nan, LAB), "NaN"),
        (LAB * 1e5, "from -1,000,000 to 1,000,000"),
        (np.ma.masked_all((3, 3, 3)), "a pixel that is not masked"),
    ],
)
def test_what_is_not_lab_is_refused(image, words):
    with pytest.raises(ImageError, match=words) as caught:
        segment(image, method=Method(**COLOUR))
    assert caught.value.parameter == "image"


def test_masked_pixels_of_lab_are_outside():
    masked = np.ma.array(LAB, mask=np.repeat(~MASK[..., None], 3, axis=2))
    method = Method(n_clusters=2, eps=0.01, **COLOUR)
    assert np.array_equal(segment(masked, method=method).labels, segment(LAB, MASK, method).labels)


def test_rgb_without_the_feature_is_told_how_to_go_on():
    with pytest.raises(
        ImageError, match=r"of RGB prepare\(image\) makes it grey, and with channel"
    ):
        segment(RGB)


def test_scenes_have_no_colours():
    with pytest.raises(ParameterError, match="because scenes have no colours") as caught:
        segment_scene(Scene(), Method(feature="colour"))
    assert caught.value.parameter == "method"


def test_a_study_of_scenes_is_of_intensities():
    study = small()
    assert "feature" not in study.to_json()  # as in studies stored before it was a field
    coloured = study.to_json().replace('"method": {', '"method": {"feature": "colour",')
    with pytest.raises(StudyError, match=r"method\.feature .*must be 'intensity', because scenes"):
        read_study(coloured)
