"""The commands of ``python -m segmentation.study``; each returns an exit code."""

from __future__ import annotations

import argparse
import sys

from rich.console import Console
from rich.table import Table

from segmentation.study.command_line import indices
from segmentation.study.command_line.exits import DONE
from segmentation.study.command_line.results import load
from segmentation.study.design import examples
from segmentation.study.export import files as export
from segmentation.study.store.store import Store

__all__ = ["analyse", "cancel", "example", "export_study", "list_studies", "show"]

MOST_ERRORS = 5
COLUMNS = (
    ("id", "right"),
    ("state", "left"),
    ("trials", "right"),
    ("failed", "right"),
    ("best", "right"),
    ("worst", "right"),
    ("name", "left"),
)


def list_studies(options: argparse.Namespace) -> int:
    """Print a table of the studies."""
    rows = Store(options.database).studies()
    listed = Table(box=None, header_style="bold")
    for name, justify in COLUMNS:
        listed.add_column(name, justify=justify)  # type: ignore[arg-type]
    for row in rows:
        listed.add_row(
            str(row.id),
            row.state,
            f"{row.recorded:,} of {row.n_trials:,}",
            f"{row.failed:,}",
            "" if row.best is None else f"{row.best:.4g}",
            "" if row.worst is None else f"{row.worst:.4g}",
            row.name.replace("[", r"\["),
        )
    Console(highlight=False, width=None if sys.stdout.isatty() else 120).print(listed)
    return DONE


def show(options: argparse.Namespace) -> int:
    """Print the state of one study."""
    store = Store(options.database)
    row = store.get(options.id)
    best = "none" if row.best is None else f"{row.best:.6g}, worst {row.worst:.6g}"
    lines = [
        f"Study {row.id}: {row.name}",
        f"state    {'deleted' if row.deleted else row.state}  {row.message}".rstrip(),
        f"trials   {row.recorded:,} of {row.n_trials:,} recorded, {row.failed:,} failed",
        f"best     {best} (adjusted Rand index)",
        f"owner    {row.owner or 'nobody'}",
    ]
    lines += [f"error    {error}" for error in store.errors(row.id, MOST_ERRORS)]
    lines += [f"notes    {row.notes}"] if row.notes else []
    print("\n".join(lines))
    return DONE


def export_study(options: argparse.Namespace) -> int:
    """Write the trials of a study, or the study itself."""
    export.check(options.out)
    export.write(options.out, *export.pages_of(Store(options.database), options.id))
    return DONE


def analyse(options: argparse.Namespace) -> int:
    """Print sensitivity indices."""
    study, data = load(options.source, options.study, options.database)
    rows = indices.compute(
        study,
        data,
        options.indices,
        options.output,
        missing=options.missing,
        level=options.level,
        seed=options.seed,
        slices=options.slices,
    )
    print(indices.FORMATS[options.format](rows))
    return DONE


def cancel(options: argparse.Namespace) -> int:
    """Stop a study."""
    Store(options.database).cancel(options.id)
    return DONE


def example(options: argparse.Namespace) -> int:
    """Print an example of a study, or write it to a file."""
    study = examples.EXAMPLES[options.name]
    if options.out is None:
        print(study.to_json())
    else:
        export.write_study(options.out, study)
    return DONE
