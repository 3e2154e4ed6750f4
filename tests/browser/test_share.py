"""Links that embed the page, or hide some of its controls; the share dialog; the keys."""

import re
import threading
from html.parser import HTMLParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import expect

from components.pictures.opening import sample_fields
from components.state.control_specs import control_specs
from components.state.link import from_query, to_query
from components.state.model import CircleState, ExplorerState
from components.state.names import LISTS
from segmentation import SAMPLES
from tests.browser.support.accessible import violations
from tests.browser.support.contexts import TOUCH
from tests.browser.support.explorer import Explorer

CHANGED = ExplorerState(
    circles=(
        CircleState(row=50.0, col=36.0, radius=28.0),
        CircleState(row=50.0, col=70.0, radius=10.0),
    ),
    n_clusters=2,
)
# Names of what only the page of an own picture has.
OF_PICTURES = {name for name, spec in control_specs().items() if spec.group == "picture"}
OF_PICTURES |= {"crop", "truth"}
PICTURE = ExplorerState(**(sample_fields(SAMPLES[0]) | {"mask": "above"}))
# Names of the sections that are visible.
VISIBLE = """(names) => names.filter((name) => {
  const parts = document.querySelectorAll(
    `[data-section="${name}"], .controls [data-field="${name}"]`);
  return [...parts].some((part) => part.checkVisibility());
})"""


def button(explorer, name):
    return explorer.page.get_by_role("button", name=name, exact=True)


def visible(explorer):
    return set(explorer.page.evaluate(VISIBLE, list(LISTS["hide"])))


def open_share(explorer, view=None):
    button(explorer, "Share").click()
    dialog = explorer.page.get_by_role("dialog", name="Share what is on screen")
    expect(dialog).to_be_visible()
    expect(dialog.get_by_label("Link", exact=True)).not_to_be_empty()
    if view:
        dialog.locator(f"[value={view}]").check()
    return dialog


def status(dialog, what):
    """Return the status beside a button that copies."""
    place = "div:has(> #share-use)" if what == "link" else "#share-embed"
    return dialog.locator(f"{place} > [role=status]")


def preview(explorer):
    return explorer.page.frame_locator(".share-preview iframe")


# --- hide ------------------------------------------------------------------------------------


def test_each_name_hides_its_part_and_nothing_else(explorer):
    explorer.page.locator(".more").evaluate("(more) => (more.open = true)")
    everything = set(LISTS["hide"]) - OF_PICTURES
    assert visible(explorer) == everything
    for name in everything:
        explorer.adopt(ExplorerState(hide=(name,)), rest=False)
        assert visible(explorer) == everything - {name}
    explorer.adopt(ExplorerState(hide=LISTS["hide"]))
    assert visible(explorer) == set()
    expect(explorer.page.locator(".controls h2:visible, .controls summary:visible")).to_have_count(
        0
    )
    assert visible(explorer) == set()
    explorer.adopt(PICTURE, rest=False)
    everything = visible(explorer)
    assert everything >= OF_PICTURES - {"page"}  # of a file with several
    for name in OF_PICTURES - {"page"}:
        explorer.adopt(PICTURE.model_copy(update={"hide": (name,)}), rest=False)
        assert visible(explorer) == everything - {name}


def test_what_is_hidden_has_the_link_s_value_and_a_reader_has_it_back(shared):
    explorer = shared(query="beta=7&seed=3&hide=beta,seed,export")
    expect(explorer.number("beta")).to_be_hidden()
    expect(button(explorer, "New noise")).to_be_hidden()
    assert explorer.state().beta == 7
    explorer.expect_service_s_labels()
    explorer.number("noise").fill("0.3")
    explorer.expect_service_s_labels()
    assert explorer.page.url.endswith("?noise=0.3&seed=3&beta=7&hide=beta,seed,export")
    note = explorer.page.locator(".hidden-note")
    expect(note).to_contain_text("3 controls are hidden.")
    explorer.page.get_by_role("combobox", name="Preset scene").click()
    explorer.page.get_by_role("option", name="A chain", exact=True).click()
    explorer.page.wait_for_function("window.cutlab.state().circles.length === 6")
    explorer.rest()
    assert explorer.state().hide == ("beta", "seed", "export")
    expect(explorer.number("beta")).to_be_hidden()
    show_all = button(explorer, "Show all")
    show_all.focus()
    show_all.press("Enter")
    expect(explorer.number("beta")).to_be_visible()
    expect(explorer.page.locator(".export")).to_be_visible()
    expect(note).to_be_hidden()
    assert explorer.page.evaluate("document.activeElement.matches('.controls *')")
    explorer.rest()
    assert "hide" not in explorer.page.url
    button(explorer, "Undo").click()
    expect(explorer.number("beta")).to_be_hidden()
    expect(note).to_contain_text("3 controls are hidden.")


def test_hidden_handles_take_nothing(shared):
    explorer = shared(query="hide=handles")
    expect(explorer.page.locator(".circle-handles")).to_be_hidden()
    explorer.page.mouse.dblclick(*explorer.screen_place(85, 15))
    explorer.point_at(28, 24)
    explorer.page.mouse.down()
    explorer.point_at(48, 44)
    explorer.page.mouse.up()
    explorer.page.wait_for_function(
        "document.querySelector('.js-plotly-plot')._fullLayout.xaxis.range[0] > 10"  # it zoomed
    )
    assert explorer.state().circles == ExplorerState().circles


# --- the dialog ------------------------------------------------------------------------------


def test_the_dialog_makes_a_link_that_hides_or_hides_on_this_page(shared, server):
    explorer = shared(permissions=["clipboard-read", "clipboard-write"])
    explorer.adopt(CHANGED)
    dialog = open_share(explorer)
    dialog.get_by_label("Affinity β").uncheck()
    dialog.get_by_label("Lesson", exact=True).uncheck()
    inner = preview(explorer)
    expect(inner.locator('[data-field="noise"]')).to_be_visible()
    expect(inner.locator('[data-field="beta"]')).to_be_hidden()
    expect(inner.locator(".lesson")).to_be_hidden()
    expect(dialog.get_by_label("Link", exact=True)).to_have_value(re.compile("hide=beta,lesson"))
    dialog.get_by_role("button", name="Copy link").click()
    expect(status(dialog, "link")).to_have_text("Copied.")
    link = explorer.page.evaluate("navigator.clipboard.readText()")
    wanted = CHANGED.model_copy(update={"hide": ("beta", "lesson")})
    assert link == f"{server}/?{to_query(wanted)}"
    assert from_query(urlsplit(link).query) == (wanted, [])
    assert explorer.state() == CHANGED  # the page itself is as it was
    expect(explorer.number("beta")).to_be_visible()
    dialog.get_by_role("button", name="Use on this page").click()
    expect(dialog).to_be_hidden()
    expect(explorer.number("beta")).to_be_hidden()
    explorer.rest()
    assert explorer.state() == wanted
    dialog = open_share(explorer)
    expect(dialog.get_by_label("Affinity β")).not_to_be_checked()
    explorer.page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(button(explorer, "Share")).to_be_focused()
    expect(explorer.page.locator(".share-preview iframe")).to_have_count(0)
    assert explorer.state() == wanted
    button(explorer, "Undo").click()
    expect(explorer.number("beta")).to_be_visible()


class Frames(HTMLParser):
    """Attributes of the iframes of a text."""

    def __init__(self, text):
        super().__init__()
        self.found = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        if tag == "iframe":
            self.found.append(dict(attrs))


def test_the_dialog_makes_code_to_embed(shared, server):
    explorer = shared(permissions=["clipboard-read", "clipboard-write"])
    explorer.adopt(CHANGED)
    dialog = open_share(explorer, "embed")
    expect(dialog.get_by_label("Export and code")).to_be_hidden()
    dialog.get_by_role("button", name="None").click()
    expect(dialog.get_by_label("Label assignment")).not_to_be_checked()
    dialog.get_by_label("Label assignment").check()
    inner = preview(explorer)
    expect(inner.locator(".embed-foot")).to_be_visible()
    expect(inner.locator(".controls [data-field]:visible")).to_have_count(1)
    height = dialog.get_by_label("height of the frame in pixels")
    page_height = inner.locator(".page").bounding_box
    explorer.page.wait_for_function(
        """() => { const frame = document.querySelector(".share-preview iframe");
        const {height} = frame.contentDocument.querySelector(".page").getBoundingClientRect();
        return Math.ceil(height) === parseFloat(frame.style.height); }"""
    )
    assert page_height()
    fitted = height.input_value()
    code = dialog.get_by_label("Embed code", exact=True)
    expect(code).to_have_value(re.compile(f'height="{fitted}"'))
    dialog.get_by_role("button", name="Copy embed code").click()
    expect(status(dialog, "embed code")).to_have_text("Copied.")
    code = explorer.page.evaluate("navigator.clipboard.readText()")
    (frame,) = Frames(code).found
    hidden = [name for name in LISTS["hide"] if name not in ("assign_labels",)]
    of_the_page = ("presets", "views", "facts", "export", "lesson")
    hide = tuple(name for name in hidden if name not in of_the_page)
    wanted = CHANGED.model_copy(update={"view": "embed", "hide": hide})
    assert frame["src"] == f"{server}/?{to_query(wanted)}"
    assert frame["title"] == "Cutlab: Unequal circles"
    assert (frame["width"], frame["height"]) == ("640", fitted)
    height.fill("300")
    dialog.get_by_label("Noise level").check()  # a height that was typed stays
    expect(dialog.get_by_label("Embed code", exact=True)).to_have_value(
        code.replace(f'height="{fitted}"', 'height="300"').replace("circles,noise,", "circles,")
    )


def test_the_dialog_by_keyboard_after_the_server_was_lost(shared):
    explorer = shared(("Failed to load resource", "server did not respond"))
    page = explorer.page
    page.route("**/_dash-update-component*", lambda route: route.abort())
    button(explorer, "Share").click()
    expect(page.locator("#share-problem")).to_contain_text("The server does not answer.")
    page.unroute("**/_dash-update-component*")
    button(explorer, "Share").focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="Close")).to_be_focused()
    expect(page.locator("#share-problem")).to_be_empty()
    page.keyboard.press("Tab")
    expect(dialog.locator("[value=full]")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(dialog.locator("[value=embed]")).to_be_checked()
    for _ in range(3):  # past the buttons to the first control
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    link = dialog.get_by_label("Link", exact=True)
    expect(link).to_have_value(f"{page.url}?view=embed&hide=circles")
    expect(dialog.get_by_role("button", name="Copy embed code")).to_be_visible()
    explorer.close_clipboard()
    dialog.get_by_role("button", name="Copy link").click()
    expect(status(dialog, "link")).to_have_text("Copied.")
    assert explorer.heard() == f"{page.url}?view=embed&hide=circles"
    dialog.locator("[value=present]").check()
    expect(link).to_have_value(f"{page.url}?view=present&hide=circles")
    page.keyboard.press("Escape")
    expect(button(explorer, "Share")).to_be_focused()


# --- embedded --------------------------------------------------------------------------------


@pytest.fixture
def course():
    """A page elsewhere that frames what it is asked to; `localhost` is another site."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self):
            if self.path != "/":
                self.send_error(404)
                return
            body = f"<!DOCTYPE html><title>Course</title><p>Week 3</p>{self.server.code}".encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Page) as elsewhere:
        thread = threading.Thread(target=elsewhere.serve_forever)
        thread.start()
        yield elsewhere
        elsewhere.shutdown()
        thread.join()


def test_other_sites_may_frame_what_is_made_for_it(server):
    headers = httpx.get(f"{server}/?view=embed").headers
    assert "x-frame-options" not in headers
    assert "frame-ancestors *" in headers["content-security-policy"]


def test_it_works_in_a_frame_of_another_site(new_page, server, course):
    course.code = (
        f'<iframe src="{server}/?noise=0.3&amp;view=embed&amp;hide=beta,circles" '
        'width="640" height="700" title="Cutlab"></iframe>'
    )
    address = f"http://localhost:{course.server_port}/"
    page = new_page(address, tolerated=["404"])  # the course has no icon
    page.goto(address)
    frame = page.locator("iframe").element_handle().content_frame()
    frame.wait_for_function("window.cutlab?.at_rest?.()")
    inner = Explorer(frame)
    inner.expect_service_s_labels()
    slider = inner.slider("noise")
    box = slider.bounding_box()
    y = box["y"] + box["height"] / 2
    inner.record()
    page.mouse.move(box["x"] + 0.2 * box["width"], y)
    page.mouse.down()
    for part in range(20, 60, 4):
        page.mouse.move(box["x"] + part / 100 * box["width"], y)
    page.mouse.up()
    inner.expect_service_s_labels()
    assert inner.state().noise > 0.8
    assert len(inner.painted()) > 1
    assert frame.evaluate("window.cutlab.stats.failures") == 0
    with page.context.expect_page() as opened:
        frame.get_by_role("link", name="Open in Cutlab, with all controls").click()
    whole = opened.value
    whole.wait_for_function("window.cutlab?.at_rest?.()")
    state = inner.state().model_copy(update={"view": "full", "hide": ()})
    assert Explorer(whole).state() == state
    expect(whole.locator(".header")).to_be_visible()


def test_embedded_are_the_pictures_and_the_chosen_controls_alone(shared):
    explorer = shared(query="view=embed&hide=beta,seed,circles")
    explorer.expect_service_s_labels()
    explorer.explained()
    for gone in (
        ".header",
        ".export",
        ".lesson",
        ".facts",
        ".chips",
        ".verdict h2",
        ".verdict-tries",
    ):
        expect(explorer.page.locator(gone)).to_be_hidden()
    expect(explorer.verdict()).to_be_visible()
    expect(explorer.number("noise")).to_be_visible()
    expect(explorer.number("beta")).to_be_hidden()
    for width, height in ((640, 500), (1280, 900)):
        explorer.page.set_viewport_size({"width": width, "height": height})
        explorer.page.wait_for_function(
            """(height) => document.querySelector(".verdict-sentence").getBoundingClientRect()
              .bottom <= height""",
            arg=height,
        )
        assert explorer.page.locator(".picture-titles").bounding_box()["y"] >= 0
        below = explorer.verdict().bounding_box()
        assert below["y"] + below["height"] <= height
        assert explorer.page.locator(".controls").bounding_box()["y"] > below["y"]


def test_views_are_there_without_their_buttons(shared):
    explorer = shared(query="view=embed&views=spectrum")
    card = explorer.card("spectrum")
    for view in ("embed", "present"):
        explorer.adopt(ExplorerState(view=view, views=("spectrum",)))
        card.scroll_into_view_if_needed()
        expect(card.locator(".view-sentence")).not_to_be_empty()
        expect(card.locator(".chart .point").first).to_be_visible()
        expect(explorer.page.locator(".chips")).to_be_hidden()
        expect(card.get_by_role("button", name="Close Spectrum")).to_be_hidden()


# --- the keys --------------------------------------------------------------------------------


def test_the_keys_are_listed_and_the_focus_comes_back(explorer):
    page = explorer.page
    dialog = page.get_by_role("dialog", name="Keys, mouse and finger")
    handle = page.locator(".handle").first
    for view in ("present", "embed", "full"):
        explorer.adopt(ExplorerState(view=view), rest=False)
        handle.focus()
        page.keyboard.press("?")
        expect(dialog).to_be_visible()
        for name in ("Ctrl+Z", "Delete", "Page ↓", "Double click"):
            expect(dialog).to_contain_text(name)
        page.keyboard.press("?")  # it is open already
        page.keyboard.press("Escape")
        expect(dialog).to_be_hidden()
        expect(handle).to_be_focused()
        assert page.evaluate("window.cutlab.state().view") == view
    keys = button(explorer, "Keys")
    keys.click()
    expect(dialog).to_be_visible()
    dialog.get_by_role("button", name="Close").click()
    expect(dialog).to_be_hidden()
    expect(keys).to_be_focused()
    keys.click()
    expect(dialog).to_be_visible()
    page.mouse.click(5, 5)  # beside it
    expect(dialog).to_be_hidden()


def test_a_question_mark_in_a_text_is_a_letter(explorer):
    button(explorer, "My lesson").click()
    button(explorer, "Add this state").click()
    title = explorer.page.get_by_label("Title of step 1")
    title.fill("Why")
    title.press("?")
    expect(title).to_have_value("Why?")
    expect(explorer.page.get_by_role("dialog", name="Keys, mouse and finger")).to_be_hidden()
    explorer.number("noise").press("?")
    expect(explorer.page.get_by_role("dialog", name="Keys, mouse and finger")).to_be_visible()
    expect(explorer.number("noise")).to_have_value("0.2")


def accessible_and_fits(page, width, **part):
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert violations(page, **part) == []


def dialog_is_accessible_and_fits(explorer, width):
    """Assert it of the dialog that is open, and close it."""
    page = explorer.page
    dialog = page.locator("[aria-modal=true]")
    expect(dialog).to_be_visible()
    if dialog.locator("[value=embed]").count():
        dialog.locator("[value=embed]").check()
        expect(preview(explorer).locator(".embed-foot")).to_be_visible()
    expect(dialog).to_have_css("opacity", "1")
    box = dialog.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    assert box["y"] >= 0
    assert box["y"] + box["height"] <= 740
    accessible_and_fits(page, width, dialog=True)
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


EMBEDDED = ExplorerState(view="embed", hide=("seed",), views=("spectrum",))


def test_on_a_phone_the_rarer_tools_are_a_menu_and_all_is_accessible_and_fits(visit, server):
    phone = {"width": 360, "height": 740}
    explorer = visit(f"{server}/?hide=beta,seed", viewport=phone, **TOUCH)
    page = explorer.page
    more = button(explorer, "More")
    expect(button(explorer, "Share")).to_be_hidden()
    accessible_and_fits(page, 360, within=".controls")
    for name in ("Keys", "Share"):
        more.tap()
        button(explorer, name).tap()
        expect(page.locator(".rarer")).to_be_hidden()
        dialog_is_accessible_and_fits(explorer, 360)
        expect(more).to_be_focused()
    more.tap()
    accessible_and_fits(page, 360, within=".rarer")
    page.keyboard.press("Escape")
    expect(page.locator(".rarer")).to_be_hidden()
    expect(more).to_be_focused()
    explorer.adopt(EMBEDDED)
    explorer.explained()
    accessible_and_fits(page, 360)


def test_all_of_it_is_accessible_and_fits(shared):
    explorer = shared(query="hide=beta,seed", viewport={"width": 1280, "height": 740})
    accessible_and_fits(explorer.page, 1280, within=".controls")
    for name in ("Share", "Keys"):
        button(explorer, name).click()
        dialog_is_accessible_and_fits(explorer, 1280)
    explorer.adopt(EMBEDDED)
    explorer.explained()
    accessible_and_fits(explorer.page, 1280)
