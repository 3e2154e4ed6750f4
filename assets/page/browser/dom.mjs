/** Helpers that make, find and write elements. */

/**
 * Make an element.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, unknown>} [props] its attributes; those named "on..." are listeners, and
 *   those that are undefined or false are left out
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (name.startsWith("on")) {
      element.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
    } else if (value !== undefined && value !== false) element.setAttribute(name, String(value));
  }
  element.append(...children);
  return element;
}

/**
 * Make an element of SVG.
 * @template {keyof SVGElementTagNameMap} Tag
 * @param {Tag} tag @param {Record<string, unknown>} attributes @param {...Element} children
 * @returns {SVGElementTagNameMap[Tag]}
 */
export function s(tag, attributes, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  setAttributes(element, attributes);
  element.append(...children);
  return element;
}

/** Set the attributes that differ: to set one costs a style and a layout. @param {Element} element @param {Record<string, unknown>} attributes */
export function setAttributes(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (element.getAttribute(name) !== String(value)) element.setAttribute(name, String(value));
  }
}

/** Hide an element or show it; to hide a hidden one would write its attribute again. @param {HTMLElement} element @param {boolean} hidden */
export function hide(element, hidden) {
  if (element.hidden !== hidden) element.hidden = hidden;
}

/**
 * Make a button.
 * @param {string} text @param {() => void} onclick
 * @param {Record<string, unknown>} [props] its class is added to that of all buttons
 */
export function button(text, onclick, { class: more, ...props } = {}) {
  const name = more ? `button ${more}` : "button";
  return h("button", { type: "button", class: name, ...props, onclick }, text);
}

/**
 * Find an element of the page's layout.
 * @param {string} selector @param {ParentNode} [root]
 * @returns {HTMLElement}
 */
export function find(selector, root = document) {
  const element = root.querySelector(selector);
  if (!(element instanceof HTMLElement)) throw new Error(`The page has no element ${selector}.`);
  return element;
}

/** @param {string} selector @param {ParentNode} [root] */
export function findAll(selector, root = document) {
  return /** @type {HTMLElement[]} */ ([...root.querySelectorAll(selector)]);
}

/** Call a function when the button of an action is pressed. @param {string} action @param {() => void} act */
export function onAction(action, act) {
  document.querySelector(`[data-action="${action}"]`)?.addEventListener("click", act);
}

/**
 * Write a text unless it is there already, so that it is not announced twice. Its node is kept, because
 * styles that depend on an element's children are matched anew for another.
 * @param {Element} element @param {string} text
 */
export function write(element, text) {
  const { childNodes, firstChild } = element;
  if (element.textContent === text) return;
  if (text && childNodes.length === 1 && firstChild instanceof Text) firstChild.data = text;
  else element.textContent = text;
}
