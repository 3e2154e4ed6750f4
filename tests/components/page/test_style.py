"""The style sheets: in which order they are read, and that none of their rules is dead."""

import re
from pathlib import Path

import httpx

import app
from tests.serving import serve

ASSETS = Path(app.ASSETS)
SHEETS = sorted(ASSETS.rglob("*.css"))
# Classes that Plotly draws.
PLOTLY = re.compile(
    "main-svg|hoverlayer|heatmaplayer|nsewdrag|cbaxis|x2y2|annotation-text|textpoint|"
    "[xy]2?(tick|title)|modebar-(container|group|btn)|active|plotly-notifier|notifier-note"
)


def test_what_a_link_makes_of_the_page_is_read_after_the_parts_that_it_changes():
    with serve() as url:
        page = httpx.get(url).text
    order = re.findall(r'href="/assets/([\w/]+\.css)', page)
    assert sorted(order) == [sheet.relative_to(ASSETS).as_posix() for sheet in SHEETS]
    assert order[0] == "app.css"
    modes = order.index("page/view_modes.css")
    assert {"controls/controls.css", "live/pictures.css", "page/page.css"} <= set(order[:modes])


def test_every_class_of_a_rule_is_one_that_the_page_has():
    folders = (ASSETS.rglob("*.mjs"), (ASSETS.parent / "components").rglob("*.py"))
    source = "\n".join(path.read_text() for folder in folders for path in folder)
    words = set(re.findall(r"[\w-]+", source))
    for sheet in SHEETS:
        rules = re.sub(r"/\*.*?\*/", "", sheet.read_text(), flags=re.DOTALL)
        selectors = " ".join(re.findall(r"([^{};]+)\{", rules))
        classes = set(re.findall(r"\.(-?[a-z_][\w-]*)", selectors))
        # Those of handles are made of their parts, by a script.
        theirs = ("mantine-", "handle-")
        own = {name for name in classes if not (PLOTLY.fullmatch(name) or name.startswith(theirs))}
        assert own <= words, sheet
