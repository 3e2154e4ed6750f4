/** Adapter for Dash's renderer, the only place where properties of its components are set. */

/** @typedef {string | Record<string, string>} Id of a component, or its parts where there are several alike */
/** @typedef {{set_props: (id: Id, props: Record<string, unknown>) => void}} Renderer */

/** @param {Id} id @param {Record<string, unknown>} props */
export function setProps(id, props) {
  const page = /** @type {{dash_clientside: Renderer}} */ (/** @type {unknown} */ (window));
  page.dash_clientside.set_props(id, props);
}
