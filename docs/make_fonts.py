"""Cut the page's fonts down to what the page writes.

Run with ``python docs/make_fonts.py SANS.ttf SERIF.ttf``, where fonttools and brotli are installed.
The files are ``VF/SourceSans3VF-Upright.ttf`` of the npm package source-sans 3.52.0, and
``TTF/SourceSerif4Subhead-Semibold.ttf`` of source-serif 4.5.1. Letters of further languages come
from the reader's system.
"""

import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter, load_font, save_font
from fontTools.varLib.instancer import instantiateVariableFont

FONTS = Path(__file__).parents[1] / "assets" / "fonts"
LATIN = "".join(map(chr, [*range(0x20, 0x7F), *range(0xA0, 0x100)]))
MORE = "ŒœŠšŽžŸıŁł–—‘’‚“”„†•…‰‹›⁄€™−×≤≥≈≠∞√∑∂←→↑↓⌘▶"
GREEK = "αβγδεζηθικλμνξοπρςστυφχψωΓΔΘΛΞΠΣΦΨΩ"
CUTS = {
    "Cutlab Sans": (LATIN + MORE + GREEK, ["kern", "tnum", "mark", "ccmp"]),
    "Cutlab Serif": (LATIN + MORE, ["kern", "ccmp"]),
}
NAMES = (1, 3, 4, 6, 16)  # records of the name table


def main() -> None:
    """Write both fonts, under names of their own, as their licence demands of changed versions."""
    for path, (name, (letters, features)) in zip(sys.argv[1:], CUTS.items(), strict=True):
        options = Options(flavor="woff2", layout_features=features, hinting=False)
        font = load_font(path, options)
        subsetter = Subsetter(options)
        subsetter.populate(text=letters)
        subsetter.subset(font)
        if "fvar" in font:
            font = instantiateVariableFont(font, {"wght": (400, 700)})
        for number in NAMES:
            if font["name"].getDebugName(number):
                font["name"].setName(
                    name.replace(" ", "-" if number == 6 else " "), number, 3, 1, 0x409
                )
        target = FONTS / f"{name.lower().replace(' ', '-')}.woff2"
        save_font(font, str(target), options)
        print(f"{target.name}: {target.stat().st_size / 1000:.1f} kB")


if __name__ == "__main__":
    main()
