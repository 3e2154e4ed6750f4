"""Arguments of ``python -m segmentation.study``."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from segmentation.study.command_line import indices
from segmentation.study.command_line.commands import (
    analyse,
    cancel,
    example,
    export_study,
    list_studies,
    show,
)
from segmentation.study.command_line.exits import EXIT_CODES
from segmentation.study.command_line.running import resume, run
from segmentation.study.design import examples

__all__ = ["make_parser"]

Commands = Any  # what `add_subparsers` returns, for which argparse has no public name

OUT = "a .csv, .parquet or .json file to write"


def make_parser() -> argparse.ArgumentParser:
    """Return the parser of all commands; its result has the command as ``command``."""
    parser = argparse.ArgumentParser(
        prog="python -m segmentation.study",
        description="Run studies over thousands of scenes. Recorded trials are never lost.",
        epilog=EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--database", metavar="URL", help="database of the studies; by default CUTLAB_DATABASE"
    )
    commands = parser.add_subparsers(required=True, metavar="command")
    _add_run(commands)
    _add_resume(commands)
    _add_command(commands, "list", list_studies, "List the studies.")
    _add_id(_add_command(commands, "show", show, "Show one study."))
    _add_export(commands)
    _add_analyse(commands)
    _add_id(_add_command(commands, "cancel", cancel, "Stop a study, wherever it runs."))
    _add_example(commands)
    return parser


def _add_command(
    commands: Commands, name: str, function: Callable[[argparse.Namespace], int], summary: str
) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(
        name,
        help=summary,
        description=summary,
        epilog=EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(command=function)
    return parser


def _add_run(commands: Commands) -> None:
    parser = _add_command(commands, "run", run, "Run the study of a JSON file.")
    parser.add_argument("study", type=Path, help='the study\'s file, "-" for the standard input')
    parser.add_argument(
        "--resume",
        action="store_true",
        help="continue the newest study that is the same, if there is one",
    )
    _add_running_options(parser)


def _add_resume(commands: Commands) -> None:
    parser = _add_command(commands, "resume", resume, "Run the missing trials of a study.")
    _add_id(parser)
    parser.add_argument("--failed", action="store_true", help="run failed trials once more, too")
    _add_running_options(parser)


def _add_export(commands: Commands) -> None:
    parser = _add_command(commands, "export", export_study, "Write a study's trials, or the study.")
    _add_id(parser)
    parser.add_argument("--out", type=Path, required=True, help=OUT)


def _add_analyse(commands: Commands) -> None:
    parser = _add_command(commands, "analyse", analyse, "Compute sensitivity indices.")
    parser.add_argument(
        "source", help="the study's number, or a .parquet or .csv file of its trials"
    )
    parser.add_argument("--study", type=Path, help="the study's file, where a .csv has none")
    parser.add_argument(
        "--indices",
        action="append",
        choices=list(indices.METHODS),
        help="indices to compute; by default those that the design is for (may be repeated)",
    )
    parser.add_argument(
        "--output",
        action="append",
        metavar="NAME",
        help="output to analyse; by default the study's first (may be repeated)",
    )
    parser.add_argument("--format", choices=list(indices.FORMATS), default="table")
    parser.add_argument("--seed", type=int, default=0, help="seed of the bootstrap; default 0")
    parser.add_argument(
        "--level", type=float, default=0.95, help="level of the intervals; default 0.95"
    )
    parser.add_argument(
        "--slices", type=int, default=10, help="slices for PAWN: 5, 10 (the default) or 20"
    )
    parser.add_argument(
        "--missing",
        choices=["refuse", "mean"],
        default="refuse",
        help="what to do with a point without a value; default refuse",
    )


def _add_example(commands: Commands) -> None:
    parser = _add_command(commands, "example", example, "Print an example of a study.")
    parser.add_argument("name", choices=sorted(examples.EXAMPLES))
    parser.add_argument("--out", type=Path, metavar="FILE", help="write it to a file instead")


def _add_id(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("id", type=_number, help="the study's number, see `list`")


def _add_running_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, help=OUT)
    parser.add_argument(
        "--scheduler",
        metavar="ADDRESS",
        help="address of a running Dask scheduler: tls://..., or tcp://... on a network where "
        "everybody may run programs as you",
    )
    parser.add_argument(
        "--workers", type=_positive, metavar="N", help="number of workers on this machine"
    )


def _number(text: str) -> int:
    if not text.isdecimal() or len(text) > 18:
        raise argparse.ArgumentTypeError(f"must be a study's number. Got {text} instead.")
    return int(text)


def _positive(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 1024:
        raise argparse.ArgumentTypeError(f"must be an integer from 1 to 1024. Got {text} instead.")
    return int(text)
