"""Lessons that ship with Cutlab: opened from the page's front, and walked to their end."""

from itertools import combinations

import pytest
from playwright.sync_api import expect

from components.lessons import LESSONS, Choice
from tests.browser.support.accessible import violations
from tests.browser.support.contexts import TOUCH

BEAMER = {"width": 1920, "height": 1080}
CHART = "document.querySelector('.present-figure .chart')"
SLOW = "GPU stall due to ReadPixels"  # of a software WebGL, in the embedding
PHONE = {"width": 390, "height": 844}
COVERED = """getComputedStyle(document.querySelector(document.querySelector(".with-figure")
  ? ".present-figure > .chart" : "[data-picture=labels]")).opacity"""

INSTEAD = "getComputedStyle(document.querySelector('.views'), '::before').content"  # of the views


@pytest.fixture
def lesson(shared):
    """Open a lesson from the dialog; return the page."""

    def begin(number, **options):
        page = shared(**options).page
        start(page, LESSONS[number], lambda button: button.click())
        return page

    return begin


def start(page, lesson, press):
    """Open a lesson from the dialog by `press`, which presses a button."""
    press(page.get_by_role("button", name="Lessons"))
    press(page.get_by_role("button", name=f"Start: {lesson.title}"))
    title = page.locator(".present-title")
    expect(title).to_have_text(lesson.steps[0].title)
    expect(title).to_be_focused()  # from then on the presentation has the keys
    expect(page.get_by_role("dialog")).to_have_count(0)


def answer_right(page, prediction, by_key):
    """Answer a prediction, by the keyboard alone or by touch alone."""
    if isinstance(prediction, Choice):
        if by_key:
            page.keyboard.press(str(prediction.answer + 1))
        else:
            page.locator(".prediction-options button").nth(prediction.answer).tap()
        expect(page.locator(".prediction-answer")).to_contain_text("That is right.")
    elif by_key:
        page.get_by_label("Your estimate").focus()
        page.keyboard.press("Home")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.locator(".prediction-answer")).to_contain_text("It is:")
    else:
        page.get_by_label("Your estimate").tap()
        page.get_by_role("button", name="This is my estimate").tap()
        expect(page.locator(".prediction-answer")).to_contain_text("You said:")
    expect(page.locator(".present-prediction")).to_contain_text(prediction.reason)


def walk(page, lesson, by_key, looked=None):
    """Walk a lesson to its end; axe looks at each kind of step not in `looked`, or at each step."""
    for number, step in enumerate(lesson.steps, 1):
        expect(page.locator(".present-position")).to_have_text(f"{number} / {len(lesson.steps)}")
        expect(page.locator(".present-title")).to_have_text(step.title)
        shown = page.locator(".present-figure")
        if step.figure:
            expect(shown.locator(".main-svg").first).to_be_visible()
            expect(page.locator(".pictures")).not_to_be_visible()
            if step.figure == "screening":  # not the range of the figure before it
                page.wait_for_function(f"{CHART}?._fullLayout?.yaxis.range[1] < 0.3")
        else:
            expect(shown).to_be_hidden()
        for kind in ("question", "answer") if step.prediction else ("words",):
            if kind == "question":
                assert page.evaluate(COVERED) == "0"
                assert "comes with the answer" in page.evaluate(INSTEAD)
            elif kind == "answer":
                answer_right(page, step.prediction, by_key)
            seen = (kind, step.figure is None)
            if looked is None or seen not in looked:
                page.wait_for_function("window.cutlab.explained()")
                assert violations(page) == [], (lesson.key, number)
            if looked is not None:
                looked.add(seen)
        assert page.evaluate(COVERED) == "1"
        assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
        if by_key:
            page.keyboard.press("ArrowRight")
        elif number < len(lesson.steps):
            page.get_by_role("button", name="Next").tap()
    expect(page.locator(".present-next")).to_have_attribute("aria-disabled", "true")


def walk_all(page, lessons, by_key, every=False):
    """Walk lessons from their start in the dialog until they are left."""
    looked = None if every else set()
    for lesson in lessons:
        start(page, lesson, (lambda b: b.press("Enter")) if by_key else (lambda b: b.tap()))
        walk(page, lesson, by_key, looked)
        if by_key:
            page.keyboard.press("Escape")
        else:
            page.get_by_role("button", name="Leave").tap()
        expect(page.locator("html")).to_have_attribute("data-view", "full")


def sample():
    """Return the lessons with the fewest steps that have every kind of step between them."""

    def kinds(lessons):
        steps = [step for lesson in lessons for step in lesson.steps]
        return {(type(s.prediction), s.figure is None, "picture=" in s.query) for s in steps}

    some = (chosen for n in range(len(LESSONS) + 1) for chosen in combinations(LESSONS, n))
    whole = [chosen for chosen in some if kinds(chosen) == kinds(LESSONS)]
    return min(whole, key=lambda chosen: sum(len(lesson.steps) for lesson in chosen))


# In the long tests axe looks at each step, and fingers walk all lessons.
EVERY = pytest.mark.parametrize(
    "every", [False, pytest.param(True, marks=pytest.mark.long)], ids=["kinds", "all"]
)


@EVERY
def test_every_lesson_is_walked_to_its_end_by_keyboard(shared, every):
    walk_all(shared(tolerated=(SLOW,), viewport=BEAMER).page, LESSONS, by_key=True, every=every)


@EVERY
def test_every_kind_of_step_is_walked_by_touch(visit, server, every):
    page = visit(server, tolerated=(SLOW,), viewport=PHONE, color_scheme="dark", **TOUCH).page
    page.wait_for_function("window.cutlab?.at_rest?.()")
    walk_all(page, LESSONS if every else sample(), by_key=False, every=every)


def test_nothing_of_an_answer_is_sent(shared):
    page = shared().page
    sent = []
    page.on("request", lambda request: sent.append(request.post_data or ""))
    start(page, LESSONS[0], lambda button: button.click())
    place = next(i for i, step in enumerate(LESSONS[0].steps) if step.prediction)
    page.wait_for_function("window.cutlab.at_rest()")
    for number in range(place):
        page.keyboard.press("ArrowRight")
        position = f"{number + 2} / {len(LESSONS[0].steps)}"
        expect(page.locator(".present-position")).to_have_text(position)
    expect(page.locator(".prediction-question")).to_be_visible()
    page.keyboard.press("1")
    expect(page.locator(".prediction-answer")).to_contain_text("You said:")
    with page.expect_download() as download:
        page.get_by_role("button", name="Save answers").click()
    assert download.value.url.startswith("blob:")
    chosen = LESSONS[0].steps[place].prediction.options[0]
    assert chosen in download.value.path().read_text()
    assert not any(chosen in body for body in sent[1:])  # the first has the lesson itself


@pytest.mark.parametrize("way", ["presentation", "share"])
def test_a_qr_code_is_as_large_as_the_screen(shared, server, way):
    explorer = shared(viewport=BEAMER)
    page = explorer.page
    if way == "presentation":
        start(page, LESSONS[4], lambda button: button.click())
        page.keyboard.press("q")
        address = f"{server}/?view=present#lesson={LESSONS[4].key}"
    else:
        page.get_by_role("button", name="Share", exact=True).click()
        address = page.get_by_label("Link", exact=True)
        expect(address).to_have_value(f"{server}/")
        address = f"{server}/"
        page.get_by_role("button", name="QR code").last.click()
    dialog = page.get_by_role("dialog", name="Scan to open")
    image = dialog.locator(".qr-code")
    expect(image).to_be_visible()
    expect(dialog.get_by_role("link")).to_have_attribute("href", address)
    assert image.bounding_box()["height"] > 0.7 * BEAMER["height"]
    assert violations(page, dialog=True) == []


def test_on_a_phone_an_estimate_is_made_and_the_answers_are_saved(lesson):
    page = lesson(4, viewport=PHONE, color_scheme="dark")
    place = next(i for i, step in enumerate(LESSONS[4].steps) if step.title == "Now raise β")
    for i in range(place):
        page.get_by_role("button", name="Next").click()
        if LESSONS[4].steps[i].prediction:
            expect(page.locator(".prediction-answer")).to_contain_text("Answer:")
            page.get_by_role("button", name="Next").click()
    expect(page.locator(".present-title")).to_have_text("Now raise β")
    assert violations(page, within=".present-prediction") == []  # a walk has the rest
    page.get_by_label("Your estimate").fill("200")
    page.get_by_role("button", name="This is my estimate").click()
    expect(page.locator(".prediction-answer")).to_have_text("You said: 30. It is: 5 to 6.")
    with page.expect_download() as download:
        page.get_by_role("button", name="Save answers").click()
    text = download.value.path().read_text()
    assert text.startswith("Predictions: 0 of 1 right.")
    assert "✗ 30" in text


def test_a_link_names_a_lesson(visit, server):
    shown = LESSONS[-1]  # a later step of it has the tutorial's state
    page = visit(f"{server}/?view=present#lesson={shown.key}").page
    expect(page.locator(".present-title")).to_have_text(shown.steps[0].title)
    expect(page.locator(".present-title")).to_be_focused()
    page.keyboard.press("End")
    expect(page.locator(".present-title")).to_have_text(shown.steps[-1].title)
    page.get_by_role("button", name="Keep this lesson").click()
    expect(page.locator(".present-kept")).to_have_text("It is in “My lesson” now.")
    page.wait_for_function(
        "(n) => JSON.parse(localStorage.getItem('lesson') ?? '[]').length === n",
        arg=len(shown.steps),
    )
    page.get_by_role("button", name="Leave").click()
    expect(page.locator("#lesson-count")).to_have_text(f"{len(shown.steps)} steps")
