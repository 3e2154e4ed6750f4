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

RUN = """async (options) => {
  const all = { resultTypes: ["violations"], ...options };
  const { violations } = await window.axe.run(document, all);
  return violations.map(({ id, nodes }) => [id, nodes[0].html]);
}"""
OTHER = {"light": "dark", "dark": "light"}
IN_SCHEME = """async (scheme) => {
  const { dataset } = document.documentElement;
  const frame = () => new Promise(requestAnimationFrame);
  while (dataset.mantineColorScheme !== scheme) await frame();
  await frame();
  const ends = (each) => each.effect.getComputedTiming().endTime < Infinity;
  await Promise.allSettled(document.getAnimations().filter(ends).map((each) => each.finished));
}"""


def violations(page, dialog=False):
    """Return broken rules, each with the first element that breaks it.

    Those of the colours are checked in both schemes.
    """
    if not page.evaluate("Boolean(window.axe)"):
        page.evaluate(Axe().axe_script)
    scheme = page.evaluate("document.documentElement.dataset.mantineColorScheme")
    page.evaluate(IN_SCHEME, scheme)
    found = page.evaluate(RUN, {"rules": DIALOG} if dialog else {})
    for each in (OTHER[scheme], scheme):
        page.emulate_media(color_scheme=each)
        page.evaluate(IN_SCHEME, each)
        if each != scheme:
            found += page.evaluate(RUN, {"runOnly": COLORS})
    return found
