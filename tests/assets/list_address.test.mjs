/** The address of the list of studies. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { showChanged } from "../../assets/study/list_address.mjs";

/** The address after a change of the study that Undo brings back. */
function after(hash, changed) {
  let shown = `/study?a${hash}`;
  globalThis.location = { pathname: "/study", search: "?a", hash };
  globalThis.history = { state: null, replaceState: (_state, _title, address) => (shown = address) };
  showChanged(changed);
  return shown;
}

test("the address names a deleted study as long as Undo brings it back", () => {
  assert.equal(after("#deleted=2", 2), "/study?a#deleted=2");
  assert.equal(after("#deleted=2", null), "/study?a");
  assert.equal(after("#deleted=2", 3), "/study?a"); // another one was deleted on the list
});

test("another address stays", () => assert.equal(after("#other=2", null), "/study?a#other=2"));
