"""Export: the menu's files, the code and its copy."""

from io import BytesIO
from pathlib import Path

import numpy as np
from playwright.sync_api import expect

from components.export.code import scikit_learn_code, service_code
from components.export.files import FILES, export
from components.state.model import ExplorerState
from tests.browser.support.accessible import violations
from tests.browser.support.explorer import figure_labels

STATE = ExplorerState(noise=0.3, seed=5, beta=2.0, n_clusters=3)
CALLBACKS = "**/_dash-update-component*"
NO_ANSWER = "The server does not answer. Try again in a moment."
MENU = [
    name for name, file in FILES.items() if not name.startswith("code-") and file.only != "picture"
]


def opener(explorer):
    return explorer.page.get_by_role("button", name="Export", exact=True)


def open_menu(explorer):
    opener(explorer).click()
    expect(explorer.page.locator(".export-menu")).to_be_visible()


def entry(explorer, name):
    return explorer.page.locator(".export-menu").get_by_role("button", name=FILES[name].title)


def open_code(explorer):
    explorer.page.locator("#code-open").click()
    dialog = explorer.page.get_by_role("dialog", name="Code for what is on screen")
    expect(dialog.locator("pre:visible")).not_to_be_empty()
    return dialog


def download(explorer, press):
    with explorer.page.expect_download() as caught:
        press()
    return caught.value.suggested_filename, Path(caught.value.path()).read_bytes()


def test_the_menu_s_files_are_of_what_is_on_screen(explorer):
    explorer.adopt(STATE)
    for name in ("labels-npz", "pictures-png"):
        open_menu(explorer)
        filename, content = download(explorer, entry(explorer, name).click)
        assert filename == FILES[name].filename
        assert content == export(name, STATE)
        expect(explorer.page.locator("#export-status")).to_have_text(f"Saved {filename}.")
        expect(explorer.page.locator(".export-menu")).to_be_hidden()
    np.testing.assert_array_equal(
        np.load(BytesIO(export("labels-npz", STATE)))["labels"], explorer.labels()
    )


def test_a_file_waits_for_what_is_on_screen(explorer):
    """A click that comes before the newest state is committed takes that state all the same."""
    open_menu(explorer)
    press = f"""() => {{
      window.cutlab.adopt({STATE.model_dump_json()});
      document.querySelector(".export-menu button").click();
      return window.cutlab.at_rest(); }}"""

    def change_and_press():
        assert explorer.page.evaluate(press) is False

    _, content = download(explorer, change_and_press)
    assert content == export(MENU[0], STATE)


def test_the_figure_s_file_works_without_a_network(explorer, chromium, tmp_path):
    open_menu(explorer)
    _, content = download(explorer, entry(explorer, "figure-html").click)
    file = tmp_path / "figure.html"
    file.write_bytes(content)
    page = chromium.new_context(offline=True).new_page()
    asked, complaints = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(file.as_uri())
    page.wait_for_selector(".heatmaplayer image")
    shown = figure_labels(page)
    page.context.close()
    np.testing.assert_array_equal(shown, explorer.labels())
    assert [url for url in asked if not url.startswith(("data:", "blob:"))] == [file.as_uri()]
    assert not complaints


def test_the_menu_by_keyboard(explorer):
    page = explorer.page
    menu = page.locator(".export-menu")
    opener(explorer).focus()
    page.keyboard.press("Enter")
    expect(menu).to_be_visible()
    for name in MENU:
        page.keyboard.press("Tab")
        expect(entry(explorer, name)).to_be_focused()
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    expect(opener(explorer)).to_be_focused()
    page.keyboard.press("Enter")
    expect(menu).to_be_visible()
    page.keyboard.press("Tab")
    filename, _ = download(explorer, lambda: page.keyboard.press("Enter"))
    assert filename == FILES[MENU[0]].filename
    expect(opener(explorer)).to_be_focused()


def test_a_lost_server_is_reported_beside_it(shared):
    explorer = shared(("Failed to load resource", "server did not respond"))
    page = explorer.page
    page.route(CALLBACKS, lambda route: route.abort())
    open_menu(explorer)
    entry(explorer, "labels-png").click()
    expect(page.locator("#export-problem")).to_have_text(NO_ANSWER)
    expect(page.locator("#export-status")).to_be_empty()
    page.locator("#code-open").click()
    expect(page.locator("#code-problem")).to_have_text(NO_ANSWER)
    page.unroute(CALLBACKS)
    open_menu(explorer)
    download(explorer, entry(explorer, "labels-png").click)
    expect(page.locator("#export-problem")).to_be_empty()
    open_code(explorer)
    expect(page.locator("#code-problem")).to_be_empty()


def test_nothing_can_be_taken_while_the_scene_is_refused(explorer):
    buttons = explorer.page.locator(".export button")
    explorer.number("beta").fill("300")
    expect(explorer.notice("beta")).not_to_be_empty()
    for button in buttons.all():
        expect(button).to_be_disabled()
    explorer.number("beta").fill("3")
    for button in buttons.all():
        expect(button).to_be_enabled()


def test_the_code_is_that_of_the_screen_and_copies(shared):
    explorer = shared(permissions=["clipboard-read", "clipboard-write"])
    page = explorer.page
    explorer.adopt(STATE)
    dialog = open_code(explorer)
    tabs = dialog.get_by_role("tab")
    for tab, write in zip(tabs.all(), (scikit_learn_code, service_code), strict=True):
        tab.click()
        expect(tab).to_have_attribute("aria-selected", "true")
        panel = dialog.get_by_role("tabpanel")
        assert panel.locator("pre").text_content() == write(STATE)
        panel.get_by_role("button", name="Copy").click()
        expect(panel.get_by_role("status")).to_have_text("Copied.")
        assert page.evaluate("navigator.clipboard.readText()") == write(STATE)
    press = dialog.get_by_role("tabpanel").get_by_role("button", name="Download").click
    filename, content = download(explorer, press)
    assert filename == FILES["code-cutlab"].filename
    assert content.decode() == service_code(STATE)
    explorer.close_clipboard()
    dialog.get_by_role("tabpanel").get_by_role("button", name="Copy").click()
    page.wait_for_function("window.heard !== undefined")
    assert explorer.heard() == service_code(STATE)
    expect(dialog.get_by_role("tabpanel").get_by_role("status")).to_have_text("Copied.")
    dialog.get_by_role("button", name="Close").click()
    expect(dialog).to_be_hidden()


def test_the_code_by_keyboard(explorer):
    page = explorer.page
    shows = page.locator("#code-open")
    shows.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("tab")).to_have_count(2)
    first, second = dialog.get_by_role("tab").all()
    first.focus()
    page.keyboard.press("ArrowRight")
    expect(second).to_be_focused()
    expect(second).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Tab")
    expect(dialog.get_by_role("tabpanel").get_by_role("button", name="Copy")).to_be_focused()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(shows).to_be_focused()


def test_menu_and_dialog_are_accessible_and_fit(explorer):
    page = explorer.page
    page.locator(".export").scroll_into_view_if_needed()
    for open_it, place, close in (
        (open_menu, ".export-menu", opener(explorer).click),
        (open_code, "[aria-modal=true]", lambda: page.keyboard.press("Escape")),
    ):
        for width in (1280, 360):
            page.set_viewport_size({"width": width, "height": 740})
            page.wait_for_function(
                "(width) => document.documentElement.scrollWidth === width", arg=width
            )
            page.locator(".export").scroll_into_view_if_needed()
            open_it(explorer)
            box = page.locator(place).bounding_box()
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= width
            assert box["y"] >= 0
            assert box["y"] + box["height"] <= 740
            assert violations(page, dialog=open_it is open_code, within=place) == []
            close()
            expect(page.locator(place)).to_be_hidden()
