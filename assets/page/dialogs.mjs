/** Dialogs, that of the keys among them, and the menu of the rarer tools on narrow screens. */

import { find, onAction } from "./dom.mjs";

const TEXT = "textarea, input:is([type=text], [type=search], [type=url])";

/**
 * A modal dialog that its button, Escape and a click beside it close; the focus goes back.
 * @param {string} selector
 */
export function dialog(selector) {
  const element = /** @type {HTMLDialogElement} */ (find(selector));
  element.addEventListener("click", ({ target }) => {
    const { classList } = /** @type {Element} */ (target);
    if (target === element || classList.contains("dialog-close")) element.close();
  });
  return element;
}

/** Whether something is open that takes the keys first. */
export const covered = () => document.querySelector("dialog[open], :popover-open, [role=dialog]") !== null;

/** Open the list of keys by its button and by the question mark. */
export function connectKeysDialog() {
  const element = dialog(".keys-dialog");
  const open = () => {
    if (!covered()) element.showModal();
  };
  onAction("keys", open);
  document.addEventListener("keydown", (event) => {
    const { key, target, ctrlKey, metaKey, altKey } = event;
    if (key !== "?" || ctrlKey || metaKey || altKey) return;
    if (/** @type {Element} */ (target).matches(TEXT)) return;
    event.preventDefault(); // a number field would take the key as well
    open();
  });
}

/** Make the rarer tools a popover; on wide screens they stand in the header instead. */
export function connectMoreMenu() {
  const opener = /** @type {HTMLButtonElement} */ (find('[data-action="more"]'));
  const tools = find(".rarer");
  tools.popover = "auto";
  opener.popoverTargetElement = tools;
  // Close it before the chosen tool opens a dialog, so that the focus returns to the menu's button.
  tools.addEventListener("click", () => tools.matches(":popover-open") && tools.hidePopover(), true);
}
