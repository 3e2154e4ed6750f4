import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { axisOf, brushes, heatmapOf, pointOf, setWholeRanges, valueAtPointer } from "../../../assets/live/plotly.mjs";

const axis = () => ({
  range: [-0.5, 99.5],
  _offset: 28,
  _length: 400,
  _rangeInitial0: -0.5,
  _rangeInitial1: 99.5,
  domain: [0, 0.48],
  p2d: (pixel) => pixel / 4,
});

let graph, calls;

beforeEach(() => {
  calls = [];
  globalThis.Plotly = { relayout: (_, changes) => calls.push(changes) };
  graph = {
    _fullLayout: { xaxis: axis(), dragmode: "lasso" },
    _fullData: [{ x: [1, 2], y: [3, 4] }],
    getBoundingClientRect: () => ({ left: 100 }),
  };
});

test("what is read of a figure", () => {
  const axis = { offset: 28, length: 400, range: [-0.5, 99.5], domain: [0, 0.48] };
  assert.deepEqual(axisOf(graph, "xaxis"), axis);
  assert.equal(valueAtPointer(graph, 168), 10);
  assert.deepEqual(pointOf(graph, 0, 1), { x: 2, y: 4 });
  assert.equal(brushes(graph), true);
  assert.equal(brushes(null), false);
});

test("the values of a heatmap are read row by row", () => {
  graph._fullData[0] = { z: [Float32Array.of(1, 2), Float32Array.of(3, 4)], zmin: 0, zmax: 5 };
  assert.deepEqual(heatmapOf(graph, 0), { values: Float32Array.of(1, 2, 3, 4), range: [0, 5] });
});

test("ranges are set, and a double click comes back to them", () => {
  setWholeRanges(graph, { xaxis: [-0.5, 199.5] });
  const { _rangeInitial0, _rangeInitial1 } = graph._fullLayout.xaxis;
  assert.deepEqual([_rangeInitial0, _rangeInitial1], [-0.5, 199.5]);
  assert.deepEqual(calls, [{ "xaxis.range": [-0.5, 199.5] }]);
});

for (const [name, use] of [
  ["_offset", () => axisOf(graph, "xaxis")],
  ["_length", () => axisOf(graph, "xaxis")],
  ["p2d", () => valueAtPointer(graph, 168)],
  ["_rangeInitial0", () => setWholeRanges(graph, { xaxis: [0, 1] })],
  ["_rangeInitial1", () => setWholeRanges(graph, { xaxis: [0, 1] })],
]) {
  test(`a version of Plotly without ${name} is reported`, () => {
    delete graph._fullLayout.xaxis[name];
    assert.throws(use, { message: `Plotly has no ${name} any more: mend assets/live/plotly.mjs.` });
  });
}

for (const [name, use] of [
  ["_fullLayout", () => axisOf(graph, "xaxis")],
  ["_fullData", () => pointOf(graph, 0, 0)],
]) {
  test(`a version of Plotly without ${name} is reported`, () => {
    delete graph[name];
    assert.throws(use, { message: `Plotly has no ${name} any more: mend assets/live/plotly.mjs.` });
  });
}
