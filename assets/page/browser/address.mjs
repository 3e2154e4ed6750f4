/**
 * Addresses of the app's own pages. A browser may reach the app below a path, which the server writes
 * into the page (components/serving/root_path.py).
 */

const root = () => document.documentElement.dataset.root ?? "";

/** Address of a page. @param {string} path from the app's root on, with query and fragment */
export const address = (path) => root() + path;

/** Path of a page from the app's root on. @param {string} pathname of its address */
export const pathFrom = (pathname) =>
  decodeURIComponent(pathname).slice(decodeURIComponent(root()).length);

/** Whole address of a route, as sockets need it. @param {string} path */
export const urlOf = (path) => new URL(path, location.href).href;
