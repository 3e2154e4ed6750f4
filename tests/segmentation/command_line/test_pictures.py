"""Pictures from the command line, against the service called directly."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import imageio.v3 as imageio
import numpy as np
import pandas as pd
import pytest
import tifffile
from PIL import Image
from skimage import io

from segmentation import (
    PICTURE_METHODS,
    compare_partitions,
    encode_labels,
    prepare,
    region_polygons,
    region_table,
    sample_image,
    segment,
)
from segmentation.command_line import main as command_line
from segmentation.command_line.exits import DONE, FAULT, NO_STORAGE, REFUSED, SOME_FAILED
from segmentation.command_line.main import main
from tests.segmentation.pictures.files import by_matplotlib

METHOD = replace(PICTURE_METHODS["colour"], n_clusters=5)
ARGUMENTS = ["--k", "5", "--longest", "48"]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with two pictures, one in colour, where the command is given."""
    monkeypatch.chdir(tmp_path)
    for name in ("coffee", "coins"):
        Image.fromarray(sample_image(name).array).resize((96, 64)).save(f"{name}.png")
    return tmp_path


@pytest.fixture
def expected(folder):
    picture = prepare(str(folder / "coffee.png"), channel="colour", longest=48, sigma=1)
    return picture, segment(picture.image, picture.mask, METHOD)


def test_labels_overlay_table_and_numbers_are_the_services(folder, expected, capsys):
    picture, result = expected
    np.save("truth.npy", picture.mask)
    truth = (picture.image[..., 0] > 50).astype(np.uint8)
    Image.fromarray(truth).save("truth.png")
    files = ["--out", "{name}.tif", "--overlay", "over.png", "--table", "{name}.csv", "--json"]
    assert main(["coffee.png", *ARGUMENTS, *files, "--truth", "truth.png"]) == DONE
    said, complaints = capsys.readouterr()
    report = json.loads(said)
    assert np.array_equal(tifffile.imread("coffee.tif"), result.labels + 1)
    assert np.asarray(Image.open("over.png")).shape == (*result.labels.shape, 3)
    pd.testing.assert_frame_equal(pd.read_csv("coffee.csv"), region_table(result))
    assert report["ncut"] == result.ncut
    assert report["method"]["feature"] == "colour"
    assert len(report["regions"]) == result.n_regions
    metrics = compare_partitions(result.labels, truth)
    assert report["metrics"]["covering"] == metrics.covering
    assert report["metrics"]["variation_of_information"] == metrics.variation_of_information
    assert "coffee.png: Shrunk from 96 × 64 to 48 × 32 pixels." in complaints
    assert "Wrote coffee.tif." in complaints


def test_outlines_figures_and_everything_are_the_services(folder, expected):
    picture, result = expected
    for name in ("all.npz", "regions.geojson", "regions.csv"):
        assert main(["coffee.png", *ARGUMENTS, "--out", name]) == DONE
    with np.load("all.npz") as arrays:
        for name, array in (
            ("labels", result.labels),
            ("image", picture.image),
            ("mask", picture.mask),
            ("display", picture.display),
            ("eigenvectors", result.eigenvectors),
        ):
            np.testing.assert_array_equal(arrays[name], array)
        assert json.loads(str(arrays["method"]))["n_clusters"] == 5
    outlines = json.loads(Path("regions.geojson").read_text())
    assert outlines == json.loads(json.dumps(region_polygons(result, (0, 0, 64, 96))))
    pd.testing.assert_frame_equal(pd.read_csv("regions.csv"), region_table(result))


def test_outlines_of_a_crop_lie_where_it_was_cut(folder):
    crop = ["--crop", "10", "20", "40", "80", "--longest", "30", "--k", "3"]
    assert main(["coins.png", *crop, "--out", "coins.geojson"]) == DONE
    outlines = json.loads(Path("coins.geojson").read_text())["features"]
    corners = np.concatenate(
        [ring for each in outlines for part in each["geometry"]["coordinates"] for ring in part]
    )
    assert [*corners.min(axis=0), *corners.max(axis=0)] == [20, 10, 80, 40]


def test_a_mask_leaves_zeros_outside(folder):
    options = ["--k", "3", "--mask", "above", "--smallest", "5", "--sigma", "0"]
    assert main(["coins.png", *options, "--out", "coins.npy"]) == DONE
    assert main(["coins.png", *options, "--out", "coins.png.png"]) == DONE
    mask = prepare("coins.png", mask="above", smallest=5).mask
    assert np.array_equal(np.load("coins.npy") >= 0, mask)
    assert np.array_equal(np.asarray(Image.open("coins.png.png")) > 0, mask)


def test_brightness_in_the_scale_and_parts_of_the_floor_are_told(folder, capsys):
    """A microscope's 16 bits with an offset, and squares that contrast sets apart."""
    offset = np.full((20, 30), 10_000, np.uint16)
    offset[5:15, 5:15] += 60
    Image.fromarray(offset).save("offset.tif")
    plain = ["--sigma", "0", "--json"]
    assert main(["offset.tif", "--k", "2", "--scale", "graph", *plain]) == DONE
    said, complaints = capsys.readouterr()
    (warning,) = [text for text in json.loads(said)["warnings"] if "brightness" in text]
    assert warning.startswith("The mean brightness dominates the scale “graph”")
    assert warning in " ".join(complaints.split())
    squares = np.zeros((12, 72), np.uint8)
    for left in range(3, 72, 14):
        squares[3:9, left : left + 9] = 200
    Image.fromarray(squares).save("squares.png")
    assert main(["squares.png", "--k", "3", "--beta", "40", "--eps", "1e-6", *plain]) == DONE
    said, complaints = capsys.readouterr()
    (sentence,) = json.loads(said)["diagnostics"]
    assert sentence.startswith("6 parts hang together by the floor ε alone.")
    assert sentence in " ".join(complaints.split())


def test_a_mask_of_a_file_is_cut_for_each_picture(folder):
    """Also in colour, and as the exact pixels that are not black."""
    disc = np.hypot(*np.indices((64, 96)) - 40) < 20
    Image.fromarray(np.uint8(1) * disc).save("coffee-mask.png")
    Image.fromarray(np.stack((0 * disc, 9 * disc, 0 * disc), 2).astype(np.uint8)).save(
        "coins-mask.png"
    )
    options = ["--k", "3", "--mask-file", "{name}-mask.png", "--out", "{name}.npy"]
    assert main(["coffee.png", "coins.png", *options]) == DONE
    for name in ("coffee", "coins"):
        assert np.array_equal(np.load(f"{name}.npy") >= 0, disc)


def test_a_mask_of_a_file_stands_for_the_other_masks(folder, capsys):
    with pytest.raises(SystemExit) as stopped:
        main(["coins.png", "--mask", "above", "--mask-file", "coffee.png"])
    assert stopped.value.code == REFUSED
    assert "not allowed with argument --mask" in capsys.readouterr().err


def test_of_several_pictures_the_good_ones_are_done(folder, capsys):
    Path("bad.png").write_bytes(b"none")
    names = ["bad.png", "coffee.png", "coins.png"]
    assert main([*names, *ARGUMENTS, "--out", "{name}.npy", "--json"]) == SOME_FAILED
    said, complaints = capsys.readouterr()
    assert [json.loads(line)["picture"] for line in said.splitlines()] == names[1:]
    assert Path("coffee.npy").exists()
    assert "bad.png: picture must be a PNG, JPEG" in complaints
    assert "1 of 3 pictures failed." in complaints


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--k", "0"], "--k must be an integer from 1 to 64. Got 0"),
        (["--beta", "-1"], "--beta must be a number from 0 to 1000. Got -1"),
        (["--eps", "2"], "--eps must be a number"),
        (["--sigma", "500"], "--sigma must be a number from 0 to 100"),
        (["--longest", "3"], "--longest must be an integer from 8"),
        (["--crop", "0", "0", "900", "5"], "--crop must be four integers"),
        (["--page", "3"], "--page must be an integer from 0 to 0"),
        (["--channel", "red"], "--channel must be 'grey' or 'colour' for a grey picture"),
        (["--mask", "above", "--threshold", "999"], "--mask must be true for at least one pixel"),
        (["--merge-from", "65"], "--merge-from must be an integer from 0 to 64"),
        (["--longest", "8", "--merge-from", "60"], "--merge-from must be at most the number"),
        (["--mask-file", "none.png"], "--mask-file must be a file that can be read"),
        (["--mask-file", "black.png"], "--mask-file must be true for at least one pixel"),
        (["--mask-file", "small.png"], "--mask-file must be of the image's shape (64, 96)"),
        (["--seed", "-1"], "--seed must be an integer"),
        (["--truth", "nowhere.mat"], "--truth must be a file that can be read"),
        (
            ["--out", "labels.jpg"],
            "ends in .png, .tif, .tiff, .npy, .npz, .geojson or .csv. Got",
        ),
        (["--table", "table.txt"], "--table must be a file name that ends in .csv"),
    ],
)
def test_an_error_names_the_option(folder, capsys, arguments, words):
    Image.fromarray(np.ones((6, 9), np.uint8)).save("small.png")
    Image.fromarray(np.zeros((64, 96), np.uint8)).save("black.png")
    assert main(["coins.png", *arguments]) == REFUSED
    assert words in capsys.readouterr().err


def test_several_pictures_need_a_name_each(folder, capsys):
    assert main(["coins.png", "coffee.png", "--out", "labels.png"]) == REFUSED
    assert "--out must have {name} in it for several pictures" in capsys.readouterr().err


def test_other_failures_have_their_exit_codes(folder, capsys, monkeypatch):
    assert main(["nowhere.png"]) == REFUSED
    assert main(["coins.png", "--longest", "20", "--out", "no/folder.png"]) == NO_STORAGE
    assert "no/folder.png cannot be written" in capsys.readouterr().err
    contrast = ["--beta", "20", "--eps", "0", "--sigma", "0"]
    assert main(["coins.png", *contrast]) == SOME_FAILED
    assert "there is an answer" in capsys.readouterr().err

    def break_down(*_):
        raise RuntimeError("a fault")

    monkeypatch.setattr(command_line, "segment_file", break_down)
    assert main(["coins.png"]) == FAULT
    assert "RuntimeError: a fault" in capsys.readouterr().err


def test_a_shell_can_call_it(folder):
    root = str(Path(__file__).parents[3])
    command = [sys.executable, "-W", "error", "-m", "segmentation"]
    process = subprocess.run(
        [*command, "coins.png", "--k", "2", "--longest", "16", "--json"],
        capture_output=True, text=True, env={**os.environ, "PYTHONPATH": root},
    )  # fmt: skip
    assert process.returncode == 0, process.stderr
    assert len(json.loads(process.stdout)["regions"]) == 2


READERS = {
    "Pillow": lambda content: np.asarray(Image.open(BytesIO(content))),
    "imageio": lambda content: imageio.imread(BytesIO(content)),
    "scikit-image": lambda content: io.imread(BytesIO(content)),
    "matplotlib": by_matplotlib,
}


@pytest.mark.parametrize("largest", [3, 254, 255, 60_000])
@pytest.mark.parametrize("kind", ["png", "tiff"])
def test_other_programs_read_the_numbers_as_they_are(kind, largest):
    labels = np.array([[0, 1, largest], [-1, 2, 2]])
    content = encode_labels(np.ma.array(labels, mask=labels == 1), kind)
    expected = np.where(labels == 1, -1, labels) + 1
    readers = dict(READERS)
    if kind == "tiff":
        readers["tifffile"] = lambda content: tifffile.imread(BytesIO(content))
    for name, reader in readers.items():
        found = reader(content)
        assert np.array_equal(found, expected), name
        assert found.dtype.itemsize == (1 if largest < 255 else 2), name
