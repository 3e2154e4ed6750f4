/** The address of the list of studies, which names the study that was just deleted on its own page. */

/** Take the deleted study out of the address, unless Undo can still bring it back. @param {number | null} changed the study that Undo brings back */
export function showChanged(changed) {
  const [, deleted] = /^#deleted=(\d+)$/.exec(location.hash) ?? [];
  if (!deleted || Number(deleted) === changed) return;
  history.replaceState(history.state, "", location.pathname + location.search);
}
