"""Scene and method of a trial, from the values of the study's parameters."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from graphlib import TopologicalSorter
from typing import Any

from segmentation.scene import Circle, Scene
from segmentation.stages.method import Method
from segmentation.study.design.fields import METHOD_FIELDS, SCENE_FIELDS, circle_field
from segmentation.study.design.parameters import Choice, Range, Value
from segmentation.study.design.picture import StudyPicture

__all__ = ["apply", "apply_to_picture"]


def apply(
    scene: Scene,
    method: Method,
    parameters: tuple[Range | Choice, ...],
    values: Mapping[str, Value],
) -> tuple[Scene, Method]:
    """Return scene and method with the values of the parameters applied.

    They are applied in this order: plain fields, radius ratios, the common factor on all radii,
    overlaps, the resolution. Hence the factor keeps ratios, overlaps refer to the final radii, and
    the resolution keeps both. Among ratios (and among overlaps) a circle comes before those that
    refer to it.

    Parameters
    ----------
    scene : Scene
    method : Method
    parameters : tuple of Range or Choice
    values : mapping of str to value
        One for each parameter, by name.

    Returns
    -------
    scene : Scene
    method : Method

    Raises
    ------
    ParameterError
        If a derived radius or centre is outside its range.
    """
    circles = [[circle.row, circle.col, circle.radius] for circle in scene.circles]
    ratios: dict[int, tuple[int, float]] = {}
    overlaps: dict[int, tuple[int, float]] = {}
    for parameter in parameters:
        place = circle_field(parameter.name)
        if place is None:
            continue
        number, key = place
        value = float(values[parameter.name])
        if key == "radius_ratio":
            ratios[number] = (parameter.of or 0, value)
        elif key == "overlap":
            overlaps[number] = (parameter.of or 0, value)
        else:
            circles[number][("row", "col", "radius").index(key)] = value
    for number in _in_order(ratios):
        other, ratio = ratios[number]
        circles[number][2] = ratio * circles[other][2]
    factor = float(values.get("radius_factor", 1))
    for circle in circles:
        circle[2] *= factor
    for number in _in_order(overlaps):
        _overlap(circles[number], circles[overlaps[number][0]], overlaps[number][1])
    changes: dict[str, Any] = {key: values[key] for key in SCENE_FIELDS if key in values}
    if "resolution" in values:
        changes["size"] = values["resolution"]
        circles = [[x * changes["size"] / scene.size for x in circle] for circle in circles]
    changes["circles"] = tuple(Circle(*circle) for circle in circles)
    method_changes: dict[str, Any] = {key: values[key] for key in METHOD_FIELDS if key in values}
    return replace(scene, **changes), replace(method, **method_changes)


def apply_to_picture(
    picture: StudyPicture, method: Method, values: Mapping[str, Value]
) -> tuple[StudyPicture, Method]:
    """Return picture and method with the values of the parameters applied."""
    own = {key: float(values[key]) for key in ("sigma",) if key in values}
    others: dict[str, Any] = {key: value for key, value in values.items() if key not in own}
    return picture.model_copy(update=own), replace(method, **others)


def _in_order(relations: Mapping[int, tuple[int, float]]) -> list[int]:
    """Return the numbers of the circles, each after the one that it refers to."""
    graph = {number: {other} for number, (other, _) in relations.items()}
    return [number for number in TopologicalSorter(graph).static_order() if number in relations]


def _overlap(circle: list[float], other: list[float], overlap: float) -> None:
    """Move a circle along the line of centres, or to the right if the centres coincide.

    overlap = (r1 + r2 - distance) / (2 min(r1, r2)): the depth of the lens in diameters of the
    smaller circle.
    """
    down, right = circle[0] - other[0], circle[1] - other[1]
    distance = math.sqrt(down * down + right * right)
    if distance == 0:
        down, right, distance = 0.0, 1.0, 1.0
    wanted = circle[2] + other[2] - 2 * min(circle[2], other[2]) * overlap
    circle[0] = other[0] + wanted * (down / distance)
    circle[1] = other[1] + wanted * (right / distance)
