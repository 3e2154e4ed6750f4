import assert from "node:assert/strict";
import { test } from "node:test";
import { deflateRawSync } from "node:zlib";

import { readLines } from "../../assets/lesson/take_away.mjs";
import { frameAt, framesOf, inflate, pixelsOf } from "../../assets/takeaway/page.mjs";

test("frames come back from their runs", async () => {
  // Two frames of 2 x 3 pixels, as components/export/takeaway/frames.py writes them.
  const runs = Buffer.from("010200020100020300" + "000300030300", "hex");
  const inflated = await inflate(deflateRawSync(runs).toString("base64"));
  assert.deepEqual(framesOf(inflated, 6).map((frame) => [...frame]), [[1, 1, 2, 2, 2, 2], [0, 0, 0, 3, 3, 3]]);
});

test("a run may be longer than a byte says", () => {
  const [frame] = framesOf(Uint8Array.of(7, 0x2c, 0x01), 300);
  assert.deepEqual([frame.length, new Set(frame)], [300, new Set([7])]);
});

test("frames of the last control vary fastest", () => {
  const controls = [3, 2].map((length) => ({ title: "", texts: Array.from({ length }, String), own: 0 }));
  const places = [0, 1, 2].flatMap((first) => [0, 1].map((second) => frameAt(controls, [first, second])));
  assert.deepEqual(places, [0, 1, 2, 3, 4, 5]);
  assert.equal(frameAt([], []), 0);
});

test("labels have their region's colour, and colours begin again after the last", () => {
  const pixels = pixelsOf(Uint8Array.of(0, 1, 2, 3), ["#e8e8e8", "#010203", "#ff0000"]);
  assert.deepEqual([...pixels.slice(4)], [1, 2, 3, 255, 255, 0, 0, 255, 1, 2, 3, 255]);
  assert.ok(pixels[3] < 255); // outside, the page is seen through
});

test("lines are read wherever their bytes are cut", async () => {
  const bytes = new TextEncoder().encode('{"progress":"β"}\n{"html":"<p>","note":"1 MB."}\n');
  for (const size of [1, 7, 100]) {
    const body = new ReadableStream({
      start(controller) {
        for (let at = 0; at < bytes.length; at += size) controller.enqueue(bytes.slice(at, at + size));
        controller.close();
      },
    });
    const lines = [];
    await readLines(body, (line) => lines.push(line));
    assert.deepEqual(lines, [{ progress: "β" }, { html: "<p>", note: "1 MB." }]);
  }
});
