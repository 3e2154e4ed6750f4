"""Making of a lesson's file: its frames within bounds of bytes and time."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import product
from time import thread_time
from typing import Any

from components.export.context import ExportContext
from components.export.exporter import ExportError
from components.export.takeaway import bounds
from components.export.takeaway.bounds import (
    SLOW,
    TooLongError,
    Watch,
    check_size,
    describe_size,
    within,
)
from components.export.takeaway.controls import Control, count, live_controls, thinned
from components.export.takeaway.frames import Frame, frame, original, packed, refused
from components.export.takeaway.page import write_page
from components.live.codec import refusal
from components.live.lesson_figures import figure_texts
from components.live.turns import estimate_state
from components.pictures.store import MissingPictureError
from components.pictures.subject import check_files
from components.state.link import from_query
from components.state.model import ExplorerState
from segmentation import CutlabError
from segmentation.watching import watching

__all__ = ["MOST_BYTES", "Taken", "Watch", "make"]

MOST_BYTES = 3 * 2**20  # of a file, without the figures of studies, which the browser draws
MOST_SECONDS = 90.0  # of a processor for all frames, at the pace of each step's first one
ESTIMATE_WITHIN = 3.0  # factor by which the time of a first frame may differ from its estimate
LOST = "The server lacks a file of step {number} at present: its picture, mask or truth."
WORDS = ("title", "note", "prediction")  # of a step
Step = dict[str, Any]


@dataclass(frozen=True)
class Taken:
    """A lesson's file.

    Attributes
    ----------
    html : str
    note : str
        Whether controls have fewer values than they could; empty if they have all.
    """

    html: str
    note: str


@dataclass
class _Plan:
    """A step, its frames, and what they weigh."""

    number: int
    step: Step
    state: ExplorerState
    controls: tuple[Control, ...] = ()
    frames: dict[tuple[Any, ...], Frame] = field(default_factory=dict)
    images: dict[tuple[Any, ...], str] = field(default_factory=dict)
    seconds: float = 0.0
    own_labels: int = 0  # bytes of its own frame
    full: int = 1  # frames before any thinning

    @property
    def own(self) -> tuple[Any, ...]:
        """Values of the step itself."""
        return tuple(control.own for control in self.controls)

    def key(self, values: tuple[Any, ...]) -> tuple[Any, ...]:
        """Return the part of values on which the original depends."""
        pairs = zip(self.controls, values, strict=True)
        return tuple(value for control, value in pairs if control.field == "noise")

    def weight(self) -> int:
        """Return the bytes of all frames; before they are computed, at those of the first."""
        if not self.frames:
            return 0
        places = [*product(*(control.values for control in self.controls))]
        known = [self.frames[place] for place in places if place in self.frames]
        labels = len(packed(each.labels for each in known)) * len(places) / len(known)
        words = sum(len(each.verdict) + len(each.facts) + 50 for each in known) / len(known)
        keys = {self.key(place) for place in places}
        image = sum(map(len, self.images.values())) / len(self.images)
        return int(labels + words * len(places) + image * len(keys))


def make(title: str, steps: Sequence[Step], watch: Watch) -> Taken:
    """Make the file of a lesson.

    Parameters
    ----------
    title : str
    steps : sequence of dict
        As lists of steps have them.
    watch : callable
        Called with a sentence and the share that is done; it may raise to end the making.

    Returns
    -------
    Taken

    Raises
    ------
    ExportError
        If a step has no result, or the file would take too much time or be too large.
    """
    try:
        return _make(title, steps, within(bounds.LONGEST, watch))
    except TooLongError as error:
        raise ExportError(SLOW) from error


def _make(title: str, steps: Sequence[Step], watch: Watch) -> Taken:
    states = [from_query(step["query"])[0] for step in steps]
    plans = [
        _Plan(number, step, state)
        for number, (step, state) in enumerate(zip(steps, states, strict=True), 1)
    ]
    shown = [plan for plan in plans if not plan.step.get("figure")]
    _check_files(shown)
    if sum(estimate_state(plan.state) for plan in shown) > bounds.LONGEST:
        raise TooLongError
    for plan in shown:
        watch(f"Step {plan.number} of {len(steps)}", 0.0)
        _begin(plan, [each.state for each in shown], watch)
        _check_own(shown)
    seconds = MOST_SECONDS / max(1, len(shown))  # of each step
    for plan in shown:
        _fit_time(plan, seconds, watch)
    _fit_bytes(shown)
    total = sum(count(plan.controls) for plan in shown)
    weight = f"about {describe_size(sum(plan.weight() for plan in shown))}"
    done = 0
    for plan in shown:
        for values in product(*(control.values for control in plan.controls)):
            watch(f"Frame {done + 1} of {total}, {weight}", done / total)
            _compute(plan, values, watch)
            done += 1
    _fit_bytes(shown)
    html = write_page(title, *_content(plans))
    check_size(len(html.encode()), MOST_BYTES)
    return Taken(html, _note(shown))


def _check_files(plans: Sequence[_Plan]) -> None:
    """Name the first file that the server lacks, before anything is computed."""
    for plan in plans:
        try:
            check_files(plan.state)
        except MissingPictureError as error:
            raise ExportError(LOST.format(number=plan.number), error.picture) from error


def _begin(plan: _Plan, states: Sequence[ExplorerState], watch: Watch) -> None:
    """Choose the controls of a step, and compute its own frame, which must have a result."""
    plan.controls = live_controls(plan.state, states)
    plan.full = count(plan.controls)
    try:
        _measure(plan, watch)
    except CutlabError as error:
        raise ExportError(f"Step {plan.number} has no result. {refusal(error).message}") from error


def _check_own(plans: Sequence[_Plan]) -> None:
    """Refuse steps whose own frames alone are too large, before all are computed."""
    begun = [plan for plan in plans if plan.frames]
    images = {image for plan in begun for image in plan.images.values()}  # which steps share
    check_size(sum(map(len, images)) + sum(plan.own_labels for plan in begun), MOST_BYTES)


def _measure(plan: _Plan, watch: Watch) -> None:
    begun = thread_time()
    _compute(plan, plan.own, watch)
    plan.seconds = thread_time() - begun
    plan.own_labels = len(packed([plan.frames[plan.own].labels]))


def _compute(plan: _Plan, values: tuple[Any, ...], watch: Watch) -> None:
    if values in plan.frames:
        return
    fields = {c.field: value for c, value in zip(plan.controls, values, strict=True)}
    context = ExportContext(plan.state.model_copy(update=fields))
    try:
        with watching(lambda _: watch("", -1.0)):
            found = frame(context)
    except CutlabError as error:
        if not plan.frames:  # of the step itself
            raise
        shape = next(iter(plan.frames.values())).labels.shape
        found = refused(context.state, error, shape)
    key = plan.key(values)
    if key not in plan.images:
        plan.images[key] = b64encode(original(context)).decode()
    plan.frames[values] = found


def _fit_time(plan: _Plan, most: float, watch: Watch) -> None:
    slow = plan.seconds > ESTIMATE_WITHIN * estimate_state(plan.state)
    if slow and count(plan.controls) * plan.seconds > most:
        # The first frame of a process loads much.
        plan.frames.clear()
        _measure(plan, watch)
    while plan.controls and count(plan.controls) * plan.seconds > most:
        _thin(plan)


def _fit_bytes(plans: Sequence[_Plan]) -> None:
    """Thin the heaviest step until all fit."""
    empty = len(write_page("", [], []))
    while sum(plan.weight() for plan in plans) + empty > 0.97 * MOST_BYTES:
        heaviest = max((plan for plan in plans if plan.controls), key=_Plan.weight, default=None)
        if heaviest is None:
            break
        _thin(heaviest)


def _thin(plan: _Plan) -> None:
    before = plan.controls
    plan.controls = thinned(before)
    kept = {control.field: control.values for control in plan.controls}
    frames = {}
    for values, found in plan.frames.items():
        named = {c.field: value for c, value in zip(before, values, strict=True)}
        gone = [c for c in before if named[c.field] not in kept.get(c.field, (c.own,))]
        if not gone:
            frames[tuple(named[c.field] for c in plan.controls)] = found
    images = {plan.key(values): plan.images[_key(before, plan, values)] for values in frames}
    plan.frames, plan.images = frames, images


def _key(before: Sequence[Control], plan: _Plan, values: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return the key of an image before the thinning."""
    named = {c.field: value for c, value in zip(plan.controls, values, strict=True)}
    return tuple(named.get(c.field, c.own) for c in before if c.field == "noise")


def _content(plans: Sequence[_Plan]) -> tuple[list[dict[str, Any]], list[str]]:
    """Return the steps as `assets/takeaway/page.mjs` reads them, and the originals."""
    images: dict[str, int] = {}
    steps = []
    for plan in plans:
        step: dict[str, Any] = {name: plan.step[name] for name in WORDS if name in plan.step}
        step["title"] = step["title"] or f"Step {plan.number}"
        if plan.step.get("figure"):
            steps.append({**step, "figure": figure_texts(plan.step["figure"])})
            continue
        places = [*product(*(control.values for control in plan.controls))]
        found = [plan.frames[place] for place in places]
        steps.append(
            {
                **step,
                "shape": found[0].labels.shape,
                "controls": [
                    {"title": c.spec.title, "texts": c.texts, "own": c.values.index(c.own)}
                    for c in plan.controls
                ],
                "frames": [
                    [
                        images.setdefault(plan.images[plan.key(place)], len(images)),
                        each.outcome,
                        each.verdict,
                        each.facts,
                    ]
                    for place, each in zip(places, found, strict=True)
                ],
                "labels": packed(each.labels for each in found),
            }
        )
    return steps, [*images]


def _note(plans: Sequence[_Plan]) -> str:
    fewer = [str(plan.number) for plan in plans if count(plan.controls) < plan.full]
    if not fewer:
        return ""
    *others, last = fewer
    steps = f"steps {', '.join(others)} and {last}" if others else f"step {last}"
    bounds = "To stay within bounds of size and time"
    return f"{bounds}, the sliders of {steps} have fewer values."
