"""Own pictures on the page: opened in every way, found again, and shown live."""

import base64
import re
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

from components.pictures.opening import sample_fields
from components.pictures.store import PICTURES
from components.pictures.subject import segment_state
from components.state.model import ExplorerState
from components.studies.access import StudyAccess
from components.studies.figures.view import trial_query
from components.studies.server.visitor import Visitor, visiting
from segmentation import PICTURE_METHODS, SAMPLES
from segmentation.study import Range, Study, StudyPicture, Sweep
from segmentation.study.picture_files import content_text, mask_text
from tests.browser.support.accessible import violations
from tests.browser.support.console import GONE
from tests.browser.support.contexts import TOUCH
from tests.browser.support.explorer import Explorer
from tests.serving import serve

DISC = np.hypot(*(np.indices((60, 90)) - np.array([30, 45])[:, None, None])) < 20
COLOURS = np.where(DISC[..., None], (200, 60, 40), (30, 60, 120)).astype(np.uint8)
COINS = ExplorerState(**sample_fields(SAMPLES[0]))

EVENT = """({type, name, content}) => {
  const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
  const transfer = new DataTransfer();
  transfer.items.add(new File([bytes], name, {type: "image/png"}));
  const given = {bubbles: true, cancelable: true, dataTransfer: transfer, clipboardData: transfer};
  const kind = type === "paste" ? ClipboardEvent : DragEvent;
  document.querySelector(".pictures").dispatchEvent(new kind(type, given));
}"""


def png(array):
    file = BytesIO()
    Image.fromarray(array).save(file, "png")
    return file.getvalue()


def give(explorer, content, name="disc.png", type="drop"):
    """Drop or paste a file."""
    encoded = base64.b64encode(content).decode()
    explorer.page.evaluate(EVENT, {"type": type, "name": name, "content": encoded})


def expect_picture(explorer, name="disc.png"):
    """Wait for a picture of that name at rest, with the service's labels."""
    explorer.page.wait_for_function(
        "(name) => window.cutlab?.at_rest?.() && window.cutlab.state().picture_file === name",
        arg=name,
    )
    expect_labels(explorer)


def expect_labels(explorer):
    explorer.rest()
    result = segment_state(explorer.state())
    np.testing.assert_array_equal(explorer.labels(), result.labels)
    return result


@pytest.mark.parametrize("type", ["drop", "paste"])
def test_a_picture_that_is_dropped_or_pasted_is_cut(explorer, type):
    give(explorer, png(COLOURS), type=type)
    expect_picture(explorer)
    state = explorer.state()
    assert (state.channel, state.scale, state.eps) == ("colour", "edges", 1e-6)
    np.testing.assert_array_equal(explorer.cells("original")[..., :3], COLOURS)
    expect(explorer.fact("picture")).to_contain_text("disc.png: 90 × 60 pixels.")
    expect(explorer.page.locator(".picture-problem")).to_be_empty()
    expect(explorer.number("noise")).to_be_hidden()
    expect(explorer.number("sigma")).to_be_visible()
    explorer.explained()
    expect(explorer.verdict()).to_contain_text("not known")


def test_a_saved_picture_opens_elsewhere_with_its_settings(visit, server):
    explorer = visit(server)
    page = explorer.page
    give(explorer, png(COLOURS))
    expect_picture(explorer)
    explorer.number("n_clusters").fill("3")
    explorer.number("sigma").fill("0.5")
    expect_labels(explorer)
    state = explorer.state()
    page.get_by_role("button", name="Export", exact=True).click()
    menu = page.locator(".export-menu")
    expect(menu.get_by_role("button", name="Labels over the picture, PNG")).to_be_visible()
    with page.expect_download() as caught:
        menu.get_by_role("button", name="Picture and settings").click()
    assert caught.value.suggested_filename == "picture.cutlab"
    content = Path(caught.value.path()).read_bytes()
    PICTURES.forget()
    other = visit(server)  # another reader's browser
    other.page.get_by_role("button", name="Export", exact=True).click()
    hidden = other.page.locator(".export-menu").get_by_text("Picture and settings")
    expect(hidden).to_be_hidden()
    give(other, content, name="saved.cutlab")
    expect_picture(other)
    assert other.state() == state
    PICTURES.forget()  # the browser has kept the file, from which the server takes the picture
    other.page.reload()
    expect_picture(other)


def test_a_file_is_chosen_by_the_button(explorer):
    explorer.page.get_by_role("button", name="Picture", exact=True).click()
    with explorer.page.expect_file_chooser() as chooser:
        explorer.page.get_by_role("button", name="Open a picture…").click()
    file = {"name": "disc.png", "mimeType": "image/png", "buffer": png(COLOURS)}
    chooser.value.set_files(file)
    expect_picture(explorer)
    expect(explorer.page.locator("[role=dialog]")).to_have_count(0)


def test_a_photo_is_taken_with_a_phone_s_camera(visit, server, explorer):
    """Which the browser's own dialog opens; where there is a mouse the button is not shown."""
    explorer.page.get_by_role("button", name="Picture", exact=True).click()
    expect(explorer.page.get_by_role("button", name="Open a picture…")).to_be_visible()
    take = "[data-action=take-photo]"
    expect(explorer.page.locator(take)).to_be_hidden()
    phone = visit(server, viewport={"width": 390, "height": 844}, **TOUCH)
    phone.page.get_by_role("button", name="Picture", exact=True).tap()
    expect(phone.page.get_by_role("button", name="Take a photo…")).to_be_visible()
    with phone.page.expect_file_chooser() as chooser:
        phone.page.locator(take).tap()
    assert chooser.value.element.get_attribute("capture") == "environment"
    assert chooser.value.element.get_attribute("accept") == "image/*"
    chooser.value.set_files({"name": "image.png", "mimeType": "image/png", "buffer": png(COLOURS)})
    expect_picture(phone, "image.png")


def test_the_gallery_opens_the_coins_and_undo_closes_them(explorer):
    page = explorer.page
    page.get_by_role("button", name="Picture", exact=True).click()
    coins = page.locator(".gallery-item", has_text="Coins")
    expect(coins).to_be_visible()
    assert page.locator(".gallery-item").count() == len(SAMPLES)
    assert violations(page, dialog=True) == []
    coins.click()
    explorer.await_state(COINS)
    result = expect_labels(explorer)
    assert result.n_regions == 26
    assert violations(page, within=".column, .controls") == []
    page.keyboard.press("Control+z")
    explorer.await_state(ExplorerState())
    explorer.expect_service_s_labels()
    expect(explorer.number("noise")).to_be_visible()


def test_controls_of_a_picture_change_its_labels(visit, server):
    explorer = visit(server)  # a reset goes back to what a page has opened last
    explorer.adopt(COINS)
    expect(explorer.number("threshold")).to_be_hidden()
    for field, value in (("sigma", "1.5"), ("picture_size", "100"), ("beta", "5")):
        explorer.number(field).fill(value)
        expect_labels(explorer)
    explorer.page.locator('[data-field="mask"] select').select_option("above")
    explorer.number("threshold").fill("45")
    result = expect_labels(explorer)
    assert (result.labels < 0).any()
    assert result.labels.shape == (79, 100)
    explorer.page.get_by_role("button", name="Reset", exact=True).click()
    # The state was adopted, not opened, so a reset goes back to the preset.
    explorer.await_state(ExplorerState())


def test_a_reload_finds_the_picture_and_a_server_that_forgot_gets_it_again(visit, server):
    explorer = visit(server)
    give(explorer, png(COLOURS))
    expect_picture(explorer)
    before = explorer.labels()
    explorer.page.reload()
    expect_picture(explorer)
    PICTURES.forget()
    explorer.number("beta").fill("6")
    expect_picture(explorer)
    PICTURES.forget()
    explorer.number("beta").fill("5")
    expect_picture(explorer)
    assert (explorer.labels() == before).all()


def test_a_server_that_was_restarted_gets_the_picture_again(visit):
    with serve() as url:
        explorer = visit(url, tolerated=GONE)
        give(explorer, png(COLOURS))
        expect_picture(explorer)
    PICTURES.forget()
    with serve(port=urlsplit(url).port):
        explorer.number("n_clusters").fill("3")
        expect_picture(explorer)
        assert explorer.state().n_clusters == 3


def test_two_tabs_have_a_picture_each(visit, server):
    one = visit(server)
    give(one, png(COLOURS))
    expect_picture(one)
    two = Explorer(one.page.context.new_page())
    PICTURES.forget()
    two.open(one.page.url)  # from the browser's own store
    expect_picture(two)
    give(two, png(255 - COLOURS), "other.png")
    expect_picture(two, "other.png")
    for tab, name in ((one, "disc.png"), (two, "other.png")):
        tab.page.bring_to_front()
        tab.number("beta").fill("6")
        expect_picture(tab, name)
        tab.page.reload()
        expect_picture(tab, name)


def test_the_working_size_goes_by_steps_wherever_its_slider_stands(explorer):
    explorer.adopt(COINS.model_copy(update={"n_clusters": 2}))
    slider, number = explorer.slider("picture_size"), explorer.number("picture_size")
    for typed, key, value in (
        ("7040", "ArrowLeft", 7030),
        ("8000", "ArrowLeft", 7990),
        ("3000", "ArrowRight", 3010),
        ("101", "ArrowLeft", 100),
        ("101", "ArrowRight", 110),
        ("50", "ArrowLeft", 50),
        ("8000", "Shift+ArrowLeft", 7900),
    ):
        number.fill(typed)
        number.press("Enter")
        slider.focus()
        explorer.page.keyboard.press(key)
        expect(number).to_have_value(str(value))
    explorer.rest()
    assert explorer.state().picture_size == 7900


def test_a_link_elsewhere_waits_for_the_file(visit, server):
    here = visit(server)
    give(here, png(COLOURS))
    expect_picture(here)
    here.number("n_clusters").fill("2")
    expect_picture(here)
    link, state = here.page.url, here.state()
    here.page.close()  # it would give the server its picture again
    PICTURES.forget()
    there = visit(link)
    expect(there.notice("all")).to_contain_text("Open disc.png to see this link")
    other = png(255 - COLOURS)
    give(there, other, "other.png")
    problem = there.page.locator(".picture-problem")
    expect(problem).to_contain_text("other.png is not the picture of this link, disc.png.")
    give(there, png(COLOURS), "renamed.png")
    expect_picture(there)
    expect(problem).to_be_empty()
    expect(there.notice("all")).to_be_empty()
    assert there.state() == state


def test_a_link_to_a_trial_finds_the_picture_and_the_mask_that_its_study_has_stored(
    visit, server, study_service
):
    left = np.indices(DISC.shape)[1] < 50
    mask = {"mask": "painted", "painted_data": mask_text(left)}
    study = Study(
        name="Disc",
        evaluator="picture",
        picture=StudyPicture(data=content_text(png(COLOURS)), name="disc.png", noise=1.0, **mask),
        method=PICTURE_METHODS["intensity"],
        parameters=(Range(name="n_clusters", low=2, high=4),),
        design=Sweep(points=3),
    )
    with visiting(Visitor("anna")):
        number = StudyAccess(study_service).add(study, start=False)
    PICTURES.forget()  # as a process that has never seen it
    explorer = visit(f"{server}/?{trial_query(study, 1)}#study={number}")
    expect_picture(explorer)
    assert explorer.state().n_clusters == 3
    np.testing.assert_array_equal(explorer.labels() >= 0, left)
    PICTURES.forget()
    explorer.number("beta").fill("6")
    expect_picture(explorer)
    expect(explorer.notice("all")).to_be_empty()


def test_what_is_no_picture_is_told_and_changes_nothing(explorer):
    give(explorer, b"<svg xmlns='http://www.w3.org/2000/svg'/>", "drawing.png")
    problem = explorer.page.locator(".picture-problem")
    expect(problem).to_contain_text("drawing.png was not opened. The picture must be a PNG")
    expect(problem).to_contain_text("an SVG document")
    assert explorer.state() == ExplorerState()
    give(explorer, png(COLOURS))
    expect_picture(explorer)
    expect(problem).to_be_empty()


def test_a_truth_beside_the_picture_gives_a_verdict_and_is_found_again(visit, server):
    explorer = visit(server)
    page = explorer.page
    give(explorer, png(COLOURS))
    expect_picture(explorer)
    explorer.number("n_clusters").fill("2")
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Add a truth…").click()
    content = png((1 + DISC).astype(np.uint8))
    chooser.value.set_files({"name": "labels.png", "mimeType": "image/png", "buffer": content})
    page.wait_for_function("window.cutlab.state().truth && window.cutlab.at_rest()")
    expect_labels(explorer)
    explorer.explained()
    expect(page.locator(".outcome")).to_have_text("agrees with the true regions")
    expect(page.locator(".verdict-agreement")).to_contain_text("covering 0.996; variation of")
    outlines = page.locator(".picture-over > .outline")
    expect(outlines.first).to_have_attribute("d", re.compile("^M"))
    page.get_by_role("switch", name="True outlines").last.uncheck()
    expect(outlines.first).to_have_attribute("d", "")
    explorer.explained()  # the verdict is paler until then
    assert violations(page) == []
    PICTURES.forget()  # as another process, which the browser gives both files
    page.reload()
    expect_picture(explorer)
    expect(page.get_by_role("group", name="Truth")).to_contain_text("labels.png")
    page.get_by_role("button", name="Take away").click()
    page.wait_for_function("!window.cutlab.state().truth && window.cutlab.at_rest()")
    explorer.explained()
    expect(explorer.verdict()).to_contain_text("not known")
    page.get_by_role("button", name="Undo").click()
    page.wait_for_function("window.cutlab.state().truth && window.cutlab.at_rest()")


def test_a_picture_is_cropped_by_a_rectangle_or_by_numbers(shared):
    explorer = shared()
    page = explorer.page
    explorer.adopt(COINS)
    before = explorer.labels().shape
    tools = page.get_by_role("group", name="Crop")
    tools.get_by_role("button", name="Draw").click()
    page.mouse.move(*explorer.screen_place(10, 20))
    page.mouse.down()
    page.mouse.move(*explorer.screen_place(40, 60), steps=3)
    page.mouse.up()
    page.wait_for_function("window.cutlab.state().crop && window.cutlab.at_rest()")
    top, left, bottom, right = map(int, explorer.state().crop.split(","))
    scale = 384 / before[1]  # pixels of the file
    for found, wanted in zip((top, left, bottom, right), (10, 20, 40, 60), strict=True):
        assert abs(found - scale * (wanted + 0.5)) <= scale
    result = expect_labels(explorer)
    assert result.labels.shape[1] == before[1]  # the part has as many pixels as fit
    width = tools.get_by_label("Width of the crop, px")
    expect(width).to_have_value(str(right - left))
    width.fill("100")
    narrow = f"window.cutlab.state().crop.endsWith(',{left + 100}') && window.cutlab.at_rest()"
    page.wait_for_function(narrow)
    page.get_by_role("switch", name="Invert").check()
    expect_labels(explorer)
    assert "invert=true" in page.url
    width.fill("9999")
    expect(tools).to_contain_text(f"a whole number from 1 to {384 - left}. Got 9999 instead.")
    for _ in range(4):
        page.get_by_role("button", name="Undo").click()
    page.wait_for_function("!window.cutlab.state().crop && window.cutlab.at_rest()")
    assert explorer.labels().shape == before
