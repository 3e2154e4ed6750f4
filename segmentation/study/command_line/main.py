"""Entry point of ``python -m segmentation.study``."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Sequence

from segmentation.errors import ClusterError, CutlabError, StorageError, StudyError
from segmentation.study.command_line.exits import (
    DONE,
    FAULT,
    INTERRUPTED,
    NO_STORAGE,
    NO_WORKERS,
    REFUSED,
    say,
)
from segmentation.study.command_line.parser import make_parser

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return its exit code."""
    options = make_parser().parse_args(arguments)
    try:
        return int(options.command(options))
    except StudyError as error:
        return say(REFUSED, f"The study is refused. {error}")
    except StorageError as error:
        return say(NO_STORAGE, str(error))
    except ClusterError as error:
        return say(NO_WORKERS, error.detail)
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
