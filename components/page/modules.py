"""Loading of the page's ES modules, and calls of Dash to them.

The modules are not in Dash's list of scripts, which would load imported ones twice, by an address
with a version and one without. The page has the version of every module in an import map, so that a
browser fetches changed modules and takes the others from its cache. All modules are preloaded, so
that a chain of imports costs one round trip. A script adds the preload links, because a browser
requests links in the page's HTML before the placeholder's image.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

__all__ = ["ENTRY", "HOOKS", "IGNORE", "call", "links"]

ENTRY = "main.mjs"
IGNORE = r"\.mjs$"  # for Dash's `assets_ignore`
ELSEWHERE = (
    "takeaway"  # folder of the module that lessons' files have within them, and no page loads
)


# The element before this script is the import map.
PRELOAD = """<script>for (const href of
  Object.values(JSON.parse(document.currentScript.previousElementSibling.text).imports))
  document.head.append(Object.assign(document.createElement("link"), {rel: "modulepreload", href}));
</script>"""

# Dash's `hooks`: dispatch events for callbacks that the server is asked, that it answered, and that
# failed, by the network or on the server. `assets/page/callbacks.mjs` shows failures beside their
# controls, until a later request is answered; Dash itself only writes to the console.
HOOKS = {
    "request_pre": """({ output }) => {
  const detail = { callback: { output } };
  document.dispatchEvent(new CustomEvent("cutlab:callback-asked", { detail }));
}""",
    "callback_resolved": """(callback, { error }) => {
  const detail = { callback, error };
  if (!error && callback.clientside_function) return;
  const outcome = error ? "failed" : "answered";
  document.dispatchEvent(new CustomEvent(`cutlab:callback-${outcome}`, { detail }));
}""",
}


def links(folder: Path, url: Callable[[str], str]) -> str:
    """Write the HTML elements that load the modules.

    Parameters
    ----------
    folder : Path
        Folder of the assets.
    url : callable
        Function from a path in it to its address, as `Dash.get_asset_url`.

    Returns
    -------
    str
        HTML: the import map, a script that preloads what is in it, and the entry.
    """
    versions = {}
    for path in sorted(set(folder.rglob("*.mjs")) - set(folder.glob(f"{ELSEWHERE}/*"))):
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
        Name of the export. It gets the inputs and states, and finally the id of the trigger.
    url : callable
        As in `links`, without the root path, which the page has.

    Returns
    -------
    str
        JavaScript for `Dash.clientside_callback`. It waits for the modules, which may load after
        the layout.
    """
    entry = json.dumps(url(ENTRY))
    return (
        "(...values) => { const { triggered_id } = window.dash_clientside.callback_context; "
        f"return import(document.documentElement.dataset.root + {entry})"
        f".then((entry) => entry.{function}(...values, triggered_id)); }}"
    )
