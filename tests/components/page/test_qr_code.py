"""The dialog of a QR code: whose address it has, and what is too long for one."""

import re
from base64 import b64encode
from urllib.parse import unquote

import numpy as np
import pytest
import zxingcpp

from components.export.lesson_link import lesson_fragment
from components.page.panels import qr_code
from components.page.panels.qr_code import lesson_address, open_code, picture

PAGE = "https://lab.example/cutlab/"
STEPS = [{"title": "Much", "note": "", "query": "noise=1"}, {"title": "", "note": "", "query": ""}]


def test_a_lesson_that_ships_has_a_short_address():
    assert lesson_address({"page": PAGE, "name": "noise", "steps": []}) == (
        "https://lab.example/cutlab/?view=present#lesson=noise"
    )


def test_a_lesson_of_ones_own_travels_in_the_address():
    found = lesson_address({"page": PAGE, "name": "", "steps": STEPS})
    assert found == f"{PAGE}?noise=1&view=present#{lesson_fragment(STEPS)}"


def test_without_steps_it_is_the_scene_on_screen():
    asked = {"page": PAGE, "name": "", "steps": [], "query": "beta=3&view=present"}
    assert lesson_address(asked) == f"{PAGE}?beta=3&view=present"


def modules(drawn):
    """Side of the code, and number of its dark modules, from the drawing."""
    svg = unquote(drawn.src.partition(",")[2])
    side = int(re.search(r"viewBox=.0 0 (\d+)", svg)[1])
    return side - 8, sum(int(n) for n in re.findall(r"h(\d+)", svg))


def pixels(drawn, each=4):
    """The drawing as grey pixels: white, and black along its path."""
    svg = unquote(drawn.src.partition(",")[2])
    side = int(re.search(r"viewBox=.0 0 (\d+)", svg)[1])
    found = np.full((side, side), 255, np.uint8)
    x = y = 0.0
    dark = re.findall(r" d='([^']+)'", svg)[-1]  # after the white square
    for command, numbers in re.findall(r"([MmhH])([-\d. ]+)", dark):
        first, *second = map(float, re.findall(r"-?[\d.]+", numbers))
        if command == "h":
            found[int(y), int(x) : int(x + first)] = 0
            x += first
        else:
            x, y = (first, *second) if command == "M" else (x + first, y + second[0])
    return found.repeat(each, axis=0).repeat(each, axis=1)


@pytest.mark.parametrize("length", [0, 300, qr_code.DENSE, 2953 - len(PAGE)])
def test_a_reader_of_codes_finds_the_address(length):
    steps = [{"title": "Zwei Kreise, β", "note": "“…”", "query": "beta=3,5&size=50"}]
    for address in (PAGE + "x" * length, PAGE + f"?beta=3#{lesson_fragment(steps)}"):
        image, *_ = picture(address)
        (found,) = zxingcpp.read_barcodes(pixels(image))
        assert found.text == address


def test_the_code_grows_with_the_address_and_half_of_it_is_dark():
    sides = []
    for address in (PAGE, PAGE + "x" * 200, PAGE + "x" * 2000):
        image, text, near = picture(address)
        side, _ = modules(image)
        sides.append(side)
        assert (side - 17) % 4 == 0  # versions are 4 modules apart
        assert text.children.href == address
        assert near.hidden is (len(address) <= qr_code.DENSE)
    assert sides == sorted(set(sides))


def test_what_is_too_long_is_told():
    (line,) = picture(PAGE + "x" * 3000)
    assert line.children.startswith("A QR code holds 2,953 characters; this address has 3,027.")
    longest = PAGE + b64encode(bytes(2180)).decode()[: 2953 - len(PAGE)]
    assert len(picture(longest)) == 3


@pytest.mark.parametrize("asked", [None, {}])
def test_nothing_opens_unasked(asked):
    assert open_code(asked)[1] is qr_code.no_update


def test_it_opens_for_a_link():
    content, opened, problem = open_code({"address": PAGE})
    assert (opened, problem) == (True, "")
    assert content[1].children.href == PAGE
