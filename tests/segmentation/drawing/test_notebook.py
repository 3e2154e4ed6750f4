"""Representation of scenes, pictures and results in a notebook."""

from base64 import b64decode
from html.parser import HTMLParser
from io import BytesIO
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image, ImageColor

from segmentation import Method, Scene, draw_pictures, segment, segment_scene
from segmentation.drawing.colors import OUTSIDE, REGIONS

SVG = "{http://www.w3.org/2000/svg}"
HREF = "{http://www.w3.org/1999/xlink}href"


class Shown(HTMLParser):
    """Text of the HTML, and the contents of its images."""

    def __init__(self, html):
        super().__init__()
        self.text, self.drawings, self.depth = "", [], 0
        self.feed(html)
        assert self.depth == 0  # every element is closed

    def handle_starttag(self, tag, attrs):
        self.depth += tag != "img"
        if tag == "img":
            attributes = dict(attrs)
            assert attributes["alt"]
            data = attributes["src"].removeprefix("data:image/svg+xml;base64,")
            self.drawings.append(ElementTree.fromstring(b64decode(data)))

    def handle_endtag(self, tag):
        self.depth -= 1

    def handle_data(self, data):
        self.text += data


def last_picture(drawing):
    data = list(drawing.iter(SVG + "image"))[-1].get(HREF).removeprefix("data:image/png;base64,")
    return np.asarray(Image.open(BytesIO(b64decode(data))).convert("RGB"))


def colors_of(labels):
    table = np.array([ImageColor.getrgb(color) for color in (OUTSIDE, *REGIONS)])
    return table[labels + 1]


def test_a_segmentation_shows_its_labels_numbers_and_verdict():
    result = segment_scene(Scene())
    shown = Shown(result._repr_html_())
    (drawing,) = shown.drawings
    np.testing.assert_array_equal(last_picture(drawing), colors_of(result.labels))
    assert "nodes 2,678" in shown.text
    assert f"Ncut {result.ncut:.4g}" in shown.text
    assert f"adjusted Rand index {result.metrics.adjusted_rand:.3f}" in shown.text
    assert result.verdict.sentence in shown.text


def test_a_segmentation_without_truth_speaks_of_none():
    image = np.array([[0, 0, 0, 9, 9]] * 3)
    result = segment(image, method=Method(n_clusters=2))
    shown = Shown(result._repr_html_())
    assert "Rand" not in shown.text
    assert "regions 2" in shown.text
    np.testing.assert_array_equal(last_picture(shown.drawings[0]), colors_of(result.labels))


def test_warnings_are_shown():
    result = segment(np.zeros((4, 4)))
    assert result.warnings
    shown = Shown(result._repr_html_())
    assert all(warning in shown.text for warning in result.warnings)


def test_a_scene_shows_its_circles():
    shown = Shown(Scene(noise=0.3)._repr_html_())
    (drawing,) = shown.drawings
    assert len(list(drawing.iter(SVG + "circle"))) == 2 * 4
    assert "noise 0.3" in shown.text


def test_a_picture_shows_its_truth():
    picture = Scene().render()
    shown = Shown(picture._repr_html_())
    np.testing.assert_array_equal(last_picture(shown.drawings[0]), colors_of(picture.truth))
    assert "Truth" in [text.text for text in shown.drawings[0].iter(SVG + "text")]
    assert "pixels in the mask 2,678" in shown.text


def test_a_drawing_shows_itself():
    shown = Shown(draw_pictures(np.eye(3), caption=['<"quoted">'])._repr_html_())
    texts = [text.text for text in shown.drawings[0].iter(SVG + "text")]
    assert '<"quoted">' in texts


@pytest.mark.parametrize("size", [1024, 1025])
def test_a_very_large_scene_is_not_put_into_the_notebook(size):
    scene = Scene(size=size)
    for one in (scene, scene.render()):
        shown = Shown(one._repr_html_())
        assert len(shown.drawings) == (size <= 1024)
        assert ("draw_pictures" in shown.text) == (size > 1024)
