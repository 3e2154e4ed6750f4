"""A state and its results, for files."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from components.export.code import scikit_learn_code, service_code
from components.export.picture_code import (
    picture_scikit_learn_code,
    picture_service_code,
    truth_code,
)
from components.figures.theme import image_range
from components.live.differences import describe_result, describe_settings
from components.pictures.store import PICTURES, MissingPictureError
from components.pictures.subject import edited, segment_prepared, standing_edits
from components.pictures.truth import agreement, shape_of
from components.state.model import VIEW_FIELDS, ExplorerState
from components.state.picture import PICTURE_FIELDS
from segmentation import ImageFile, Picture, PreparedPicture, Segmentation, segment_scene
from segmentation.drawing.levels import image_levels
from segmentation.pictures.truth import scaled_box

__all__ = ["ExportContext"]

# Figures of agreement with the true regions of a picture, besides those that circles have.
AGREEMENT = (
    "covering",
    "split",
    "merge",
    "probabilistic_rand",
    "boundary_precision",
    "boundary_recall",
    "boundary_f",
)
CIRCLE_FIELDS = ("circles", "noise", "seed", "size")
LIGHTEST = 100.0  # L* of white
LATIN = str.maketrans(
    {"β": "beta", "ε": "eps", "σ": "sigma", "×": "x", "–": "-", "“": '"', "”": '"'}
)


class ExportContext:
    """A state and its results, computed on demand."""

    def __init__(self, state: ExplorerState) -> None:
        self.state = state

    @cached_property
    def prepared(self) -> PreparedPicture:
        """The prepared picture, of a state that has one."""
        return PICTURES.prepare(self.state)

    @property
    def _file(self) -> ImageFile:
        """File of the picture, which is kept."""
        return PICTURES.read(self.state.picture, self.state.page)

    @cached_property
    def picture(self) -> Picture:
        """The rendered scene, or the prepared picture, of which no truth is known."""
        if not self.state.picture:
            return self.state.scene().render()
        image, mask = self.prepared.image, self.prepared.mask
        return Picture(image, mask, np.full(mask.shape, -1))

    @cached_property
    def result(self) -> Segmentation:
        """Its segmentation from a cold start, as for every picture at rest, with the edits made."""
        return edited(self.state, self._cut)

    @cached_property
    def _cut(self) -> Segmentation:
        """The result before any edits."""
        if not self.state.picture:
            return segment_scene(self.state.scene(), self.state.method())
        return segment_prepared(self.state, self.prepared)

    @property
    def content(self) -> bytes | None:
        """The file of the reader's own picture; None for a sample or circles."""
        return _file(self.state.picture) if self.state.uploaded else None

    @property
    def painting(self) -> bytes | None:
        """The file of the painted mask, if it is in use."""
        return _file(self.state.mask_file) if self.state.mask_file else None

    @property
    def truth(self) -> bytes | None:
        """The file of the truth, if there is one."""
        return _file(self.state.truth) if self.state.picture and self.state.truth else None

    @property
    def region_names(self) -> dict[int, str]:
        """Names that the reader gave to regions, by label."""
        present = set(np.flatnonzero(self.result.cuts.size).tolist())
        given = standing_edits(self.state, self._cut).names
        return {number - 1: name for number, name in given if number - 1 in present}

    @property
    def box(self) -> tuple[int, int, int, int] | None:
        """The part of the picture's file that is segmented; None for circles."""
        if not self.state.picture:
            return None
        return self.state.box or (0, 0, *self._file.shape)

    @property
    def grey(self) -> NDArray[np.float64]:
        """Intensities, or L* of a picture in colour."""
        image = self.picture.image
        return image if image.ndim == 2 else image[..., 0]

    @property
    def value_range(self) -> tuple[float, float]:
        """Values at the ends of the colour bar."""
        if not self.state.picture:
            return image_range(self.state.noise)
        if self.picture.image.ndim == 3:
            return 0.0, LIGHTEST
        low, high = float(self.grey.min()), float(self.grey.max())
        return (low, high) if low < high else (low, low + 1)

    @property
    def display(self) -> NDArray[np.uint8]:
        """The picture to look at, grey or RGB."""
        if self.state.picture:
            return self.prepared.display
        return image_levels(self.grey, *self.value_range)

    @property
    def parameters(self) -> dict[str, Any]:
        """Fields of the subject and the method, without those of the view."""
        others = CIRCLE_FIELDS if self.state.picture else PICTURE_FIELDS
        return self.state.model_dump(mode="json", exclude={*VIEW_FIELDS, *others})

    @property
    def metrics(self) -> dict[str, Any]:
        """Numbers that summarize the result; those that need a truth are None without one."""
        result = self.result
        metrics = result.metrics
        found = agreement(self.state, result)
        figures = {name: getattr(found, name) for name in AGREEMENT} if found else {}
        return {
            "n_nodes": result.n_nodes,
            "n_edges": result.n_edges,
            "n_components": result.n_components,
            "n_regions": result.n_regions,
            "ncut": result.ncut,
            "adjusted_rand": metrics.adjusted_rand if metrics else None,
            "mean_iou": metrics.mean_iou if metrics else None,
            "misclassified": metrics.misclassified if metrics else None,
            **figures,
            "verdict": result.verdict.outcome,
        }

    @property
    def caption(self) -> tuple[str, ...]:
        """Settings by the titles of their controls, and metrics, in letters that all fonts have."""
        texts = describe_settings(self.state), describe_result(self.state, self.result)
        return tuple(
            f"{text.translate(LATIN)}.".encode("ascii", "replace").decode() for text in texts
        )

    @property
    def service_code(self) -> str:
        """Script with Cutlab's service."""
        if self.state.picture:
            code = picture_service_code(self.state, self._threshold, self._file) + self._edits_code
            return code + self._truth_code
        return service_code(self.state) + self._edits_code

    @property
    def scikit_learn_code(self) -> str:
        """Script with scikit-learn, and with scikit-image for a picture."""
        code = scikit_learn_code(self.state)
        if self.state.picture:
            code = picture_scikit_learn_code(self.state, self._threshold, self._file)
        if standing_edits(self.state, self._cut).groups:
            code += (
                "# Regions that were merged by hand are not merged here: their numbers differ.\n"
            )
        return code

    @property
    def _edits_code(self) -> str:
        """Lines that merge regions as on the page."""
        groups = standing_edits(self.state, self._cut).groups
        if not groups:
            return ""
        labels = [tuple(number - 1 for number in group) for group in groups]
        return f"""
# Regions that were merged by hand.
from segmentation import join_regions

result = join_regions(result, {labels})
labels = result.labels
"""

    @property
    def _truth_code(self) -> str:
        """Lines that compare with the truth as on the page."""
        if not self.state.truth:
            return ""
        shape = shape_of(self.state)
        whole = self._file.shape
        crop = self.state.box and scaled_box(self.state.box, whole, shape)
        return truth_code(self.state, crop)

    @property
    def _threshold(self) -> float | None:
        """The threshold that the reader has set, in the unit of the picture."""
        return self.prepared.threshold if self.state.mask in ("above", "below") else None


def _file(picture: str) -> bytes:
    """Return a file by its hash."""
    found = PICTURES.files.get(picture)
    if found is None:
        raise MissingPictureError(picture)
    return found
