"""The page's ES modules: how a browser loads them, and how Dash calls them.

They are not in Dash's list of scripts, which would load those that import each other twice, by
names with a version and without. The page tells every module's version in an import map, so that a
changed one is fetched and the others come from the browser's cache, and preloads all, so that a
chain of imports costs one round trip. A script makes the links, because a browser asks for links
that are written into the page before it asks for the placeholder's image.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

__all__ = ["ENTRY", "IGNORE", "REPORT_FAILURE", "call", "links"]

ENTRY = "main.mjs"
IGNORE = r"\.mjs$"  # for Dash's `assets_ignore`


# The element before is the import map.
PRELOAD = """<script>for (const href of
  Object.values(JSON.parse(document.currentScript.previousElementSibling.text).imports))
  document.head.append(Object.assign(document.createElement("link"), {rel: "modulepreload", href}));
</script>"""

# For Dash's `hooks`: a callback that failed, by the network or on the server, is an event, which
# `assets/page/callbacks.mjs` tells beside its control. Dash itself writes it to the console only.
REPORT_FAILURE = """(callback, { error }) => {
  if (error) {
    const detail = { callback, error };
    document.dispatchEvent(new CustomEvent("cutlab:callback-failed", { detail }));
  }
}"""


def links(folder: Path, url: Callable[[str], str]) -> str:
    """Write the elements that make a browser load the modules.

    Parameters
    ----------
    folder : Path
        That of the assets.
    url : callable
        From a path in it to its address, as `Dash.get_asset_url`.

    Returns
    -------
    str
        HTML: the import map, a script that preloads what is in it, and the entry.
    """
    versions = {}
    for path in sorted(folder.rglob("*.mjs")):
        address = url(path.relative_to(folder).as_posix())
        versions[address] = f"{address}?v={sha256(path.read_bytes()).hexdigest()[:12]}"
    imports = json.dumps({"imports": versions}, separators=(",", ":"))
    entry = versions[url(ENTRY)]
    return (
        f'<script type="importmap">{imports}</script>{PRELOAD}'
        f'<script type="module" src="{entry}"></script>'
    )


def call(function: str, url: Callable[[str], str]) -> str:
    """Write a clientside callback that calls an export of the entry.

    Parameters
    ----------
    function : str
        It is given the inputs and states, and at last the id of what triggered it.
    url : callable
        As of `links`.

    Returns
    -------
    str
        JavaScript, for `Dash.clientside_callback`. It waits for the modules, which may come after
        the layout.
    """
    entry = json.dumps(url(ENTRY))
    return (
        "(...values) => { const { triggered_id } = window.dash_clientside.callback_context; "
        f"return import({entry}).then((entry) => entry.{function}(...values, triggered_id)); }}"
    )
