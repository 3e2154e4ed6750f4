/** The tools of crop, mask and truth. */

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { CropTools } from "../../../assets/pictures/crop/crop_tools.mjs";
import { MaskTools } from "../../../assets/pictures/mask/mask_tools.mjs";
import { TruthTools } from "../../../assets/pictures/truth/truth_tools.mjs";
import { Store } from "../../../assets/state/store.mjs";
import { FakeElement } from "../fakes.mjs";

beforeEach(() => {
  globalThis.Text = class {};
  const make = () => new FakeElement();
  globalThis.document = Object.assign(new EventTarget(), { createElement: make, createElementNS: make });
});

/** What a crop does to the mask of a state, and what is said. */
function cropped(painted, wholeMask) {
  const said = [];
  const store = new Store({ picture: "coins", hide: [], crop: "", mask: "painted", painted });
  const renderer = { host: new FakeElement(), followView() {} };
  const tools = new CropTools(renderer, store, (text) => said.push(text));
  tools.showWhole([60, 90], wholeMask);
  const [, , { box: width }] = tools.fields;
  width.element.value = "40";
  width.element.dispatchEvent(new Event("input"));
  const { crop, mask } = store.state;
  assert.equal(crop, "0,0,60,40");
  return [mask, store.state.painted, said.length];
}

test("a crop keeps a mask of the whole file, and drops one of the part on screen with a sentence", () => {
  assert.deepEqual(cropped("a1", "a1"), ["painted", "a1", 0]);
  assert.deepEqual(cropped("a1", ""), ["none", "", 1]);
  assert.deepEqual(cropped("a1", "b2"), ["none", "", 1]); // the frame is of another mask
});

test("the person is there with several people, and also if a link names one that the truth lacks", () => {
  const person = new FakeElement();
  const tools = new TruthTools({}, person, new FakeElement(), () => {});
  const show = (number) => tools.show({ picture: "coins", truth: "d4", truth_file: "two.mat", person: number });
  assert.equal(person.hidden, true);
  show(3);
  assert.equal(person.hidden, false); // before the first frame, and when the server refuses the state
  tools.showPeople(2);
  show(1);
  assert.equal(person.hidden, false);
  tools.showPeople(1);
  assert.equal(person.hidden, true);
});

test("what was said of a truth's file goes with the picture, and with the truth", () => {
  const tools = new TruthTools({}, new FakeElement(), new FakeElement(), () => {});
  const after = (before, state) => {
    tools.show(before);
    tools.notice.textContent = "two.mat was not opened.";
    tools.show(state);
    return tools.notice.textContent;
  };
  const [coins, known] = [{ picture: "coins", truth: "" }, { picture: "coins", truth: "d4" }];
  assert.equal(after(coins, { ...coins, person: 1 }), "two.mat was not opened.");
  assert.equal(after(coins, known), "two.mat was not opened."); // people that a file tells of stay
  assert.equal(after(known, coins), "");
  assert.equal(after(known, { picture: "coffee", truth: "d4" }), "");
});

test("to choose a painted mask is to paint; a link does not, and another mask ends it", () => {
  const original = { overlay: new FakeElement() };
  const renderer = { host: new FakeElement(), followView() {}, markCells() {}, shownLabels: [], original };
  const [control, tools] = [new FakeElement(), new MaskTools(renderer, new Store({}), {}, () => {})];
  tools.paintOnChoice(control);
  const choose = (mask, by = control) => {
    tools.show({ picture: "coins", mask, painted: "" });
    by?.dispatchEvent(new Event("input"));
    return [tools.surface.on, tools.hint.hidden];
  };
  assert.deepEqual(choose("painted", null), [false, true]);
  assert.deepEqual(choose("painted"), [true, false]);
  assert.deepEqual(choose("none"), [false, true]);
});

test("each number of a crop has its unit", () => {
  const { fields } = new CropTools({ host: new FakeElement(), followView() {} }, new Store({}), () => {});
  for (const { label } of fields) assert.deepEqual(label.childNodes.at(-1).childNodes, ["px"]);
});
