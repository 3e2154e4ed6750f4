"""One picture from the command line: its segmentation, and the files that are written."""

from __future__ import annotations

import argparse
import json
import os
import sys
from dataclasses import asdict, dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np

from segmentation.evaluation import (
    compare_partitions,
    encode_result,
    region_polygons,
    region_table,
)
from segmentation.explain.diagnostics import describe_floor
from segmentation.explain.result import Segmentation
from segmentation.pictures import PreparedPicture, prepare, read_image, read_truth
from segmentation.pictures.writing import encode_labels, encode_overlay
from segmentation.pipeline import segment
from segmentation.stages.method import PICTURE_METHODS

__all__ = ["Outputs", "segment_file"]

ENDINGS = {
    "out": (".png", ".tif", ".tiff", ".npy", ".npz", ".geojson", ".csv"),
    "overlay": (".png",),
    "table": (".csv",),
}


@dataclass(frozen=True)
class Outputs:
    """Names of the files to write, None for those that are not wanted."""

    out: str | None
    overlay: str | None
    table: str | None
    json: str | None

    def problem(self, pictures: list[str]) -> str:
        """Return what is wrong with the names; empty if nothing is."""
        for option, endings in ENDINGS.items():
            name = getattr(self, option)
            if name is not None and not name.lower().endswith(endings):
                listed = ", ".join(endings[:-1]) + " or " * (len(endings) > 1) + endings[-1]
                return f"--{option} must be a file name that ends in {listed}. Got {name} instead."
        for option, name in asdict(self).items():
            shared = name not in (None, "-") and "{name}" not in name
            if shared and len(pictures) > 1:
                rule = 'have {name} in it for several pictures, as in "labels/{name}.tif"'
                return f"--{option} must {rule}. Got {name} instead."
        return ""

    def path(self, option: str, picture: Path) -> Path | None:
        """Return the path of a file for a picture, or None if there is none to write."""
        name = getattr(self, option)
        return None if name in (None, "-") else Path(name.replace("{name}", picture.stem))


def segment_file(options: argparse.Namespace, path: Path, outputs: Outputs) -> tuple[str, ...]:
    """Segment a picture, write its files, and return what its user should know."""
    file = read_image(path, page=options.page)
    painted = options.mask_file.replace("{name}", path.stem) if options.mask_file else None
    picture = prepare(
        file,
        channel=options.channel or ("colour" if file.is_colour else "grey"),
        longest=options.longest,
        sigma=options.sigma,
        crop=options.crop,
        invert=options.invert,
        mask="painted" if painted else options.mask,
        painted=painted,
        threshold=options.threshold,
        smallest=options.smallest,
    )
    usual = PICTURE_METHODS[picture.feature]
    method = replace(
        usual,
        beta=options.beta,
        n_clusters=options.k,
        assign_labels=options.label_method,
        scale=options.scale,
        eps=options.eps,
        random_state=options.seed,
        merge_from=usual.merge_from if options.merge_from is None else options.merge_from,
    )
    truths = read_truth(options.truth.replace("{name}", path.stem)) if options.truth else ()
    result = segment(picture.image, picture.mask, method)
    # The other diagnostics take as long as the picture.
    diagnostics = tuple(sentence for sentence in (describe_floor(result),) if sentence)
    report = _report(path, picture, result, truths) | {"diagnostics": diagnostics}
    if target := outputs.path("out", path):
        box = options.crop or (0, 0, *file.shape)
        _write(target, _result_file(target.suffix.lower(), picture, result, box))
    if target := outputs.path("overlay", path):
        _write(target, encode_overlay(picture.display, result.labels))
    if target := outputs.path("table", path):
        _write(target, _table(result))
    if target := outputs.path("json", path):
        _write(target, (json.dumps(report, indent=2) + "\n").encode())
    elif outputs.json == "-":
        print(json.dumps(report), flush=True)
    return (*picture.notes, *result.warnings, *diagnostics)


def _result_file(
    ending: str, picture: PreparedPicture, result: Segmentation, box: tuple[int, int, int, int]
) -> bytes:
    """Return the result in the format of a file's ending."""
    match ending:
        case ".npy":
            file = BytesIO()
            np.save(file, result.labels)
            return file.getvalue()
        case ".npz":
            method = json.dumps(asdict(result.method))
            return encode_result(
                result, mask=picture.mask, display=picture.display, method=np.array(method)
            )
        case ".geojson":
            return json.dumps(region_polygons(result, box)).encode()
        case ".csv":
            return _table(result)
    return encode_labels(result.labels, "png" if ending == ".png" else "tiff")


def _table(result: Segmentation) -> bytes:
    text: str = region_table(result).to_csv(index=False)
    return text.encode()


def _report(
    path: Path, picture: PreparedPicture, result: Segmentation, truths: tuple[Any, ...]
) -> dict[str, Any]:
    """Return the result in numbers, ready for JSON."""
    report = {
        "picture": os.fspath(path),
        "shape": list(result.labels.shape),
        "method": asdict(result.method),
        "notes": list(picture.notes),
        "threshold": picture.threshold,
        "pixels": result.n_nodes,
        "regions": region_table(result).to_dict("records"),
        "ncut": result.ncut,
        "eigenvalues": result.eigenvalues.tolist(),
        "warnings": list(result.warnings),
        "seconds": sum(result.timings.values()),
    }
    if truths:
        metrics = compare_partitions(result.labels, truths)
        report["metrics"] = asdict(metrics) | {
            "variation_of_information": metrics.variation_of_information
        }
    return report


def _write(target: Path, content: bytes) -> None:
    target.write_bytes(content)
    print(f"Wrote {target}.", file=sys.stderr)
