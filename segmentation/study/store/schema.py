"""The tables of the store, as `segmentation.study.store.migrations` makes them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

REVISION = "0003"  # the newest of the migrations

metadata = MetaData()

# The summary (recorded, failed, best, worst) is updated in the transaction that changes the
# trials, so a list of studies reads no trial. `arrival` numbers the transactions of a study: trials
# with a greater number than the last one read are new.
studies = Table(
    "studies",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("notes", Text, nullable=False),
    Column("spec", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("message", Text, nullable=False),
    Column("n_trials", Integer, nullable=False),
    Column("recorded", Integer, nullable=False),
    Column("failed", Integer, nullable=False),
    Column("best", Double),
    Column("worst", Double),
    Column("rate", Double),
    Column("arrival", Integer, nullable=False),
    Column("owner", Text),
    Column("lease_until", Double, nullable=False),
    Column("created", Double, nullable=False),
    Column("updated", Double, nullable=False),
    Column("deleted_at", Double),
    Column("creator", Text, index=True),
    Column("environments", Text),  # JSON, see `segmentation.study.provenance`
    sqlite_autoincrement=True,  # the number of a deleted study is not used again
)

# Values are JSON text. orjson writes the shortest digits that identify a double, so that any
# database returns the same bits; and a new output needs no new schema.
trials = Table(
    "trials",
    metadata,
    Column("study", Integer, ForeignKey("studies.id", ondelete="CASCADE"), nullable=False),
    Column("trial", Integer, nullable=False),
    Column("arrival", Integer, nullable=False),
    Column("outputs", Text, nullable=False),
    Column("verdict", Text),
    Column("seconds", Double, nullable=False),
    Column("error", Text),
    PrimaryKeyConstraint("study", "trial", name="pk_trials"),
    Index("ix_trials_arrival", "study", "arrival"),
)


class now(FunctionElement[float]):  # noqa: N801
    """Return the time by the database's clock, in seconds since 1970, which all processes share."""

    type = Double()
    inherit_cache = True


@compiles(now, "sqlite")
def _now_sqlite(element: now, compiler: Any, **options: Any) -> str:
    return "((julianday('now') - 2440587.5) * 86400.0)"


@compiles(now, "postgresql")
def _now_postgresql(element: now, compiler: Any, **options: Any) -> str:
    return "CAST(EXTRACT(EPOCH FROM clock_timestamp()) AS DOUBLE PRECISION)"
