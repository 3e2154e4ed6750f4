"""Entry point of ``python -m segmentation``."""

from __future__ import annotations

import argparse
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path

from segmentation.command_line.exits import (
    DONE,
    FAULT,
    INTERRUPTED,
    NO_STORAGE,
    REFUSED,
    SOME_FAILED,
    err,
    say,
)
from segmentation.command_line.parser import OPTIONS, make_parser
from segmentation.command_line.results import Outputs, segment_file
from segmentation.compile.compilation import compile_kernels
from segmentation.errors import ConvergenceError, ParameterError, format_value

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Segment each picture; return the exit code."""
    parser = make_parser()
    options = parser.parse_args(arguments)
    outputs = Outputs(options.out, options.overlay, options.table, options.json)
    if problem := outputs.problem(options.pictures):
        return say(REFUSED, problem)
    try:
        compile_kernels()
        codes = [_one(options, Path(name), outputs) for name in options.pictures]
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:  # the reader has closed the pipe, as `| head` does
        sys.stderr.close()
        return DONE
    if len(codes) == 1:
        return codes[0]
    failed = len([code for code in codes if code != DONE])
    if not failed:
        return DONE
    if codes.count(codes[0]) == len(codes):
        return codes[0]
    return say(SOME_FAILED, f"{failed} of {len(codes)} pictures failed.")


def _one(options: argparse.Namespace, path: Path, outputs: Outputs) -> int:
    """Segment one picture and write its files; return the exit code."""
    try:
        for note in segment_file(options, path, outputs):
            err.print(f"{path}: {note}", markup=False)
    except ConvergenceError as error:
        return say(SOME_FAILED, f"{path}: {error}")
    except ParameterError as error:
        return say(REFUSED, f"{path}: {_by_option(error)}")
    except BrokenPipeError:
        raise
    except OSError as error:
        return say(NO_STORAGE, f"{path}: {error.filename} cannot be written: {error.strerror}.")
    except Exception:
        traceback.print_exc()
        return FAULT
    return DONE


def _by_option(error: ParameterError) -> str:
    """Return the error's sentence with the option in place of the parameter."""
    option = OPTIONS.get(error.parameter, f"--{error.parameter}")
    if error.owner == "read_truth":
        option = "--truth"
    return f"{option} must be {error.rule}. Got {format_value(error.value)} instead."
