"""Planning a study beside the controls."""

from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
import pytest
from playwright.sync_api import expect

from components.pictures.opening import sample_fields
from components.state.model import ExplorerState
from components.studies.server.service import StudyService
from segmentation import SAMPLES
from segmentation.study import read_study
from segmentation.study.pictures import prepare_picture
from tests.browser.support.accessible import violations
from tests.browser.support.contexts import TOUCH
from tests.browser.support.explorer import fit, touch
from tests.serving import serve


@pytest.fixture
def idle_server(tmp_path):
    """A server that never starts its workers: test_study.py has a study that is run."""
    service = StudyService(str(tmp_path / "studies.sqlite"), workers=1)
    service.start = service.start_early = lambda: None
    with serve(study_service=service) as url:
        yield url


COFFEE = ExplorerState(**sample_fields(SAMPLES[3]) | {"picture_size": 60, "merge_from": 0})


def opened(explorer):
    page = explorer.page
    if page.locator('[data-action="more"]').is_visible():
        page.locator('[data-action="more"]').click()
    page.locator('[data-action="study"]').click()
    # The panel takes the focus and scrolls; a click before that would meet what moves away.
    expect(page.locator(".vary").get_by_role("link", name="All studies")).to_be_focused()
    return page


def vary(page, title):
    page.get_by_label(f"Vary {title}", exact=True).check()
    expect(page.locator(".vary-row").filter(has=page.get_by_label(title)).first).to_be_visible()


AT_ONCE = """(label) => {
  const box = document.querySelector(`[aria-label="${label}"]`);
  box.click();
  const { circles, ...others } = window.cutlab.state(); // their controls are shown anew
  window.cutlab.adopt({ ...others, circles: circles.slice(1) });
  return box.checked;
}"""


def test_a_switch_stays_on_until_the_plan_has_its_range(explorer):
    page = opened(explorer)
    expect(page.get_by_label("Vary Noise level")).to_be_visible()
    assert page.evaluate(AT_ONCE, "Vary Noise level")
    expect(page.locator('[data-field="noise"] .vary-row')).to_be_visible()


def test_a_refused_setting_stops_the_plan_until_undo_takes_it_back(explorer):
    page = opened(explorer)
    run, undo = (page.get_by_role("button", name=name) for name in ("Run the study", "Undo"))
    vary(page, "Affinity β")
    expect(run).to_be_enabled()
    noise = explorer.number("noise").input_value()
    explorer.number("noise").fill("99")
    expect(page.locator("#plan-notice")).to_contain_text("Noise level must be")
    expect(run).to_be_disabled()
    expect(undo).to_have_attribute("aria-disabled", "false")
    undo.click()
    expect(explorer.number("noise")).to_have_value(noise)
    expect(run).to_be_enabled()
    expect(page.locator("#plan-notice")).to_be_empty()


def derive(page, title):
    page.locator("#plan-derived").click()
    page.get_by_role("option", name=title, exact=True).click()


def ends(page, title):
    """The numbers of a range."""
    return [
        float(page.get_by_role("spinbutton", name=f"{title}, {word}", exact=True).input_value())
        for word in ("from", "to")
    ]


def thumb(page, title, word):
    return page.get_by_role("slider", name=f"{title}, {word}", exact=True)


def planned(page, trials):
    """Wait until the plan has so many trials, and its panel is not about to be built anew."""
    expect(page.locator(".vary-plan")).to_contain_text(trials)
    loading = page.locator("#plan-panel[data-dash-is-loading], .vary [data-dash-is-loading]")
    expect(loading).to_have_count(0)


def test_a_range_is_brushed_by_a_finger(visit, server):
    size = {"width": 390, "height": 844}
    explorer = visit(server, viewport=size, **TOUCH)
    page = opened(explorer)
    vary(page, "Noise level")
    planned(page, "105 trials")  # which moves what is below
    high = thumb(page, "Noise level", "to")
    high.scroll_into_view_if_needed()
    box = high.bounding_box()
    session = page.context.new_cdp_session(page)

    def place(value):
        return box["x"] + 8 + (box["width"] - 16) * value / 2, box["y"] + box["height"] / 2

    touch(session, "touchStart", place(1))
    for value in (1.1, 1.2, 1.3, 1.4, 1.5):
        touch(session, "touchMove", place(value))
    touch(session, "touchEnd")
    assert ends(page, "Noise level") == [0, pytest.approx(1.5, abs=0.05)]
    page.touchscreen.tap(*place(0.3))  # beside the thumbs: the nearer one comes
    assert ends(page, "Noise level")[0] == pytest.approx(0.3, abs=0.05)


def test_a_range_is_brushed_by_mouse_and_keyboard(explorer):
    page = opened(explorer)
    vary(page, "Noise level")
    assert ends(page, "Noise level") == [0, 1]
    planned(page, "105 trials")
    high = thumb(page, "Noise level", "to")
    box = high.bounding_box()

    def place(value):
        return box["x"] + 8 + (box["width"] - 16) * value / 2, box["y"] + box["height"] / 2

    page.mouse.move(*place(1))
    page.mouse.down()
    page.mouse.move(*place(1.5), steps=5)
    page.mouse.up()
    assert ends(page, "Noise level") == [0, pytest.approx(1.5, abs=0.02)]
    page.mouse.click(*place(0.3))  # beside the thumbs: the nearer one comes
    assert ends(page, "Noise level")[0] == pytest.approx(0.3, abs=0.02)
    low = thumb(page, "Noise level", "from")
    low.focus()
    low.press("Home")
    low.press("ArrowRight")
    assert ends(page, "Noise level")[0] == 0.01
    low.press("End")  # it does not pass the other
    assert ends(page, "Noise level")[0] < ends(page, "Noise level")[1]


def test_the_design_suits_the_number_of_parameters_and_rules_are_shown_at_their_place(explorer):
    page = opened(explorer)
    design = page.get_by_role("combobox", name="Design")
    vary(page, "Affinity β")
    expect(design).to_have_value("Sweep: a curve")
    vary(page, "Label assignment")
    expect(design).to_have_value("Grid: a map")
    planned(page, "220 trials")  # 11 of beta, 4 ways, 5 seeds
    derive(page, "Overlap of circle 2 with circle 1")
    expect(thumb(page, "Overlap of circle 2 with circle 1", "from")).to_be_focused()
    expect(design).to_have_value("Latin hypercube: a sample")
    design.click()
    page.get_by_role("option", name="Saltelli: Sobol indices").click()
    planned(page, "1,600 trials")  # 64 (3 + 2) points, 5 seeds
    upper = page.get_by_role("spinbutton", name="Affinity β, to", exact=True)
    upper.fill("0.05")
    notice = page.locator('.vary-row[data-vary="beta"] .notice:not(.unread)')
    expect(notice).to_have_text("The upper end of Affinity β must exceed the lower end (0.1).")
    expect(page.get_by_role("button", name="Run the study")).to_be_disabled()
    upper.fill("10")  # the page remembers it for the next test
    expect(notice).to_be_empty()
    page.get_by_label("Do not vary Overlap of circle 2 with circle 1").click()
    page.get_by_label("Vary Label assignment", exact=True).uncheck()
    expect(design).to_have_value("Sweep: a curve")
    page.get_by_role("button", name="Close the study").click()
    expect(page.locator(".vary, .vary-switch").locator("visible=true")).to_have_count(0)
    expect(page.locator('[data-action="study"]')).to_be_focused()


def test_a_study_of_a_picture_is_run_and_drawn(visit, server):
    explorer = visit(server)
    explorer.adopt(COFFEE)
    page = opened(explorer)
    expect(page.get_by_label("Vary Noise level", exact=True)).to_be_hidden()
    vary(page, "Smoothing σ")
    page.get_by_label("Vary Feature", exact=True).check()
    expect(page.get_by_label("colour (Lab)", exact=True)).to_be_checked()
    expect(page.locator(".vary-plan")).not_to_contain_text("105 trials")  # of σ alone
    page.get_by_label("Vary Feature", exact=True).uncheck()
    planned(page, "105 trials")
    page.get_by_label("Points", exact=True).fill("3")
    page.get_by_label("Noise seeds per point").fill("2")
    planned(page, "6 trials")
    assert violations(page, within=".controls") == []
    page.get_by_role("button", name="Run the study").click()
    page.wait_for_url("**/study/*")
    expect(page.get_by_text("Sample “coffee”, 60 px at most, noise 2%.")).to_be_visible()
    expect(page.locator("#study-state")).to_have_text("done", timeout=120_000)
    expect(page.get_by_role("combobox", name="Output")).to_have_value("Agreement with the base")
    expect(page.locator("#study-facts")).to_contain_text("6 trials")
    expect(page.locator("#study-facts")).not_to_contain_text("failed")
    expect(page.locator("#study-figures .js-plotly-plot").first).to_be_visible()


def test_a_study_is_of_the_mask_that_is_painted_and_says_so(visit, idle_server):
    explorer = visit(idle_server)
    page = explorer.page
    explorer.adopt(COFFEE)
    page.locator('[data-field="mask"] select').select_option("painted")
    page.mouse.move(*explorer.screen_place(20, 15))
    page.mouse.down()
    page.mouse.move(*explorer.screen_place(20, 45), steps=5)
    page.mouse.up()
    page.wait_for_function("window.cutlab.state().painted && window.cutlab.at_rest()")
    inside = explorer.labels() >= 0
    opened(explorer)
    expect(page.locator(".vary")).to_contain_text("painted or opened is stored in the study")
    vary(page, "Smoothing σ")
    planned(page, "trials")
    page.get_by_text("Outputs: ").click()
    base = page.locator(".vary [title*='merged as they were on screen']")
    expect(base).to_contain_text("Agreement with the base")
    page.get_by_role("button", name="Run the study").click()
    page.wait_for_url("**/study/*")
    with page.expect_download() as caught:
        page.get_by_role("link", name="The study as JSON").click()
    picture = read_study(Path(caught.value.path()).read_bytes()).picture
    assert not inside.all()
    np.testing.assert_array_equal(prepare_picture(picture, "colour").mask, inside)


def test_a_study_is_added_to_be_run_and_its_scene_is_the_one_on_screen(visit, idle_server):
    explorer = visit(idle_server)  # on which the study waits, and whose tab keeps the plan
    page = opened(explorer)
    explorer.number("n_clusters").fill("3")
    vary(page, "Noise level")
    page.get_by_label("Points", exact=True).fill("3")
    page.get_by_label("Noise seeds per point").fill("2")
    page.get_by_label("Name of the study").fill("Three points")
    planned(page, "6 trials")
    page.get_by_role("button", name="Run the study").click()
    page.wait_for_url("**/study/*")
    number = urlsplit(page.url).path.rsplit("/", 1)[1]
    with page.expect_download() as caught:
        page.get_by_role("link", name="The study as JSON").click()
    study = read_study(Path(caught.value.path()).read_bytes())
    assert (study.name, study.method.n_clusters, study.replicates) == ("Three points", 3, 2)
    expect(page.locator("#study-state")).to_have_text("waiting")

    # Back, the panel is as it was; and from the study it is filled anew.
    page.go_back()
    expect(page.get_by_label("Name of the study")).to_have_value("Three points")
    planned(page, "6 trials")
    page.evaluate("sessionStorage.clear()")
    page.goto(f"{idle_server}/study/{number}")
    page.get_by_role("link", name="Duplicate and change").click()
    expect(page.get_by_label("Name of the study")).to_have_value("Three points (copy)")
    planned(page, "6 trials")
    assert explorer.state().n_clusters == 3


def test_the_panel_is_accessible_and_fits_and_what_shows_less_has_none(explorer, server):
    page = opened(explorer)
    for title in ("Affinity β", "Label assignment", "Row of circle 1"):
        vary(page, title)
    derive(page, "Common radius factor")
    page.locator(".vary details").evaluate("(details) => (details.open = true)")
    planned(page, "1,280 trials")
    for width in (1400, 360):
        fit(page, width)
        assert violations(page, within=".controls") == []
    shown = page.locator(".vary, .vary-switch").locator("visible=true")
    for view in ("present", "embed"):
        explorer.adopt(ExplorerState(view=view), rest=False)
        expect(shown).to_have_count(0)
    page.goto(f"{server}/?view=embed")  # the tab has kept the plan
    page.wait_for_selector(".controls [data-field]", state="attached")
    expect(shown).to_have_count(0)
