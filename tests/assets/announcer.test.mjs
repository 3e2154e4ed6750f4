import assert from "node:assert/strict";
import { mock, test } from "node:test";

import { Announcer, describeChange, describePictures } from "../../assets/page/announcer.mjs";

const CIRCLES = [{ row: 28, col: 24, radius: 16 }, { row: 40, col: 50, radius: 14 }];
const START = { circles: CIRCLES, size: 100, noise: 0.2, picture: "", n_clusters: 2, use_mask: true, scale: "graph", views: [] };
const CONFIG = {
  control_specs: {
    noise: { kind: "number", title: "Noise level" },
    size: { kind: "number", title: "Image size" },
    n_clusters: { kind: "number", title: "Clusters k" },
    use_mask: { kind: "switch", title: "Mask" },
    scale: { kind: "choice", title: "Scale s", labels: { graph: "graph (tutorial)", edges: "edges" } },
  },
  view_fields: ["views"],
};
const moved = (change) => [CIRCLES[0], { ...CIRCLES[1], ...change }];

for (const [change, sentence] of [
  [{ circles: moved({ row: 44 }) }, "Circle 2 moved to row 44, column 50."],
  [{ circles: moved({ radius: 9 }) }, "Circle 2 resized to radius 9."],
  [{ circles: moved({ row: 1, radius: 9 }) }, "Circle 2 moved to row 1, column 50, radius 9."],
  [{ circles: CIRCLES.slice(1), n_clusters: 1 }, "Now 1 circle."],
  [{ circles: [], noise: 1 }, "Another scene."],
  [{ size: 200, circles: [] }, "Image size is now 200."],
  [{ noise: 0.5 }, "Noise level is now 0.5."],
  [{ use_mask: false }, "Mask is now off."],
  [{ scale: "edges" }, "Scale s is now edges."],
  [{ noise: 0.5, scale: "edges" }, "Several settings changed."],
  [{ picture: "coins" }, "Another picture."],
  [{ views: ["graph"] }, ""],
]) {
  test(`a change is told: ${sentence || "nothing of a view"}`, () => {
    assert.equal(describeChange(START, { ...START, ...change }, CONFIG), sentence);
  });
}

test("the pictures have a text", () => {
  const text = describePictures(START, "the rounding failed");
  assert.equal(text, "Original: 2 circles with noise 0.2 in a picture of 100 by 100 pixels. Labels: 2 regions; the rounding failed.");
});

test("it is told at most once a second, and the newest in the end", () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  let now = 5000;
  mock.method(performance, "now", () => now);
  const said = [];
  const announcer = new Announcer((text) => said.push(text), CONFIG);
  const pass = (ms) => {
    now += ms;
    mock.timers.tick(ms);
  };
  const settle = (noise) => announcer.explained({ state: { ...START, noise }, rest: true, title: "a tie" });
  settle(0.2); // the first is no change
  pass(0);
  assert.deepEqual(said, []);
  settle(0.3);
  pass(0);
  assert.deepEqual(said, ["Noise level is now 0.3. 2 regions: a tie."]);
  for (const noise of [0.4, 0.5, 0.6]) {
    settle(noise);
    pass(100);
  }
  assert.equal(said.length, 1);
  pass(700);
  assert.deepEqual(said.slice(1), ["Noise level is now 0.6. 2 regions: a tie."]);
  announcer.explained({ state: { ...START, noise: 0.7 }, rest: false, title: "" });
  pass(2000);
  assert.equal(said.length, 2);
  announcer.explained({ state: { ...START, noise: 99 }, rest: true, refused: true, title: "" });
  pass(2000);
  assert.equal(said.length, 2);
  mock.reset();
  mock.timers.reset();
});
