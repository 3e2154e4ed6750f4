"""The first minute: what the page is, scenes to begin with, a circle to drag, and a tour."""

from playwright.sync_api import expect

from tests.browser.support.accessible import violations
from tests.browser.support.explorer import Explorer

PHONE = {"width": 390, "height": 844}
STILL = "document.getAnimations().filter((a) => a.animationName === 'breathe').length"
CLOSED = """Object.defineProperty(window, "localStorage", {
  get() { throw new DOMException("closed", "SecurityError"); } });"""


def test_a_newcomer_sees_what_it_is_and_where_to_begin(visit, server):
    explorer = visit(server, newcomer=True)
    page, hint = explorer.page, explorer.page.locator(".drag-hint")
    beginning = page.locator(".stage > .beginning").last
    expect(beginning.get_by_role("heading")).to_be_visible()
    expect(beginning.locator(".scene")).to_have_count(3)
    expect(hint).to_have_text("Drag me")
    assert page.evaluate(STILL) == 1
    page.emulate_media(reduced_motion="reduce")
    assert page.evaluate(STILL) == 0
    page.emulate_media(reduced_motion="no-preference")
    assert violations(page, within="#react-entry-point .beginning") == []
    ring, handle = (
        hint.bounding_box(),
        page.locator('[data-handle="2"] .handle-ring').bounding_box(),
    )
    assert abs(ring["x"] + ring["width"] / 2 - handle["x"] - handle["width"] / 2) < 2
    assert abs(ring["y"] + ring["height"] / 2 - handle["y"] - handle["height"] / 2) < 2

    beginning.get_by_role("button", name="Unequal circles").click()
    expect(page.locator("#presets")).to_have_value("Unequal circles")
    expect(page.locator(".outcome")).to_have_text("the rounding failed")
    expect(hint).to_be_visible()
    page.locator('[data-handle="0"]').focus()
    page.keyboard.press("ArrowUp")
    expect(hint).to_have_count(0)
    explorer.explained()
    page.goto(server)  # without the scene
    expect(beginning).to_be_visible()
    page.wait_for_function("window.cutlab?.explained?.()")
    expect(hint).to_have_count(0)
    page.get_by_role("button", name="Close the introduction").click()
    expect(beginning).to_be_hidden()
    page.reload()
    page.wait_for_function("window.cutlab?.explained?.()")
    expect(beginning).to_be_hidden()


def test_a_link_and_a_closed_storage(visit, server):
    explorer = visit(f"{server}/?noise=0.3", newcomer=True, init=CLOSED)
    page = explorer.page
    page.wait_for_function("window.cutlab.explained()")
    expect(page.locator(".drag-hint")).to_have_count(0)
    expect(page.locator(".beginning").first).to_be_hidden()
    page.goto(server)
    hint = page.locator(".drag-hint")
    expect(hint).to_be_visible()
    x, y = Explorer(page).screen_place(28, 24)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 20, y)
    expect(hint).to_have_count(0)
    page.mouse.up()


def test_the_tour_by_keys(shared):
    page = shared(reduced_motion="reduce").page
    opener = page.locator('.brand [data-action="tour"]')
    opener.focus()
    page.keyboard.press("Enter")
    note = page.locator(".tour")
    following = note.get_by_role("button", name="Next")
    expect(following).to_be_focused()
    assert violations(page, dialog=True) == []
    titles = ["Controls", "Verdict", "Why this result?", "Study", "Lessons"]
    for number, title in enumerate(titles, 1):
        expect(note.get_by_role("heading")).to_have_text(title)
        expect(note).to_contain_text(f"{number} of 5")
        box, window = note.bounding_box(), page.viewport_size
        assert 0 <= box["x"] <= window["width"] - box["width"]
        assert 0 <= box["y"] <= window["height"] - box["height"]
        expect(page.locator("[data-toured]")).to_have_count(1)
        page.keyboard.press("Enter")
    expect(note).to_have_count(0)
    expect(opener).to_be_focused()
    page.keyboard.press("Enter")
    expect(following).to_be_focused()
    page.keyboard.press("Escape")
    expect(note).to_have_count(0)
    expect(opener).to_be_focused()
    expect(page.locator("[data-toured]")).to_have_count(0)


def test_the_tour_leaves_the_keys_to_the_page_and_ends_before_a_dialog(shared):
    page = shared(reduced_motion="reduce").page
    page.locator('.brand [data-action="tour"]').click()
    note = page.locator(".tour")
    expect(note).to_be_visible()
    page.keyboard.press("a")
    expect(page.get_by_role("button", name="Unpin A")).to_be_visible()
    page.keyboard.press("a")
    expect(page.get_by_role("button", name="Pin as A")).to_be_visible()
    page.locator('[data-action="lessons"]').click()
    expect(note).to_have_count(0)
    expect(page.get_by_role("dialog")).to_be_visible()
