"""Rules of accessibility, which axe checks."""

from axe_playwright_python.sync_playwright import Axe

# Mantine's dialogs head themselves by a <header>, which axe takes for a second banner of the page;
# to a reader the page behind a dialog is not there.
DIALOG = {
    "landmark-no-duplicate-banner": {"enabled": False},
    "landmark-unique": {"enabled": False},
}
# The rules that have to do with colours; all others are of the document, which both schemes share.
COLORS = ["color-contrast", "link-in-text-block"]

DIALOGS = "[role=dialog]"
RUN = """async ([within, options]) => {
  const all = { resultTypes: ["violations"], ...options };
  const { violations } = await window.axe.run(within ?? document, all);
  return violations.map(({ id, nodes }) => [id, nodes[0].html]);
}"""
OTHER = {"light": "dark", "dark": "light"}
SCHEME = "document.documentElement.dataset.mantineColorScheme"
# No transition runs any more; what turns for ever may.
AT_REST = """() => document.getAnimations().every(({ playState, effect }) =>
  playState !== "running" || effect.getComputedTiming().endTime === Infinity)"""


def violations(page, dialog=False, within=None):
    """Return broken rules, each with the first element that breaks it.

    Those of the colours are checked in both schemes. Of a page whose rest is checked elsewhere, the
    part `within` a selector is checked alone, or its dialog, without the rules of whole pages.
    """
    if not page.evaluate("Boolean(window.axe)"):
        page.evaluate(Axe().axe_script)
    within = DIALOGS if dialog else within
    scheme = page.evaluate(SCHEME)
    page.wait_for_function(AT_REST)
    found = page.evaluate(RUN, [within, {"rules": DIALOG} if dialog else {}])
    for each in (OTHER[scheme], scheme):
        page.emulate_media(color_scheme=each)
        page.wait_for_function(f"(scheme) => {SCHEME} === scheme", arg=each)
        page.wait_for_function(AT_REST)
        if each != scheme:
            found += page.evaluate(RUN, [within, {"runOnly": COLORS}])
    return found
