/** The clipboard, also where the browser keeps it closed, and the button that copies the address. */

import { find, onAction } from "./dom.mjs";

const SAID_MS = 3000;

/**
 * Copy a text. The clipboard is for pages on https or localhost; elsewhere there is the old command.
 * @param {string} text
 * @param {HTMLElement} [place] where a field may be put; beside a dialog nothing can be selected
 * @returns {Promise<boolean>} whether it was copied
 */
async function copyText(text, place = document.body) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = document.createElement("textarea");
    field.value = text;
    const { activeElement } = document;
    place.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    if (activeElement instanceof HTMLElement) activeElement.focus();
    return done;
  }
}

/**
 * Connect the buttons that copy: `data-copy` names the element whose text they copy, and a status
 * beside the button says what became of it.
 */
export function connectCopying() {
  document.addEventListener("click", async ({ target }) => {
    const button = /** @type {Element} */ (target).closest?.("[data-copy]");
    if (!(button instanceof HTMLElement) || !button.parentElement) return;
    const source = document.querySelector(button.dataset.copy ?? "");
    const field = /** @type {HTMLInputElement | null} */ (source);
    const copied = await copyText(field?.value ?? source?.textContent ?? "", button.parentElement);
    const status = button.parentElement.querySelector("[role=status]");
    if (status) status.textContent = copied ? "Copied." : "The browser does not allow it: select the text and copy it.";
  });
}

/** The address is the link to what is on screen. */
export function connectCopyLink() {
  const status = find(".header-status");
  let timer = 0;
  onAction("copy", async () => {
    const copied = await copyText(location.href);
    status.textContent = copied ? "Link copied" : "Copying failed: the address bar has the link.";
    clearTimeout(timer);
    timer = setTimeout(() => (status.textContent = ""), SAID_MS);
  });
}
