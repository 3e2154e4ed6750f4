"""The app below a path: what is sent to a browser, and whom it believes the path."""

import asyncio
import json
import re

import httpx
import pytest
from websockets.sync.client import connect

from components.live.routes import FRAME_PATH
from components.page.placeholder import PLACEHOLDER_PATH
from components.serving.root_path import RootPath, address, read_proxies, read_root
from tests.components.frames import decode, request
from tests.serving import serve

ROOT = "/cutlab"


def asked(path, root=ROOT, proxies=(), forwarded=None, client="127.0.0.1", mounted=""):
    """Return the path that the app sees for a request, and the address of its list of studies."""
    seen = []

    async def app(scope, receive, send):
        seen.append((scope["path"], address("/study"), scope["root_path"]))

    headers = [(b"x-forwarded-prefix", forwarded.encode())] if forwarded is not None else []
    scope = {"type": "http", "path": path, "headers": headers, "client": (client, 1)}
    if mounted:
        scope["root_path"] = mounted
    asyncio.run(RootPath(app, root, proxies)(scope, None, None))
    assert seen[0][2] == ""
    return seen[0][:2]


@pytest.mark.parametrize(
    ("path", "seen"),
    [
        ("/cutlab/study/7", "/study/7"),  # the proxy passes it on as it is
        ("/study/7", "/study/7"),  # or without the root path
        ("/cutlab/", "/"),
        ("/cutlab", ""),  # from where the page is redirected
        ("/cutlabs/study", "/cutlabs/study"),
        ("/", "/"),
    ],
)
def test_the_root_path_is_taken_off(path, seen):
    assert asked(path) == (seen, "/cutlab/study")


def test_a_root_path_of_the_server_has_precedence():
    assert asked("/lab/study", mounted="/lab") == ("/study", "/lab/study")
    assert asked("/study", root="") == ("/study", "/study")


def test_signs_are_encoded_in_addresses_and_not_in_paths():
    assert asked("/user/a@b/study", root="/user/a%40b") == ("/study", "/user/a%40b/study")


@pytest.mark.parametrize(
    ("client", "forwarded", "listed"),
    [
        ("127.0.0.1", "/lab", "/lab/study"),
        ("127.0.0.1", "/lab/", "/lab/study"),
        ("10.1.2.3", "/lab", "/lab/study"),
        ("192.0.2.1", "/lab", "/cutlab/study"),  # a stranger
        ("127.0.0.1", "//evil.example", "/cutlab/study"),
        ("127.0.0.1", '/"><script>', "/cutlab/study"),
        ("127.0.0.1", "", "/cutlab/study"),
    ],
)
def test_a_named_proxy_tells_the_root_path(client, forwarded, listed):
    proxies = ["127.0.0.1", "10.0.0.0/8"]
    found = asked("/study", proxies=proxies, forwarded=forwarded, client=client)
    assert found == ("/study", listed)


def test_without_a_named_proxy_nobody_does():
    assert asked("/study", forwarded="/lab") == ("/study", "/cutlab/study")


@pytest.mark.parametrize("text", ["cutlab", "//evil.example", "/a//b", "/a/../b", "/a b", '/"'])
def test_what_is_no_root_path_is_told(text):
    with pytest.raises(ValueError, match="The root path must be such as /cutlab"):
        read_root(text)


def test_what_is_no_proxy_is_told():
    with pytest.raises(ValueError, match="must be an address or a network such as"):
        read_proxies("127.0.0.1 proxy.example")


@pytest.fixture(scope="module")
def url():
    with serve(root_path=ROOT, proxies=["127.0.0.1"]) as address:
        yield address


def addresses(html):
    return re.findall(r'(?:href|src)="([^"]+)"', html)


@pytest.mark.parametrize("path", ["/cutlab/", "/cutlab/study/7", "/study"])
def test_every_address_of_the_page_has_the_root_path(url, path):
    html = httpx.get(url + path).text
    assert addresses(html)
    imports = json.loads(re.search(r'<script type="importmap">(.*?)</script>', html)[1])["imports"]
    config = json.loads(re.search(r'<script id="_dash-config"[^>]*>(.*?)</script>', html)[1])
    given = [*addresses(html), *imports, *imports.values(), config["requests_pathname_prefix"]]
    assert [each for each in given if not each.startswith(f"{ROOT}/")] == []
    for each in addresses(html):
        assert httpx.get(url + each.replace("&amp;", "&")).status_code == 200


def test_every_address_of_the_layout_has_the_root_path(url):
    def found(value):
        if isinstance(value, dict):
            for name, each in value.items():
                if name in ("href", "src") or name.endswith("_path"):
                    yield each
                else:
                    yield from found(each)
        elif isinstance(value, list):
            for each in value:
                yield from found(each)

    for headers, root in (({}, ROOT), ({"X-Forwarded-Prefix": "/lab"}, "/lab"), ({}, ROOT)):
        layout = httpx.get(f"{url}/_dash-layout", headers=headers).json()
        given = [each for each in found(layout) if isinstance(each, str)]
        assert f"{root}{FRAME_PATH}" in given
        assert [each for each in given if not each.startswith(f"{root}/")] == []


def test_other_answers_have_it_too(url):
    answer = httpx.get(f"{url}{ROOT}?noise=0.3")
    assert (answer.status_code, answer.headers["location"]) == (307, f"{ROOT}/?noise=0.3")
    assert "frame-ancestors" in answer.headers["content-security-policy"]
    assert httpx.get(f"{url}{ROOT}/studies").headers["location"] == f"{ROOT}/study"
    unknown = httpx.get(f"{url}{ROOT}/nothing")
    assert unknown.status_code == 404
    assert addresses(unknown.text) == [f"{ROOT}/", f"{ROOT}/study"]
    assert httpx.get(f"{url}{ROOT}{PLACEHOLDER_PATH}?noise=0.3").status_code == 200


def test_a_page_below_it_is_embedded_and_asks_by_websocket(url):
    policy = httpx.get(f"{url}{ROOT}/?view=embed").headers["content-security-policy"]
    assert "frame-ancestors *" in policy
    with connect(url.replace("http", "ws") + ROOT + FRAME_PATH, origin=url) as socket:
        socket.send(request(seq=3))
        assert decode(socket.recv())[0]["seq"] == 3
