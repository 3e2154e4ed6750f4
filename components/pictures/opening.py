"""States with which pictures are opened, as a preset has its state."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from components.pictures.cutlab_file import FIELDS
from components.state.model import ExplorerState
from segmentation import PICTURE_METHODS, ImageFile, Method, Sample

__all__ = ["kept_fields", "own_fields", "sample_fields", "shown_name"]

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
    "merge_from",
)


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
    channel = "colour" if file.is_colour else "grey"
    mask = "none" if file.alpha is None else "alpha"
    method = PICTURE_METHODS["colour" if file.is_colour else "intensity"]
    return _fields(
        method, picture=picture, picture_file=shown_name(name), channel=channel, mask=mask
    )


def shown_name(name: str) -> str:
    """Return a file's name, any text, as the state can have it."""
    return "".join(each for each in name if each.isprintable())[-LONGEST_NAME:]


def sample_fields(sample: Sample) -> dict[str, Any]:
    """Return the fields of the state that opens a sample."""
    preparation = dict(sample.preparation)
    if "longest" in preparation:
        preparation["picture_size"] = preparation.pop("longest")
    method = replace(PICTURE_METHODS[sample.method["feature"]], **sample.method)
    return _fields(method, picture=sample.name, **preparation)


def kept_fields(state: ExplorerState) -> dict[str, Any]:
    """Return the fields of a state that open its picture as it was kept."""
    return state.model_dump(mode="json", include={*FIELDS})


def _fields(method: Method, **given: Any) -> dict[str, Any]:
    return kept_fields(
        ExplorerState(**given, **{name: getattr(method, name) for name in METHOD_FIELDS})
    )
