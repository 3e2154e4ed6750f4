"""The commands of ``python -m segmentation.study``."""

from __future__ import annotations

import argparse
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from segmentation.errors import ClusterError, CutlabError, StorageError, StudyError
from segmentation.study import export
from segmentation.study.command_line import indices
from segmentation.study.command_line.exits import (
    DONE,
    EXIT_CODES,
    FAULT,
    INTERRUPTED,
    NO_STORAGE,
    NO_WORKERS,
    REFUSED,
    say,
)
from segmentation.study.command_line.results import load
from segmentation.study.command_line.running import resume, run
from segmentation.study.design import examples
from segmentation.study.store.store import Store


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return its exit code."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.command(options))
    except StudyError as error:
        return say(REFUSED, f"The study is refused. {error}")
    except StorageError as error:
        return say(NO_STORAGE, str(error))
    except ClusterError as error:
        return say(NO_WORKERS, str(error))
    except CutlabError as error:
        return say(REFUSED, str(error))
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:  # the reader has closed the pipe, as `| head` does
        sys.stderr.close()
        return DONE
    except Exception:
        traceback.print_exc()
        return FAULT


def _list(options: argparse.Namespace) -> int:
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
            "" if row.best is None else f"{row.best:.3f}",
            "" if row.worst is None else f"{row.worst:.3f}",
            row.name.replace("[", r"\["),
        )
    Console(highlight=False, width=None if sys.stdout.isatty() else 120).print(listed)
    return DONE


COLUMNS = (
    ("id", "right"),
    ("state", "left"),
    ("trials", "right"),
    ("failed", "right"),
    ("best", "right"),
    ("worst", "right"),
    ("name", "left"),
)


def _show(options: argparse.Namespace) -> int:
    store = Store(options.database)
    row = store.get(options.id)
    best = "none" if row.best is None else f"{row.best:.6f}, worst {row.worst:.6f}"
    lines = [
        f"Study {row.id}: {row.name}",
        f"state    {'deleted' if row.deleted else row.state}  {row.message}".rstrip(),
        f"trials   {row.recorded:,} of {row.n_trials:,} recorded, {row.failed:,} failed",
        f"best     {best} (adjusted Rand index)",
        f"owner    {row.owner or 'nobody'}",
    ]
    errors = sorted({error for error in store.trials(row.id).error if error})
    lines += [f"error    {error}" for error in errors[:5]]
    lines += [f"notes    {row.notes}"] if row.notes else []
    print("\n".join(lines))
    return DONE


def _export(options: argparse.Namespace) -> int:
    export.check(options.out)
    study, trials = export.content_of(Store(options.database), options.id)
    export.write(options.out, study, trials)
    return DONE


def _analyse(options: argparse.Namespace) -> int:
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


def _cancel(options: argparse.Namespace) -> int:
    Store(options.database).cancel(options.id)
    return DONE


def _example(options: argparse.Namespace) -> int:
    print(examples.EXAMPLES[options.name].to_json())
    return DONE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m segmentation.study",
        description="Run studies over thousands of scenes; what is recorded is kept for good.",
        epilog=EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--database", metavar="URL", help="where studies are kept; by default CUTLAB_DATABASE"
    )
    commands = parser.add_subparsers(required=True, metavar="command")

    def add(name: str, command: object, words: str, number: bool = True) -> argparse.ArgumentParser:
        made = commands.add_parser(
            name,
            help=words,
            description=words,
            epilog=EXIT_CODES,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        made.set_defaults(command=command)
        if number:
            made.add_argument("id", type=_number, help="the study's number, see `list`")
        return made

    running = add("run", run, "Run the study of a JSON file.", number=False)
    running.add_argument("study", type=Path, help='the study\'s file, "-" for the standard input')
    running.add_argument(
        "--resume", action="store_true", help="go on with the newest that is the same, if any"
    )
    resuming = add("resume", resume, "Run what is missing of a study.")
    resuming.add_argument("--failed", action="store_true", help="the failed trials too, once more")
    for runs in (running, resuming):
        runs.add_argument("--out", type=Path, help="a .csv, .parquet or .json file to write")
        runs.add_argument("--scheduler", metavar="ADDRESS", help="of a running Dask scheduler")
        runs.add_argument("--workers", type=_positive, metavar="N", help="workers of this machine")
    add("list", _list, "List the studies.", number=False)
    add("show", _show, "Show one study.")
    exports = add("export", _export, "Write a study's trials, or the study.")
    exports.add_argument("--out", type=Path, required=True, help="a .csv, .parquet or .json file")
    analyse = add("analyse", _analyse, "Compute sensitivity indices.", number=False)
    analyse.add_argument(
        "source", help="the study's number, or a .parquet or .csv file of its trials"
    )
    analyse.add_argument("--study", type=Path, help="the study's file, where a .csv has none")
    analyse.add_argument(
        "--indices",
        action="append",
        choices=list(indices.METHODS),
        help="which; by default those that the design is for (may be repeated)",
    )
    analyse.add_argument(
        "--output",
        action="append",
        metavar="NAME",
        help="of what; by default the first that the study measures (may be repeated)",
    )
    analyse.add_argument("--format", choices=list(indices.FORMATS), default="table")
    analyse.add_argument("--seed", type=int, default=0, help="of the bootstrap; default 0")
    analyse.add_argument("--level", type=float, default=0.95, help="of the intervals; default 0.95")
    analyse.add_argument(
        "--slices", type=int, default=10, help="of PAWN: 5, 10 (the default) or 20"
    )
    analyse.add_argument(
        "--missing",
        choices=["refuse", "mean"],
        default="refuse",
        help="what to do with a point without a value; default refuse",
    )
    add("cancel", _cancel, "Stop a study, wherever it runs.")
    example = add("example", _example, "Print a study that is ready to run.", number=False)
    example.add_argument("name", choices=sorted(examples.EXAMPLES))
    return parser


def _number(text: str) -> int:
    if not text.isdecimal() or len(text) > 18:
        raise argparse.ArgumentTypeError(f"must be a study's number. Got {text} instead.")
    return int(text)


def _positive(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 1024:
        raise argparse.ArgumentTypeError(f"must be an integer from 1 to 1024. Got {text} instead.")
    return int(text)
