"""Outlines of regions, against the pixels inside of them."""

from dataclasses import replace

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from skimage.measure import points_in_poly

from segmentation import Method, ParameterError, region_polygons, region_table, segment
from segmentation.evaluation.polygons import _faces

RESULT = segment(np.repeat([[0.0, 0, 5, 5, 9, 9]], 4, axis=0), method=Method(n_clusters=3))


@given(
    arrays(np.intp, st.tuples(st.integers(1, 7), st.integers(1, 7)), elements=st.integers(-1, 2))
)
def test_the_outlines_hold_the_centres_of_their_pixels_and_no_others(labels):
    faces, regions = _faces(labels)
    assert shapely.is_valid(faces).all()
    rows, cols = np.indices(labels.shape) + 0.5
    found = np.full(labels.shape, -1)
    for face, region in zip(faces, regions, strict=True):
        inside = shapely.contains_xy(face, cols, rows)
        assert (found[inside] == -1).all()
        assert shapely.area(face) == inside.sum()
        assert shapely.is_ccw(face.exterior)
        found[inside] = region
    np.testing.assert_array_equal(found, labels)


def test_corners_within_straight_lines_are_left_out():
    (face,), _ = _faces(np.zeros((30, 50), np.intp))
    assert sorted(face.exterior.coords[:-1]) == [(0, 0), (0, 30), (50, 0), (50, 30)]


def test_a_hole_is_one_as_another_library_draws_it():
    ring = np.zeros((9, 9), np.intp)
    ring[2:7, 2:7] = 1
    ring[4, 4] = 2
    faces, regions = _faces(ring)
    (outer, inner) = faces[1].exterior, faces[1].interiors[0]
    row, col = np.indices(ring.shape) + 0.5
    centres = np.stack([col.ravel(), row.ravel()], axis=1)
    drawn = points_in_poly(centres, outer.coords) & ~points_in_poly(centres, inner.coords)
    assert list(regions) == [0, 1, 2]
    np.testing.assert_array_equal(drawn.reshape(ring.shape), ring == 1)


def test_a_feature_has_the_figures_of_its_region():
    found = region_polygons(RESULT)
    assert found["type"] == "FeatureCollection"
    table = region_table(RESULT).to_dict("records")
    assert [feature["properties"] for feature in found["features"]] == table
    for feature in found["features"]:
        shape = shapely.geometry.shape(feature["geometry"])
        assert (shape.geom_type, shape.area) == ("MultiPolygon", feature["properties"]["pixels"])
        assert shape.centroid.x == feature["properties"]["col"] + 0.5


def test_coordinates_are_those_of_the_file():
    found = region_polygons(RESULT, (10, 20, 18, 32))  # twice as large, and cropped
    bounds = [shapely.geometry.shape(each["geometry"]).bounds for each in found["features"]]
    assert sorted(bounds) == [(20, 10, 24, 18), (24, 10, 28, 18), (28, 10, 32, 18)]


@pytest.mark.parametrize("box", [(0, 0, 4), (0, 0, 0, 4), (5, 0, 4, 4), (0, 0, 4, 0.5), "0044"])
def test_a_bad_box_is_refused(box):
    with pytest.raises(ParameterError, match="four integers: top, left, bottom and right"):
        region_polygons(RESULT, box)


def test_labels_with_gaps_keep_their_numbers():
    gaps = replace(RESULT, labels=np.where(RESULT.labels == 1, 0, RESULT.labels))
    regions = [each["properties"]["region"] for each in region_polygons(gaps)["features"]]
    assert regions == [0, 2]
