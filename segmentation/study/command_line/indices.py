"""Sensitivity indices for the command line, as rows and in its output formats."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from itertools import combinations, groupby
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from segmentation.errors import AnalysisError, MissingOutputError
from segmentation.study.analysis import (
    PawnIndices,
    SobolIndices,
    delta,
    measured,
    morris,
    pawn,
    sobol,
)
from segmentation.study.analysis.means import Indices, Missing
from segmentation.study.design.designs import LatinHypercube, Morris, Saltelli, SobolSample
from segmentation.study.design.model import Study

__all__ = ["FORMATS", "METHODS", "Row", "compute"]

ANALYSES: dict[str, Callable[..., Indices]] = {
    "sobol": sobol,
    "morris": morris,
    "pawn": pawn,
    "delta": delta,
}
METHODS = tuple(ANALYSES)
MADE_FOR = {
    Saltelli: ("sobol",),
    Morris: ("morris",),
    LatinHypercube: ("pawn",),
    SobolSample: ("pawn",),
}
QUANTITIES = {
    "sobol": ("first", "total"),
    "morris": ("mu_star", "mu", "sigma"),
    "pawn": ("median", "mean", "maximum"),
    "delta": ("delta",),
}
POINTS = {"sobol": "base points", "morris": "trajectories", "pawn": "points", "delta": "points"}


@dataclass(frozen=True)
class Row:
    """One index.

    Attributes
    ----------
    indices : {"sobol", "morris", "pawn", "delta"}
    output : str
    parameter, other : str
        `other` is the second parameter of an interaction, empty elsewhere.
    quantity : str
        Name of the index in the analysis: "first", "total", "second", "mu_star", ... "dummy" is
        that of a parameter without influence, and has no parameter.
    value : float
    conf, level : float or None
        Half the width of the confidence interval, and its level; None without an interval.
    n, imputed : int
        As in the analysis.
    """

    indices: str
    output: str
    parameter: str
    other: str
    quantity: str
    value: float
    conf: float | None
    level: float | None
    n: int
    imputed: int


def compute(
    study: Study,
    data: Any,
    methods: Sequence[str] | None = None,
    outputs: Sequence[str] | None = None,
    *,
    missing: Missing = "refuse",
    level: float = 0.95,
    seed: int = 0,
    slices: int = 10,
) -> list[Row]:
    """Return indices of outputs.

    Parameters
    ----------
    study, data
        As for `segmentation.study.analysis.sobol`.
    methods : sequence of str, default=None
        Some of `METHODS`; None means those that suit the design: "sobol" for "saltelli", "morris"
        for "morris", "pawn" for samples.
    outputs : sequence of str, default=None
        None means the first output that the study measures.
    missing, level, seed, slices
        As in the analysis, where they apply.

    Raises
    ------
    ParameterError, AnalysisError
        As in the analysis.
    """
    methods = methods or MADE_FOR.get(type(study.design))
    if methods is None:
        raise AnalysisError(
            f"The design {study.design.kind!r} is for no indices: Sobol's need 'saltelli', Morris' "
            "'morris', PAWN and delta a sample ('latin_hypercube', 'sobol_sample', 'saltelli')."
        )
    common: dict[str, Any] = {"missing": missing, "seed": seed}
    settings = {
        "sobol": common | {"level": level},
        "morris": common | {"level": level},
        "pawn": common | {"slices": slices},
        "delta": common | {"level": level},
    }
    rows: list[Row] = []
    try:
        for output in dict.fromkeys(outputs or measured(study)[:1]):
            for method in dict.fromkeys(methods):
                found = ANALYSES[method](study, data, output, **settings[method])
                rows += _rows(method, found)
    except MissingOutputError as error:
        raise AnalysisError(str(error).replace("missing='mean'", "--missing mean")) from None
    return rows


def _rows(method: str, found: Indices) -> Iterator[Row]:
    level = getattr(found, "level", None)

    def row(quantity: str, value: float, conf: float | None, one: str = "", other: str = "") -> Row:
        return Row(
            method,
            found.output,
            one,
            other,
            quantity,
            float(value),
            None if conf is None else float(conf),
            None if conf is None else level,
            found.n,
            found.imputed,
        )

    for k, name in enumerate(found.names):
        for quantity in QUANTITIES[method]:
            conf = getattr(found, f"{quantity}_conf", None)
            yield row(
                quantity, getattr(found, quantity)[k], None if conf is None else conf[k], name
            )
    if isinstance(found, SobolIndices) and found.second is not None:
        assert found.second_conf is not None
        for i, j in combinations(range(len(found.names)), 2):
            pair = (found.names[i], found.names[j])
            yield row("second", found.second[i, j], found.second_conf[i, j], *pair)
    if isinstance(found, PawnIndices):
        yield row("dummy", found.dummy, None)


def as_json(rows: Sequence[Row]) -> str:
    """Return rows as a list of objects."""
    return json.dumps([asdict(row) for row in rows], indent=2)


def as_csv(rows: Sequence[Row]) -> str:
    """Return rows as a table with a header; missing values are empty."""
    file = io.StringIO()
    writer = csv.DictWriter(file, [field.name for field in fields(Row)], lineterminator="\n")
    writer.writeheader()
    writer.writerows(asdict(row) for row in rows)
    return file.getvalue().rstrip("\n")


def as_table(rows: Sequence[Row]) -> str:
    """Return rows as text tables, with a line per parameter and a column per quantity."""
    text = io.StringIO()
    console = Console(file=text, width=120, highlight=False)
    for _, group in groupby(rows, lambda row: (row.indices, row.output)):
        group_rows = list(group)
        console.print(_title(group_rows[0]), markup=False)
        for which in ("", "second"):
            listed = [row for row in group_rows if row.parameter and bool(row.other) == bool(which)]
            if listed:
                console.print(_table(listed))
        for row in group_rows:
            if not row.parameter:
                console.print(f"19 of 20 parameters without influence stay below {_cell(row)}.")
        console.print()
    return text.getvalue().rstrip("\n")


def _title(row: Row) -> str:
    words = [f"{row.indices} of {row.output}", f"{row.n:,} {POINTS[row.indices]}"]
    words += [f"± at level {row.level:g}"] if row.level is not None else []
    words += [f"{row.imputed:,} without a value, replaced by the mean"] if row.imputed else []
    return ", ".join(words)


def _table(rows: list[Row]) -> Table:
    quantities = list(dict.fromkeys(row.quantity for row in rows))
    table = Table(box=None)
    for column in ("", *quantities):
        table.add_column(column, justify="right" if column else "left")
    for name, group in groupby(rows, lambda row: (row.parameter, row.other)):
        table.add_row(escape(" × ".join(filter(None, name))), *map(_cell, group))
    return table


def _cell(row: Row) -> str:
    return f"{row.value:.4g}" + ("" if row.conf is None else f" ± {row.conf:.2g}")


FORMATS = {"table": as_table, "json": as_json, "csv": as_csv}
