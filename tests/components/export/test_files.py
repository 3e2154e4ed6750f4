"""The files: they open again and hold the service's numbers."""

import csv
import json
import re
from functools import cache
from io import BytesIO, StringIO
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image, ImageColor

from components.export import files
from components.export.files import FILES
from components.figures.theme import BACKGROUND, IMAGE_SCALE, REGIONS, tables
from components.state.model import CircleState, ExplorerState
from components.state.numbers import short_number
from components.state.presets import PRESETS
from segmentation import MaskError, segment_scene
from segmentation.drawing.colors import shades
from segmentation.drawing.png import DOTS

SVG = "{http://www.w3.org/2000/svg}"
STATES = [
    *(preset.state for preset in PRESETS),
    ExplorerState(size=130, noise=0.35, seed=7, use_mask=False, n_clusters=5, outlines=False),
    ExplorerState(scale="edges", eps=0.01, assign_labels="cluster_qr", n_clusters=2),
]


@pytest.fixture(scope="module", params=STATES, ids=lambda state: f"{state.size}-{state.n_clusters}")
def shown(request):
    state = request.param
    return state, segment_scene(state.scene(), state.method())


@cache
def export(name, state):
    """Make a file once for all tests of a state; what equals it is made anew below."""
    return files.export(name, state)


def opened(name, state):
    return Image.open(BytesIO(export(name, state)))


def loaded(name, state):
    with np.load(BytesIO(export(name, state)), allow_pickle=False) as arrays:
        return dict(arrays)


def test_labels_png_has_the_regions_colours_and_numbers(shown):
    state, result = shown
    image = opened("labels-png", state)
    assert image.mode == "P"
    np.testing.assert_array_equal(np.asarray(image).astype(int) - 1, result.labels)
    seen = np.asarray(image.convert("RGBA"))
    inside = result.labels >= 0
    np.testing.assert_array_equal(seen[..., 3], np.where(inside, 255, 0))
    colors = np.array([ImageColor.getrgb(color) for color in REGIONS])
    np.testing.assert_array_equal(seen[inside, :3], colors[result.labels[inside]])


def test_labels_npz_has_the_service_s_labels(shown):
    state, result = shown
    arrays = loaded("labels-npz", state)
    assert list(arrays) == ["labels"]
    np.testing.assert_array_equal(arrays["labels"], result.labels)


def test_result_npz_has_everything(shown):
    state, result = shown
    arrays = loaded("result-npz", state)
    picture = state.scene().render()
    expected = {
        "image": picture.image,
        "mask": picture.mask,
        "truth": picture.truth,
        "labels": result.labels,
        "eigenvalues": result.eigenvalues,
        "eigenvectors": result.eigenvectors,
        "residuals": result.residuals,
    }
    assert set(arrays) == {*expected, "parameters", "names"}
    assert not any(arrays["names"])
    for name, array in expected.items():
        np.testing.assert_array_equal(arrays[name], array, err_msg=name)
        assert arrays[name].dtype == array.dtype
    again = ExplorerState.model_validate(json.loads(str(arrays["parameters"])), strict=False)
    assert (again.scene(), again.method()) == (state.scene(), state.method())


def test_metrics_csv_is_one_row_that_finds_the_state_again(shown):
    state, result = shown
    (row,) = csv.DictReader(StringIO(export("metrics-csv", state).decode()))
    assert float(row["ncut"]) == result.ncut
    assert float(row["adjusted_rand"]) == result.metrics.adjusted_rand
    assert float(row["mean_iou"]) == result.metrics.mean_iou
    assert float(row["misclassified"]) == result.metrics.misclassified
    assert int(row["n_nodes"]) == result.n_nodes
    assert int(row["n_regions"]) == result.n_regions
    assert row["verdict"] == result.verdict.outcome
    assert float(row["beta"]) == state.beta
    circles = [CircleState.model_validate(c) for c in json.loads(row["circles"])]
    assert tuple(circles) == state.circles


def test_metrics_json_has_the_regions_too(shown):
    state, result = shown
    content = json.loads(export("metrics-json", state))
    assert content["metrics"]["ncut"] == result.ncut
    assert content["metrics"]["adjusted_rand"] == result.metrics.adjusted_rand
    assert content["verdict"] == result.verdict.sentence
    assert content["eigenvalues"] == result.eigenvalues.tolist()
    ratios = [r["cut"] / r["volume"] for r in content["regions"] if r["volume"]]
    assert sum(ratios) == pytest.approx(result.ncut)
    sizes = {region["label"]: region["pixels"] for region in content["regions"]}
    labels, counts = np.unique(result.labels[result.labels >= 0], return_counts=True)
    assert sizes == dict(zip(labels.tolist(), counts.tolist(), strict=True))
    again = ExplorerState.model_validate(content["parameters"], strict=False)
    assert (again.scene(), again.method()) == (state.scene(), state.method())


def test_without_a_truth_the_metrics_are_empty():
    outside = CircleState(row=400.0, col=400.0, radius=3.0)
    state = ExplorerState(circles=(outside,), use_mask=False, n_clusters=2)
    (row,) = csv.DictReader(StringIO(export("metrics-csv", state).decode()))
    assert (row["adjusted_rand"], row["mean_iou"]) == ("", "")
    assert json.loads(export("metrics-json", state))["metrics"]["adjusted_rand"] is None
    assert "Rand" not in export("pictures-svg", state).decode()


def test_both_pictures_have_a_caption_of_the_parameters(shown):
    state, result = shown
    root = ElementTree.fromstring(export("pictures-svg", state))
    text = " ".join(element.text for element in root.iter(SVG + "text"))
    for part in (
        f"{state.size} x {state.size} pixels, Ncut {short_number(result.ncut)}",
        f"Noise level {state.noise:g}; Noise seed {state.seed}; Affinity beta {state.beta:g}; "
        f"Clusters k {state.n_clusters}",
        f"Image size {state.size} px",
        f"Mask used {'on' if state.use_mask else 'off'}; Scale s {state.scale}",
        "(row, column; radius) "
        + " ".join(f"({c.row:g}, {c.col:g}; {c.radius:g})" for c in state.circles),
    ):
        assert part in text
    n_rings = 2 * 2 * len(state.circles) if state.outlines else 0
    assert len(list(root.iter(SVG + "circle"))) == n_rings


def test_pictures_png_is_of_print_size_in_the_page_s_colours():
    state = ExplorerState(outlines=False)
    image = opened("pictures-png", state)
    assert image.info["dpi"] == pytest.approx((600, 600), abs=0.1)
    assert 5.5 < image.size[0] / 600 < 7
    present = {color for _, color in image.getcolors(2**24)}
    assert {ImageColor.getrgb(color) for color in REGIONS[:4]} <= present
    # A pixel of each picture, at its place: row 28, column 24 is the centre of the first circle.
    side = 17
    left, top = round(24 * DOTS), round(24 * DOTS)
    row, col = 28, 24
    at = (left + col * side + side // 2, top + row * side + side // 2)
    value = state.scene().render().image[row, col]
    shade = tables()["image"][round((value - 0.4) / 2.2 * 255)]
    assert image.getpixel(at) == pytest.approx(ImageColor.getrgb(shade.replace(" ", "")), abs=1)


def test_the_scale_is_the_page_s():
    drawn = np.array([ImageColor.getrgb(color) for color in shades(IMAGE_SCALE)])
    page = np.array([re.findall(r"\d+", color) for color in tables()["image"]]).astype(int)
    assert np.abs(drawn - page).max() <= 1
    assert BACKGROUND.startswith("rgba(128, 128, 128")  # on white: what is drawn outside the mask


def test_the_figure_stands_alone(shown):
    state, _ = shown
    html = export("figure-html", state).decode()
    assert not re.search(r"<(script|img|iframe)[^>]*\ssrc=|<link|@import|url\(http", html)
    assert "Plotly.newPlot" in html
    assert f"beta {state.beta:g}" in html
    assert html.count('"type":"circle"') == (2 * 2 * len(state.circles) if state.outlines else 0)


def test_a_file_is_a_function_of_the_state(shown):
    state, _ = shown
    looked_at = state.model_copy(update={"views": ("graph",), "embedding_x": 3})
    for name, file in FILES.items():
        if name == "figure-html" or file.only == "picture":  # whose elements have random ids
            continue
        assert export(name, state) == files.export(name, looked_at), name


def test_file_names_say_what_they_are():
    names = [file.filename for file in FILES.values()]
    assert len(set(names)) == len(names)
    assert all(
        re.fullmatch(r"cutlab[-_][a-z_]+\.(png|tif|svg|npz|csv|geojson|json|html|py)", n)
        for n in names
        if n != "picture.cutlab"
    )


def test_a_state_without_a_result_is_refused():
    state = ExplorerState(circles=(CircleState(row=400.0, col=400.0, radius=3.0),))
    with pytest.raises(MaskError):
        export("labels-png", state)
