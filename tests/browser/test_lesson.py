"""A lesson: a list of states, made under the pictures and shown on a beamer."""

import json
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from components.export.lessons import MAX_STEPS
from components.state.model import ExplorerState
from components.state.presets import PRESETS
from tests.browser.explorer import Explorer

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


def kept(text):
    """Script that gives a new page a list, unless it has one."""
    return (
        f"localStorage.getItem('cutlab.lesson') ?? localStorage.setItem('cutlab.lesson', {text!r});"
    )


LESSON = kept(file_of(STEPS))


def button(explorer, name):
    return explorer.page.get_by_role("button", name=name, exact=True)


def open_panel(explorer):
    button(explorer, "Lesson").click()
    panel = explorer.page.locator(".lesson")
    expect(panel.get_by_role("button", name="Add this state")).to_be_visible()
    return panel


def titles(explorer):
    return [box.input_value() for box in explorer.page.get_by_label("Title of step").all()]


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
def speaker(visit, server):
    """The first step of the lesson on a beamer."""
    explorer = visit(f"{server}/?noise=0.1&view=present", init=LESSON)
    await_step(explorer, 1)
    return explorer


# --- making it -------------------------------------------------------------------------------


def test_states_are_added_named_and_kept(explorer):
    panel = open_panel(explorer)
    expect(panel).to_contain_text("The list is empty. Set a scene,")
    expect(button(explorer, "Present")).to_be_disabled()
    add = button(explorer, "Add this state")
    add.click()
    assert titles(explorer) == [PRESETS[0].title]
    expect(explorer.page.get_by_label("Note of step 1")).to_have_value(PRESETS[0].point)
    explorer.adopt(ExplorerState(noise=0.35))
    add.click()
    expect(panel.get_by_role("status")).to_have_text("Added as step 2.")
    explorer.page.get_by_label("Title of step 2").fill("Noisy <b>& wild")
    explorer.page.get_by_label("Note of step 2").fill("What now?")
    explorer.page.reload()
    explorer.page.wait_for_function("window.cutlab?.at_rest?.()")
    open_panel(explorer)
    assert titles(explorer) == [PRESETS[0].title, "Noisy <b>& wild"]
    expect(explorer.page.get_by_label("Note of step 2")).to_have_value("What now?")
    button(explorer, "Show step 1").click()
    explorer.page.wait_for_function("window.cutlab.state().noise === 0.2")
    explorer.expect_service_s_labels()
    button(explorer, "Undo").click()
    explorer.page.wait_for_function("window.cutlab.state().noise === 0.35")


def test_a_step_can_be_set_anew(visit, server):
    explorer = visit(server, init=LESSON)
    open_panel(explorer)
    explorer.adopt(ExplorerState(noise=0.77))
    replace = button(explorer, "Put what is on screen into step 2")
    replace.click()
    expect(replace).to_be_focused()
    explorer.adopt(ExplorerState())
    button(explorer, "Show step 2").click()
    explorer.page.wait_for_function("window.cutlab.state().noise === 0.77")
    assert titles(explorer) == ["Little noise", "More", "Much"]


def test_steps_are_reordered_by_button_and_by_key(visit, server):
    explorer = visit(server, init=LESSON)
    open_panel(explorer)
    button(explorer, "Move down step 1").click()
    assert titles(explorer) == ["More", "Little noise", "Much"]
    expect(button(explorer, "Move down step 2")).to_be_focused()
    explorer.page.keyboard.press("Enter")
    assert titles(explorer) == ["More", "Much", "Little noise"]
    expect(button(explorer, "Move down step 3")).to_be_disabled()
    title = explorer.page.get_by_label("Title of step 3")
    expect(title).to_be_focused()
    explorer.page.keyboard.press("Alt+ArrowUp")
    explorer.page.keyboard.press("Alt+ArrowUp")
    assert titles(explorer) == ["Little noise", "More", "Much"]
    expect(explorer.page.get_by_label("Title of step 1")).to_be_focused()
    explorer.page.keyboard.press("Alt+ArrowUp")  # it is the first
    assert titles(explorer) == ["Little noise", "More", "Much"]


def test_what_is_done_to_the_list_can_be_taken_back(visit, server):
    explorer = visit(server, init=LESSON)
    panel = open_panel(explorer)
    back = button(explorer, "Take back")
    expect(back).to_be_disabled()
    button(explorer, "Remove step 2").click()
    expect(panel.get_by_role("status")).to_contain_text("Removed “More”.")
    expect(button(explorer, "Remove step 2")).to_be_focused()
    explorer.page.get_by_label("Title of step 1").press("End")
    explorer.page.get_by_label("Title of step 1").press_sequentially("!?")
    assert titles(explorer) == ["Little noise!?", "Much"]
    back.click()
    assert titles(explorer) == ["Little noise", "Much"]
    back.click()
    assert titles(explorer) == ["Little noise", "More", "Much"]
    expect(back).to_be_disabled()


def test_a_state_that_cannot_be_is_not_added(explorer):
    panel = open_panel(explorer)
    explorer.number("beta").fill("300")
    expect(explorer.notice("beta")).not_to_be_empty()
    button(explorer, "Add this state").click()
    expect(panel.get_by_role("alert")).to_contain_text("wait, or mend what is marked")
    assert titles(explorer) == []
    explorer.number("beta").fill("3")
    explorer.rest()
    button(explorer, "Add this state").click()
    expect(panel.locator(".notice")).to_be_empty()
    assert len(titles(explorer)) == 1


def test_the_list_goes_to_a_file_and_comes_back(visit, server):
    explorer = visit(server, init=LESSON)
    open_panel(explorer)
    with explorer.page.expect_download() as caught:
        explorer.page.locator(".lesson-export").click()
    text = Path(caught.value.path()).read_text(encoding="utf-8")
    assert caught.value.suggested_filename == "cutlab-lesson.json"
    assert json.loads(text) == json.loads(file_of(STEPS))
    there = visit(server)
    panel = open_panel(there)
    import_file(there, "lesson.json", text)
    expect(panel.get_by_role("status")).to_have_text("Added 3 steps.")
    assert titles(there) == ["Little noise", "More", "Much"]
    import_file(there, "lesson.json", text)  # the same file once more
    expect(panel.get_by_role("listitem")).to_have_count(6)
    button(there, "Show step 3").click()
    there.page.wait_for_function("window.cutlab.state().noise === 0.4")
    assert there.state().hide == ("beta",)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("no lesson", "must be a lesson that Cutlab saved, as JSON"),
        (file_of([{"title": 5, "link": ""}]), "The title of step 1 must be text of at most"),
        (file_of([{"link": ""}] * MAX_STEPS), "A lesson must have at most 100 steps. With these"),
        (" " * (2 * 2**20 + 1), "The file must be at most 2097152 bytes long."),
    ],
)
def test_a_bad_file_is_told_and_the_list_stays(visit, server, text, told):
    explorer = visit(server, init=LESSON, tolerated=("Failed to load resource",))
    panel = open_panel(explorer)
    import_file(explorer, "other.json", text)
    expect(panel.get_by_role("alert")).to_contain_text("other.json could not be read")
    expect(panel.get_by_role("alert")).to_contain_text(told)
    assert titles(explorer) == ["Little noise", "More", "Much"]


def test_a_link_with_a_bad_field_is_taken_and_told(explorer):
    panel = open_panel(explorer)
    import_file(explorer, "later.json", file_of([{"link": "?noise=9&beta=2"}]))
    expect(panel.get_by_role("alert")).to_have_text(
        "Step 1: Noise level must be a number from 0 to 2. Got 9 instead."
    )
    button(explorer, "Show step 1").click()
    explorer.page.wait_for_function("window.cutlab.state().beta === 2")


def test_another_page_s_changes_are_there(visit, server):
    here = visit(server, init=LESSON)
    open_panel(here)
    there = Explorer(here.page.context.new_page())
    there.open(server)
    there.page.wait_for_function("window.cutlab?.at_rest?.()")
    open_panel(there)
    button(there, "Remove step 1").click()
    expect(here.page.locator(".lesson").get_by_role("listitem")).to_have_count(2)
    assert titles(here) == ["More", "Much"]


def test_a_list_that_cannot_be_kept_says_so(visit, server):
    closed = "Storage.prototype.setItem = () => { throw new Error('closed'); };"
    explorer = visit(server, init=closed)
    panel = open_panel(explorer)
    button(explorer, "Add this state").click()
    expect(panel.get_by_role("alert")).to_contain_text("export it before you leave")
    assert len(titles(explorer)) == 1


@pytest.mark.parametrize("text", ["{", "null", '{"steps": [{"title": 1}]}'])
def test_a_kept_list_that_is_none_is_put_aside(visit, server, text):
    explorer = visit(server, init=kept(text))
    panel = explorer.page.locator(".lesson")
    expect(panel.get_by_role("alert")).to_contain_text("it was put aside")
    button(explorer, "Add this state").click()
    assert len(titles(explorer)) == 1
    aside = explorer.page.evaluate("localStorage.getItem('cutlab.lesson.unread')")
    assert aside == text


# --- showing it ------------------------------------------------------------------------------


@pytest.mark.parametrize("forth", ["ArrowRight", "ArrowDown", "PageDown", "Space"])
@pytest.mark.parametrize("back", ["ArrowLeft", "PageUp"])
def test_keys_step_through_it(speaker, forth, back):
    for number in (2, 3):
        speaker.page.keyboard.press(forth)
        await_step(speaker, number)
    speaker.page.keyboard.press(forth)  # there is no fourth
    speaker.page.keyboard.press(back)
    await_step(speaker, 2)
    speaker.expect_service_s_labels()
    speaker.page.keyboard.press("Home")
    await_step(speaker, 1)
    speaker.page.keyboard.press("End")
    await_step(speaker, 3)


def test_steps_are_steps_of_undo(speaker):
    speaker.page.keyboard.press("PageDown")
    await_step(speaker, 2)
    speaker.page.keyboard.press("PageDown")
    await_step(speaker, 3)
    speaker.page.keyboard.press("Control+z")
    await_step(speaker, 2)
    speaker.page.go_back()
    await_step(speaker, 1)
    speaker.page.keyboard.press("Control+y")
    await_step(speaker, 2)


def test_fast_keys_end_where_they_should(speaker):
    speaker.page.evaluate(
        """() => { for (const key of ["PageDown", "PageDown", "PageUp", "PageDown"])
        document.body.dispatchEvent(new KeyboardEvent("keydown", {key, bubbles: true})); }"""
    )
    await_step(speaker, 3)


def test_buttons_step_through_it_and_lead_out(visit, server):
    explorer = visit(server, init=LESSON)
    open_panel(explorer)
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
    speaker.page.locator(".present-previous").focus()
    page.keyboard.press("Space")  # which is the button's
    await_step(speaker, 1)


def test_escape_takes_one_thing_after_the_other(speaker):
    page = speaker.page
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
    page.keyboard.press("Escape")
    expect(page.locator(".keys-dialog")).to_be_hidden()
    expect(page.locator(".controls")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".controls")).to_be_hidden()
    expect(position(speaker)).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".header")).to_be_visible()
    speaker.rest()
    assert speaker.state().view == "full"


def test_full_screen_there_and_back(speaker):
    whole = button(speaker, "Full screen")
    whole.click()
    speaker.page.wait_for_function("document.fullscreenElement !== null")
    expect(whole).to_have_attribute("aria-pressed", "true")
    speaker.page.keyboard.press("f")
    speaker.page.wait_for_function("document.fullscreenElement === null")
    expect(whole).to_have_attribute("aria-pressed", "false")


def test_without_steps_it_says_what_to_do(visit, server):
    explorer = visit(f"{server}/?view=present")
    explorer.expect_service_s_labels()
    expect(explorer.page.locator(".present-note")).to_contain_text("press “Add this state”")
    explorer.page.keyboard.press("PageDown")
    expect(position(explorer)).to_have_text("– / 0")
    explorer.page.keyboard.press("Escape")
    expect(explorer.page.locator(".header")).to_be_visible()


def test_a_step_that_the_server_does_not_read_leaves_the_last(visit, server):
    explorer = visit(f"{server}/?noise=0.1&view=present", init=LESSON)
    await_step(explorer, 1)
    explorer.page.evaluate("[window.asked, window.fetch] = [fetch, () => Promise.reject('away')]")
    explorer.page.keyboard.press("PageDown")
    expect(explorer.notice("link")).to_contain_text("could not be read")
    expect(explorer.notice("link")).to_be_visible()
    expect(position(explorer)).to_have_text("1 / 3")
    explorer.page.evaluate("window.fetch = window.asked")
    explorer.page.keyboard.press("PageDown")
    await_step(explorer, 2)
    expect(explorer.notice("link")).to_be_empty()


def test_by_finger(visit, server):
    explorer = visit(
        f"{server}/?noise=0.1&view=present",
        init=LESSON,
        viewport={"width": 360, "height": 740},
        has_touch=True,
    )
    await_step(explorer, 1)
    explorer.page.locator(".present-next").tap()
    await_step(explorer, 2)
    button(explorer, "Controls").tap()
    expect(explorer.number("noise")).to_be_visible()
    button(explorer, "Leave").tap()
    expect(explorer.page.locator(".header")).to_be_visible()


@pytest.mark.parametrize("size", [(1024, 768), (1920, 1080), (3840, 2160)])
def test_on_a_beamer_all_is_in_sight_and_large(visit, server, size):
    width, height = size
    explorer = visit(
        f"{server}/?noise=0.4&hide=beta&view=present",
        init=LESSON,
        viewport={"width": width, "height": height},
    )
    await_step(explorer, 3)
    explorer.explained()
    page = explorer.page
    scrolled = page.evaluate(
        """() => [document.documentElement, document.querySelector(".column")].map(
             (e) => [e.scrollWidth - e.clientWidth, e.scrollHeight - e.clientHeight])"""
    )
    assert scrolled == [[0, 0], [0, 0]]
    squares = [c.bounding_box() for c in page.locator("canvas.picture-under").all()]
    assert sum(box["width"] for box in squares) > 0.6 * width
    note = page.locator(".present-note")
    assert float(note.evaluate("(e) => parseFloat(getComputedStyle(e).fontSize)")) > 0.024 * height
    places = [page.locator(part).bounding_box() for part in (".present-head", ".in-sight")]
    if width / height > 1.5:
        assert places[0]["x"] + places[0]["width"] <= places[1]["x"] + 1
    else:
        assert places[0]["y"] + places[0]["height"] <= places[1]["y"] + 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_no_violation(visit, server, scheme, width):
    size = {"width": width, "height": 740}
    explorer = visit(server, init=LESSON, viewport=size, color_scheme=scheme)
    page = explorer.page
    page.evaluate("document.querySelector('[data-action=lesson]').click()")
    import_file(explorer, "bad.json", file_of([{"link": "?noise=9"}]))
    expect(page.locator(".lesson").get_by_role("alert")).not_to_be_empty()
    explorer.explained()

    def check():
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        violations = Axe().run(page).response["violations"]
        assert not [(v["id"], v["nodes"][0]["html"]) for v in violations]

    check()
    button(explorer, "Show step 3").click()
    explorer.page.wait_for_function("window.cutlab.state().noise === 0.4")
    button(explorer, "Present").click()
    expect(page.locator(".present-title")).to_be_visible()
    explorer.explained()
    check()
    button(explorer, "Controls").click()
    check()
