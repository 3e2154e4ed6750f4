"""Links, undo and redo, reset: what is set can be shared, and found again."""

from urllib.parse import urlsplit

import pytest
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


def test_the_address_holds_the_state(explorer):
    assert address(explorer) == ""
    explorer.adopt(CHANGED)
    assert address(explorer) == to_query(CHANGED)
    explorer.adopt(ExplorerState())
    await_address(explorer, "")


def test_a_link_shows_the_same_labels_elsewhere(visit, server):
    here = visit(server)
    here.adopt(CHANGED)
    here.expect_service_s_labels()
    there = visit(here.page.url)
    there.expect_service_s_labels()
    assert there.state() == here.state() == CHANGED
    assert (there.labels() == here.labels()).all()
    assert address(there) == address(here)
    expect(there.notice("link")).to_be_empty()
    expect(there.page.locator('[data-card="cuts"]')).to_be_visible()
    there.explained()


def test_a_link_never_shows_another_scene_first(visit, server):
    """No content is visible before the link's own pictures."""
    watch = """window.seen = [];
    const watch = () => {
      const labels = document.querySelector(".pictures");
      const figure = document.querySelector(".js-plotly-plot")?._fullData?.[1];
      if (labels && figure && getComputedStyle(labels).visibility === "visible")
        window.seen.push(figure.z.length);
      requestAnimationFrame(watch);
    };
    watch();"""
    explorer = visit(f"{server}/?{to_query(CHANGED)}", init=watch)
    explorer.rest()
    explorer.page.wait_for_function("window.seen.length > 2")
    assert set(explorer.page.evaluate("window.seen")) == {CHANGED.size}


def test_a_bad_link_tells_each_field_and_opens(visit, server):
    query = "noise=9&beta=2&circles=28,24,x;40,50,14&n_clusters=2&colour=red&seed=1&seed=2"
    explorer = visit(f"{server}/?{query}")
    result = explorer.expect_service_s_labels()
    state, problems = from_query(query)
    assert explorer.state() == state
    assert len(problems) == 4
    assert result.method.beta == 2
    for problem in problems:
        expect(explorer.notice("link")).to_contain_text(problem.message)
        if problem.field:
            expect(explorer.notice(problem.field)).to_have_text(problem.message)
    assert address(explorer) == to_query(state)
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


@pytest.mark.parametrize("query", ["%ff%00=&&;", "circles=" + "9" * 3000, "x" * 5000, "a=<b>"])
def test_any_query_opens_a_working_page(visit, server, query):
    explorer = visit(f"{server}/?{query}")
    explorer.expect_service_s_labels()
    expect(explorer.notice("link")).not_to_be_empty()
    explorer.number("noise").fill("0.3")
    explorer.expect_service_s_labels()


def test_back_and_forward(explorer):
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


def test_back_comes_through_a_reload(explorer):
    set_noise(explorer, "0.3")
    explorer.page.reload()
    explorer.page.wait_for_function("window.cutlab.at_rest?.()")
    noise_is(explorer, "0.3")
    explorer.page.go_back()
    noise_is(explorer, "0.2")
    tool(explorer, "Redo").click()
    noise_is(explorer, "0.3")


def test_copy_says_that_it_copied(shared):
    explorer = shared(permissions=["clipboard-read", "clipboard-write"])
    set_noise(explorer, "0.3")
    tool(explorer, "Copy link").click()
    expect(explorer.page.get_by_role("status").get_by_text("Link copied")).to_be_visible()
    copied = explorer.page.evaluate("navigator.clipboard.readText()")
    assert copied == explorer.page.url
    assert copied.endswith("?noise=0.3")
    expect(explorer.page.locator(".header-status[role=status]")).to_be_hidden()


def test_copy_works_where_the_clipboard_is_closed(visit, server):
    """As on a page that comes by http from another machine."""
    closed = 'Object.defineProperty(navigator, "clipboard", {value: undefined});'
    heard = 'document.addEventListener("copy", () => (window.heard = getSelection().toString()));'
    explorer = visit(server, init=closed + heard)
    set_noise(explorer, "0.3")
    copy = tool(explorer, "Copy link")
    copy.focus()
    copy.press("Enter")
    expect(explorer.page.locator(".header-status[role=status]")).to_have_text("Link copied")
    assert explorer.page.evaluate("window.heard") == explorer.page.url
    expect(copy).to_be_focused()


def test_copy_says_when_it_could_not(visit, server):
    closed = 'Object.defineProperty(navigator, "clipboard", {value: undefined});'
    explorer = visit(server, init=closed + "document.execCommand = () => false;")
    tool(explorer, "Copy link").click()
    expect(explorer.page.locator(".header-status[role=status]")).to_contain_text(
        "the address bar has the link"
    )


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


@pytest.mark.parametrize(
    ("undo", "redo"), [("Control+z", "Control+Shift+Z"), ("Control+z", "Control+y")]
)
def test_undo_and_redo_by_keys(explorer, undo, redo):
    set_noise(explorer, "0.3")
    set_noise(explorer, "0.4")
    explorer.slider("beta").focus()
    for value in ("0.3", "0.2", "0.2"):  # one too many does nothing
        explorer.page.keyboard.press(undo)
        noise_is(explorer, value)
    for value in ("0.3", "0.4", "0.4"):
        explorer.page.keyboard.press(redo)
        noise_is(explorer, value)


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


def test_undo_takes_a_bad_value_back(explorer):
    set_noise(explorer, "0.3")
    explorer.number("noise").fill("7")
    expect(explorer.notice("noise")).not_to_be_empty()
    tool(explorer, "Undo").click()
    noise_is(explorer, "0.3")
    expect(explorer.notice("noise")).to_be_empty()


def test_keys_in_a_number_field_are_the_state_s(explorer):
    set_noise(explorer, "0.3")
    explorer.number("n_clusters").click()
    explorer.page.keyboard.press("Control+z")
    noise_is(explorer, "0.2")


def test_keys_in_a_text_field_are_the_field_s(explorer):
    set_noise(explorer, "0.3")
    explorer.page.evaluate("document.body.append(document.createElement('textarea'))")
    field = explorer.page.locator("body > textarea")
    field.press("a")
    field.press("Control+z")
    expect(field).to_have_value("")
    noise_is(explorer, "0.3")
    field.evaluate("(field) => field.remove()")


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


def test_reset_goes_back_to_the_preset_and_can_be_undone(explorer):
    chain = next(preset for preset in PRESETS if preset.key == "chain")
    explorer.page.get_by_role("combobox", name="Preset scene").click()
    explorer.page.get_by_role("option", name=chain.title, exact=True).click()
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


def test_a_preset_is_a_step(explorer):
    menu = explorer.page.get_by_role("combobox", name="Preset scene")
    menu.click()
    explorer.page.get_by_role("option", name=PRESETS[3].title, exact=True).click()
    explorer.await_state(PRESETS[3].state)
    await_address(explorer, to_query(PRESETS[3].state))
    tool(explorer, "Undo").click()
    explorer.expect_service_s_labels()
    assert explorer.state() == ExplorerState()
    expect(menu).to_have_value(PRESETS[0].title)


def test_views_are_steps_too(explorer):
    explorer.page.locator("[data-view=cuts]").click()
    await_address(explorer, "views=cuts")
    tool(explorer, "Undo").click()
    await_address(explorer, "")
    expect(explorer.page.locator('[data-card="cuts"]')).to_be_hidden()


def test_in_a_frame_the_history_is_the_outer_page_s(visit, server):
    explorer = visit(server)
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


def test_axe_finds_no_violation_in_a_bad_link_s_notices(visit, server):
    explorer = visit(f"{server}/?noise=9&colour=red")
    explorer.rest()
    tool(explorer, "Copy link").click()
    expect(explorer.page.locator(".header-status[role=status]")).not_to_be_empty()
    assert violations(explorer.page) == []
