"""A lesson: a list of states, made under the pictures and shown on a beamer."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import expect

from components.state.model import ExplorerState
from components.state.presets import PRESETS
from tests.browser.support.accessible import violations
from tests.browser.support.contexts import TOUCH
from tests.browser.support.explorer import Explorer, fit

CHAIN = next(preset for preset in PRESETS if preset.key == "chain")
STEPS = [
    {"title": "Little noise", "note": "It agrees.", "link": "?noise=0.1"},
    {"title": "More", "note": "", "link": "?seed=3"},
    {"title": "Much", "note": "Two lines:\nwhy?", "link": "?noise=0.4&hide=beta"},
]
NOISES = [0.1, 0.2, 0.4]
QUERIES = [
    "noise=0.1&view=present",
    "seed=3&view=present",
    "noise=0.4&view=present&hide=beta",
]


def file_of(steps, **more):
    return json.dumps({"cutlab": "lesson", "version": 1, "steps": steps, **more})


# The list, and a script that gives it to a new page, unless that has one.
LIST = [{"title": s["title"], "note": s["note"], "query": s["link"][1:]} for s in STEPS]
KEPT = f"localStorage.getItem('lesson') ?? localStorage.setItem('lesson', {json.dumps(LIST)!r});"


def button(explorer, name):
    return explorer.page.get_by_role("button", name=name, exact=True)


# The list is the first thing below the pictures, which stay in sight with open views.
BELOW = """() => {
  const place = (selector) => document.querySelector(selector).getBoundingClientRect();
  const gap = place(".lesson summary").top - place(".in-sight").bottom;
  return place(".in-sight").top === 0 && Math.abs(gap) < 20; }"""


def open_panel(explorer):
    button(explorer, "My lesson").click()
    panel = explorer.page.locator(".lesson")
    expect(panel.get_by_role("button", name="Add this state")).to_be_visible()
    return panel


def expect_titles(explorer, *titles):
    """Wait for the rows of a callback."""
    boxes = explorer.page.get_by_label("Title of step")
    expect(boxes).to_have_count(len(titles))
    for box, title in zip(boxes.all(), titles, strict=True):
        expect(box).to_have_value(title)


def import_file(explorer, name, text):
    explorer.page.locator(".lesson input[type=file]").set_input_files(
        {"name": name, "mimeType": "application/json", "buffer": text.encode()}
    )


def position(explorer):
    return explorer.page.locator(".present-position")


def await_step(explorer, number):
    """The presentation shows a step: words, pictures and address."""
    expect(position(explorer)).to_have_text(f"{number} / 3")
    expect(explorer.page.locator(".present-title")).to_have_text(STEPS[number - 1]["title"])
    explorer.page.wait_for_function(
        "(noise) => window.cutlab.state().noise === noise", arg=NOISES[number - 1]
    )
    explorer.rest()
    explorer.page.wait_for_function(
        "(search) => location.search === search", arg="?" + QUERIES[number - 1]
    )


@pytest.fixture
def author(shared):
    """The page with the lesson in its panel, which is open."""
    explorer = shared(lesson=LIST)
    open_panel(explorer)
    return explorer


@pytest.fixture
def speaker(shared):
    """The first step of the lesson on a beamer."""
    explorer = shared(query="noise=0.1&view=present", lesson=LIST)
    await_step(explorer, 1)
    return explorer


# --- making it -------------------------------------------------------------------------------


def test_states_are_added_named_and_kept_and_another_page_s_changes_are_there(visit, server):
    explorer = visit(server)
    panel = open_panel(explorer)
    expect(panel).to_contain_text("The list is empty. Set a scene,")
    expect(button(explorer, "Present")).to_be_disabled()
    add = button(explorer, "Add this state")
    add.click()
    expect_titles(explorer, PRESETS[0].title)
    expect(panel.get_by_role("listitem")).to_have_attribute("aria-current", "true")
    explorer.adopt(ExplorerState(noise=0.35), rest=False)
    add.click()  # which waits for what is on screen
    expect(panel.get_by_role("status")).to_have_text("Added as step 2.")
    explorer.page.get_by_label("Title of step 2").fill("Noisy <b>& wild")
    explorer.page.get_by_label("Note of step 2").fill("Why now?")
    explorer.page.wait_for_function("localStorage.getItem('lesson')?.includes('Why now?')")
    explorer.page.reload()
    explorer.page.wait_for_function("window.cutlab?.at_rest?.()")
    expect(panel.locator("summary")).to_have_text("Lesson 2 steps")
    open_panel(explorer)
    expect_titles(explorer, PRESETS[0].title, "Noisy <b>& wild")
    expect(explorer.page.get_by_label("Note of step 2")).to_have_value("Why now?")
    button(explorer, "Show step 1").click()
    explorer.page.wait_for_function("window.cutlab.state().noise === 0.2")
    explorer.expect_service_s_labels()
    button(explorer, "Undo").click()
    explorer.page.wait_for_function("window.cutlab.state().noise === 0.35")
    expect_titles(explorer, PRESETS[0].title, "Noisy <b>& wild")
    there = Explorer(explorer.page.context.new_page())
    there.open(server)
    there.page.wait_for_function("window.cutlab?.at_rest?.()")
    open_panel(there)
    there.page.get_by_label("Title of step 1").fill("Less")
    expect_titles(explorer, "Less", "Noisy <b>& wild")
    button(explorer, "Move down step 1").click()
    expect_titles(there, "Noisy <b>& wild", "Less")
    button(there, "Remove step 1").click()
    expect_titles(explorer, "Less")


def test_the_focus_stays_with_the_row(author):
    explorer = author
    button(explorer, "Move down step 1").click()
    expect_titles(explorer, "More", "Little noise", "Much")
    expect(button(explorer, "Move down step 2")).to_be_focused()
    explorer.page.keyboard.press("Enter")
    expect_titles(explorer, "More", "Much", "Little noise")
    expect(button(explorer, "Move down step 3")).to_be_disabled()
    expect(explorer.page.get_by_label("Title of step 3")).to_be_focused()
    for step, titles in (
        (2, ("More", "Little noise", "Much")),
        (1, ("Little noise", "More", "Much")),
        (1, ("Little noise", "More", "Much")),  # it is the first
    ):
        explorer.page.keyboard.press("Alt+ArrowUp")
        expect_titles(explorer, *titles)
        expect(explorer.page.get_by_label(f"Title of step {step}")).to_be_focused()
    replace = button(explorer, "Put what is on screen into step 2")
    replace.click()
    expect(explorer.page.locator(".lesson").get_by_role("status")).to_contain_text("Step 2 is")
    expect(replace).to_be_focused()
    button(explorer, "Remove step 2").click()
    expect_titles(explorer, "Little noise", "Much")
    expect(button(explorer, "Remove step 2")).to_be_focused()
    back = button(explorer, "Undo the last change of the list")
    back.click()
    expect_titles(explorer, "Little noise", "More", "Much")


def test_the_list_goes_to_a_file_and_comes_back(shared):
    explorer = shared(query="views=spectrum,graph", lesson=LIST)
    open_panel(explorer)
    explorer.page.wait_for_function(BELOW)
    with explorer.page.expect_download() as caught:
        explorer.page.locator("#lesson-export").click()
    text = Path(caught.value.path()).read_text(encoding="utf-8")
    assert caught.value.suggested_filename == "cutlab-lesson.json"
    assert json.loads(text) == json.loads(file_of(STEPS))
    there = shared()
    panel = open_panel(there)
    import_file(there, "lesson.json", text)
    expect(panel.get_by_role("status")).to_have_text("Added 3 steps.")
    expect_titles(there, "Little noise", "More", "Much")
    import_file(there, "lesson.json", text)  # the same file once more
    expect(panel.get_by_role("listitem")).to_have_count(6)
    button(there, "Show step 3").click()
    there.page.wait_for_function("window.cutlab.state().noise === 0.4")
    assert there.state().hide == ("beta",)


def test_what_cannot_be_added_is_reported_and_the_list_stays(author):
    explorer = author
    problem = explorer.page.locator("#lesson-problem")
    for text, reason in (
        ("no lesson", "This file is no lesson"),
        (" " * (2 * 2**20 + 1), "The file must be at most 2097152 bytes long."),
    ):
        import_file(explorer, "other.json", text)
        expect(problem).to_contain_text("other.json could not be read")
        expect(problem).to_contain_text(reason)
        expect_titles(explorer, "Little noise", "More", "Much")
    add = button(explorer, "Add this state")
    explorer.number("beta").fill("300")
    expect(explorer.notice("beta")).not_to_be_empty()
    expect(add).to_be_disabled()
    explorer.number("beta").fill("3")
    add.click()
    expect(explorer.page.locator(".lesson").get_by_role("listitem")).to_have_count(4)


def test_a_lost_server_is_reported_and_loses_nothing(shared):
    tolerated = ("Failed to load resource", "server did not respond")
    explorer = shared(tolerated, lesson=LIST)
    page = explorer.page
    open_panel(explorer)
    page.route("**/_dash-update-component*", lambda route: route.abort())
    page.get_by_label("Title of step 1").fill("Typed in vain?")
    expect(page.locator("#lesson-problem")).to_contain_text("The server does not answer.")
    page.unroute("**/_dash-update-component*")
    button(explorer, "Move down step 1").click()
    expect_titles(explorer, "More", "Typed in vain?", "Much")
    expect(page.locator("#lesson-problem")).to_be_empty()


def test_a_list_that_cannot_be_read_or_kept_is_reported(visit, server):
    """tests/assets/lesson_storage.test.mjs has other lists of an older version."""
    bad = "localStorage.getItem('aside') ?? localStorage.setItem('cutlab.lesson', '{');"
    explorer = visit(server, init=bad, tolerated=("closed",))
    page, problem = explorer.page, explorer.page.locator("#lesson-problem")
    expect(problem).to_contain_text("it was put aside")
    assert page.evaluate("localStorage.getItem('cutlab.lesson.unread')") == "{"
    page.evaluate(
        """(text) => { localStorage.clear(); localStorage.setItem("aside", "");
        localStorage.setItem("cutlab.lesson", text); }""",
        file_of(STEPS),
    )
    page.reload()
    page.wait_for_function("window.cutlab?.at_rest?.()")
    open_panel(explorer)
    expect_titles(explorer, "Little noise", "More", "Much")
    expect(problem).to_be_empty()
    page.add_init_script("Storage.prototype.setItem = () => { throw new Error('closed'); };")
    page.reload()
    page.wait_for_function("window.cutlab?.at_rest?.()")
    open_panel(explorer)
    button(explorer, "Add this state").click()
    expect(problem).to_contain_text("export it before you leave")
    expect(page.get_by_label("Title of step").last).to_have_value(PRESETS[0].title)


# --- showing it ------------------------------------------------------------------------------


def test_keys_step_through_it_and_steps_are_steps_of_undo(speaker):
    """tests/assets/presentation.test.mjs has the other keys."""
    for number in (2, 3):
        speaker.page.keyboard.press("PageDown")
        await_step(speaker, number)
    speaker.page.keyboard.press("ArrowRight")  # there is no fourth
    speaker.page.keyboard.press("Control+z")
    await_step(speaker, 2)
    speaker.expect_service_s_labels()
    speaker.page.go_back()
    await_step(speaker, 1)
    speaker.page.keyboard.press("Control+y")
    await_step(speaker, 2)
    speaker.page.keyboard.press("Shift+Space")
    await_step(speaker, 1)
    speaker.page.evaluate(
        """() => { for (const key of ["PageDown", "PageDown", "PageUp", "PageDown"])
        document.body.dispatchEvent(new KeyboardEvent("keydown", {key, bubbles: true})); }"""
    )
    await_step(speaker, 3)


def test_buttons_step_through_it_and_lead_out(author):
    explorer = author
    button(explorer, "Present").click()
    await_step(explorer, 1)
    expect(explorer.page.locator(".header")).to_be_hidden()
    expect(explorer.page.locator(".present-note")).to_have_text("It agrees.")
    expect(explorer.page.locator(".present-previous")).to_have_attribute("aria-disabled", "true")
    explorer.page.locator(".present-next").click()
    await_step(explorer, 2)
    explorer.page.locator(".present-previous").click()
    await_step(explorer, 1)
    button(explorer, "Leave").click()
    expect(explorer.page.locator(".header")).to_be_visible()
    expect(button(explorer, "Present")).to_be_focused()
    explorer.rest()
    assert explorer.page.url.endswith("?noise=0.1")


def test_arrow_keys_are_those_of_what_has_the_focus(speaker):
    page = speaker.page
    page.locator(".handle").first.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("window.cutlab.state().circles[0].col === 25")
    expect(position(speaker)).to_have_text("1 / 3")
    button(speaker, "Controls").click()
    speaker.slider("n_clusters").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("window.cutlab.state().n_clusters === 5")
    speaker.rest()
    expect(position(speaker)).to_have_text("1 / 3")  # changed by hand, it is the same step
    page.keyboard.press("PageDown")  # a clicker's key is the presentation's even here
    await_step(speaker, 2)
    assert speaker.state().n_clusters == 4
    page.locator(".present-previous").focus()
    page.keyboard.press("Space")  # which is the button's
    await_step(speaker, 1)
    page.evaluate("[window.asked, window.fetch] = [fetch, () => Promise.reject('away')]")
    page.keyboard.press("PageDown")  # a step that the server does not read leaves the last
    expect(speaker.notice("link")).to_contain_text("could not be read")
    expect(speaker.notice("link")).to_be_visible()
    expect(position(speaker)).to_have_text("1 / 3")
    page.evaluate("() => { window.fetch = window.asked; }")
    page.keyboard.press("PageDown")
    await_step(speaker, 2)
    expect(speaker.notice("link")).to_be_empty()


def test_full_screen_there_and_back_and_escape_takes_one_thing_after_the_other(speaker):
    page = speaker.page
    whole = button(speaker, "Full screen")
    whole.click()
    page.wait_for_function("document.fullscreenElement !== null")
    expect(whole).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("f")
    page.wait_for_function("document.fullscreenElement === null")
    expect(whole).to_have_attribute("aria-pressed", "false")
    page.keyboard.press("c")
    expect(page.locator(".controls")).to_be_visible()
    speaker.page.locator('[data-field="noise"] .help').focus()
    expect(page.locator(".tip")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".tip")).to_be_hidden()
    button(speaker, "Play Noise level").click()
    expect(button(speaker, "Stop Noise level")).to_be_visible()
    page.mouse.move(5, 5)
    page.keyboard.press("Escape")
    expect(button(speaker, "Play Noise level")).to_be_visible()
    expect(page.locator(".controls")).to_be_visible()
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Keys, mouse and finger")
    expect(keys).to_contain_text("Full screen", ignore_case=True)
    page.keyboard.press("Escape")
    expect(keys).to_be_hidden()
    expect(page.locator(".controls")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".controls")).to_be_hidden()
    expect(position(speaker)).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".header")).to_be_visible()
    speaker.rest()
    assert speaker.state().view == "full"


def test_without_steps_it_says_what_to_do(shared):
    explorer = shared(query="view=present")
    explorer.expect_service_s_labels()
    expect(explorer.page.locator(".present-note")).to_contain_text("press “Add this state”")
    explorer.page.keyboard.press("PageDown")
    expect(position(explorer)).to_have_text("– / 0")
    explorer.page.keyboard.press("Escape")
    expect(explorer.page.locator(".header")).to_be_visible()


def test_by_finger(visit, server):
    explorer = visit(
        f"{server}/?noise=0.1&view=present",
        init=KEPT,
        viewport={"width": 360, "height": 740},
        **TOUCH,
    )
    await_step(explorer, 1)
    explorer.page.locator(".present-next").tap()
    await_step(explorer, 2)
    button(explorer, "Controls").tap()
    expect(explorer.number("noise")).to_be_visible()
    button(explorer, "Leave").tap()
    expect(explorer.page.locator(".header")).to_be_visible()


SCROLLED = """() => [document.documentElement, document.querySelector(".column")].map(
  (e) => [e.scrollWidth - e.clientWidth, e.scrollHeight - e.clientHeight])"""


def test_on_a_beamer_all_is_in_sight_and_large(shared):
    explorer = shared(query="noise=0.4&hide=beta&view=present", lesson=LIST)
    await_step(explorer, 3)
    explorer.explained()
    page = explorer.page
    for width, height in ((1024, 768), (1920, 1080), (3840, 2160)):
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_function(f"String(({SCROLLED})()) === '0,0,0,0'")
        squares = "[...document.querySelectorAll('canvas.picture-under')]"
        page.wait_for_function(
            f"(least) => {squares}.reduce((sum, e) => sum + e.clientWidth, 0) > least",
            arg=0.6 * width,
        )
        assert page.evaluate(SCROLLED) == [[0, 0], [0, 0]]
        note = page.locator(".present-note")
        size = note.evaluate("(e) => parseFloat(getComputedStyle(e).fontSize)")
        assert float(size) > 0.024 * height
        places = [page.locator(part).bounding_box() for part in (".present-head", ".in-sight")]
        if width / height > 1.5:
            assert places[0]["x"] + places[0]["width"] <= places[1]["x"] + 1
        else:
            assert places[0]["y"] + places[0]["height"] <= places[1]["y"] + 1


def test_axe_finds_no_violation(shared):
    explorer = shared(lesson=LIST)
    page = explorer.page
    open_panel(explorer)
    import_file(explorer, "bad.json", file_of([{"link": "?noise=9"}]))
    expect(page.locator("#lesson-problem")).not_to_be_empty()

    def check(within=None):
        for width in (1280, 360):
            fit(page, width, 740)
            assert violations(page, within=within) == []

    check(".lesson")
    button(explorer, "Show step 3").click()
    explorer.page.wait_for_function("window.cutlab.state().noise === 0.4")
    button(explorer, "Present").click()
    expect(page.locator(".present-title")).to_be_visible()
    explorer.explained()
    check()
    button(explorer, "Controls").click()
    check(".controls")


def test_views_of_a_presentation_follow_the_pictures_on_a_phone(shared):
    size = {"width": 390, "height": 844}
    page = shared(query="view=present&views=spectrum", viewport=size).page
    pictures, stage, views = (
        page.locator(place).bounding_box() for place in (".pictures", ".stage", ".views")
    )
    assert pictures["height"] < pictures["width"]
    assert views["y"] == pytest.approx(stage["y"] + stage["height"], abs=1)
