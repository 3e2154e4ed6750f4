import assert from "node:assert/strict";
import test from "node:test";

import { MenuTitle, Presets } from "../../../assets/state/presets.mjs";
import { Store } from "../../../assets/state/store.mjs";

const TUTORIAL = { noise: 0.2 };

function begin() {
  const store = new Store({ ...TUTORIAL, noise: 0.5 });
  const config = { preset: null, presets: { tutorial: TUTORIAL }, view_fields: [], state: TUTORIAL };
  const given = [];
  return { store, presets: new Presets(config, store, (name) => given.push(name)), given };
}

test("a name that the menu reports late does not take back what was set meanwhile", () => {
  const { store, presets, given } = begin();
  presets.settled("tutorial");
  store.change("noise", 9); // which the server refuses
  presets.settled(null);
  presets.report("tutorial");
  assert.equal(store.get("noise"), 9);
  assert.deepEqual(given, ["tutorial", null]);
});

test("a preset that is still named is told to be left while something moves, each change once", () => {
  const { store, presets } = begin();
  const told = [];
  presets.onLeft = (left) => told.push(left);
  store.follow((state) => presets.show(state));
  store.change("noise", 0.4); // no preset is named
  assert.deepEqual(told, []);
  store.change("noise", 0.2);
  presets.settled("tutorial");
  store.change("views", ["graph"]);
  for (const noise of [0.3, 0.4, 0.2, 0.5]) store.change("noise", noise);
  assert.deepEqual(told, [true, false, true]);
  presets.settled(null); // at rest it loses its name
  assert.deepEqual(told, [true, false, true, false]);
});

test("what the user chooses in the menu is shown, again as well", () => {
  const { store, presets } = begin();
  for (const noise of [0.5, 0.7]) {
    store.change("noise", noise);
    presets.settled(null);
    presets.attend();
    presets.report("tutorial");
    assert.equal(store.get("noise"), TUTORIAL.noise);
    assert.equal(presets.name, "tutorial");
  }
});

test("what is no preset is named in the menu for what it is, once", () => {
  const titles = [];
  const menu = new MenuTitle({ coins: "Coins" }, (title) => titles.push(title));
  const own = "a".repeat(32);
  for (const [picture, file] of [["", ""], ["coins", ""], ["coins", ""], [own, "disc.png"], [own, ""]]) {
    menu.show({ picture, picture_file: file });
  }
  assert.deepEqual(titles, ["Your own scene", "Sample: Coins", "disc.png", "Your own picture"]);
});
