"""What can be taken away: the menu's files, the code and its copy."""

import json
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import expect

from components.export.code import scikit_learn_code, service_code
from components.export.files import FILES, export
from components.state.model import ExplorerState
from segmentation import segment_scene

STATE = ExplorerState(noise=0.3, seed=5, beta=2.0, n_clusters=3)
MENU = [name for name in FILES if not name.startswith("code-")]


def open_menu(explorer):
    explorer.page.locator(".export-open").click()
    expect(explorer.page.locator(".export-menu")).to_be_visible()


def open_code(explorer):
    explorer.page.locator(".code-open").click()
    expect(explorer.page.locator(".code-dialog")).to_be_visible()


def download(explorer, press):
    with explorer.page.expect_download() as caught:
        press()
    return caught.value.suggested_filename, Path(caught.value.path()).read_bytes()


def test_every_entry_downloads_its_file_of_what_is_on_screen(explorer):
    explorer.adopt(STATE)
    labels = explorer.labels()
    result = segment_scene(STATE.scene(), STATE.method())
    for name in MENU:
        open_menu(explorer)
        entry = explorer.page.locator(f'[data-export="{name}"]')
        expect(entry).to_contain_text(FILES[name].title)
        filename, content = download(explorer, entry.click)
        assert filename == FILES[name].filename
        expect(explorer.page.locator(".export-status")).to_have_text(f"Saved {filename}.")
        expect(explorer.page.locator(".export-menu")).to_be_hidden()
        if name == "labels-png":
            np.testing.assert_array_equal(
                np.asarray(Image.open(BytesIO(content))).astype(int) - 1, labels
            )
        elif name == "labels-npz":
            np.testing.assert_array_equal(np.load(BytesIO(content))["labels"], labels)
        elif name == "metrics-json":
            assert json.loads(content)["metrics"]["ncut"] == result.ncut
        elif name == "pictures-svg":
            assert ElementTree.fromstring(content).tag.endswith("svg")
        if name != "figure-html":  # whose elements have random ids
            assert content == export(name, STATE)


def test_the_figure_s_file_works_without_a_network(explorer, chromium, tmp_path):
    open_menu(explorer)
    entry = explorer.page.locator('[data-export="figure-html"]')
    _, content = download(explorer, entry.click)
    file = tmp_path / "figure.html"
    file.write_bytes(content)
    page = chromium.new_context(offline=True).new_page()
    asked, complaints = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(file.as_uri())
    page.wait_for_selector(".heatmaplayer image")
    shown = page.evaluate(
        """() => { const {z} = document.querySelector(".js-plotly-plot")._fullData[1];
        return Array.from(z, (row) => Array.from(row)); }"""
    )
    page.context.close()
    np.testing.assert_array_equal(np.array(shown), explorer.labels())
    assert [url for url in asked if not url.startswith(("data:", "blob:"))] == [file.as_uri()]
    assert not complaints


def test_the_menu_by_keyboard(explorer):
    page = explorer.page
    page.locator(".export-open").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".export-menu")).to_be_visible()
    for name in MENU:
        page.keyboard.press("Tab")
        expect(page.locator(f'[data-export="{name}"]')).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".export-menu")).to_be_hidden()
    expect(page.locator(".export-open")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    filename, _ = download(explorer, lambda: page.keyboard.press("Enter"))
    assert filename == FILES[MENU[0]].filename


def test_a_failed_export_is_told_beside_it(visit, server):
    explorer = visit(server, tolerated=("Failed to load resource",))
    page = explorer.page
    page.route("**/export", lambda route: route.fulfill(status=503, body="Try again later."))
    open_menu(explorer)
    page.locator('[data-export="labels-png"]').click()
    problem = page.locator(".export-problem")
    expect(problem).to_have_text("cutlab-labels.png could not be made: Try again later.")
    expect(page.locator(".export-status")).to_be_empty()
    page.locator(".code-open").click()
    expect(problem).to_have_text("The code could not be written: Try again later.")
    page.unroute("**/export")
    page.route("**/export", lambda route: route.abort())
    open_menu(explorer)
    page.locator('[data-export="labels-png"]').click()
    expect(problem).to_contain_text("The server does not answer.")
    page.unroute("**/export")
    open_menu(explorer)
    download(explorer, page.locator('[data-export="labels-png"]').click)
    expect(problem).to_be_empty()


def test_nothing_can_be_taken_while_the_scene_is_refused(explorer):
    buttons = explorer.page.locator(".export-open, .code-open")
    explorer.number("beta").fill("300")
    expect(explorer.notice("beta")).not_to_be_empty()
    for button in buttons.all():
        expect(button).to_be_disabled()
    explorer.number("beta").fill("3")
    for button in buttons.all():
        expect(button).to_be_enabled()


def test_the_code_is_that_of_the_screen_and_copies(visit, server):
    explorer = visit(server, permissions=["clipboard-read", "clipboard-write"])
    page = explorer.page
    explorer.adopt(STATE)
    open_code(explorer)
    tabs = page.locator('.code-dialog [role="tab"]')
    text = page.locator(".code-text")
    for tab, write in zip(tabs.all(), (scikit_learn_code, service_code), strict=True):
        tab.click()
        expect(tab).to_have_attribute("aria-selected", "true")
        assert text.text_content() == write(STATE)
        expect(page.locator(".code-status")).to_be_empty()
        page.locator(".code-copy").click()
        expect(page.locator(".code-status")).to_have_text("Copied.")
        assert page.evaluate("navigator.clipboard.readText()") == write(STATE)
    filename, content = download(explorer, page.locator(".code-download").click)
    assert filename == FILES["code-cutlab"].filename
    assert content.decode() == service_code(STATE)


def test_copying_works_without_the_clipboard_s_interface(visit, server):
    explorer = visit(
        server,
        init="Object.defineProperty(navigator, 'clipboard', {value: undefined});",
        permissions=["clipboard-read", "clipboard-write"],
    )
    page = explorer.page
    open_code(explorer)
    page.locator(".code-copy").click()
    expect(page.locator(".code-status")).to_have_text("Copied.")
    page.locator(".code-dialog .dialog-close").click()
    expect(page.locator(".code-dialog")).to_be_hidden()


def test_the_code_by_keyboard(explorer):
    page = explorer.page
    page.locator(".code-open").focus()
    page.keyboard.press("Enter")
    first, second = page.locator('.code-dialog [role="tab"]').all()
    expect(first).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(second).to_be_focused()
    expect(second).to_have_attribute("aria-selected", "true")
    assert page.locator(".code-text").text_content() == service_code(ExplorerState())
    page.keyboard.press("ArrowRight")
    expect(first).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator(".code-text")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".code-dialog")).to_be_hidden()
    expect(page.locator(".code-open")).to_be_focused()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_menu_and_dialog_are_accessible_and_fit(visit, server, scheme, width):
    explorer = visit(server, viewport={"width": width, "height": 740}, color_scheme=scheme)
    page = explorer.page
    explorer.explained()
    page.locator(".export").scroll_into_view_if_needed()
    for open_it, place in ((open_menu, ".export-menu"), (open_code, ".code-dialog")):
        open_it(explorer)
        box = page.locator(place).bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= 740
        assert page.evaluate("document.documentElement.scrollWidth") == width
        violations = Axe().run(page).response["violations"]
        assert not [(v["id"], v["nodes"][0]["html"]) for v in violations]
        page.keyboard.press("Escape")
