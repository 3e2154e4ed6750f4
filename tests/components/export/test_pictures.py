"""Files and scripts of own pictures."""

import asyncio
import csv
import json
from io import BytesIO, StringIO

import imageio.v3 as imageio
import numpy as np
import pytest
import tifffile
from PIL import Image
from skimage import io
from sklearn.metrics import adjusted_rand_score

from components.export.context import ExportContext
from components.export.exporter import Exporter, ExportError
from components.export.files import FILES, export
from components.export.view_files import view_caption
from components.pictures import truth
from components.pictures.opening import own_fields, sample_fields
from components.pictures.store import PICTURES
from components.pictures.subject import segment_state
from components.state.model import ExplorerState
from segmentation import SAMPLES
from tests.components.pictures.files import COLOURS, DISC, GREY, encoded
from tests.segmentation.pictures.files import by_matplotlib, png
from tests.segmentation.pictures.test_truth import berkeley

COINS = ExplorerState(**sample_fields(SAMPLES[0]))
COFFEE = ExplorerState(**sample_fields(SAMPLES[3]) | {"picture_size": 60})
READERS = {
    "Pillow": lambda content: np.asarray(Image.open(content)),
    "imageio": imageio.imread,
    "scikit-image": io.imread,
    "matplotlib": lambda content: by_matplotlib(content.read()),
    "tifffile": tifffile.imread,
}


def own(content=encoded(COLOURS), **changes):  # noqa: B008
    """State of a picture that the server holds."""
    picture, file = PICTURES.add(content, "me")
    return ExplorerState(
        **own_fields(picture, "my disc.png", file) | {"n_clusters": 2, "merge_from": 0} | changes
    )


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("name", ["labels-grey", "labels-tiff"])
def test_other_programs_read_the_numbers_of_the_regions(name, reader):
    if (name, reader) == ("labels-grey", "tifffile"):
        return  # it reads no PNG
    found = READERS[reader](BytesIO(export(name, COINS)))
    np.testing.assert_array_equal(found.astype(int) - 1, segment_state(COINS).labels)


@pytest.mark.parametrize("state", [COINS, COFFEE], ids=["grey", "colour"])
def test_every_file_can_be_made(state):
    for name, file in FILES.items():
        assert file.make, name
        assert len(export(name, state)) > 100, name


def test_the_numbers_are_the_service_s_and_the_circles_are_left_out():
    result = segment_state(COFFEE)
    (row,) = csv.DictReader(StringIO(export("metrics-csv", COFFEE).decode()))
    assert float(row["ncut"]) == result.ncut
    assert (row["picture"], row["channel"], row["adjusted_rand"]) == ("coffee", "colour", "")
    assert not {"circles", "noise", "size"} & set(row)
    content = json.loads(export("metrics-json", COFFEE))
    again = ExplorerState.model_validate(content["parameters"], strict=False)
    assert (again.picture, again.method()) == (COFFEE.picture, COFFEE.method())
    with np.load(BytesIO(export("result-npz", COFFEE))) as arrays:
        np.testing.assert_array_equal(arrays["labels"], result.labels)
        assert "truth" not in arrays
        assert arrays["display"].shape == (*result.labels.shape, 3)
    table = list(csv.DictReader(StringIO(export("regions-csv", COFFEE).decode())))
    assert sum(int(region["pixels"]) for region in table) == result.n_nodes


def test_outlines_lie_over_the_file_not_over_the_shrunk_picture():
    outlines = json.loads(export("regions-geojson", COFFEE))["features"]
    rings = [ring for each in outlines for part in each["geometry"]["coordinates"] for ring in part]
    corners = np.concatenate(rings)
    assert [*corners.min(axis=0), *corners.max(axis=0)] == [0, 0, 600, 400]
    table = list(csv.DictReader(StringIO(export("regions-csv", COFFEE).decode())))
    assert [each["properties"]["pixels"] for each in outlines] == [
        int(region["pixels"]) for region in table
    ]


def run(code):
    left = {"__name__": "script"}
    exec(compile(code.decode(), "script", "exec"), left)
    return left


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"mask": "below", "threshold": 30.0, "sigma": 0.0, "channel": "grey"},
        {"mask": "otsu_below", "smallest": 20, "channel": "red"},
        {"assign_labels": "sweep", "scale": "graph"},
        {"mask": "above", "threshold": 30.0, "use_mask": False, "assign_labels": "discretize"},
        {"picture_size": 50, "merge_from": 12, "assign_labels": "kmeans"},
        {"crop": "5,10,55,85", "invert": True, "channel": "grey"},
    ],
)
def test_the_scripts_read_the_file_and_find_the_regions(changes, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "my disc.png").write_bytes(encoded(COLOURS))
    state = own(**changes)
    labels = segment_state(state).labels
    np.testing.assert_array_equal(run(export("code-cutlab", state))["labels"], labels)
    left = run(export("code-scikit-learn", state))
    np.testing.assert_array_equal(left["mask"], labels >= 0)
    assert adjusted_rand_score(left["labels"].ravel(), labels.ravel()) > 0.97


def test_the_script_compares_with_the_truth_as_the_page_does(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "my disc.png").write_bytes(encoded(COLOURS))
    for array in (DISC, DISC[::2, ::2]):
        content = encoded((1 + array).astype(np.uint8))
        (tmp_path / "labels.png").write_bytes(content)
        name, _ = truth.add(content, "me")
        state = own(truth=name, truth_file="labels.png", crop="5,10,55,85")
        left = run(export("code-cutlab", state))
        wanted = segment_state(state)
        assert left["result"].metrics == wanted.metrics
        assert left["result"].verdict.sentence == wanted.verdict.sentence
    (row,) = csv.DictReader(StringIO(export("metrics-csv", state).decode()))
    found = truth.agreement(state, wanted)
    assert (float(row["covering"]), float(row["boundary_f"])) == (found.covering, found.boundary_f)


def test_a_photograph_is_drawn_in_grey_and_not_in_the_scenes_colours():
    image = Image.open(BytesIO(export("pictures-png", COINS))).convert("RGB")
    left = np.asarray(image)[:, : image.width // 2].astype(int)
    assert np.ptp(left, axis=2).max() == 0
    assert len(np.unique(left)) > 200


def test_a_photograph_in_colour_is_drawn_in_its_colours():
    image = Image.open(BytesIO(export("pictures-png", COFFEE))).convert("RGB")
    left = np.asarray(image)[:, : image.width // 2].astype(int)
    assert np.ptp(left, axis=2).max() > 60


def test_captions_have_titles_and_labels_and_name_whose_truth_it_is():
    bare = COFFEE.model_copy(update={"eps": 1e-6, "mask": "otsu_above"})
    parameters, _ = ExportContext(bare).caption
    assert "Mask brighter than Otsu's threshold; " in parameters
    assert "Floor eps 1e-6; " in parameters
    assert "Label assignment cluster QR; " in parameters
    assert "Person" not in parameters
    content = berkeley(DISC + np.uint16(1), 1 + np.fliplr(DISC).astype(np.uint16))
    name, _ = truth.add(content, "me")
    known = own(truth=name, truth_file="two “people”.mat", person=2)
    context = ExportContext(known)
    assert "; Person 2; " in context.caption[0]
    assert context.caption[0].endswith('; Truth two "people".mat.')
    index = context.result.metrics.adjusted_rand
    against = f'{index:.3f} against the true regions of two "people".mat, person 2.'
    assert context.caption[1].endswith(f"adjusted Rand index {against}")
    caption = view_caption("spectrum", known.model_dump(mode="json"))
    assert f"{index:.3f} against the true regions of two “people”.mat, person 2." in caption


def saved(image, **options):
    file = BytesIO()
    image.save(file, "png", **options)
    return file.getvalue()


def turned():
    """A photograph that its orientation turns, as those of phones."""
    exif = Image.Exif()
    exif[0x0112] = 6
    return saved(Image.fromarray(COLOURS), exif=exif)


def transparent(mode):
    """A picture whose left part is transparent."""
    alpha = np.where(np.arange(90) < 15, 0, np.where(np.arange(90) < 20, 100, 255))
    image = Image.fromarray(COLOURS).convert(mode)
    image.putalpha(Image.fromarray(np.broadcast_to(alpha, (60, 90)).astype(np.uint8)))
    return saved(image)


def tiff(array, **options):
    file = BytesIO()
    tifffile.imwrite(file, array, **options)
    return file.getvalue()


DEEP = np.dstack([np.uint16(COLOURS) * 257, np.where(DISC, 65535, 20000).astype(np.uint16)])
KINDS = {
    "turned.png": (turned(), {}),
    "palette.png": (saved(Image.fromarray(COLOURS).quantize(8)), {}),
    "alpha as mask.png": (transparent("RGB"), {}),
    "alpha over white.png": (transparent("RGB"), {"mask": "none"}),
    "grey and alpha.png": (transparent("L"), {"mask": "none"}),
    "no alpha.png": (encoded(COLOURS), {"mask": "alpha"}),
    "twelve bits.tif": (tiff(COLOURS.astype(np.uint16) * 16, photometric="rgb"), {}),
    "pages.tif": (tiff(np.stack([GREY, 255 - GREY]), photometric="minisblack"), {}),
    "float.tif": (tiff(np.float32(GREY) / 7 - 20, photometric="minisblack"), {"channel": "colour"}),
    "deep and clear.png": (png(DEEP, 6), {"mask": "none"}),
    "deep alpha.png": (png(DEEP, 6), {"mask": "alpha"}),
    "deep.png": (png(np.uint16(COLOURS) * 257, 2), {}),
    "deep grey and clear.png": (png(DEEP[..., 2:], 4), {"mask": "none"}),
    "quotes'\".png": (encoded(GREY), {"channel": "colour"}),
}


@pytest.mark.parametrize("name", KINDS)
def test_the_scripts_read_files_of_every_kind(name, tmp_path, monkeypatch):
    content, changes = KINDS[name]
    monkeypatch.chdir(tmp_path)
    (tmp_path / name).write_bytes(content)
    state = own(content, picture_file=name, **changes)
    result = segment_state(state)
    np.testing.assert_array_equal(run(export("code-cutlab", state))["labels"], result.labels)
    left = run(export("code-scikit-learn", state))
    np.testing.assert_array_equal(left["mask"], result.labels >= 0)
    np.testing.assert_allclose(left["image"], result.image, atol=0.01)


MERGED = COFFEE.model_copy(update={"merge_from": 12, "n_clusters": 3})


@pytest.mark.parametrize("state", [COINS, COFFEE, MERGED], ids=["grey", "colour", "merged"])
def test_the_script_of_a_sample_finds_its_regions(state):
    labels = segment_state(state).labels
    np.testing.assert_array_equal(run(export("code-cutlab", state))["labels"], labels)
    found = run(export("code-scikit-learn", state))["labels"]
    assert adjusted_rand_score(found.ravel(), labels.ravel()) > 0.98


def test_a_picture_that_the_server_lacks_is_told():
    state = own()
    PICTURES.forget()
    with pytest.raises(ExportError, match="does not have the picture any more") as caught:
        asyncio.run(Exporter().make("labels-png", state.model_dump(mode="json")))
    assert caught.value.needs == state.picture


def test_what_is_merged_by_hand_is_merged_in_files_and_scripts():
    state = COINS.model_copy(update={"edits": "1+26+3,7=coin"})
    cut = segment_state(state)
    labels = np.where(np.isin(cut.labels, (2, 25)), 0, cut.labels)
    with np.load(BytesIO(export("labels-npz", state))) as arrays:
        np.testing.assert_array_equal(arrays["labels"], labels)
    np.testing.assert_array_equal(run(export("code-cutlab", state))["labels"], labels)
    assert "not merged here" in export("code-scikit-learn", state).decode()
    content = json.loads(export("metrics-json", state))
    assert [region["label"] for region in content["regions"]] == np.unique(labels).tolist()


def test_the_names_of_regions_are_in_the_files():
    state = COINS.model_copy(update={"edits": "1+26+3,1=table,7=Münze,26=gone"})
    names = {0: "table", 6: "Münze"}
    rows = csv.DictReader(StringIO(export("regions-csv", state).decode()))
    found = {int(row["region"]): row["name"] for row in rows}
    assert found == {region: names.get(region, "") for region in found}
    assert len(found) == 24
    outlines = json.loads(export("regions-geojson", state))["features"]
    assert {each["properties"]["region"]: each["properties"]["name"] for each in outlines} == found
    with np.load(BytesIO(export("result-npz", state))) as arrays:
        assert {i: name for i, name in enumerate(arrays["names"]) if name} == names
    content = json.loads(export("metrics-json", state))
    assert {region["label"]: region["name"] for region in content["regions"]} == found


def test_the_scripts_take_a_painted_mask_from_the_whole_result(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "my disc.png").write_bytes(encoded(COLOURS))
    painted, _ = PICTURES.add(encoded(np.where(DISC, 255, 0).astype(np.uint8)), "me")
    state = own(mask="painted", painted=painted, n_clusters=2, merge_from=0)
    (tmp_path / "cutlab-result.npz").write_bytes(export("result-npz", state))
    labels = segment_state(state).labels
    np.testing.assert_array_equal(labels >= 0, DISC)
    np.testing.assert_array_equal(run(export("code-cutlab", state))["labels"], labels)
    np.testing.assert_array_equal(run(export("code-scikit-learn", state))["mask"], DISC)
