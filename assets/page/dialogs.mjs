/** Keys of letters, the key that opens the list of keys, and the menu of the rarely used tools on narrow screens. */

import { find } from "./browser/dom.mjs";

const TEXT = "textarea, input:is(:not([type]), [type=text], [type=search], [type=url]):not(.number-field)";
const FIELDS = "input:not([type=range]), textarea, select, [contenteditable]"; // these take letters

/** True if a dialog or a menu is open, which gets the keys first; the notes of the tour leave them to the page. */
export const covered = () => document.querySelector(":popover-open:not(.tour), [role=dialog]:not(.tour)") !== null;

/** Call a function when a letter is pressed where no field, dialog or menu takes it. @param {string} letter @param {() => void} act */
export function onLetter(letter, act) {
  document.addEventListener("keydown", (event) => {
    const { key, target, repeat, ctrlKey, metaKey, altKey } = event;
    if (key.toLowerCase() !== letter || repeat || ctrlKey || metaKey || altKey || covered()) return;
    if (!(target instanceof Element && target.matches(FIELDS))) act();
  });
}

/** Let the question mark open the list of keys, as its button does. */
export function connectKeysDialog() {
  document.addEventListener("keydown", (event) => {
    const { key, target, ctrlKey, metaKey, altKey } = event;
    if (key !== "?" || ctrlKey || metaKey || altKey) return;
    if (/** @type {Element} */ (target).matches(TEXT)) return;
    event.preventDefault(); // a number field would take the key as well
    if (!covered()) find('[data-action="keys"]').click();
  });
}

/** Make the rarely used tools a popover; on wide screens they are in the header instead. */
export function connectMoreMenu() {
  const opener = /** @type {HTMLButtonElement} */ (find('[data-action="more"]'));
  const tools = find(".rarer");
  tools.popover = "auto";
  opener.popoverTargetElement = tools;
  // Close it before the chosen tool opens a dialog, so that the focus returns to the menu's button.
  tools.addEventListener("click", () => tools.matches(":popover-open") && tools.hidePopover(), true);
}
