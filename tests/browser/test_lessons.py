"""Lessons that ship with Cutlab: opened from the page's front, and walked to their end."""

import pytest
from playwright.sync_api import expect

from components.lessons import LESSONS, Choice
from tests.browser.support.accessible import violations

BEAMER = {"width": 1920, "height": 1080}
LABELS = "getComputedStyle(document.querySelector('[data-picture=labels]')).opacity"


@pytest.fixture
def lesson(shared):
    """Open a lesson from the dialog; return the page."""

    def start(number, **options):
        page = shared(**options).page
        page.get_by_role("button", name="Lessons").click()
        page.get_by_role("button", name=f"Start: {LESSONS[number].title}").click()
        expect(page.locator(".present-title")).to_have_text(LESSONS[number].steps[0].title)
        expect(page.get_by_role("dialog")).to_have_count(0)
        return page

    return start


def test_a_lesson_is_walked_to_its_end_by_keyboard(lesson):
    shown = LESSONS[3]
    page = lesson(3, viewport=BEAMER)
    for number, step in enumerate(shown.steps, 1):
        expect(page.locator(".present-position")).to_have_text(f"{number} / {len(shown.steps)}")
        expect(page.locator(".present-title")).to_have_text(step.title)
        if step.prediction:
            assert page.evaluate(LABELS) == "0"
            assert isinstance(step.prediction, Choice)
            page.keyboard.press(str(step.prediction.answer + 1))
            expect(page.locator(".prediction-answer")).to_contain_text("That is right.")
            expect(page.locator(".present-prediction")).to_contain_text(step.prediction.reason)
        assert page.evaluate(LABELS) == "1"
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Escape")
    expect(page.locator("html")).to_have_attribute("data-view", "full")


def test_on_a_phone_an_estimate_is_made_and_the_answers_are_saved(lesson):
    page = lesson(4, viewport={"width": 390, "height": 844}, color_scheme="dark")
    place = next(i for i, step in enumerate(LESSONS[4].steps) if step.title == "Now raise β")
    for i in range(place):
        page.get_by_role("button", name="Next").click()
        if LESSONS[4].steps[i].prediction:
            expect(page.locator(".prediction-answer")).to_contain_text("Answer:")
            page.get_by_role("button", name="Next").click()
    expect(page.locator(".present-title")).to_have_text("Now raise β")
    assert violations(page) == []
    page.get_by_label("Your estimate").fill("200")
    page.get_by_role("button", name="This is my estimate").click()
    expect(page.locator(".prediction-answer")).to_have_text("You said: 30. It is: 5 to 8.")
    with page.expect_download() as download:
        page.get_by_role("button", name="Save my answers").click()
    text = download.value.path().read_text()
    assert text.startswith("Predictions: 0 of 1 right.")
    assert "✗ 30" in text


def test_a_link_names_a_lesson(visit, server):
    page = visit(f"{server}/?view=present#lesson=graph").page
    expect(page.locator(".present-title")).to_have_text(LESSONS[0].steps[0].title)
    page.keyboard.press("End")
    expect(page.locator(".present-title")).to_have_text(LESSONS[0].steps[-1].title)
    page.get_by_role("button", name="Keep this lesson").click()
    expect(page.locator(".present-kept")).to_have_text("It is in “My lesson” now.")
    page.wait_for_function(
        "(n) => JSON.parse(localStorage.getItem('lesson') ?? '[]').length === n",
        arg=len(LESSONS[0].steps),
    )
    page.get_by_role("button", name="Leave").click()
    expect(page.locator("#lesson-count")).to_have_text(f"{len(LESSONS[0].steps)} steps")
