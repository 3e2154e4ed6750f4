/** Copying to the clipboard, also where the browser blocks it, and the button that copies the address. */

import { find, onAction } from "./dom.mjs";

const STATUS_MS = 3000;

/**
 * Copy a text. The clipboard API needs https or localhost; elsewhere the old command is used.
 * @param {string} text
 * @param {HTMLElement} [place] parent of a temporary field; a dialog blocks selections outside of it
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
 * Connect the copy buttons: `data-copy` selects the element whose text is copied, and a status beside
 * the button reports the result.
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

/** Connect the button that copies the address, which is the link to the state on screen. */
export function connectCopyLink() {
  const status = find(".header-status");
  let timer = 0;
  onAction("copy", async () => {
    const copied = await copyText(location.href);
    status.textContent = copied ? "Link copied" : "Copying failed: the address bar has the link.";
    clearTimeout(timer);
    timer = setTimeout(() => (status.textContent = ""), STATUS_MS);
  });
}
