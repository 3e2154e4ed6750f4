"""What is in the page's head besides Dash's own: fonts, thumbnails, and tags of the link."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from components.page.previews.routes import THUMBNAIL_PATH, own_states
from components.serving.root_path import address
from components.state.link import to_query

__all__ = ["FONTS", "LINK_TAGS", "fonts", "thumbnails"]

LINK_TAGS = "<!--link-->"  # `previews.tags` writes them, for each address
FONTS = ("fonts/cutlab-sans.woff2", "fonts/cutlab-serif.woff2")


def fonts(url: Callable[[str], str]) -> str:
    """Write links that load the fonts at once, and not only once the first text needs them.

    Parameters
    ----------
    url : callable
        Function from a path in the assets to its address, as `Dash.get_asset_url`.
    """
    return "".join(
        f'<link rel="preload" as="font" type="font/woff2" href="{escape(url(font))}" crossorigin>'
        for font in FONTS
    )


def thumbnails() -> str:
    """Write the styles that give menu and beginning their thumbnails, loaded when they are seen."""
    rules = (
        f'.scene-option[value="{key}"]::before,[data-scene="{key}"] .thumbnail'
        f'{{background-image:url("{address(THUMBNAIL_PATH)}?{to_query(state)}")}}'
        for key, state in own_states().items()
    )
    return f"<style>{''.join(rules)}</style>"
