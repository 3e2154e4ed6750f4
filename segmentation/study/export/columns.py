"""Columns of a study's trials for Arrow, page by page, as those of `analysis.table`.

The process that writes them beside a server imports this, and nothing of the solver.
"""

from __future__ import annotations

from collections.abc import Iterable
from types import SimpleNamespace
from typing import IO, Any

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from segmentation.study.design.values import value_of
from segmentation.study.export.plan import FilePlan
from segmentation.study.store.rows import Trials

__all__ = ["write_trials"]

KINDS = {"int": pa.int64(), "float": pa.float64(), "bool": pa.bool_(), "str": pa.string()}


def schema_of(plan: FilePlan) -> pa.Schema:
    """Return names and types of the columns."""
    fields = [(name, pa.int64()) for name in ("index", "point", "replicate")]
    if plan.seed is not None:
        fields.append(("noise_seed", pa.int64()))
    fields += [(each["name"], KINDS[each["kind"]]) for each in plan.parameters]
    fields += [(name, pa.float64()) for name in plan.outputs]
    fields += [("verdict", pa.string()), ("seconds", pa.float64()), ("error", pa.string())]
    return pa.schema(fields, {"study": plan.text})


def write_trials(plan: FilePlan, pages: Iterable[Trials], suffix: str, sink: IO[bytes]) -> None:
    """Write trials, ascending by index, as ``".csv"`` or ``".parquet"``; `sink` need not seek."""
    schema = schema_of(plan)
    kinds = {".csv": pyarrow.csv.CSVWriter, ".parquet": pyarrow.parquet.ParquetWriter}
    with kinds[suffix](sink, schema) as writer:
        for page in pages:
            writer.write_table(pa.Table.from_batches([_batch(plan, page, schema)]))


def _batch(plan: FilePlan, page: Trials, schema: pa.Schema) -> pa.RecordBatch:
    """Return the columns of a page of trials."""
    point, replicate = np.divmod(page.index, plan.replicates)
    numbers, where = np.unique(point, return_inverse=True)
    columns: dict[str, Any] = {"index": page.index, "point": point, "replicate": replicate}
    unit = plan.unit[numbers]
    for i, fields in enumerate(plan.parameters):
        parameter, whole = SimpleNamespace(**fields), fields["whole"]
        values = [value_of(parameter, whole, u) for u in unit[:, i].tolist()]
        found = pa.array(values, type=schema.field(parameter.name).type)
        columns[parameter.name] = found.take(pa.array(where))
    if plan.seed is not None:
        own = columns.get("seed")
        first = plan.seed if own is None else own.to_numpy(zero_copy_only=False).astype(np.int64)
        columns["noise_seed"] = first + replicate
    for name in plan.outputs:
        columns[name] = page.values.get(name, np.full(len(page.index), np.nan))
    columns |= {"verdict": page.verdict, "seconds": page.seconds, "error": page.error}
    arrays = [_array(columns[field.name], field.type) for field in schema]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def _array(values: Any, kind: Any) -> Any:
    """Return an array of Arrow, with null for NaN."""
    return values if isinstance(values, pa.Array) else pa.array(values, kind, from_pandas=True)
