"""Rules that relate several fields of a study.

Each check ignores the parts of a draft that are None.
"""

from __future__ import annotations

from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from typing import Any

from segmentation.errors import Problem, Received
from segmentation.scene import LARGEST_SEED
from segmentation.study.design.designs import LatinHypercube, Morris, Saltelli, SobolSample
from segmentation.study.design.fields import (
    DERIVED,
    FIELDS_OF,
    Field,
    circle_field,
    find_field,
)
from segmentation.study.design.parameters import Choice, Range, Value
from segmentation.study.design.quantities import TRUTH_OUTPUTS, outputs_of
from segmentation.study.design.validation.draft import Draft

MOST_TRIALS = 1_000_000
OTHERS = ("picture", "ishigami")  # evaluators without circles


def problems(draft: Draft) -> list[Problem]:
    """Return a problem for every rule across fields that a study breaks."""
    return [problem for check in CHECKS for problem in check(draft)]


def too_large(n_points: int, replicates: int) -> list[Problem]:
    """Return a problem if a study has too many trials."""
    trials = n_points * replicates
    if trials <= MOST_TRIALS:
        return []
    got = Received(f"{trials:,} ({n_points:,} points times {replicates:,} replicates)")
    return [Problem("the number of trials", f"at most {MOST_TRIALS:,}", got)]


def _places(draft: Draft) -> Iterator[tuple[str, Range | Choice]]:
    for i, parameter in enumerate(draft.parameters or ()):
        if parameter is not None and parameter.name is not None:
            yield f"parameters[{i}]", parameter


def _field(draft: Draft, parameter: Range | Choice) -> Field | None:
    return None if draft.evaluator is None else find_field(parameter.name, draft.evaluator)


def _names(draft: Draft) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for place, parameter in _places(draft):
        name = parameter.name
        circle = circle_field(name) if draft.evaluator == "segmentation" else None
        if draft.evaluator is not None and _field(draft, parameter) is None:
            rule = "one of " + ", ".join(FIELDS_OF[draft.evaluator])
            if draft.evaluator == "segmentation":
                rule += " or circles[0].row (col, radius, radius_ratio, overlap)"
            yield Problem(f"{place}.name", rule, name)
        elif circle and draft.n_circles is not None and circle[0] >= draft.n_circles:
            yield Problem(f"{place}.name", f"of {_circles(draft.n_circles)}", name)
        elif name in seen:
            yield Problem(f"{place}.name", f"another one than that of {seen[name]}", name)
        else:
            yield from _excluded(name, place, seen)
            seen[name] = place


def _circles(n: int) -> str:
    return "circle 0, the only one of the scene" if n == 1 else f"one of circles 0 to {n - 1}"


def _excluded(name: str, place: str, seen: dict[str, str]) -> Iterator[Problem]:
    """Yield a problem for a parameter beside another one that sets the same quantity."""
    for pair in (("radius", "radius_ratio"), ("size", "resolution")):
        for own, other in (pair, pair[::-1]):
            before = name.removesuffix(own)
            if before != name and before[-2:] in ("", "].") and before + other in seen:
                rival = before + other
                yield Problem(f"{place}.name", f"left out beside {rival}: both set the same", name)


def _values(draft: Draft) -> Iterator[Problem]:
    for place, parameter in _places(draft):
        field = _field(draft, parameter)
        if isinstance(parameter, Choice):
            if parameter.values is not None:
                yield from _choices(place, parameter.values, field)
        elif field and field.kind == "choice":
            rule = f'given by "values", not by a range: {field.rule}'
            yield Problem(place, rule, parameter.name)
        else:
            yield from _range(place, parameter, field)


def _choices(place: str, values: tuple[Value, ...], field: Field | None) -> Iterator[Problem]:
    for j, value in enumerate(values):
        if value is None:
            continue
        if field and not field.allows(value):
            yield Problem(f"{place}.values[{j}]", field.rule, value)
        elif any(value == other for other in values[:j]):
            yield Problem(f"{place}.values[{j}]", "another one than those before", value)
    if not 2 <= len(values) <= 64:
        got = Received(f"{len(values)} of them")
        yield Problem(f"{place}.values", "from 2 to 64 values", got)


def _range(place: str, parameter: Range, field: Field | None) -> Iterator[Problem]:
    low, high = parameter.low, parameter.high
    bad = {
        end
        for end, value in (("low", low), ("high", high))
        if field and value is not None and not field.allows(value)
    }
    for end in ("low", "high"):
        if field and end in bad:
            yield Problem(f"{place}.{end}", field.rule, getattr(parameter, end))
    if low is not None and "low" not in bad and parameter.scale == "log" and not low > 0:
        yield Problem(f"{place}.low", "above 0 on a log scale", low)
    if low is not None and high is not None and not bad and not low < high:
        yield Problem(f"{place}.high", f"above low, which is {low}", high)


def _relations(draft: Draft) -> Iterator[Problem]:
    """Check the parameters that are relative to another circle."""
    needs: dict[str, dict[int, set[int]]] = {key: {} for key in DERIVED}
    for place, parameter in _places(draft):
        circle = circle_field(parameter.name)
        of = parameter.of
        if circle is None or circle[1] not in DERIVED or draft.evaluator in OTHERS:
            if of is not None:
                yield Problem(f"{place}.of", "left out: only radius_ratio and overlap have it", of)
            continue
        other = of or 0
        if draft.n_circles is not None and not 0 <= other < draft.n_circles:
            yield Problem(f"{place}.of", _circles(draft.n_circles), of)
        elif other == circle[0]:
            got = "nothing, which means 0" if of is None else repr(of)
            yield Problem(f"{place}.of", f"another circle than {circle[0]} itself", Received(got))
        else:
            needs[circle[1]][circle[0]] = {other}
    for key, graph in needs.items():
        try:
            TopologicalSorter(graph).prepare()
        except CycleError as error:
            around = " of ".join(str(i) for i in reversed(error.args[1]))
            got = Received(f"circle {around}")
            yield Problem("parameters", f"without a circle of {key} parameters", got)


def _design(draft: Draft) -> Iterator[Problem]:
    design = draft.design
    if design is None:
        return
    low, high = design.n_parameters
    if draft.parameters is not None and not low <= len(draft.parameters) <= high:
        many = f"{low}" if low == high else f"from {low} to {high}"
        rule = f"{many} parameter{'s' * (high > 1)} for the design {design.kind!r}"
        yield Problem("parameters", rule, Received(f"{len(draft.parameters)} of them"))
    if isinstance(design, (SobolSample, Saltelli)) and design.n and design.n & (design.n - 1):
        yield Problem("design.n", "a power of two", design.n)
    if isinstance(design, Morris) and design.levels and design.levels % 2:
        yield Problem("design.levels", "even", design.levels)
    if isinstance(design, LatinHypercube) and design.n and design.n > MOST_TRIALS:
        yield Problem("design.n", f"up to {MOST_TRIALS:,}", design.n)


def _seeds(draft: Draft) -> Iterator[Problem]:
    r = draft.replicates
    if r is None:
        return
    if r > MOST_TRIALS:
        yield Problem("replicates", f"up to {MOST_TRIALS:,}", r)
        return
    rule = f"up to {LARGEST_SEED} minus the replicates"
    if draft.seed is not None and draft.seed > LARGEST_SEED - r + 1:
        yield Problem("scene.seed", rule, draft.seed)
    for place, parameter in _places(draft):
        if parameter.name == "seed":
            given: tuple[Any, ...] = (
                (parameter.values or ()) if isinstance(parameter, Choice) else (parameter.high,)
            )
            ints = [value for value in given if isinstance(value, int)]
            if ints and LARGEST_SEED >= max(ints) > LARGEST_SEED - r + 1:
                yield Problem(place, rule, max(ints))


def _picture(draft: Draft) -> Iterator[Problem]:
    picture = draft.picture
    if picture is None:
        if draft.evaluator == "picture":
            yield Problem("picture", 'given, for the evaluator "picture"', Received("nothing"))
        return
    if draft.evaluator not in (None, "picture"):
        yield Problem("evaluator", "'picture' beside a picture", draft.evaluator)
    varied = [parameter.name for _, parameter in _places(draft)]
    if "feature" in varied and picture.threshold is not None:
        rule = "left out where feature varies, because they have different units"
        yield Problem("picture.threshold", rule, picture.threshold)
    if draft.replicates and draft.replicates > 1 and picture.noise == 0:
        rule = "1 without noise (picture.noise), as replicates would not differ"
        yield Problem("replicates", rule, draft.replicates)
    for i, name in enumerate(draft.outputs):
        if name in TRUTH_OUTPUTS and not picture.has_truth:
            yield Problem(f"outputs[{i}]", "left out without a truth (picture.truth)", name)


def _outputs(draft: Draft) -> Iterator[Problem]:
    known = None if draft.evaluator is None else outputs_of(draft.evaluator)
    for i, name in enumerate(draft.outputs):
        if name is not None and known is not None and name not in known:
            yield Problem(f"outputs[{i}]", "one of " + ", ".join(known), name)
        elif name is not None and name in draft.outputs[:i]:
            yield Problem(f"outputs[{i}]", "another one than those before", name)


CHECKS = (_names, _values, _relations, _design, _seeds, _picture, _outputs)
