"""What people meet at first: numbers as they write them, limits, fingers, paper, forced colours."""

import pytest
from playwright.sync_api import expect

from components.export.lesson_link import lesson_fragment
from tests.browser.support.contexts import TOUCH
from tests.browser.support.explorer import touch

STEPS = [
    {"title": "Little noise", "note": "It agrees.", "query": "noise=0.1"},
    {"title": "Größe", "note": "", "query": "noise=0.4"},
]
PHONE = {"viewport": {"width": 390, "height": 844}, **TOUCH}
WHOLE = [-0.5, 99.5]
STILL = """() => new Promise((resolve) => {
  let [last, frames] = [scrollY, 0];
  const look = () => {
    frames = scrollY === last ? frames + 1 : 0;
    last = scrollY;
    if (frames > 20) resolve();
    else requestAnimationFrame(look);
  };
  look();
})"""
RANGE = "document.querySelector('.pictures .js-plotly-plot')._fullLayout.xaxis.range"


def test_numbers_are_read_as_they_are_written(explorer):
    box = explorer.number("noise")
    for typed, value in (("1,5", 1.5), ("3e-1", 0.3), ("0,25", 0.25)):
        box.fill("")
        box.press_sequentially(typed)
        assert explorer.page.evaluate("window.cutlab.state().noise") == value
        expect(box).to_have_value(typed)
    box.fill("1,250")
    expect(explorer.notice("noise")).to_contain_text("“1,250” may be 1.250 or 1250")
    assert explorer.page.evaluate("window.cutlab.state().noise") == 0.25
    box.fill("0,3")
    expect(explorer.notice("noise")).to_be_empty()
    box.press("ArrowUp")
    expect(box).to_have_value("0.31")
    box.press("Shift+ArrowDown")
    expect(box).to_have_value("0.2")
    box.hover()
    explorer.page.mouse.wheel(0, 120)
    expect(box).to_have_value("0.2")
    explorer.expect_service_s_labels()


def test_the_slider_of_beta_stops_where_answers_can_be_checked(explorer):
    explorer.slider("beta").focus()
    explorer.page.keyboard.press("End")
    notice = explorer.notice("beta")
    expect(notice).to_contain_text("Affinity β stops at")
    explorer.expect_service_s_labels()
    largest = explorer.state().beta
    assert 1 < largest < 100
    assert float(explorer.number("beta").input_value()) == largest
    expect(explorer.page.locator(".stale-mark")).to_be_hidden()
    explorer.page.keyboard.press("ArrowRight")
    explorer.rest()
    assert explorer.state().beta == largest
    explorer.page.keyboard.press("ArrowLeft")
    expect(notice).to_be_empty()
    explorer.number("beta").fill("100")  # a number that is typed is refused, with the reason
    expect(notice).to_contain_text("With Floor ε = 1e-6 there is an answer.")


def test_a_change_is_announced_in_a_sentence(explorer):
    explorer.explained()
    circle = explorer.page.locator('[data-handle="1"]')
    circle.focus()
    explorer.page.keyboard.press("ArrowDown")
    region = explorer.page.locator(".announcer")
    expect(region).to_have_text(
        "Circle 2 moved to row 41, column 50. 4 regions: agrees with the circles."
    )
    text = explorer.page.locator("#pictures-text")
    expect(text).to_contain_text("Original: 4 circles with noise 0.2")
    expect(explorer.page.locator(".busy-mark")).to_be_hidden()


def test_the_circles_are_two_stops_away(explorer):
    explorer.page.locator("body").click(position={"x": 2, "y": 2})
    explorer.page.locator(".skip").focus()
    explorer.page.keyboard.press("Enter")
    expect(explorer.page.locator('[data-handle="0"]')).to_be_focused()


def test_what_backgrounds_draw_is_there_in_forced_colours(explorer):
    explorer.page.emulate_media(forced_colors="active")
    look = """([selector, pseudo]) => {
      const style = getComputedStyle(document.querySelector(selector), pseudo);
      const body = getComputedStyle(document.body).backgroundColor;
      return style.backgroundColor !== body && style.backgroundColor !== "rgba(0, 0, 0, 0)"; }"""
    explorer.open_view("spectrum")
    for what in (
        (".play", "::before"), (".swatch", None), (".outcome", "::before"),
        ('.chip[aria-pressed="true"]', None), ('[data-field="outlines"] input', None),
    ):  # fmt: skip
        assert explorer.page.evaluate(look, list(what)), what
    assert not explorer.page.evaluate(look, ['.chip[aria-pressed="false"]', None])
    explorer.page.emulate_media(forced_colors="none")


def test_a_circle_far_away_is_named_and_brought_back(explorer):
    explorer.page.locator(".circle").nth(1).locator("summary").click()
    explorer.number("circles.1.row").fill("300")
    line = explorer.page.get_by_text("Circle 2 is outside the picture of 100 pixels")
    expect(line).to_be_visible()
    explorer.page.get_by_role("button", name="Bring circle 2 back").click()
    expect(line).to_have_count(0)
    explorer.expect_service_s_labels()
    assert explorer.state().circles[1].row == 100


def test_fingers_scroll_zoom_and_show_all(visit, server):
    page = visit(server, **PHONE).page
    session = page.context.new_cdp_session(page)
    box = page.locator(".nsewdrag[data-subplot=xy]").bounding_box()
    x, y = box["x"] + box["width"] - 6, box["y"] + 6  # beside the circles
    touch(session, "touchStart", (x, y + 60))
    for up in range(0, 61, 10):
        touch(session, "touchMove", (x, y + 60 - up))
    touch(session, "touchEnd")
    page.wait_for_function("scrollY > 10")
    assert page.evaluate(RANGE) == WHOLE
    page.evaluate(STILL)
    page.evaluate("scrollTo(0, 0)")
    middle = (box["x"] + box["width"] / 2, y)
    for far in (20, 30, 40):
        places = [(middle[0] - far, middle[1]), (middle[0] + far, middle[1])]
        touch(session, "touchStart" if far == 20 else "touchMove", *places)
    touch(session, "touchEnd")
    page.wait_for_function(f"(([a, b]) => Math.abs(b - a - 50) < 2)({RANGE})")
    for _ in range(2):
        touch(session, "touchStart", middle)  # where no circle is near
        touch(session, "touchEnd")
    page.wait_for_function(f"(([a, b]) => b - a === 100)({RANGE})")
    assert page.locator(".circle").count() == 4
    bar = page.locator(".modebar").first
    expect(bar).to_be_hidden()
    page.get_by_role("button", name="Zoom tools").tap()
    expect(bar).to_be_visible()
    labels = page.locator(".nsewdrag[data-subplot=x2y2]").bounding_box()
    assert bar.bounding_box()["y"] >= labels["y"] + labels["height"]


def test_a_lesson_travels_in_the_link_of_its_presentation(visit, server):
    explorer = visit(f"{server}/?view=present#{lesson_fragment(STEPS)}")
    page = explorer.page
    expect(page.locator(".present-position")).to_have_text("1 / 2")
    expect(page.locator(".present-title")).to_have_text("Little noise")
    expect(page.locator(".present-title")).to_be_focused()  # from then on it has the keys
    page.keyboard.press("ArrowRight")
    expect(page.locator(".present-title")).to_have_text("Größe")
    page.wait_for_function("window.cutlab.state().noise === 0.4")
    assert page.evaluate("localStorage.getItem('lesson')") in (None, "null", "[]")
    explorer.rest()
    page.reload()
    expect(page.locator(".present-position")).to_have_text("2 / 2")


@pytest.mark.parametrize("format", ["A4", "Letter"])
def test_the_page_prints_as_a_handout(explorer, format):
    explorer.open_view("spectrum")
    explorer.explained()
    page = explorer.page
    content = page.pdf(format=format)
    assert content.startswith(b"%PDF")
    pages = content.count(b"/Type /Page\n") or content.count(b"/Type /Page ")
    assert 1 <= pages <= 3
    page.emulate_media(media="print")
    for shown in (
        ".pictures",
        ".verdict-sentence",
        ".facts",
        ".card[data-card=spectrum]",
        ".print-address",
    ):
        expect(page.locator(shown).first).to_be_visible()
    for hidden in (
        ".header-tools",
        ".views-choice",
        ".picture-tools",
        ".export",
        ".lesson",
        ".play",
        ".controls input[type=range]",
    ):
        expect(page.locator(hidden).first).to_be_hidden()
    page.emulate_media(media="screen")


def test_a_frame_that_keeps_scripts_out_shows_the_picture_and_the_reason(new_page, server):
    page = new_page(server, tolerated=("",))  # the browser complains of every script
    src = f"{server}/?noise=0.5&view=embed"
    framing = f'<iframe sandbox="allow-scripts" width="700" height="500" src="{src}"></iframe>'
    page.route("**/course", lambda route: route.fulfill(body=framing, content_type="text/html"))
    page.goto(f"{server}/course")
    frame = page.frame_locator("iframe")
    expect(frame.locator(".read-only-note")).to_contain_text("keeps its scripts out")
    expect(frame.locator(".placeholder img")).to_be_visible()
    expect(frame.get_by_role("link", name="Open it in a page of its own")).to_have_attribute(
        "href", src
    )
    expect(frame.locator("#react-entry-point")).to_be_hidden()
