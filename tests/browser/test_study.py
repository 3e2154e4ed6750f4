"""The study page in a real browser: the list, one study, its figures and what is done with them."""

import json
import re
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from components.state.link import from_query
from components.studies.keeper import StudyKeeper
from components.studies.view import trial_query
from segmentation import Scene
from segmentation.study import EXAMPLES, Range, Saltelli, Study, n_trials
from segmentation.study.store.store import Store
from tests.browser.explorer import Explorer
from tests.components import made_up
from tests.components.made_up import GRID, MORRIS, SAMPLE, SWEEP, records
from tests.serving import serve

# Parallel coordinates ask the graphics card which line is under the pointer; without one Chromium
# says that this is slow.
SLOW = "GPU stall due to ReadPixels"
PATIENCE_MS = 20_000  # the first figures of a server wait for pandas and SALib


@pytest.fixture(autouse=True, scope="module")
def _patience():
    expect.set_options(timeout=PATIENCE_MS)
    yield
    expect.set_options(timeout=5_000)


class Lab:
    """The server of a test, and the store behind it, which a test fills by hand."""

    def __init__(self, url, store):
        self.url, self.store = url, store

    def add(self, study: Study, n=None, name=None, failed=()):
        """Add a study with its first n records, as if this test's process ran it."""
        study = study.model_copy(update={"name": name or study.name})
        total = n_trials(study)
        added = self.store.add(study.to_json(), total, study.name, study.notes, owner="test")
        self.record(added, study, 0, total if n is None else n, failed)
        return added

    def record(self, added, study, begin, end, failed=()):
        some = records(study, failed=failed)[begin:end]
        if some:
            self.store.record(added, "test", some, rate=20.0)


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    database = str(tmp_path_factory.mktemp("studies") / "studies.sqlite")
    with serve(keeper=StudyKeeper(database, workers=1)) as url:
        store = Store(database, lease=3600)
        yield Lab(url, store)
        store.close()


@pytest.fixture
def study_page(chromium, lab):
    """Open a place of the study page; the test fails if it complains on its console."""
    complaints, contexts = [], []

    def open_page(path="/study", tolerated=SLOW, **options):
        options.setdefault("viewport", {"width": 1280, "height": 900})
        context = chromium.new_context(**options)
        contexts.append(context)
        page = context.new_page()

        def listen(message):
            complains = message.type in ("error", "warning")
            if complains and SLOW not in message.text and tolerated not in message.text:
                complaints.append(message.text)

        page.on("console", listen)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(lab.url + path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not complaints


def item(page, study):
    return page.locator(f'.study-items [data-study="{study}"]')


def card(page, name):
    return page.locator(f'[data-figure="{name}"]')


def drawn(page, name):
    """Wait until a figure is there."""
    expect(card(page, name).locator(".main-svg").first).to_be_attached()
    return card(page, name)


def test_an_empty_list_says_what_to_do(chromium, tmp_path):
    with serve(keeper=StudyKeeper(str(tmp_path / "none.sqlite"), workers=1)) as url:
        page = chromium.new_page()
        page.goto(f"{url}/study")
        expect(page.locator(".study-empty")).to_contain_text("Make one of the scene you look at")
        expect(page.get_by_role("button", name="Run ")).to_have_count(3)
        page.close()
    assert not (tmp_path / "none.sqlite").exists()


def test_ready_studies_show_their_scene_and_tell_how_long_they_take(lab, study_page):
    page = study_page()
    articles = page.locator(".study-ready article")
    expect(articles).to_have_count(3)
    for ready, study in zip(articles.all(), EXAMPLES.values(), strict=True):
        expect(ready).to_contain_text(re.compile(rf"{n_trials(study):,} trials, about \d+ (s|min)"))
        picture = ready.locator(".study-scene img")
        page.wait_for_function("(image) => image.naturalWidth > 0", arg=picture.element_handle())
    page.get_by_role("link", name=f"Base scene of {study.name}").click()
    page.wait_for_url("**/?*")
    state, _ = from_query(urlsplit(page.url).query)
    assert (state.scene(), state.method()) == (study.scene, study.method)


def test_list_tells_of_each_study_and_sorts(lab, study_page):
    first = lab.add(SWEEP, name="A sweep to sort")
    second = lab.add(GRID, 30, name="Z grid to sort", failed=(4,))
    page = study_page()
    expect(item(page, first)).to_contain_text("done")
    expect(item(page, first)).to_contain_text("Sweep: Affinity β")
    row = lab.store.get(first)
    expect(item(page, first)).to_contain_text(f"best {row.best:.3f}, worst {row.worst:.3f}")
    expect(item(page, second)).to_contain_text("30 of 216 trials · 1 failed · 20 a second")
    numbers = "items => items.map((item) => Number(item.dataset.study))"
    order = page.locator(".study-items > [data-study]").evaluate_all(numbers)
    assert order.index(second) < order.index(first)
    page.get_by_label("Sort", exact=True).select_option(label="by name")
    order = page.locator(".study-items > [data-study]").evaluate_all(numbers)
    assert order.index(first) < order.index(second)


def test_delete_and_undo_by_keyboard(lab, study_page):
    study = lab.add(SWEEP, name="To be deleted")
    page = study_page()
    page.get_by_role("button", name="Delete To be deleted").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".study-said")).to_contain_text("To be deleted was deleted.")
    assert lab.store.get(study).deleted
    page.get_by_role("button", name="Undo").focus()
    page.keyboard.press("Enter")
    expect(
        page.locator(".study-list > .study-items").locator(f'[data-study="{study}"]')
    ).to_be_visible()
    assert not lab.store.get(study).deleted


def test_figures_fill_while_it_runs_and_rest_when_it_is_done(lab, study_page):
    study = lab.add(SWEEP, 12, name="Fills")
    page = study_page(f"/study/{study}")
    expect(page.locator(".study-facts")).to_contain_text("12 of 33 trials · 20 a second · 1 s left")
    expect(card(page, "mean")).to_contain_text("7 points without a value")
    bar = page.get_by_role("progressbar", name="Progress")
    expect(bar).to_have_attribute("value", "12")
    lab.record(study, SWEEP, 12, 33)
    expect(page.locator(".study-head .study-state")).to_have_text("done")
    expect(page.locator(".study-facts")).to_have_text("33 trials")
    expect(card(page, "mean")).not_to_contain_text("without a value")
    expect(bar).to_be_hidden()
    points = (
        "() => document.querySelector('[data-figure=mean] .study-chart')._fullData.at(-1).x.length"
    )
    page.wait_for_function(f"({points})() === 11")


def test_pause_go_on_and_cancel(lab, study_page):
    study = lab.add(GRID, 30, name="Paused")
    page = study_page(f"/study/{study}")
    state = page.locator(".study-head .study-state")
    page.get_by_role("button", name="Pause").click()
    expect(state).to_have_text("paused")
    assert lab.store.get(study).state == "paused"
    expect(page.get_by_role("button", name="Go on")).to_be_visible()
    page.get_by_role("button", name="Cancel").click()
    expect(state).to_have_text("cancelled")
    expect(page.get_by_role("button", name="Pause")).to_be_hidden()


def test_a_click_on_a_point_opens_its_trial_with_the_same_labels(lab, study_page):
    study = lab.add(SWEEP, name="Clicked")
    page = study_page(f"/study/{study}")
    drawn(page, "mean")
    place, trial = page.evaluate(
        """() => { const chart = document.querySelector('[data-figure=mean] .study-chart');
          const { xaxis, yaxis } = chart._fullLayout, box = chart.getBoundingClientRect();
          const mean = chart._fullData.find(({ name }) => name === "mean");
          return [[box.left + xaxis._offset + xaxis.d2p(mean.x[3]),
                   box.top + yaxis._offset + yaxis.d2p(mean.y[3])], mean.customdata[3]]; }"""
    )
    page.mouse.move(*place)
    expect(page.locator(".hoverlayer .hovertext").first).to_be_visible()
    page.mouse.click(*place)
    page.wait_for_url("**/?*")
    assert page.url.endswith(f"#study={study}")
    explorer = Explorer(page)
    page.wait_for_selector(".heatmaplayer image")
    page.wait_for_function("window.cutlab.at_rest?.()")
    state, problems = from_query(trial_query(SWEEP, trial))
    assert not problems
    assert explorer.state() == state
    explorer.expect_service_s_labels()


def test_by_keyboard_a_table_leads_to_the_trial(lab, study_page):
    study = lab.add(GRID, name="By keyboard")
    page = study_page(f"/study/{study}")
    summary = drawn(page, "verdicts").locator("summary")
    summary.focus()
    page.keyboard.press("Enter")
    opener = card(page, "verdicts").get_by_role("button", name="Open trial").first
    expect(opener).to_be_visible()
    page.keyboard.press("Tab")
    expect(opener).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/?*#study={study}")


def test_name_and_notes_are_changed(lab, study_page):
    study = lab.add(SWEEP, name="Old name")
    page = study_page(f"/study/{study}")
    page.get_by_role("button", name="Edit name and notes").click()
    page.get_by_role("textbox", name="Name").fill("New name")
    page.get_by_role("textbox", name="Notes").fill("What for?")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".study-said")).to_contain_text("Saved.")
    expect(page.locator("#study-name")).to_have_text("New name")
    row = lab.store.get(study)
    assert (row.name, row.notes) == ("New name", "What for?")


def test_failed_trials_are_listed(lab, study_page):
    study = lab.add(GRID, name="With failures", failed=(5, 17))
    page = study_page(f"/study/{study}")
    expect(card(page, "failed").locator("tbody tr")).to_have_count(2)
    expect(card(page, "failed")).to_contain_text("The scene has no circle.")
    expect(page.get_by_role("button", name="Run failed trials again")).to_be_visible()


def test_output_and_comparison_are_chosen_and_kept_in_the_address(lab, study_page):
    other = lab.add(SWEEP, name="The other")
    study = lab.add(SWEEP, name="This one")
    page = study_page(f"/study/{study}")
    page.get_by_label("Output").select_option("ncut")
    expect(card(page, "mean").locator("h3")).to_have_text("Ncut: mean and trials")
    page.get_by_label("Compare with").select_option(str(other))
    expect(card(page, "mean")).to_contain_text("Over it, dashed: The other.")
    page.reload()
    expect(card(page, "mean")).to_contain_text("Over it, dashed: The other.")
    expect(page.get_by_label("Output")).to_have_value("ncut")


def test_the_mean_stands_in_for_missing_values_when_that_is_chosen(lab, study_page):
    study = lab.add(SAMPLE, name="With gaps", failed=range(SAMPLE.replicates))
    page = study_page(f"/study/{study}#output=adjusted_rand")
    expect(card(page, "pawn")).to_contain_text("have no 'adjusted_rand' (0)")
    page.get_by_label("Take the mean for missing values").check()
    expect(drawn(page, "pawn")).to_contain_text("For 1 point without a value")
    assert urlsplit(page.url).fragment == "output=adjusted_rand&missing=mean"
    page.reload()
    expect(page.get_by_label("Take the mean for missing values")).to_be_checked()
    page.get_by_label("Take the mean for missing values").uncheck()
    expect(card(page, "pawn")).to_contain_text("so there are no indices")


def test_files_of_figures_and_trials(lab, study_page):
    study = lab.add(SWEEP, name="Files & all")
    page = study_page(f"/study/{study}")
    contents = {}
    for format in ("SVG", "PNG"):
        with page.expect_download() as caught:
            drawn(page, "mean").get_by_role("button", name=format).click()
        assert caught.value.suggested_filename == f"files-all-mean.{format.lower()}"
        contents[format] = Path(caught.value.path()).read_bytes()
    assert ElementTree.fromstring(contents["SVG"]).tag.endswith("svg")
    assert contents["PNG"].startswith(b"\x89PNG")
    with page.expect_download() as caught:
        page.get_by_role("link", name="The study as JSON").click()
    assert (
        Study.model_validate_json(Path(caught.value.path()).read_bytes()).parameters
        == SWEEP.parameters
    )


def test_a_study_is_duplicated_and_changed_in_the_explorer(lab, study_page):
    study = lab.add(SWEEP, name="Original")
    page = study_page(f"/study/{study}")
    page.get_by_role("button", name="Duplicate and change").click()
    page.wait_for_url(lambda url: urlsplit(url).path == "/")
    expect(page.get_by_label("Name of the study")).to_have_value("Original (copy)")


def test_a_study_that_the_explorer_cannot_show_is_changed_as_text(lab, study_page):
    small = SWEEP.model_copy(update={"scene": Scene(size=40)})
    study = lab.add(small, name="Original")
    page = study_page(f"/study/{study}", tolerated="Failed to load resource")
    page.get_by_role("button", name="Duplicate and change").click()
    text = page.get_by_label("The study")
    expect(text).to_have_value(re.compile("Original"))
    changed = json.loads(text.input_value())
    changed["parameters"][0]["low"] = 100
    text.fill(json.dumps(changed))
    keep = page.get_by_role("button", name="Keep for later")
    keep.click()
    expect(page.locator(".study-editor [role=alert]")).to_contain_text(
        "must be above low, which is 100. Got 10 instead."
    )
    changed["parameters"][0]["low"] = 1
    text.fill(json.dumps(changed))
    keep.click()
    page.wait_for_url(f"**/study/{study + 1}")
    expect(page.locator(".study-head .study-state")).to_have_text("paused")
    assert lab.store.get(study + 1).name == "Original (copy)"


def test_a_brush_on_parallel_coordinates_keeps_what_passes(lab, study_page):
    study = lab.add(SAMPLE, name="Brushed")
    page = study_page(f"/study/{study}")
    chart = drawn(page, "parallel")
    expect(chart).to_contain_text("150 lines of 150 kept")
    chart.scroll_into_view_if_needed()
    box = chart.locator(".axis-brush").first.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + box["height"] / 4, steps=4)
    page.mouse.up()
    low, high = page.wait_for_function(
        "() => document.querySelector('[data-figure=parallel] .study-chart')"
        ".data[0].dimensions[0].constraintrange"
    ).json_value()
    mean = made_up.trials(SAMPLE).groupby("point")["noise"].first()
    kept = int(mean.between(low, high).sum())
    assert 0 < kept < 150
    expect(chart).to_contain_text(f"{kept} lines of 150 kept")


def test_a_legend_of_a_figure_without_a_brush_hides_its_curve(lab, study_page):
    chart = drawn(study_page(f"/study/{lab.add(SWEEP, name='Legend')}"), "mean")
    entry = chart.locator(".legend .traces").last
    expect(entry).to_have_css("opacity", "1")
    entry.locator(".legendtoggle").click()
    expect(entry).to_have_css("opacity", "0.5")


def test_lines_of_parallel_coordinates_are_kept_by_keys(lab, study_page):
    n = SAMPLE.n_points
    page = study_page(f"/study/{lab.add(SAMPLE, name='By keys')}")
    chart = drawn(page, "parallel")
    expect(chart).to_contain_text(f"{n} lines of {n} kept")
    low, high = chart.get_by_label("from"), chart.get_by_label("to", exact=True)
    axis = chart.get_by_label("Keep lines by")
    axis.select_option("Affinity β")
    low.fill("1")
    low.press("Enter")
    first = made_up.trials(SAMPLE).groupby("point").first()
    above = first["beta"] >= 1
    expect(chart).to_contain_text(f"{above.sum()} lines of {n} kept")
    high.fill("3")
    high.press("Tab")
    within = first["beta"].between(1, 3)
    expect(chart).to_contain_text(f"{within.sum()} lines of {n} kept")
    axis.select_option("Label assignment")
    chart.get_by_label("Value").select_option("discretize")
    both = within & (first["assign_labels"] == "discretize")
    expect(chart).to_contain_text(f"{both.sum()} lines of {n} kept")
    axis.select_option("Affinity β")
    expect(low).to_have_value("1")
    keep_all = chart.get_by_role("button", name="Keep all")
    keep_all.press("Enter")
    expect(chart).to_contain_text(f"{n} lines of {n} kept")
    expect(keep_all).to_be_disabled()
    expect(axis).to_be_focused()


def test_an_unknown_study_and_a_lost_server_are_told(study_page):
    page = study_page("/study/99999", tolerated="Failed to load resource")
    notice = page.locator(".study > [role=alert]")
    expect(notice).to_have_text("There is no study 99999.")
    page.route("**/api/studies*", lambda route: route.abort())
    page.goto(page.url.replace("/99999", ""))
    expect(notice).to_contain_text("The server does not answer; trying again.")
    page.unroute("**/api/studies*")
    expect(notice).to_be_empty()
    expect(page.locator(".study-ready article")).to_have_count(3)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_no_violation_and_nothing_scrolls_sideways(lab, study_page, scheme, width):
    study = lab.add(MORRIS, name="For axe", failed=(2,))
    viewport = {"width": width, "height": 800}
    for path, name in (("/study", None), (f"/study/{study}", "parallel")):
        page = study_page(path, viewport=viewport, color_scheme=scheme)
        if name:
            drawn(page, name)
        else:
            expect(page.locator(".study-ready article")).to_have_count(3)
        found = Axe().run(page).response["violations"]
        assert [(each["id"], each["nodes"][0]["html"]) for each in found] == []
        assert page.evaluate("document.documentElement.scrollWidth") == width


def test_a_study_from_a_file_is_run_and_its_figures_come(lab, study_page, tmp_path):
    x1, x2, x3 = (Range(name=f"x{i}", low=-3.14159, high=3.14159) for i in (1, 2, 3))
    study = Study(
        name="Ishigami", evaluator="ishigami", parameters=(x1, x2, x3), design=Saltelli(n=256)
    )
    file = tmp_path / "ishigami.json"
    file.write_text(study.to_json())
    page = study_page()
    page.get_by_role("button", name="From a file").click()
    page.locator("#study-file").set_input_files(file)
    expect(page.get_by_label("The study")).to_have_value(study.to_json())
    page.get_by_role("dialog").get_by_role("button", name="Run").click()
    page.wait_for_url("**/study/*")
    state = page.locator(".study-head .study-state")
    expect(state).to_have_text("done", timeout=4 * PATIENCE_MS)
    expect(card(page, "sobol")).to_contain_text("From 256 of 256 base points")
    drawn(page, "convergence")
    expect(page.locator(".study-facts")).to_have_text(f"{n_trials(study):,} trials")
