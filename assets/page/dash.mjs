/** Adapter for Dash's renderer, the only place where properties of its components are set. */

/** @typedef {{set_props: (id: string, props: Record<string, unknown>) => void}} Renderer */

/** @param {string} id @param {Record<string, unknown>} props */
export function setProps(id, props) {
  const page = /** @type {{dash_clientside: Renderer}} */ (/** @type {unknown} */ (window));
  page.dash_clientside.set_props(id, props);
}
