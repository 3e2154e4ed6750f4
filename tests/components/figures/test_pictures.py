"""The figure of both pictures: what hovering tells."""

import numpy as np

from components.figures.pictures import pictures
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
        share = f"{100 * region.share:.1f} %"
        figures = f"{region.pixels:,} pixels ({share}), mean {region.mean:.4g}"
        assert text == f"{region.region + 1}<br>{figures}"
        assert circle == (picture.truth[row, col] + 1 or "none")
    assert labels.customdata[0, 0][1:].tolist() == ["none", "none"]
