"""Links, undo and redo, reset: what is set can be shared, and found again."""

from urllib.parse import urlsplit

from playwright.sync_api import expect

from components.state.link import from_query, to_query
from components.state.model import CircleState, ExplorerState
from components.state.presets import PRESETS
from tests.browser.support.accessible import violations

CHANGED = ExplorerState(
    circles=(
        CircleState(row=60.5, col=70.0, radius=30.0),
        CircleState(row=80.0, col=120.0, radius=25.0),
    ),
    size=150,
    n_clusters=2,
    noise=0.35,
    seed=7,
    assign_labels="discretize",
    views=("cuts",),
)


def address(explorer):
    return urlsplit(explorer.page.url).query


def await_address(explorer, query):
    """Wait until the address holds a query."""
    explorer.page.wait_for_function("(query) => location.search.slice(1) === query", arg=query)


def tool(explorer, name):
    return explorer.page.get_by_role("button", name=name, exact=True)


def set_noise(explorer, value):
    """A change that is at rest and in the address."""
    explorer.number("noise").fill(value)
    explorer.number("noise").press("Enter")  # what is typed from here on is another step
    explorer.rest()
    assert address(explorer) == f"noise={value}"


def noise_is(explorer, value):
    expect(explorer.number("noise")).to_have_value(value)
    explorer.expect_service_s_labels()
    await_address(explorer, "" if value == "0.2" else f"noise={value}")


# Notes in each frame the size of the scene, and whether the header is there, once they are visible.
WATCH = """window.seen = [];
const watch = () => {
  const pictures = document.querySelector(".pictures");
  const figure = document.querySelector(".js-plotly-plot")?._fullData?.[1];
  const header = document.querySelector(".header")?.checkVisibility();
  if (header) window.seen.push("header");
  if (pictures && figure && getComputedStyle(pictures).visibility === "visible")
    window.seen.push(figure.z.length);
  requestAnimationFrame(watch);
};
watch();"""


def test_a_link_shows_the_same_labels_elsewhere_and_nothing_else_before(explorer, visit):
    here, linked = explorer, CHANGED.model_copy(update={"view": "embed"})
    assert address(here) == ""
    here.adopt(linked)
    here.expect_service_s_labels()
    assert address(here) == to_query(linked)
    there = visit(here.page.url, init=WATCH)
    there.expect_service_s_labels()
    there.page.wait_for_function("window.seen.length > 2")
    assert set(there.page.evaluate("window.seen")) == {CHANGED.size}
    assert there.state() == here.state() == linked
    assert (there.labels() == here.labels()).all()
    assert address(there) == address(here)
    expect(there.notice("link")).to_be_empty()
    expect(there.page.locator('[data-card="cuts"]')).to_be_visible()
    there.explained()
    here.adopt(ExplorerState())
    await_address(here, "")


def test_a_bad_link_tells_each_field_and_opens(visit, server):
    query = (
        "noise=9&beta=2&circles=28,24,x;40,50,14&n_clusters=2&colour=red&seed=1&seed=2"
        "&hide=beta,everything&view=huge"
    )
    explorer = visit(f"{server}/?{query}")
    result = explorer.expect_service_s_labels()
    state, problems = from_query(query)
    assert explorer.state() == state
    assert len(problems) == 6
    assert result.method.beta == 2
    expect(explorer.number("beta")).to_be_hidden()  # what is known counts
    for problem in problems:
        expect(explorer.notice("link")).to_contain_text(problem.message)
        if problem.field not in ("", "hide", "view"):  # which have no control
            expect(explorer.notice(problem.field)).to_have_text(problem.message)
    assert address(explorer) == to_query(state)
    tool(explorer, "Copy link").click()
    expect(explorer.page.locator(".header-status[role=status]")).not_to_be_empty()
    assert violations(explorer.page, within=".header, .link-notice") == []
    explorer.number("noise").fill("0.3")
    expect(explorer.notice("noise")).to_be_empty()
    expect(explorer.notice("link")).not_to_contain_text("Noise level")
    expect(explorer.notice("link")).to_contain_text("“colour”")
    tool(explorer, "Dismiss").click()
    expect(explorer.notice("link")).to_be_empty()
    expect(explorer.notice("seed")).to_be_empty()
    expect(tool(explorer, "Dismiss")).to_be_hidden()
    explorer.number("noise").fill("0.31")
    explorer.expect_service_s_labels()
    expect(explorer.notice("seed")).to_be_empty()


def test_a_link_to_what_cannot_be_computed_says_why(visit, server):
    explorer = visit(f"{server}/?circles=400,400,1")
    expect(explorer.notice("all")).not_to_be_empty()
    expect(explorer.page.locator(".placeholder")).to_have_count(0)  # the server has none
    expect(explorer.page.locator(".pictures")).to_be_visible()
    expect(explorer.page.locator(".stale-mark")).to_be_visible()
    explorer.number("circles.0.row").fill("50")
    explorer.number("circles.0.col").fill("50")
    explorer.number("circles.0.radius").fill("20")
    explorer.number("n_clusters").fill("2")
    explorer.expect_service_s_labels()
    expect(explorer.notice("all")).to_be_empty()


def test_a_link_that_the_server_does_not_read_is_not_lost(visit, server):
    away = """const fetched = window.fetch;
    window.fetch = (url, ...more) =>
      String(url).startsWith("/live/frame/state")
        ? Promise.reject(new Error("away"))
        : fetched(url, ...more);"""
    explorer = visit(f"{server}/?noise=0.3", init=away)
    expect(explorer.notice("link")).to_contain_text("could not be read (Error: away)")
    expect(explorer.page.locator(".pictures")).to_be_visible()
    explorer.expect_service_s_labels()
    assert explorer.state() == ExplorerState()
    assert address(explorer) == "noise=0.3"


def test_any_query_opens_a_working_page(visit, server):
    """This is one; tests/components/state/test_link.py has the others."""
    explorer = visit(f"{server}/?%ff%00=&&;a=<b>")
    explorer.expect_service_s_labels()
    expect(explorer.notice("link")).not_to_be_empty()
    explorer.number("noise").fill("0.3")
    explorer.expect_service_s_labels()


def test_back_and_forward_and_through_a_reload(explorer):
    set_noise(explorer, "0.3")
    set_noise(explorer, "0.4")
    explorer.page.go_back()
    noise_is(explorer, "0.3")
    explorer.page.go_back()
    noise_is(explorer, "0.2")
    explorer.page.go_forward()
    noise_is(explorer, "0.3")
    tool(explorer, "Redo").click()  # one list for both
    noise_is(explorer, "0.4")
    explorer.page.reload()
    explorer.page.wait_for_function("window.cutlab.at_rest?.()")
    noise_is(explorer, "0.4")
    explorer.page.go_back()
    noise_is(explorer, "0.3")
    tool(explorer, "Redo").click()
    noise_is(explorer, "0.4")


def test_copy_says_that_it_copied_or_that_it_could_not(shared):
    explorer = shared(permissions=["clipboard-read", "clipboard-write"])
    status = explorer.page.locator(".header-status[role=status]")
    set_noise(explorer, "0.3")
    copy = tool(explorer, "Copy link")
    copy.click()
    expect(explorer.page.get_by_role("status").get_by_text("Link copied")).to_be_visible()
    copied = explorer.page.evaluate("navigator.clipboard.readText()")
    assert copied == explorer.page.url
    assert copied.endswith("?noise=0.3")
    expect(status).to_be_hidden()
    explorer.close_clipboard()
    copy.focus()
    copy.press("Enter")
    expect(status).to_have_text("Link copied")
    assert explorer.heard() == explorer.page.url
    expect(copy).to_be_focused()
    explorer.page.evaluate("document.execCommand = () => false")
    copy.click()
    expect(status).to_contain_text("the address bar has the link")


def test_a_drag_is_one_step(explorer):
    """Even one that comes to rest on its way."""
    explorer.grab("circles.0.row")
    for value in (24, 20, 16):
        explorer.drag_to(value)
        explorer.page.wait_for_function(
            "(row) => Math.abs(window.cutlab.state().circles[0].row - row) <= 1", arg=value
        )
        explorer.rest()
        assert "circles=" in address(explorer)
    explorer.page.mouse.up()
    moved = explorer.state()
    tool(explorer, "Undo").click()
    explorer.expect_service_s_labels()
    assert explorer.state() == ExplorerState()
    await_address(explorer, "")
    expect(tool(explorer, "Undo")).to_have_attribute("aria-disabled", "true")
    tool(explorer, "Redo").click()
    explorer.expect_service_s_labels()
    assert explorer.state() == moved
    await_address(explorer, to_query(moved))


def test_undo_and_redo_by_keys(explorer):
    page = explorer.page
    set_noise(explorer, "0.3")
    set_noise(explorer, "0.4")
    explorer.slider("beta").focus()
    for value in ("0.3", "0.2", "0.2"):  # one too many does nothing
        page.keyboard.press("Control+z")
        noise_is(explorer, value)
    for key, value in (("Shift+Z", "0.3"), ("y", "0.4"), ("Shift+Z", "0.4"), ("y", "0.4")):
        page.keyboard.press(f"Control+{key}")
        noise_is(explorer, value)
    # A bad value is taken back.
    explorer.number("noise").fill("7")
    expect(explorer.notice("noise")).not_to_be_empty()
    tool(explorer, "Undo").click()
    noise_is(explorer, "0.4")
    expect(explorer.notice("noise")).to_be_empty()
    # Keys in a number field are the state's, and in a text field the field's.
    explorer.number("n_clusters").click()
    page.keyboard.press("Control+z")
    noise_is(explorer, "0.3")
    page.evaluate("document.body.append(document.createElement('textarea'))")
    field = page.locator("body > textarea")
    field.press("a")
    field.press("Control+z")
    expect(field).to_have_value("")
    noise_is(explorer, "0.3")
    field.evaluate("(field) => field.remove()")
    # Views are steps too.
    page.locator("[data-view=cuts]").click()
    await_address(explorer, "noise=0.3&views=cuts")
    tool(explorer, "Undo").click()
    await_address(explorer, "noise=0.3")
    expect(page.locator('[data-card="cuts"]')).to_be_hidden()


def test_many_steps_at_once(explorer):
    """Faster than the browser's history goes, and than the pictures come."""
    for value in ("0.3", "0.4", "0.5", "0.6"):
        set_noise(explorer, value)
    explorer.slider("beta").focus()
    for _ in range(3):
        explorer.page.keyboard.press("Control+z")
    noise_is(explorer, "0.3")
    for _ in range(2):
        explorer.page.keyboard.press("Control+y")
    noise_is(explorer, "0.5")
    explorer.page.go_back()
    noise_is(explorer, "0.4")


def test_undo_does_not_wait_for_the_pictures(explorer):
    explorer.slider("noise").focus()
    explorer.page.evaluate(
        """() => { const box = document.querySelector('[data-field="noise"] .number-field');
        box.value = 0.3; box.dispatchEvent(new Event("input", {bubbles: true}));
        document.querySelector('[data-action="undo"]').click(); }"""
    )
    noise_is(explorer, "0.2")
    tool(explorer, "Redo").click()
    noise_is(explorer, "0.3")


def test_what_is_typed_in_one_go_is_one_step(explorer):
    box = explorer.number("noise")
    box.click()
    box.press("Control+a")
    for key in "1.25":
        explorer.page.keyboard.press(key)
        explorer.page.wait_for_function("window.cutlab.at_rest() || !window.cutlab.state().noise")
    explorer.rest()
    tool(explorer, "Undo").click()
    noise_is(explorer, "0.2")


def test_a_preset_and_a_reset_to_it_are_steps(explorer):
    chain = next(preset for preset in PRESETS if preset.key == "chain")
    menu = explorer.page.get_by_role("combobox", name="Preset scene")
    menu.click()
    explorer.page.get_by_role("option", name=chain.title, exact=True).click()
    explorer.await_state(chain.state)
    await_address(explorer, to_query(chain.state))
    tool(explorer, "Undo").click()
    explorer.expect_service_s_labels()
    assert explorer.state() == ExplorerState()
    expect(menu).to_have_value(PRESETS[0].title)
    tool(explorer, "Redo").click()
    explorer.await_state(chain.state)
    explorer.rest()
    explorer.number("noise").fill("0.6")
    explorer.rest()
    tool(explorer, "Reset").click()
    explorer.expect_service_s_labels()
    assert explorer.state() == chain.state
    expect(explorer.page.locator("[data-point]")).to_have_text(chain.point)
    tool(explorer, "Undo").click()
    explorer.expect_service_s_labels()
    assert explorer.state() == chain.state.model_copy(update={"noise": 0.6})


def test_in_a_frame_the_history_is_the_outer_page_s(explorer):
    explorer.page.evaluate(
        """() => { const frame = document.createElement("iframe");
        frame.src = "/?noise=0.3"; frame.style.width = "900px"; document.body.append(frame); }"""
    )
    inner = explorer.page.locator("iframe").element_handle().content_frame()
    inner.wait_for_function("window.cutlab?.at_rest?.()")
    before = explorer.page.evaluate("history.length")
    inner.locator('[data-field="noise"] .number-field').fill("0.4")
    inner.wait_for_function("location.search === '?noise=0.4'")
    assert explorer.page.evaluate("history.length") == before
    inner.locator('[data-action="undo"]').click()
    inner.wait_for_function("location.search === '?noise=0.3'")
    explorer.page.locator("iframe").evaluate("(frame) => frame.remove()")
