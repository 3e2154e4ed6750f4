"""The rules of a study that no single field of it can see."""

from __future__ import annotations

from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING, Any

from segmentation.errors import Problem, Received
from segmentation.scene import LARGEST_SEED
from segmentation.study.design.designs import (
    Grid,
    LatinHypercube,
    Morris,
    Saltelli,
    SobolSample,
    Sweep,
)
from segmentation.study.design.fields import (
    DERIVED,
    FIELDS,
    ISHIGAMI_FIELDS,
    circle_field,
    find_field,
)
from segmentation.study.design.parameters import Choice, Range
from segmentation.study.design.quantities import outputs_of

if TYPE_CHECKING:
    from segmentation.study.design.model import Study

MOST_TRIALS = 1_000_000


def problems(study: Study) -> list[Problem]:
    """Return every rule that a study of the right shape breaks."""
    found = [problem for check in CHECKS for problem in check(study)]
    return found or list(_size(study))  # a wrong one cannot be counted


def _places(study: Study) -> Iterator[tuple[str, Range | Choice]]:
    for i, parameter in enumerate(study.parameters):
        yield f"parameters[{i}]", parameter


def _names(study: Study) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for place, parameter in _places(study):
        name = parameter.name
        known = find_field(name, study.evaluator) is not None
        circle = None if study.evaluator == "ishigami" else circle_field(name)
        if not known:
            names = ISHIGAMI_FIELDS if study.evaluator == "ishigami" else FIELDS
            rule = "one of " + ", ".join(names)
            if names is FIELDS:
                rule += " or circles[0].row (col, radius, radius_ratio, overlap)"
            yield Problem(f"{place}.name", rule, name)
        elif circle and circle[0] >= len(study.scene.circles):
            yield Problem(f"{place}.name", f"of {_circles(study)}", name)
        elif name in seen:
            yield Problem(f"{place}.name", f"another one than that of {seen[name]}", name)
        else:
            yield from _excluded(name, place, seen)
            seen[name] = place


def _circles(study: Study) -> str:
    n = len(study.scene.circles)
    return "circle 0, the only one of the scene" if n == 1 else f"one of circles 0 to {n - 1}"


def _excluded(name: str, place: str, seen: dict[str, str]) -> Iterator[Problem]:
    """Refuse a parameter beside another that sets the same."""
    for pair in (("radius", "radius_ratio"), ("size", "resolution")):
        for own, other in (pair, pair[::-1]):
            before = name.removesuffix(own)
            if before != name and before[-2:] in ("", "].") and before + other in seen:
                rival = before + other
                yield Problem(f"{place}.name", f"left out beside {rival}: both set the same", name)


def _values(study: Study) -> Iterator[Problem]:
    for place, parameter in _places(study):
        field = find_field(parameter.name, study.evaluator)
        if field is None:
            continue
        if isinstance(parameter, Choice):
            values = parameter.values
            for j, value in enumerate(values):
                if not field.allows(value):
                    yield Problem(f"{place}.values[{j}]", field.rule, value)
                elif any(value == other for other in values[:j]):
                    yield Problem(f"{place}.values[{j}]", "another one than those before", value)
            if not 2 <= len(values) <= 64:
                got = Received(f"{len(values)} of them")
                yield Problem(f"{place}.values", "from 2 to 64 values", got)
        elif field.kind == "choice":
            rule = f'given by "values", not by a range: {field.rule}'
            yield Problem(place, rule, parameter.name)
        else:
            bad = [end for end in ("low", "high") if not field.allows(getattr(parameter, end))]
            for end in bad:
                yield Problem(f"{place}.{end}", field.rule, getattr(parameter, end))
            if not bad:
                yield from _order(place, parameter)


def _order(place: str, parameter: Range) -> Iterator[Problem]:
    if not parameter.low < parameter.high:
        yield Problem(f"{place}.high", f"above low, which is {parameter.low}", parameter.high)
    if parameter.scale == "log" and not parameter.low > 0:
        yield Problem(f"{place}.low", "above 0 on a log scale", parameter.low)


def _relations(study: Study) -> Iterator[Problem]:
    """Check what is relative to another circle."""
    needs: dict[str, dict[int, set[int]]] = {key: {} for key in DERIVED}
    for place, parameter in _places(study):
        circle = circle_field(parameter.name)
        of = parameter.of
        if circle is None or circle[1] not in DERIVED or study.evaluator == "ishigami":
            if of is not None:
                yield Problem(f"{place}.of", "left out: only radius_ratio and overlap have it", of)
            continue
        other = of or 0
        if not 0 <= other < len(study.scene.circles):
            yield Problem(f"{place}.of", _circles(study), of)
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


def _design(study: Study) -> Iterator[Problem]:
    design, d = study.design, len(study.parameters)
    wanted = {Sweep: (1, 1), Grid: (2, 2), Morris: (2, 32), Saltelli: (2, 32)}
    low, high = wanted.get(type(design), (1, 32))
    if not low <= d <= high:
        many = f"{low}" if low == high else f"from {low} to {high}"
        rule = f"{many} parameter{'s' * (high > 1)} for the design {design.kind!r}"
        yield Problem("parameters", rule, Received(f"{d} of them"))
    if isinstance(design, (SobolSample, Saltelli)) and design.n & (design.n - 1):
        yield Problem("design.n", "a power of two", design.n)
    if isinstance(design, Morris) and design.levels % 2:
        yield Problem("design.levels", "even", design.levels)
    if isinstance(design, LatinHypercube) and design.n > MOST_TRIALS:
        yield Problem("design.n", f"up to {MOST_TRIALS:,}", design.n)


def _seeds(study: Study) -> Iterator[Problem]:
    r = study.replicates
    if study.scene.seed > LARGEST_SEED - r + 1:
        rule = f"up to {LARGEST_SEED} minus the replicates"
        yield Problem("scene.seed", rule, study.scene.seed)
    for place, parameter in _places(study):
        if parameter.name == "seed":
            given: tuple[Any, ...] = (
                parameter.values if isinstance(parameter, Choice) else (parameter.high,)
            )
            ints = [value for value in given if isinstance(value, int)]
            if ints and max(ints) > LARGEST_SEED - r + 1:
                yield Problem(place, f"up to {LARGEST_SEED} minus the replicates", max(ints))


def _outputs(study: Study) -> Iterator[Problem]:
    known = outputs_of(study.evaluator)
    for i, name in enumerate(study.outputs):
        if name not in known:
            yield Problem(f"outputs[{i}]", "one of " + ", ".join(known), name)
        elif name in study.outputs[:i]:
            yield Problem(f"outputs[{i}]", "another one than those before", name)


def _size(study: Study) -> Iterator[Problem]:
    trials = study.n_points * study.replicates
    if trials > MOST_TRIALS:
        got = Received(
            f"{trials:,} ({study.n_points:,} points times {study.replicates:,} replicates)"
        )
        yield Problem("the number of trials", f"at most {MOST_TRIALS:,}", got)


CHECKS = (_names, _values, _relations, _design, _seeds, _outputs)
