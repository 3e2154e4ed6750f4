"""Pictures for print: their files can be opened, and show the right pixels and shapes."""

from base64 import b64decode
from io import BytesIO
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image, ImageColor

from segmentation import Circle, Drawing, ParameterError, Scene, draw_pictures, segment_scene
from segmentation.drawing.colors import IMAGE_SCALE, OUTSIDE, REGIONS, shades
from segmentation.drawing.pictures import outline
from segmentation.drawing.png import DOTS, indexed_png
from segmentation.drawing.shapes import Box, Page, Pixels, Ring, Text
from segmentation.drawing.svg import svg_for_screen

SVG = "{http://www.w3.org/2000/svg}"
HREF = "{http://www.w3.org/1999/xlink}href"


def rgb(*colors):
    return np.array([ImageColor.getrgb(color) for color in colors])


def panels(drawing):
    """The pictures of a drawing, without the colour bar."""
    return [s for s in drawing.shapes if isinstance(s, Pixels) and len(s.levels) > 1]


def cells(image, pixels):
    """Colours at the middle of each pixel's place in a PNG of the drawing."""
    rows, cols = pixels.levels.shape
    at_row = (pixels.y + (np.arange(rows) + 0.5) * pixels.height / rows) * DOTS
    at_col = (pixels.x + (np.arange(cols) + 0.5) * pixels.width / cols) * DOTS
    return np.asarray(image)[np.ix_(at_row.astype(int), at_col.astype(int))]


@pytest.fixture(scope="module")
def result():
    return segment_scene(Scene())


def test_png_shows_the_regions_and_the_image_pixel_by_pixel(result):
    drawing = draw_pictures(result.image, result.labels, value_range=(0.4, 2.6))
    image = Image.open(BytesIO(drawing.png()))
    original, labels = panels(drawing)
    expected = rgb(OUTSIDE, *REGIONS)[result.labels + 1]
    np.testing.assert_array_equal(cells(image, labels), expected)
    shade = np.clip(np.rint((result.image - 0.4) / 2.2 * 255), 0, 255).astype(int)
    np.testing.assert_array_equal(cells(image, original), rgb(*shades(IMAGE_SCALE))[shade])


def test_an_image_in_colour_is_drawn_in_its_colours_without_a_bar(result):
    levels = np.arange(0, 256, 17, dtype=np.uint8).reshape(4, 4)
    image = np.stack([levels, levels.T, 255 - levels], axis=2)
    drawing = draw_pictures(image, np.eye(4, dtype=int))
    original, _ = panels(drawing)
    drawn = cells(Image.open(BytesIO(drawing.png())), original)
    assert np.abs(np.subtract(drawn, image, dtype=float)).max() < 4  # by a palette
    assert len([shape for shape in drawing.shapes if isinstance(shape, Pixels)]) == 2
    for bad in (image.astype(float), image[..., :2], np.ma.masked_less(image, 3)):
        with pytest.raises(ParameterError, match="image"):
            draw_pictures(bad)


@pytest.mark.parametrize("shape", [(100, 100), (37, 53), (2, 1), (400, 400)])
def test_every_pixel_takes_as_many_dots_as_any_other(shape):
    levels = (np.indices(shape).sum(axis=0) % 2).astype(float)
    drawing = draw_pictures(levels)
    (panel,) = panels(drawing)
    image = np.asarray(Image.open(BytesIO(drawing.png())))
    left, top = round(panel.x * DOTS), round(panel.y * DOTS)
    side = round(panel.width / shape[1] * DOTS)
    assert side >= 1
    part = image[top : top + shape[0] * side, left : left + shape[1] * side]
    expected = rgb(*shades(IMAGE_SCALE))[levels.astype(int) * 255]
    np.testing.assert_array_equal(part, np.kron(expected, np.ones((side, side, 1), dtype=int)))


def test_print_size_is_in_both_files(result):
    drawing = draw_pictures(result.image, result.labels)
    image = Image.open(BytesIO(drawing.png()))
    inches = [n / dpi for n, dpi in zip(image.size, image.info["dpi"], strict=True)]
    root = ElementTree.fromstring(drawing.svg())
    millimetres = [float(root.get(side).removesuffix("mm")) for side in ("width", "height")]
    np.testing.assert_allclose(np.array(inches) * 25.4, millimetres, atol=0.1)
    assert 140 < millimetres[0] < 180  # the width of a page's text


def test_svg_has_vectors_for_lines_and_letters_and_crisp_pixels(result):
    circles = Scene().circles
    caption = ["noise < 0.2 & beta 1", "another line"]
    drawing = draw_pictures(result.image, result.labels, circles=circles, caption=caption)
    root = ElementTree.fromstring(drawing.svg())
    texts = [text.text for text in root.iter(SVG + "text")]
    assert {"Original", "Labels", "80", *caption} <= set(texts)
    rings = [inner.find(SVG + "circle") for inner in root.iter(SVG + "svg") if inner is not root]
    assert len(rings) == 2 * 2 * len(circles)
    cell = panels(drawing)[0].width / 100
    assert float(rings[0].get("r")) == pytest.approx(circles[0].radius * cell, abs=1e-3)
    assert float(rings[0].get("cx")) == pytest.approx((circles[0].col + 0.5) * cell, abs=1e-3)
    labels = list(root.iter(SVG + "image"))[-1]
    assert "pixelated" in labels.get("style")
    data = b64decode(labels.get(HREF).removeprefix("data:image/png;base64,"))
    embedded = np.asarray(Image.open(BytesIO(data)).convert("RGB"))
    np.testing.assert_array_equal(embedded, rgb(OUTSIDE, *REGIONS)[result.labels + 1])


def test_outlines_are_cut_off_at_the_picture():
    image = np.zeros((50, 50))
    drawing = draw_pictures(image, circles=[Circle(row=25, col=0, radius=20)])
    (panel,) = panels(drawing)
    dots = np.asarray(Image.open(BytesIO(drawing.png())))
    plain = np.asarray(Image.open(BytesIO(draw_pictures(image).png())))
    changed = np.argwhere((dots != plain).any(axis=2))
    assert len(changed) > 100
    assert changed[:, 1].min() >= round(panel.x * DOTS)
    assert any(isinstance(shape, Ring) for shape in drawing.shapes)


def test_legend_counts_the_regions_that_are_there_from_one():
    drawing = draw_pictures(np.zeros((2, 2)), [[0, 2], [-1, 40]])
    texts = [shape.text for shape in drawing.shapes if isinstance(shape, Text)]
    assert texts[-3:] == ["1", "3", "41"]


def test_colours_begin_again_after_the_last():
    n = len(REGIONS)
    _, labels = panels(draw_pictures(np.zeros((2, 4)), 2 * [[-1, 0, n - 1, n]]))
    shown = [labels.palette[level] for level in labels.levels[0]]
    assert shown == [OUTSIDE, REGIONS[0], REGIONS[-1], REGIONS[0]]


@pytest.mark.parametrize("shape", [(200, 200), (200, 20)])
def test_a_long_legend_stays_on_the_paper(shape):
    labels = np.arange(shape[0] * shape[1]).reshape(shape) * 40 // (shape[0] * shape[1])
    drawing = draw_pictures(np.zeros(shape), labels)
    texts = [s for s in drawing.shapes if isinstance(s, Text) and s.anchor == "start"]
    assert len(texts) >= 40
    # Digits are about .56 as wide as high.
    assert max(s.x + 0.6 * s.size * len(s.text) for s in texts) < drawing.width


def test_a_long_caption_stays_on_the_paper():
    drawing = draw_pictures(np.zeros((4, 4)), caption=["word " * 200])
    lines = [s for s in drawing.shapes if isinstance(s, Text) and s.text.startswith("word")]
    assert len(lines) > 5
    assert max(line.y for line in lines) < drawing.height
    ink = np.asarray(Image.open(BytesIO(drawing.png())).convert("L")) < 200
    assert not ink[:, -round(6 * DOTS) :].any()
    assert not ink[-round(4 * DOTS) :].any()


def test_indexed_png_keeps_the_numbers():
    levels = np.array([[0, 1], [2, 0]], dtype=np.uint8)
    image = Image.open(BytesIO(indexed_png(levels, (OUTSIDE, *REGIONS), transparent=0)))
    np.testing.assert_array_equal(np.asarray(image), levels)
    seen = np.asarray(image.convert("RGBA"))
    np.testing.assert_array_equal(seen[..., 3], np.where(levels, 255, 0))
    np.testing.assert_array_equal(seen[0, 1, :3], rgb(REGIONS[0])[0])


def test_what_lies_below_is_seen_through_transparent_cells():
    levels = np.array([[0, 1]], dtype=np.uint8)
    pixels = Pixels(0, 0, 2, 1, levels, ("#000000", "#ff0000"), transparent=0)
    page = Drawing(2, 1, (Box(0, 0, 2, 1, "#0000ff"), pixels), "")
    dots = np.asarray(Image.open(BytesIO(page.png())))
    np.testing.assert_array_equal(cells(dots, pixels), [rgb("#0000ff", "#ff0000")])
    embedded = b64decode(page.svg().split("base64,")[1].split('"')[0])
    alpha = np.asarray(Image.open(BytesIO(embedded)).convert("RGBA"))[..., 3]
    np.testing.assert_array_equal(alpha, [[0, 255]])


def test_drawings_for_the_screen_share_the_width_and_stroke_by_its_pixels():
    pixels = Pixels(0, 0, 10, 10, np.zeros((5, 5), np.uint8), ("#123456",))
    page = Page(10, 10, (pixels, *outline([Circle(row=2, col=1, radius=1)], pixels, (3, 1))), "")
    root = ElementTree.fromstring(svg_for_screen([page, page], gap=0.04))
    panels = root.findall(SVG + "svg")
    assert [panel.get("x") for panel in panels] == ["0%", "52%"]
    assert {(panel.get("width"), panel.get("viewBox")) for panel in panels} == {
        ("48%", "0 0 10 10")
    }
    rings = list(panels[1].iter(SVG + "circle"))
    assert [(ring.get("cx"), ring.get("cy"), ring.get("r")) for ring in rings] == [
        ("3", "5", "2")
    ] * 2
    assert [ring.get("stroke-width") for ring in rings] == ["3", "1"]
    assert "non-scaling-stroke" in root.find(SVG + "style").text


def test_labels_of_another_shape_are_told():
    with pytest.raises(ParameterError, match=r"labels.*of the image's shape \(2, 2\)"):
        draw_pictures(np.zeros((2, 2)), np.zeros((3, 3), dtype=int))


@pytest.mark.parametrize("magnitude", [5e-324, 1e-310, 1e-200, 1e-13, 1e200, 5e307])
def test_a_picture_of_any_magnitude_is_drawn_like_its_multiple(magnitude):
    image = np.arange(4.0).reshape(2, 2)
    plain, drawing = (draw_pictures(numbers) for numbers in (image, image * magnitude))
    levels, others = (next(s for s in d.shapes if isinstance(s, Pixels)) for d in (plain, drawing))
    assert np.array_equal(levels.levels, others.levels)
    texts = [shape.text for shape in drawing.shapes if isinstance(shape, Text)]
    assert f"{0 * magnitude:g}" in texts
    # Below the normal numbers only the ends of the range have a tick.
    assert f"{(2 if magnitude > 1e-300 else 3) * magnitude:g}" in texts


def test_a_picture_of_both_signs_up_to_the_largest_number_is_drawn():
    most = np.finfo(float).max
    levels = draw_pictures([[-most, 0, most]]).shapes
    assert next(s for s in levels if isinstance(s, Pixels)).levels.tolist() == [[0, 128, 255]]
