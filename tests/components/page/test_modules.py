"""The page loads every module once, at an address that changes with its content."""

import json
import re

import httpx
import pytest

from app import ASSETS
from components.page import modules
from tests.serving import serve


@pytest.fixture(scope="module")
def url():
    with serve() as address:
        yield address


def read(html):
    """The import map."""
    return json.loads(re.search(r'<script type="importmap">(.*?)</script>', html)[1])["imports"]


def written(folder):
    return read(modules.links(folder, lambda path: f"/lab/assets/{path}"))


@pytest.mark.parametrize("path", ["/", "/study/7"])
def test_the_page_maps_each_module_and_dash_tags_none(url, path):
    html = httpx.get(url + path).text
    mapped = read(html)
    paths = {f"/assets/{p.relative_to(ASSETS).as_posix()}" for p in ASSETS.rglob("*.mjs")}
    assert set(mapped) == paths - {"/assets/takeaway/page.mjs"}
    assert not re.findall(r'<script src="/assets/', html)
    for address, versioned in mapped.items():
        assert versioned.startswith(f"{address}?v=")


def test_a_module_is_a_script_to_the_browser(url):
    answer = httpx.get(f"{url}/assets/main.mjs")
    assert answer.headers["content-type"].split(";")[0].endswith("/javascript")


def test_an_address_changes_with_the_content_alone(tmp_path):
    (tmp_path / "room").mkdir()
    for name in ("main.mjs", "room/other.mjs", "app.css"):
        (tmp_path / name).write_text("export {};")
    before = written(tmp_path)
    assert set(before) == {"/lab/assets/main.mjs", "/lab/assets/room/other.mjs"}
    (tmp_path / "room/other.mjs").write_text("export const more = 1;")
    (tmp_path / "main.mjs").write_text("export {};")  # as a checkout writes it anew
    after = written(tmp_path)
    assert after["/lab/assets/main.mjs"] == before["/lab/assets/main.mjs"]
    assert after["/lab/assets/room/other.mjs"] != before["/lab/assets/room/other.mjs"]


def test_dash_calls_an_export_of_the_entry():
    source = modules.call("start", lambda path: f"/assets/{path}")
    assert 'import(document.documentElement.dataset.root + "/assets/main.mjs")' in source
    assert re.search(r"^export function start\b", (ASSETS / modules.ENTRY).read_text(), re.M)
