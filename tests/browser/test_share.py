"""Links that embed the page, or hide some of its controls; the share dialog; the keys."""

import re
import threading
from html.parser import HTMLParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest
from playwright.sync_api import expect

from components.state.control_specs import control_specs
from components.state.link import to_query
from components.state.model import LISTS, CircleState, ExplorerState
from tests.browser.support.accessible import violations
from tests.browser.support.explorer import Explorer

CHANGED = ExplorerState(
    circles=(
        CircleState(row=50.0, col=36.0, radius=28.0),
        CircleState(row=50.0, col=70.0, radius=10.0),
    ),
    n_clusters=2,
)
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
    specs = control_specs()
    pictures = {name for name in LISTS["hide"] if name in specs and specs[name].only == "picture"}
    everything = set(LISTS["hide"]) - pictures  # circles have no controls of pictures
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


def test_what_is_hidden_has_the_link_s_value(shared):
    explorer = shared(query="beta=7&seed=3&hide=beta,seed")
    expect(explorer.number("beta")).to_be_hidden()
    expect(button(explorer, "New noise")).to_be_hidden()
    assert explorer.state().beta == 7
    explorer.expect_service_s_labels()
    explorer.number("noise").fill("0.3")
    explorer.expect_service_s_labels()
    assert explorer.page.url.endswith("?noise=0.3&seed=3&beta=7&hide=beta,seed")


def test_a_reader_learns_what_is_hidden_and_has_it_back(shared):
    explorer = shared(query="hide=beta,circles,export")
    note = explorer.page.locator(".hidden-note")
    expect(note).to_contain_text("3 controls are hidden.")
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


def test_an_unknown_name_is_reported(visit, server):
    explorer = visit(f"{server}/?noise=0.3&hide=beta,everything&view=huge")
    expect(explorer.notice("link")).to_contain_text("Hidden controls must be some of circles,")
    expect(explorer.notice("link")).to_contain_text("View must be one of full, embed, present.")
    assert explorer.state() == ExplorerState(noise=0.3)
    expect(explorer.number("beta")).to_be_visible()


def test_a_preset_leaves_hidden_what_is_hidden(shared):
    explorer = shared(query="hide=beta")
    explorer.page.get_by_role("textbox", name="Preset scene").click()
    explorer.page.get_by_role("option", name="A chain", exact=True).click()
    explorer.page.wait_for_function("window.cutlab.state().circles.length === 6")
    explorer.rest()
    assert explorer.state().hide == ("beta",)
    expect(explorer.number("beta")).to_be_hidden()


# --- the dialog ------------------------------------------------------------------------------


def test_the_dialog_makes_a_link_that_hides(shared, visit, server):
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
    explorer.page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(button(explorer, "Share")).to_be_focused()
    expect(explorer.page.locator(".share-preview iframe")).to_have_count(0)
    assert explorer.state() == CHANGED  # the page itself is as it was
    there = visit(link)
    there.rest()
    assert there.state() == wanted
    expect(there.number("beta")).to_be_hidden()


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


def test_the_dialog_s_choice_can_be_used_here_and_undone(explorer):
    dialog = open_share(explorer)
    dialog.get_by_label("Noise level").uncheck()
    expect(dialog.get_by_label("Link", exact=True)).to_have_value(re.compile("hide=noise"))
    dialog.get_by_role("button", name="Use on this page").click()
    expect(dialog).to_be_hidden()
    expect(explorer.number("noise")).to_be_hidden()
    explorer.rest()
    assert explorer.state() == ExplorerState(hide=("noise",))
    dialog = open_share(explorer)
    expect(dialog.get_by_label("Noise level")).not_to_be_checked()
    explorer.page.keyboard.press("Escape")
    button(explorer, "Undo").click()
    expect(explorer.number("noise")).to_be_visible()


def test_the_dialog_by_keyboard(explorer):
    page = explorer.page
    button(explorer, "Share").focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="Close")).to_be_focused()
    page.keyboard.press("Tab")
    expect(dialog.locator("[value=full]")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(dialog.locator("[value=embed]")).to_be_checked()
    for _ in range(3):  # past the buttons to the first control
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(dialog.get_by_label("Link", exact=True)).to_have_value(
        f"{page.url}?view=embed&hide=circles"
    )
    expect(dialog.get_by_role("button", name="Copy embed code")).to_be_visible()
    page.keyboard.press("Escape")
    expect(button(explorer, "Share")).to_be_focused()


def test_a_lost_server_is_reported_in_the_head(shared):
    explorer = shared(("Failed to load resource", "server did not respond"))
    explorer.page.route("**/_dash-update-component*", lambda route: route.abort())
    button(explorer, "Share").click()
    expect(explorer.page.locator("#share-problem")).to_contain_text("The server does not answer.")
    explorer.page.unroute("**/_dash-update-component*")
    open_share(explorer)
    expect(explorer.page.locator("#share-problem")).to_be_empty()


def test_copying_from_the_dialog_works_where_the_clipboard_is_closed(visit, server):
    closed = 'Object.defineProperty(navigator, "clipboard", {value: undefined});'
    heard = 'document.addEventListener("copy", () => (window.heard = getSelection().toString()));'
    explorer = visit(server, init=closed + heard)
    dialog = open_share(explorer, "present")
    expect(dialog.get_by_label("Link", exact=True)).to_have_value(re.compile("present"))
    dialog.get_by_role("button", name="Copy link").click()
    expect(status(dialog, "link")).to_have_text("Copied.")
    assert explorer.page.evaluate("window.heard") == f"{server}/?view=present"


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


def test_nothing_forbids_to_frame_the_page(server):
    headers = httpx.get(server).headers
    assert "x-frame-options" not in headers
    assert "frame-ancestors" not in headers.get("content-security-policy", "")


def test_it_works_in_a_frame_of_another_site(chromium, server, course):
    course.code = (
        f'<iframe src="{server}/?noise=0.3&amp;view=embed&amp;hide=beta,circles" '
        'width="640" height="700" title="Cutlab"></iframe>'
    )
    context = chromium.new_context()
    page = context.new_page()
    complaints = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console",
        lambda message: (
            message.type in ("error", "warning")
            and "404" not in message.text  # the course has no icon
            and complaints.append(message.text)
        ),
    )
    page.goto(f"http://localhost:{course.server_port}/")
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
    with context.expect_page() as opened:
        frame.get_by_role("link", name="Open in Cutlab, with all controls").click()
    whole = opened.value
    whole.wait_for_function("window.cutlab?.at_rest?.()")
    state = inner.state().model_copy(update={"view": "full", "hide": ()})
    assert Explorer(whole).state() == state
    expect(whole.locator(".header")).to_be_visible()
    context.close()
    assert not complaints


@pytest.mark.parametrize("width", [640, 1280])
def test_embedded_are_the_pictures_and_the_chosen_controls_alone(shared, width):
    explorer = shared(
        query="view=embed&hide=beta,seed,circles",
        viewport={"width": width, "height": 500 if width == 640 else 900},
    )
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
    titles, sentence = explorer.page.locator(".picture-titles"), explorer.verdict()
    assert titles.bounding_box()["y"] >= 0
    below = sentence.bounding_box()
    assert below["y"] + below["height"] <= (500 if width == 640 else 900)
    assert explorer.page.locator(".controls").bounding_box()["y"] > below["y"]


@pytest.mark.parametrize("view", ["embed", "present"])
def test_views_are_there_without_their_buttons(shared, view):
    explorer = shared(query=f"view={view}&views=spectrum")
    card = explorer.card("spectrum")
    card.scroll_into_view_if_needed()
    expect(card.locator(".view-sentence")).not_to_be_empty()
    expect(card.locator(".chart .point").first).to_be_visible()
    expect(explorer.page.locator(".chips")).to_be_hidden()
    expect(card.get_by_role("button", name="Close Spectrum")).to_be_hidden()


def test_an_embedded_link_never_shows_the_whole_page(visit, server):
    watch = """window.seen = [];
    const watch = () => {
      const head = document.querySelector(".header");
      if (head) window.seen.push(head.checkVisibility());
      requestAnimationFrame(watch);
    };
    watch();"""
    explorer = visit(f"{server}/?view=embed", init=watch)
    explorer.rest()
    explorer.page.wait_for_function("window.seen.length > 2")
    assert set(explorer.page.evaluate("window.seen")) == {False}


# --- the keys --------------------------------------------------------------------------------


@pytest.mark.parametrize("view", ["full", "embed", "present"])
def test_the_keys_are_listed_and_the_focus_comes_back(shared, view):
    explorer = shared(query=f"view={view}")
    page = explorer.page
    dialog = page.get_by_role("dialog", name="Keys, mouse and finger")
    handle = page.locator(".handle").first
    handle.focus()
    page.keyboard.press("?")
    expect(dialog).to_be_visible()
    for name in ("Ctrl+Z", "Delete", "Page ↓", "Double click"):
        expect(dialog).to_contain_text(name)
    page.keyboard.press("?")  # it is open already
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(handle).to_be_focused()
    assert explorer.page.evaluate("window.cutlab.state().view") == view


def test_the_keys_by_their_button(explorer):
    keys = button(explorer, "Keys")
    keys.click()
    dialog = explorer.page.get_by_role("dialog", name="Keys, mouse and finger")
    expect(dialog).to_be_visible()
    dialog.get_by_role("button", name="Close").click()
    expect(dialog).to_be_hidden()
    expect(keys).to_be_focused()
    keys.click()
    expect(dialog).to_be_visible()
    explorer.page.mouse.click(5, 5)  # beside it
    expect(dialog).to_be_hidden()


def test_a_question_mark_in_a_text_is_a_letter(explorer):
    button(explorer, "Lesson").click()
    button(explorer, "Add this state").click()
    title = explorer.page.get_by_label("Title of step 1")
    title.fill("Why")
    title.press("?")
    expect(title).to_have_value("Why?")
    expect(explorer.page.get_by_role("dialog", name="Keys, mouse and finger")).to_be_hidden()
    explorer.number("noise").press("?")
    expect(explorer.page.get_by_role("dialog", name="Keys, mouse and finger")).to_be_visible()
    expect(explorer.number("noise")).to_have_value("0.2")


def test_on_a_phone_the_rarer_tools_are_a_menu(visit, server):
    explorer = visit(server, viewport={"width": 360, "height": 740}, has_touch=True)
    page = explorer.page
    more = button(explorer, "More")
    expect(button(explorer, "Share")).to_be_hidden()
    for name, opened in (("Keys", "[aria-modal=true]"), ("Share", "[aria-modal=true]")):
        more.tap()
        button(explorer, name).tap()
        expect(page.locator(opened)).to_be_visible()
        expect(page.locator(".rarer")).to_be_hidden()
        page.keyboard.press("Escape")
        expect(page.locator(opened)).to_be_hidden()
        expect(more).to_be_focused()
    more.tap()
    page.keyboard.press("Escape")
    expect(page.locator(".rarer")).to_be_hidden()
    expect(more).to_be_focused()


@pytest.mark.parametrize("width", [360, 1280])
def test_all_of_it_is_accessible_and_fits(shared, width):
    explorer = shared(query="hide=beta,seed", viewport={"width": width, "height": 740})
    page = explorer.page
    explorer.explained()

    def check(dialog=False):
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert violations(page, dialog) == []

    check()
    if width == 360:
        button(explorer, "More").click()
        check()
        page.keyboard.press("Escape")
    for action in ("share", "keys"):
        page.evaluate(f"document.querySelector('[data-action={action}]').click()")
        dialog = page.locator("[aria-modal=true]")
        if action == "share":
            dialog.locator("[value=embed]").check()
            expect(preview(explorer).locator(".embed-foot")).to_be_visible()
        expect(dialog).to_have_css("opacity", "1")
        box = dialog.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= 740
        check(dialog=True)
        page.keyboard.press("Escape")
        expect(dialog).to_be_hidden()
    explorer.adopt(ExplorerState(view="embed", hide=("seed",), views=("spectrum",)))
    explorer.explained()
    check()
