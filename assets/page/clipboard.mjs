/** The clipboard, also where the browser keeps it closed, and the button that copies the address. */

import { find, onAction } from "./dom.mjs";

const SAID_MS = 3000;

/**
 * Copy a text. The clipboard is for pages on https or localhost; elsewhere there is the old command.
 * @param {string} text
 * @param {HTMLElement} [place] where a field may be put; beside a dialog nothing can be selected
 * @returns {Promise<boolean>} whether it was copied
 */
export async function copyText(text, place = document.body) {
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
 * Copy an element's text, and leave it selected where that takes the old command.
 * @param {HTMLElement} element @returns {Promise<boolean>} whether it was copied
 */
export async function copyElement(element) {
  try {
    await navigator.clipboard.writeText(element.textContent ?? "");
    return true;
  } catch {
    getSelection()?.selectAllChildren(element);
    return document.execCommand("copy");
  }
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
