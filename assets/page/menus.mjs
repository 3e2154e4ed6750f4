/**
 * State of Mantine's menus for screen readers. Mantine gives them no `aria-expanded`, which their role
 * needs; while one is open it has `aria-controls`.
 */

import { findAll, setAttributes } from "./browser/dom.mjs";

/** Keep the attribute of all menus of the page, present and later ones. */
export function describeMenus() {
  let waiting = false;
  const update = () => {
    waiting = false;
    for (const menu of findAll("input[role=combobox]")) {
      setAttributes(menu, { "aria-expanded": menu.hasAttribute("aria-controls") });
    }
  };
  const changed = () => {
    if (!waiting) setTimeout(update);
    waiting = true;
  };
  const what = { subtree: true, childList: true, attributes: true, attributeFilter: ["aria-controls"] };
  new MutationObserver(changed).observe(document.body, what);
  update();
}
