"""Regions as polygons along the edges of pixels, for programs that read GeoJSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from segmentation._validation import check_instance, check_integer, check_names
from segmentation.errors import ParameterError
from segmentation.evaluation.region_table import region_table
from segmentation.pictures.image_file import LARGEST_SIDE
from segmentation.stages.data import SegmentationData

__all__ = ["region_polygons"]

Labels = NDArray[np.intp]
Floats = NDArray[np.float64]


def region_polygons(
    result: SegmentationData,
    box: tuple[int, int, int, int] | None = None,
    *,
    names: Mapping[int, str] | None = None,
) -> dict[str, Any]:
    """Return a result's regions as GeoJSON: polygons along the edges of pixels, with holes.

    Parameters
    ----------
    result : Segmentation
    box : tuple of four int, default=None
        The part of a file that was segmented: top, left, bottom, right in its pixels, as the `crop`
        of `prepare`, or 0, 0, height, width. Coordinates are then those of the file, from which the
        picture was shrunk. None means the pixels of the labels.
    names : mapping of int to str, default=None
        Names of regions by label, as for `region_table`.

    Returns
    -------
    dict
        A FeatureCollection with a MultiPolygon for each region, whose properties are its row of
        `region_table`. Coordinates are column and row of corners of pixels: x to the right, y down,
        and (0, 0) the upper left corner of the picture.

    Raises
    ------
    ParameterError
        If an argument breaks its rule.

    Examples
    --------
    >>> from segmentation import Method, segment
    >>> found = region_polygons(segment([[0, 0, 0, 9, 9]] * 3, method=Method(n_clusters=2)))
    >>> found["features"][1]["properties"]["pixels"]
    6
    >>> sorted(found["features"][1]["geometry"]["coordinates"][0][0][:-1])
    [[3.0, 0.0], [3.0, 3.0], [5.0, 0.0], [5.0, 3.0]]
    """
    check_instance("region_polygons", "result", result, SegmentationData)
    named = None if names is None else check_names("region_polygons", "names", names)
    top, left, bottom, right = _checked_box(box, result.labels.shape)
    import orjson
    import shapely  # only exports need it

    table = region_table(result, named)
    faces, regions = _faces(result.labels)
    height, width = result.labels.shape
    factor = np.array([(right - left) / width, (bottom - top) / height])
    faces = shapely.transform(faces, lambda corners: corners * factor + (left, top))
    numbers = np.searchsorted(table["region"], regions)
    polygons = shapely.multipolygons(faces, indices=numbers)
    features = [
        {"type": "Feature", "properties": row, "geometry": orjson.loads(shapely.to_geojson(shape))}
        for row, shape in zip(table.to_dict("records"), polygons, strict=True)
    ]
    return {"type": "FeatureCollection", "features": features}


def _checked_box(box: Any, shape: tuple[int, ...]) -> tuple[int, int, int, int]:
    if box is None:
        return 0, 0, shape[0], shape[1]
    rule = "None or four integers: top, left, bottom and right, and not empty"
    if not isinstance(box, (tuple, list)) or len(box) != 4:
        raise ParameterError("region_polygons", "box", rule, box)
    try:
        top, left, bottom, right = (
            check_integer("region_polygons", "box", n, 0, LARGEST_SIDE) for n in box
        )
    except ParameterError:
        raise ParameterError("region_polygons", "box", rule, box) from None
    if top >= bottom or left >= right:
        raise ParameterError("region_polygons", "box", rule, box)
    return top, left, bottom, right


def _faces(labels: Labels) -> tuple[NDArray[Any], Labels]:
    """Return the connected parts of all regions as polygons, and the region of each, ascending."""
    import shapely

    lines = shapely.linestrings(_steps(labels))
    faces = shapely.get_parts(shapely.polygonize(lines))
    inside = shapely.get_coordinates(shapely.point_on_surface(faces)).astype(np.intp)
    regions = labels[inside[:, 1], inside[:, 0]]
    order = np.argsort(regions, kind="stable")
    order = order[regions[order] >= 0]
    # No tolerance: only the corners within straight lines go.
    straight = shapely.orient_polygons(shapely.simplify(faces[order], 0))
    return straight, regions[order]


def _steps(labels: Labels) -> Floats:
    """Return the edges of pixels between two regions, of shape (n, 2 ends, x and y)."""
    around = np.pad(labels, 1, constant_values=-1)
    row, col = np.nonzero(around[1:-1, 1:] != around[1:-1, :-1])
    upright = np.stack([np.stack([col, row], axis=1), np.stack([col, row + 1], axis=1)], axis=1)
    row, col = np.nonzero(around[1:, 1:-1] != around[:-1, 1:-1])
    level = np.stack([np.stack([col, row], axis=1), np.stack([col + 1, row], axis=1)], axis=1)
    return np.concatenate([upright, level]).astype(np.float64)
