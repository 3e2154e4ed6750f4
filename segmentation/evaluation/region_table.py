"""Figures of each region of a result, as a table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from segmentation._validation import check_instance, check_names
from segmentation.stages.data import SegmentationData

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["region_table"]

# Names of scikit-image, and those of the table.
PROPERTIES = {
    "label": "region",
    "area": "pixels",
    "intensity_mean": "mean",
    "intensity_std": "spread",
    "centroid-0": "row",
    "centroid-1": "col",
    "perimeter": "perimeter",
}


def region_table(result: SegmentationData, names: Mapping[int, str] | None = None) -> pd.DataFrame:
    """Return a table of a result's regions, a row each.

    Parameters
    ----------
    result : Segmentation
    names : mapping of int to str, default=None
        Names of regions by label, for a column name beside the label; empty for other regions.

    Returns
    -------
    DataFrame
        With the columns region (its label), pixels, share (of the segmented pixels), mean and
        spread (standard deviation) of the intensity in the picture's unit (L* for colour), row and
        col of the centroid, perimeter in pixels, cut, vol, and parts (connected parts).

    Raises
    ------
    ParameterError
        If an argument breaks its rule.

    Examples
    --------
    >>> from segmentation import Method, segment
    >>> table = region_table(segment([[0, 0, 0, 9, 9]] * 3, method=Method(n_clusters=2)))
    >>> table[["region", "pixels", "mean", "col"]].to_dict("list")
    {'region': [0, 1], 'pixels': [9, 6], 'mean': [0.0, 9.0], 'col': [1.0, 3.5]}
    """
    check_instance("region_table", "result", result, SegmentationData)
    named = None if names is None else check_names("region_table", "names", names)
    import pandas as pd
    from skimage.measure import regionprops_table  # only pictures need it, and it takes long

    grey = result.image if result.image.ndim == 2 else result.image[..., 0]
    own = [name for name in PROPERTIES if not name.startswith("centroid")]
    found = regionprops_table(result.labels + 1, grey, properties=(*own, "centroid"))
    table = pd.DataFrame({title: found[name] for name, title in PROPERTIES.items()})
    table["region"] -= 1
    table["pixels"] = np.rint(table["pixels"]).astype(np.intp)
    table.insert(2, "share", table["pixels"] / result.n_nodes)
    region = table["region"].to_numpy()
    table["cut"], table["vol"] = result.cuts.cut[region], result.cuts.volume[region]
    table["parts"] = result.region_parts[region]
    if named is not None:
        table.insert(1, "name", [named.get(int(label), "") for label in region])
    return table
