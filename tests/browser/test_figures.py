"""Views and figures as files: their size, their text, and their numbers."""

from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PIL import Image
from playwright.sync_api import expect

from components.export.view_files import view_caption, view_csv
from components.live.views import VIEWS
from components.state.model import ExplorerState
from tests.browser.support.accessible import violations
from tests.browser.support.explorer import fit

SVG = "{http://www.w3.org/2000/svg}"
# The choices that the next test expects.
USUAL = """() => { const {set_props} = window.dash_clientside;
  set_props("figure-width", {value: "85"});
  set_props("figure-font", {value: "8"}); }"""
TOLERATED = ("GL Driver Message", "willReadFrequently")
TWO = ExplorerState(
    circles=ExplorerState().circles[:2], n_clusters=2, views=tuple(VIEWS), pinned="n_clusters=2"
)


@pytest.fixture
def tall(shared):
    return shared(viewport={"width": 1280, "height": 5000}, tolerated=TOLERATED)


def open_dialog(explorer, name):
    explorer.card(name).get_by_role("button", name=f"Save {VIEWS[name].title}").click()
    dialog = explorer.page.get_by_role("dialog", name=f"Save “{VIEWS[name].title}”")
    expect(dialog.get_by_label("Caption")).not_to_be_empty()
    return dialog


def saved(page, dialog, format):
    with page.expect_download() as caught:
        dialog.get_by_role("button", name=format).click()
    return caught.value.suggested_filename, Path(caught.value.path()).read_bytes()


def test_every_view_is_saved_as_vectors_with_text_and_as_numbers(tall):
    page = tall.page
    tall.adopt(TWO)
    tall.explained()
    data = tall.state().model_dump(mode="json")
    for name in VIEWS:
        dialog = open_dialog(tall, name)
        caption = view_caption(name, data)
        expect(dialog.get_by_label("Caption")).to_have_value(caption)
        filename, content = saved(page, dialog, "SVG")
        assert filename == f"cutlab-{name}.svg"
        root = ElementTree.fromstring(content)
        assert root.get("width") == "85mm"
        assert root.findtext(f"{SVG}desc") == caption
        assert [text for text in root.iter(f"{SVG}text") if "".join(text.itertext()).strip()], name
        if name in ("spectrum", "graph"):
            assert "eigenvalue λ" in content.decode() or "weight w" in content.decode()
        page.keyboard.press("Escape")
        expect(dialog).to_be_hidden()
    dialog = open_dialog(tall, "spectrum")
    filename, content = saved(page, dialog, "CSV of the numbers")
    assert (filename, content.decode()) == ("cutlab-spectrum.csv", view_csv("spectrum", data))


def test_a_png_has_the_width_and_the_dots_that_were_chosen_which_are_remembered(shared):
    explorer = shared(query="views=spectrum", tolerated=TOLERATED)
    page = explorer.page
    explorer.explained()
    dialog = open_dialog(explorer, "spectrum")
    dialog.get_by_role("combobox", name="Width").click()
    page.get_by_role("option", name="Two columns, 178 mm").click()
    dialog.get_by_label("Text, points").fill("9,5")
    dialog.get_by_label("Text, points").press("Tab")
    filename, content = saved(page, dialog, "PNG")
    assert filename == "cutlab-spectrum.png"
    picture = Image.open(BytesIO(content))
    assert picture.width == round(178 / 25.4 * 300)
    assert picture.info["dpi"] == pytest.approx((300, 300), abs=0.1)
    assert "Noise level 0.2; Noise seed 0" in picture.text["Description"]
    assert len(picture.convert("L").getcolors()) > 10  # something is drawn
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    dialog = open_dialog(explorer, "spectrum")
    expect(dialog.get_by_role("combobox", name="Width")).to_have_value("Two columns, 178 mm")
    expect(dialog.get_by_label("Text, points")).to_have_value("9,5")
    dialog.get_by_label("Text, points").fill("900")
    dialog.get_by_role("button", name="SVG").click()
    expect(dialog.get_by_role("alert").first).to_have_text(
        "The text's size must be a number from 4 to 24 points."
    )
    assert violations(page, dialog=True, within="[aria-modal=true]") == []
    fit(page, 360, 740)
    box = dialog.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 360
    page.evaluate(USUAL)


def test_a_state_is_pinned_by_key_compared_swapped_and_undone(tall):
    page = tall.page
    tall.adopt(TWO.model_copy(update={"views": (), "pinned": ""}))
    page.keyboard.press("a")
    compare = tall.card("compare")
    expect(compare).to_be_visible()
    tall.explained()
    expect(tall.sentence("compare")).to_contain_text("A and B give the same regions")
    tall.number("beta").fill("9")
    tall.number("beta").press("Enter")
    tall.rest()
    tall.explained()
    row = compare.get_by_role("row", name="Affinity β")
    expect(row).to_have_text("Affinity β19")
    assert "pinned=" in page.url
    compare.get_by_role("button", name="Swap A and B").click()
    expect(row).to_have_text("Affinity β91")
    assert tall.state().beta == 1
    page.get_by_role("button", name="Undo").click()
    expect(row).to_have_text("Affinity β19")
    unpin = page.get_by_role("button", name="Unpin A")
    unpin.click()
    expect(compare).to_be_hidden()
    expect(page.get_by_role("button", name="Pin as A")).to_be_visible()
    assert tall.state().pinned == ""
