"""Scripts, styles and layout come compressed, whatever the client; everything else as it is."""

import httpx
import pytest

from components.first import FIRST_PATH
from tests.serving import serve


@pytest.fixture(scope="module")
def url():
    with serve() as address:
        yield address


def get(url, path, accepted, **more):
    return httpx.get(url + path, headers={"Accept-Encoding": accepted, **more})


@pytest.mark.parametrize(
    "path",
    [
        "/assets/app.css",
        "/assets/explorer.js",
        "/_dash-component-suites/plotly/package_data/plotly.min.js",
        "/_dash-layout",
    ],
)
def test_the_content_is_the_same(url, path):
    plain, small = get(url, path, "identity"), get(url, path, "gzip, br")
    assert "content-encoding" not in plain.headers
    assert small.headers["content-encoding"] == "gzip"
    assert "accept-encoding" in small.headers["vary"].lower()
    assert small.content == plain.content
    assert int(small.headers["content-length"]) < 0.4 * int(plain.headers["content-length"])


def test_what_is_known_is_not_sent_again(url):
    known = get(url, "/assets/app.css", "gzip").headers["etag"]
    answer = get(url, "/assets/app.css", "gzip", **{"If-None-Match": known})
    assert (answer.status_code, answer.content) == (304, b"")


@pytest.mark.parametrize("path", [FIRST_PATH, "/assets/missing.js", "/assets/favicon.ico"])
def test_the_rest_is_left_alone(url, path):
    assert "content-encoding" not in get(url, path, "gzip").headers
