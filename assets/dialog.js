// @ts-check
/// <reference path="./types.d.ts" />
/** Dialogs, the one of the keys among them, and the menu of the rarer tools on narrow screens. */
(() => {
  /**
   * A modal dialog that its button, Escape and a click beside it close; the focus goes back.
   * @param {string} selector
   */
  function dialog(selector) {
    const element = /** @type {HTMLDialogElement} */ (document.querySelector(selector));
    element.addEventListener("click", ({ target }) => {
      const { classList } = /** @type {Element} */ (target);
      if (target === element || classList.contains("dialog-close")) element.close();
    });
    return element;
  }

  /** Whether something is open that takes the keys first. */
  const covered = () => document.querySelector("dialog[open], :popover-open") !== null;

  const TEXT = "textarea, input:is([type=text], [type=search], [type=url])";

  function keys() {
    const element = dialog(".keys-dialog");
    const open = () => {
      if (!covered()) element.showModal();
    };
    document.querySelector('[data-action="keys"]')?.addEventListener("click", open);
    document.addEventListener("keydown", (event) => {
      const { key, target, ctrlKey, metaKey, altKey } = event;
      if (key !== "?" || ctrlKey || metaKey || altKey || /** @type {Element} */ (target).matches(TEXT)) return;
      event.preventDefault(); // which a field of numbers would take as well
      open();
    });
  }

  /** On narrow screens the rarer tools are a popover; elsewhere they stand in the head. */
  function more() {
    const opener = /** @type {HTMLButtonElement} */ (document.querySelector('[data-action="more"]'));
    const tools = /** @type {HTMLElement} */ (document.querySelector(".rarer"));
    tools.popover = "auto";
    opener.popoverTargetElement = tools;
    // Before what is chosen opens its dialog, from which the focus comes back to the menu's button.
    tools.addEventListener("click", () => tools.matches(":popover-open") && tools.hidePopover(), true);
  }

  window.cutlab = Object.assign(window.cutlab ?? {}, { covered, dialog, keys, more });
})();
