"""Arguments of ``python -m segmentation``."""

from __future__ import annotations

import argparse
from typing import Any

from segmentation.graph import SCALES
from segmentation.labels import METHODS
from segmentation.pictures.channels import CHANNELS
from segmentation.pictures.masks import MASKS
from segmentation.stages.method import PICTURE_METHODS

__all__ = ["OPTIONS", "make_parser"]

Group = Any  # what `add_argument_group` returns, for which argparse has no public name

EXIT_CODES = """\
exit codes:
  0    done
  1    no answer was found, or of several pictures some failed
  2    refused: arguments, or a picture or truth that cannot be read
  3    a file could not be written
  70   a fault of Cutlab's own, with a traceback
  130  stopped by Ctrl-C

examples:
  python -m segmentation picture.png --k 6 --beta 10 --out labels.tif
  python -m segmentation slides/*.tif --mask above --out "labels/{name}.png" --json
"""

# Parameters of the service, and the options that set them.
OPTIONS = {
    "n_clusters": "--k",
    "assign_labels": "--label-method",
    "random_state": "--seed",
    "merge_from": "--merge-from",
    "source": "picture",
    "image": "picture",
    "painted": "--mask-file",
}


def make_parser() -> argparse.ArgumentParser:
    """Return the parser."""
    parser = argparse.ArgumentParser(
        prog="python -m segmentation",
        description="Cut pictures into regions by normalized cuts.",
        epilog=EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("pictures", nargs="+", metavar="picture", help="a picture's file")
    _add_method(parser.add_argument_group("the cut"))
    _add_preparation(parser.add_argument_group("the picture"))
    _add_files(parser.add_argument_group("files; {name} is the picture's name without its ending"))
    return parser


def _add_method(group: Group) -> None:
    usual = PICTURE_METHODS["intensity"]
    group.add_argument("--k", type=int, default=usual.n_clusters, help=_help("number of regions"))
    group.add_argument("--beta", type=float, default=usual.beta, help=_help("decay with contrast"))
    group.add_argument("--eps", type=float, default=usual.eps, help=_help("floor of the weights"))
    group.add_argument("--scale", choices=SCALES, default=usual.scale, help=_help("its unit"))
    group.add_argument(
        "--label-method", choices=METHODS, default=usual.assign_labels, help=_help("labels")
    )
    group.add_argument(
        "--merge-from",
        type=int,
        metavar="N",
        help="regions to cut into first, which are merged by contrast; 0 does not merge; "
        f"default {PICTURE_METHODS['colour'].merge_from} in colour, 0 in grey",
    )
    group.add_argument("--seed", type=int, default=0, help="seed of the method; default 0")


def _help(what: str) -> str:
    return f"{what}; default %(default)s"


def _add_preparation(group: Group) -> None:
    group.add_argument(
        "--channel", choices=CHANNELS, help="default: colour where there is any, else grey"
    )
    group.add_argument("--longest", type=int, metavar="N", help="shrink to N pixels at most")
    group.add_argument("--sigma", type=float, default=1.0, help="width of a Gaussian; default 1")
    group.add_argument(
        "--crop", type=int, nargs=4, metavar=("TOP", "LEFT", "BOTTOM", "RIGHT"), help="in pixels"
    )
    group.add_argument("--invert", action="store_true", help="exchange dark and bright")
    masks = group.add_mutually_exclusive_group()
    masks.add_argument(
        "--mask",
        choices=[name for name in MASKS if name != "painted"],
        default="none",
        help="the pixels to cut: all, above or below a threshold, or opaque ones; default none",
    )
    masks.add_argument(
        "--mask-file", metavar="FILE", help="a picture of the same size, black where not to cut"
    )
    group.add_argument("--threshold", type=float, help="of the mask; default Otsu's")
    group.add_argument("--smallest", type=int, default=0, help="least pixels of a mask's piece")
    group.add_argument("--page", type=int, default=0, help="page of a TIFF or frame, from 0")


def _add_files(group: Group) -> None:
    group.add_argument(
        "--out",
        metavar="FILE",
        help="labels, from 1, 0 outside: .png, .tif; as they are: .npy; the regions' outlines: "
        ".geojson; their figures: .csv; everything: .npz",
    )
    group.add_argument("--overlay", metavar="FILE", help="the regions over the picture, as .png")
    group.add_argument("--table", metavar="FILE", help="the regions' figures, as .csv")
    group.add_argument(
        "--truth", metavar="FILE", help="true regions to compare with: labels, or .mat"
    )
    group.add_argument(
        "--json",
        metavar="FILE",
        nargs="?",
        const="-",
        help="result in numbers; without a file on the standard output",
    )
