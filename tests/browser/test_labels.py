"""Labels on the page: their looks, the selected region, its edits, and the mask by hand."""

import numpy as np
import pytest
from playwright.sync_api import expect

from components.pictures.opening import sample_fields
from components.pictures.store import PICTURES
from components.pictures.subject import edited, segment_state
from components.state.model import ExplorerState
from components.state.numbers import short_number
from segmentation import SAMPLES
from tests.browser.support.accessible import violations
from tests.browser.support.contexts import TOUCH
from tests.browser.support.explorer import Explorer, touch

COINS = ExplorerState(**sample_fields(SAMPLES[0]))
PHONE = {"viewport": {"width": 390, "height": 844}, **TOUCH}
TOOLS = ".pictures, .picture-tools"  # test_controls.py has the rest of the page
CENTRE = """([row, col]) => {
  const graph = document.querySelector(".pictures .js-plotly-plot");
  const box = graph.getBoundingClientRect();
  const {xaxis2, yaxis2} = graph._fullLayout;
  return [box.left + xaxis2._offset + xaxis2.d2p(col), box.top + yaxis2._offset + yaxis2.d2p(row)];
}"""


def tool(explorer, name):
    return explorer.page.locator(".picture-tools").get_by_label(name, exact=True)


def lit(explorer):
    """Pixels that are not veiled."""
    return explorer.cells("labels-veil")[..., 3] == 0


def place_in(labels, label):
    """Return a pixel in the middle of a region."""
    rows, cols = np.nonzero(labels == label)
    nearest = np.argmin(np.hypot(rows - rows.mean(), cols - cols.mean()))
    return [int(rows[nearest]), int(cols[nearest])]


def click_region(explorer, label, **more):
    place = place_in(explorer.labels(), label)
    explorer.page.mouse.move(*explorer.page.evaluate(CENTRE, place))
    with_shift = more.get("shift")
    if with_shift:
        explorer.page.keyboard.down("Shift")
    explorer.page.mouse.down()
    explorer.page.mouse.up()
    if with_shift:
        explorer.page.keyboard.up("Shift")


def test_labels_look_as_chosen_and_an_o_shows_the_original(explorer):
    page = explorer.page
    page.wait_for_function("document.querySelectorAll('.region-own + *').length > 0")
    look = tool(explorer, "Labels as")
    page.keyboard.down("o")
    original = explorer.cells("labels")
    assert len(np.unique(original.reshape(-1, 4), axis=0)) > 50
    page.keyboard.up("o")
    assert len(np.unique(explorer.cells("labels").reshape(-1, 4), axis=0)) == 5
    look.select_option("outlines")
    explorer.expect_service_s_labels()
    np.testing.assert_array_equal(explorer.cells("labels"), original)
    before = page.locator(".region-outline").last.get_attribute("d")
    explorer.number("n_clusters").fill("2")
    explorer.expect_service_s_labels()
    assert page.locator(".region-outline").last.get_attribute("d") not in ("", before)
    look.select_option("mean")
    explorer.expect_service_s_labels()
    # All circles have the mean 2, and so the same colour.
    assert len(np.unique(explorer.cells("labels").reshape(-1, 4), axis=0)) == 2
    assert explorer.state().look == "mean"
    assert violations(page, within=TOOLS) == []


@pytest.mark.parametrize("width", [390, 1280])
def test_a_region_that_is_clicked_is_lit_up_in_all_views(shared, width):
    explorer = shared(("GL Driver Message",), {"width": width, "height": 3000})
    explorer.open_view("embedding")
    explorer.explained()
    click_region(explorer, 2)
    np.testing.assert_array_equal(lit(explorer), explorer.labels() == 2)
    expect(tool(explorer, "Region")).to_have_value("3")
    expect(explorer.page.locator(".region-own")).to_contain_text("pixels (")
    size = np.count_nonzero(explorer.labels() == 2)
    shown = explorer.card("embedding").get_by_text("pixels marked")
    expect(shown).to_have_text(f"{size:,} of 2,678 pixels marked")
    assert violations(explorer.page, within=f"{TOOLS}, .views") == []
    assert explorer.page.evaluate("document.documentElement.scrollWidth") <= width
    explorer.page.keyboard.press("Escape")
    expect(explorer.page.locator('canvas[data-picture="labels-veil"]')).to_be_hidden()
    expect(tool(explorer, "Region")).to_have_value("0")


def expect_edits(explorer, text):
    """Wait for edits at rest, with the service's labels."""
    explorer.page.wait_for_function(
        "(text) => window.cutlab.state().edits === text && window.cutlab.at_rest()", arg=text
    )
    state = explorer.state()
    result = edited(state, segment_state(state))
    np.testing.assert_array_equal(explorer.labels(), result.labels)
    expect(explorer.fact("ncut")).to_have_text(short_number(result.ncut))


def test_regions_are_merged_and_named_and_each_edit_is_undone(explorer):
    explorer.adopt(COINS)
    click_region(explorer, 0)
    click_region(explorer, 3, shift=True)
    expect_edits(explorer, "1+4")
    np.testing.assert_array_equal(lit(explorer), explorer.labels() == 0)
    tool(explorer, "Merge the region with").select_option("6")
    explorer.page.get_by_role("button", name="Merge", exact=True).click()
    expect_edits(explorer, "1+4+6")
    name = tool(explorer, "Name of the region")
    name.fill("ground")
    name.press("Enter")
    expect_edits(explorer, "1+4+6,1=ground")
    expect(tool(explorer, "Region").locator("option:checked")).to_have_text("1 (ground)")
    assert "edits=1%2B4%2B6,1%3Dground" in explorer.page.url
    for text in ("1+4+6", "1+4", ""):
        explorer.page.get_by_role("button", name="Undo").click()
        expect_edits(explorer, text)
    explorer.page.get_by_role("button", name="Redo").click()
    expect_edits(explorer, "1+4")
    explorer.number("n_clusters").fill("3")
    expect_edits(explorer, "")
    said = explorer.page.locator(".picture-tools [role=status]", has_text="Removed")
    expect(said).to_contain_text("no longer exist")


@pytest.mark.parametrize(
    ("finger", "before"), [(False, "none"), (True, "otsu_above")], ids=["mouse", "phone"]
)
def test_a_mask_is_painted_and_each_stroke_is_undone(visit, new_page, server, finger, before):
    explorer = visit(server, **(PHONE if finger else {}))
    page = explorer.page
    explorer.adopt(COINS.model_copy(update={"n_clusters": 2, "mask": before}))
    left = (explorer.labels() >= 0) & (before != "none")
    page.locator('[data-field="mask"] select').select_option("painted")
    paint = page.get_by_role("button", name="Paint", exact=True)
    expect(paint).to_have_attribute("aria-pressed", "true")
    from_to = [explorer.screen_place(20, 15), explorer.screen_place(20, 45)]
    if finger:
        session = page.context.new_cdp_session(page)
        touch(session, "touchStart", from_to[0])
        touch(session, "touchMove", from_to[1])
        touch(session, "touchEnd")
    else:
        page.mouse.move(*from_to[0])
        page.mouse.down()
        page.mouse.move(*from_to[1], steps=5)
        page.mouse.up()
    page.wait_for_function("window.cutlab.state().painted && window.cutlab.at_rest()")
    inside = explorer.labels() >= 0
    assert inside[20, 15:46].all()
    np.testing.assert_array_equal(inside[30:], left[30:])
    assert violations(page, within=f"{TOOLS}, .controls") == []
    first = explorer.state().painted
    page.get_by_label("What it does").select_option("remove")
    page.get_by_label("Tool").select_option("lasso")
    explorer.drag_around(*(explorer.screen_place(14, 12)), 60, 100)
    page.wait_for_function(
        "(first) => window.cutlab.state().painted !== first && window.cutlab.at_rest()", arg=first
    )
    assert not (explorer.labels() >= 0)[20, 15:17].any()
    page.get_by_role("button", name="Undo").click()
    page.wait_for_function(
        "(first) => window.cutlab.state().painted === first && window.cutlab.at_rest()", arg=first
    )
    np.testing.assert_array_equal(explorer.labels() >= 0, inside)
    PICTURES.forget()
    page.reload()
    page.wait_for_function("window.cutlab?.at_rest?.()")
    np.testing.assert_array_equal(explorer.labels() >= 0, inside)
    link = page.url
    page.close()  # it would give the server its picture again
    PICTURES.forget()
    elsewhere = Explorer(new_page(link))
    elsewhere.page.goto(link)
    expect(elsewhere.page.locator(".picture-problem")).to_contain_text(
        "painted or opened in another browser"
    )
    elsewhere.page.wait_for_function("window.cutlab?.at_rest?.()")
    assert (elsewhere.state().mask, elsewhere.state().painted) == ("none", "")


def test_a_file_is_made_though_its_process_lacks_the_picture(visit, server):
    explorer = visit(server)
    explorer.adopt(COINS.model_copy(update={"n_clusters": 2}))
    page = explorer.page
    page.locator('[data-field="mask"] select').select_option("painted")
    page.mouse.move(*explorer.screen_place(20, 15))
    page.mouse.down()
    page.mouse.up()
    page.wait_for_function("window.cutlab.state().painted && window.cutlab.at_rest()")
    explorer.explained()
    PICTURES.forget()
    page.get_by_role("button", name="Show code").click()
    expect(page.locator("[role=dialog] pre").first).to_contain_text("cutlab-result.npz")
    page.keyboard.press("Escape")
    PICTURES.forget()
    page.get_by_role("button", name="Export").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Labels, NPZ").click()
    with np.load(download.value.path()) as arrays:
        np.testing.assert_array_equal(arrays["labels"], explorer.labels())
