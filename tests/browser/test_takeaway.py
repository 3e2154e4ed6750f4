"""A lesson as a file: made from the page, and walked without a server or any network."""

from itertools import product

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from components.export.takeaway import controls, make
from components.state.link import from_query
from segmentation import segment_scene
from segmentation.drawing.colors import REGIONS, rgb
from tests.browser.support.console import listen
from tests.browser.support.contexts import PATIENCE_MS

TWO = "circles=28,24,16;40,50,14&n_clusters=2"
STEPS = [
    {
        "title": "Where?",
        "note": "Two discs.",
        "query": TWO,
        "prediction": {"question": "Cut?", "options": ["no", "yes"], "answer": 1, "reason": "So."},
    },
    {
        "title": "How far?",
        "note": "",
        "query": f"{TWO}&beta=4",
        "prediction": {"question": "β?", "low": 1.0, "high": 9.0, "answer": [3.0, 5.0],
                       "reason": "Because.", "logarithmic": False},
    },
    {"title": "The end", "note": "", "query": TWO},
]  # fmt: skip
PIXELS = """() => { const c = document.querySelector("canvas");
  const copy = new OffscreenCanvas(c.width, c.height).getContext("2d", {willReadFrequently: true});
  copy.drawImage(c, 0, 0);
  return copy.getImageData(0, 0, c.width, c.height).data; }"""
BROKEN = "window.axe.run().then(({violations}) => violations.map(({id}) => id))"
FRAME = '<!DOCTYPE html><title>Course</title><iframe sandbox="allow-scripts" src="lesson.html">'


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Folder with a lesson's file, and with a page that frames it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(controls, "VALUES", (3, 2))
        html = make("A lesson", STEPS, lambda what, share: None).html
    made = tmp_path_factory.mktemp("lesson")
    (made / "lesson.html").write_text(html, encoding="utf-8")
    (made / "course.html").write_text(FRAME, encoding="utf-8")
    return made


@pytest.fixture
def offline(chromium, folder):
    """Open a file with the network off; the test fails if its page complains."""
    complaints = []
    context = chromium.new_context(offline=True, viewport={"width": 1280, "height": 800})
    context.set_default_timeout(PATIENCE_MS)

    def open_file(name):
        page = context.new_page()
        listen(page, complaints)
        page.goto((folder / name).as_uri())
        return page

    yield open_file
    context.close()
    assert complaints == []


def labels_on(page):
    """Labels that the canvas shows, from its colours."""
    pixels = np.array(page.evaluate(PIXELS)).reshape(100, 100, 4)
    found = np.zeros((100, 100), int)
    for label, color in enumerate(rgb(REGIONS[:4]), 1):
        found[(pixels[..., :3] == color).all(axis=-1) & (pixels[..., 3] == 255)] = label
    return found


def test_it_is_walked_without_a_network(offline):
    page = offline("lesson.html")
    canvas, answer = page.locator("canvas"), page.locator(".prediction-answer")
    expect(page.get_by_role("heading", level=2)).to_have_text("Where?")
    expect(canvas).to_have_css("opacity", "0")
    page.keyboard.press("2")
    expect(answer).to_have_text("You said: yes. That is right.")
    expect(canvas).to_have_css("opacity", "1")
    sliders = page.get_by_role("slider")
    expect(sliders).to_have_count(2)
    state = from_query(TWO)[0]
    texts = [
        [sliders.nth(i).evaluate(f"(s) => (s.value = {place}, s.dispatchEvent(new Event('input')), "
                                 "s.getAttribute('aria-valuetext'))") for place in range(n)]
        for i, n in enumerate((3, 2))
    ]  # fmt: skip
    for first, second in product(range(3), range(2)):
        for i, place in enumerate((first, second)):
            sliders.nth(i).fill(str(place))
        now = state.model_copy(
            update={"beta": float(texts[0][first]), "noise": float(texts[1][second])}
        )
        result = segment_scene(now.scene(), now.method())
        expect(page.locator(".verdict")).to_have_text(result.verdict.sentence)
        assert np.array_equal(labels_on(page), result.labels + 1)
    page.get_by_role("button", name="Next").click()
    page.get_by_label("Your estimate").fill("0")
    page.get_by_role("button", name="This is my estimate").click()
    expect(answer).to_have_text("You said: 1. It is: 3 to 5.")
    with page.expect_download() as download:
        page.get_by_role("button", name="Save answers").click()
    assert download.value.path().read_text().startswith("Predictions: 1 of 2 right.")
    page.keyboard.press("PageDown")
    expect(page.get_by_role("status").last).to_have_text("3 / 3")
    page.keyboard.press("PageUp")
    expect(canvas).to_have_css("opacity", "0")  # asked anew
    page.keyboard.press("PageDown")
    expect(answer).to_have_text("Answer: 3 to 5.")


def test_a_course_may_frame_it_in_a_sandbox(offline):
    frame = offline("course.html").frame_locator("iframe")
    frame.get_by_role("button", name="no").click()
    expect(frame.locator(".prediction-answer")).to_have_text("You said: no. It is: yes.")
    for _ in range(3):
        frame.get_by_role("button", name="Next").click()
    expect(frame.get_by_role("heading", level=2)).to_have_text("The end")
    expect(frame.locator(".verdict")).to_have_attribute("data-outcome", "agrees")


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
def test_axe_finds_no_violation_and_it_fits(offline, width, height):
    page = offline("lesson.html")
    page.set_viewport_size({"width": width, "height": height})
    page.evaluate(Axe().axe_script)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found = page.evaluate(
            "window.axe.run().then(({violations}) => violations.map((v) => v.id))"
        )
        assert found == []
    page.keyboard.press("1")
    expect(page.locator(".prediction-answer")).to_be_visible()
    assert page.evaluate(BROKEN) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_page_saves_a_lesson_and_cancels(shared, offline, folder):
    figure = {"title": "Bands", "note": "", "query": "", "figure": "bands"}
    page = shared(lesson=[figure]).page
    page.get_by_role("button", name="My lesson").click()
    save = page.get_by_role("button", name="Save as a web page", exact=True)
    with page.expect_download() as download:
        save.click()
    assert download.value.suggested_filename == "cutlab-lesson.html"
    (folder / "figure.html").write_bytes(download.value.path().read_bytes())
    saved = offline("figure.html")
    saved.wait_for_function("document.querySelector('.present-figure img')?.naturalWidth > 100")
    status = page.locator(".lesson .take-status")
    expect(status).to_contain_text("Saved cutlab-lesson.html, ")
    lesson = [{"title": "", "note": "", "query": f"beta={beta}"} for beta in range(1, 7)]
    page = shared(lesson=lesson).page
    page.get_by_role("button", name="My lesson").click()
    save.click()
    page.locator(".lesson").get_by_role("button", name="Cancel").click()
    expect(status).to_have_text("Cancelled; nothing was saved.")
