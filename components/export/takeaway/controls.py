"""Controls of a step that stay live in a file, and the values that have a frame there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from components.state.control_specs import ControlSpec, control_specs
from components.state.model import ExplorerState

__all__ = ["Control", "count", "live_controls", "thinned"]

# In the order in which they are chosen, if the steps of the lesson do not say more.
FIELDS = ("beta", "noise", "n_clusters", "assign_labels", "scale")
MOST_CONTROLS = 2
VALUES = (13, 9)  # of the first control and of the second
# Upper ends of the sliders, where the state's own value is not higher: beyond them little changes.
USUAL = {"beta": 30.0, "noise": 1.0, "n_clusters": 8}


@dataclass(frozen=True)
class Control:
    """A control with its values, among them that of the step.

    Attributes
    ----------
    field : str
    values : tuple
        Ascending, or in the order of the menu.
    own : object
        The value of the step.
    """

    field: str
    values: tuple[Any, ...]
    own: Any

    @property
    def spec(self) -> ControlSpec:
        """Title and labels."""
        return control_specs()[self.field]

    @property
    def texts(self) -> list[str]:
        """The values as the page writes them."""
        labels = self.spec.labels or {}
        return [labels.get(str(value)) or f"{value:g}" for value in self.values]


def count(controls: Sequence[Control]) -> int:
    """Return the number of frames of controls."""
    n = 1
    for control in controls:
        n *= len(control.values)
    return n


def live_controls(state: ExplorerState, lesson: Sequence[ExplorerState]) -> tuple[Control, ...]:
    """Choose the controls of a step: first those that the lesson's steps differ in.

    Parameters
    ----------
    state : ExplorerState
        That of the step.
    lesson : sequence of ExplorerState
        Those of all steps.

    Returns
    -------
    tuple of Control
        At most two; none that the step hides.
    """
    subject = "picture" if state.picture else "circles"
    possible = [
        field
        for field in FIELDS
        if control_specs()[field].only in ("", subject) and field not in state.hide
    ]
    varied = [f for f in possible if len({getattr(each, f) for each in lesson}) > 1]
    chosen = [*varied, *(field for field in possible if field not in varied)][:MOST_CONTROLS]
    return tuple(
        Control(field, _values(field, getattr(state, field), most), getattr(state, field))
        for field, most in zip(chosen, VALUES, strict=False)
    )


def _values(field: str, own: Any, most: int) -> tuple[Any, ...]:
    spec = control_specs()[field]
    if spec.labels:
        return tuple(spec.labels)
    low, usual = float(spec.minimum or 0), USUAL[field]
    high = usual if own <= usual else float(spec.maximum or own)
    if spec.integer:
        return tuple(sorted({*range(int(low), int(high) + 1), own}))
    power = 3 if spec.scale == "cubic" else 1
    places = np.linspace(0, 1, most) ** power
    step = float(spec.step or 1)
    found = {round(round(float(place) * (high - low) / step) * step + low, 6) for place in places}
    nearest = min(found, key=lambda value: abs(value - own))
    return tuple(sorted({*found - {nearest}, own} if nearest not in (low, high) else {*found, own}))


def thinned(controls: Sequence[Control]) -> tuple[Control, ...]:
    """Return controls with fewer values: every second one of the control that has most.

    Its ends and the value of the step stay. A control with its own value alone is left out.
    """
    largest = max(range(len(controls)), key=lambda i: len(controls[i].values))
    control = controls[largest]
    last = len(control.values) - 1
    kept = tuple(
        value
        for i, value in enumerate(control.values)
        if value == control.own or (last > 2 and (i % 2 == 0 or i == last))
    )
    if len(kept) == len(control.values):  # the ends and the own value
        kept = (control.own,)
    fewer = Control(control.field, kept, control.own)
    return tuple(
        each
        for each in (*controls[:largest], fewer, *controls[largest + 1 :])
        if len(each.values) > 1
    )
