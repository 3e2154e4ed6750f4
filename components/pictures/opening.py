"""States with which pictures are opened, as a preset has its state."""

from __future__ import annotations

from typing import Any

from components.state.model import ExplorerState
from components.state.picture import PICTURE_FIELDS
from segmentation import ImageFile, Sample

__all__ = ["own_fields", "sample_fields"]

LONGEST_NAME = 80
METHOD_FIELDS = (
    "beta",
    "n_clusters",
    "assign_labels",
    "use_mask",
    "scale",
    "eps",
    "eigen_solver",
    "random_state",
)
# As of `python -m segmentation`: a scale that does not depend on brightness, and a floor, because
# contrast underflows.
DEFAULTS = {
    "beta": 5.0,
    "n_clusters": 8,
    "assign_labels": "cluster_qr",
    "scale": "edges",
    "eps": 1e-6,
}


def own_fields(picture: str, name: str, file: ImageFile) -> dict[str, Any]:
    """Return the fields of the state that opens a person's own picture.

    Parameters
    ----------
    picture : str
        Hash of the file.
    name : str
        Its name, any text; what cannot be shown is left out, and long ones are shortened.
    file : ImageFile
    """
    shown = "".join(each for each in name if each.isprintable())[-LONGEST_NAME:]
    channel = "colour" if file.is_colour else "grey"
    mask = "none" if file.alpha is None else "alpha"
    return _fields(picture=picture, picture_file=shown, channel=channel, mask=mask, **DEFAULTS)


def sample_fields(sample: Sample) -> dict[str, Any]:
    """Return the fields of the state that opens a sample."""
    preparation = dict(sample.preparation)
    if "longest" in preparation:
        preparation["picture_size"] = preparation.pop("longest")
    method = {name: value for name, value in sample.method.items() if name != "feature"}
    return _fields(picture=sample.name, **preparation, **DEFAULTS | method)


def _fields(**given: Any) -> dict[str, Any]:
    state = ExplorerState(**given)
    return state.model_dump(mode="json", include={*PICTURE_FIELDS, *METHOD_FIELDS})
