"""The figure of both pictures: what hovering tells."""

from base64 import b64decode
from io import BytesIO

import numpy as np
from PIL import Image

from components.figures.pictures import photograph, pictures
from segmentation import Scene, region_table, segment_scene


def test_hovering_tells_the_value_and_the_figures_of_the_region():
    scene = Scene()
    picture, result = scene.render(), segment_scene(scene)
    original, labels = pictures(picture, result, scene.noise).data
    np.testing.assert_array_equal(original.customdata, labels.customdata)
    for region in region_table(result).itertuples():
        row, col = np.argwhere(result.labels == region.region)[0]
        value, text, circle = labels.customdata[row, col]
        assert value == round(picture.image[row, col], 3)
        share = f"{region.share:.1%}"
        figures = f"{region.pixels:,} pixels ({share}), mean {region.mean:.4g}"
        assert text == f"{region.region + 1}<br>{figures}"
        assert circle == (picture.truth[row, col] + 1 or "none")
    assert labels.customdata[0, 0][1:].tolist() == ["none", "none"]


def test_a_photograph_is_grey_or_has_its_colours_and_no_circles():
    scene = Scene()
    grey = np.rint(scene.render().image.clip(0, 1) * 255).astype(np.uint8)
    for display in (grey, np.stack([grey, 255 - grey, grey], axis=2)):
        figure = pictures(scene.render(), segment_scene(scene), scene.noise)
        hover = figure.data[0].customdata
        original, labels = photograph(figure, display, (0.0, 2.0)).data
        np.testing.assert_array_equal(original.customdata, hover)
        assert "circle" not in original.hovertemplate + labels.hovertemplate
        if display.ndim == 2:
            assert (original.type, original.zmin, original.zmax) == ("heatmap", 0, 2)
            assert original.colorscale[0][1] == "rgb(0, 0, 0)"
            continue
        file = BytesIO(b64decode(original.source.partition(",")[2]))
        np.testing.assert_array_equal(np.asarray(Image.open(file)), display)
