"""Segment pictures from the command line: ``python -m segmentation --help``."""

from __future__ import annotations

import sys

if __name__ == "__main__":
    from segmentation.command_line.main import main

    sys.exit(main())
