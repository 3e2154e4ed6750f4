import assert from "node:assert/strict";
import { test } from "node:test";

import { columnsOf, escaped, pageOf, wrapped } from "../../assets/export/figure/page.mjs";
import { crc32, withTexts } from "../../assets/export/figure/png.mjs";
import { requestView } from "../../assets/export/figure/view_parts.mjs";

const VIEW = { left: -0.5, top: -0.5, width: 10, height: 10 };
const tile = (caption) => ({ caption, image: "data:,", cells: [10, 10], view: VIEW, strokes: [] });
const chart = { least: 0, draw: async (wide, high) => `<g data-size="${Math.round(wide)} ${Math.round(high)}"/>` };

test("a page is as wide as it was asked to be, and its text stays text", async () => {
  for (const width of [85, 178, 254]) {
    const parts = { tiles: [tile("u1 & λ < 1"), tile("u2")], charts: [chart], bar: null };
    const page = await pageOf(parts, width, 8, "Title", "Caption “with” <signs>");
    assert.match(page.svg, new RegExp(`width="${width}mm"`));
    assert.ok(Math.abs(page.width - (width * 72) / 25.4) < 1e-9);
    assert.match(page.svg, /<text [^>]*font-size="8"[^>]*>u1 &amp; λ &lt; 1<\/text>/);
    assert.match(page.svg, /<desc>Caption “with” &lt;signs&gt;<\/desc>/);
  }
});

test("charts are below each other in one column, and side by side in two", async () => {
  const sizes = async (width) => {
    const { svg } = await pageOf({ tiles: [], charts: [chart, chart], bar: null }, width, 8, "", "");
    return [...svg.matchAll(/data-size="(\d+) /g)].map(([, wide]) => Number(wide));
  };
  assert.deepEqual(await sizes(85), [241, 241]);
  assert.deepEqual(await sizes(178), [247, 247]);
});

test("a single picture has its charts beside it where there is room", async () => {
  const { svg, height } = await pageOf({ tiles: [tile("A")], charts: [chart, chart], bar: null }, 178, 8, "", "");
  assert.deepEqual([...svg.matchAll(/data-size="(\d+) /g)].map(([, wide]) => Number(wide)), [247, 247]);
  assert.ok(height < 2 * 0.66 * 247 + 20);
});

test("a colour bar goes from the first colour to the last, evenly", async () => {
  for (const count of [2, 16, 100, 256]) {
    const colors = Array.from({ length: count }, (_, i) => `c${i}`);
    const { svg } = await pageOf({ tiles: [], charts: [], bar: { colors, low: "0", high: "1" } }, 85, 8, "", "");
    const stops = [...svg.matchAll(/offset="([\d.]+)" stop-color="c(\d+)"/g)].map(([, ...both]) => both.map(Number));
    assert.deepEqual([stops[0], stops.at(-1)], [[0, 0], [1, count - 1]]);
    for (const [offset, i] of stops) assert.ok(Math.abs(offset * (count - 1) - i) <= 0.51 + count / 2000);
  }
});

test("tiles fill their rows about evenly", () => {
  assert.equal(columnsOf(5, 505), 5);
  assert.equal(columnsOf(5, 241), 2);
  assert.equal(columnsOf(6, 505), 3);
  assert.equal(columnsOf(1, 241), 1);
});

test("long captions are broken, and single words never", () => {
  assert.deepEqual(wrapped("one two three", 30, 8), ["one two", "three"]);
  assert.equal(wrapped("a".repeat(50), 60, 8).length, 1);
  assert.equal(escaped('<a b="c">&'), "&lt;a b=&quot;c&quot;&gt;&amp;");
});

test("a PNG states its resolution and has the texts, with right checksums", () => {
  const encoder = new TextEncoder();
  assert.equal(crc32(encoder.encode("123456789")), 0xcbf43926); // the check value of CRC-32
  const before = Uint8Array.from({ length: 33 + 12 }, (_, i) => i);
  const png = withTexts(before, 300, { Description: "β = 1" });
  assert.deepEqual(png.subarray(0, 33), before.subarray(0, 33));
  assert.deepEqual(png.subarray(-12), before.subarray(-12));
  const view = new DataView(png.buffer);
  const chunks = [];
  for (let at = 33; at < png.length - 12; ) {
    const length = view.getUint32(at);
    const type = new TextDecoder().decode(png.subarray(at + 4, at + 8));
    assert.equal(view.getUint32(at + 8 + length), crc32(png.subarray(at + 4, at + 8 + length)));
    chunks.push([type, png.subarray(at + 8, at + 8 + length)]);
    at += 12 + length;
  }
  assert.deepEqual(chunks.map(([type]) => type), ["pHYs", "iTXt"]);
  assert.equal(new DataView(chunks[0][1].slice().buffer).getUint32(0), 11811);
  assert.match(new TextDecoder().decode(chunks[1][1]), /^Description\0{5}β = 1$/);
});

test("files that a view needs are sent, those of the pinned state too, before it is drawn", async (context) => {
  const message = (header) => {
    const text = new TextEncoder().encode(JSON.stringify({ seq: 0, ...header, arrays: [] }));
    const bytes = new Uint8Array(4 + text.length);
    new DataView(bytes.buffer).setUint32(0, text.length, true);
    bytes.set(text, 4);
    return new Response(bytes);
  };
  const pinned = (needs) => message({ views: { compare: { data: { needs } } } });
  const answers = [message({ needs: "own" }), message({ needs: "mask" }), pinned("a"), pinned("mask of a"), pinned(undefined)];
  context.mock.method(globalThis, "fetch", async () => answers.shift() ?? pinned("lost"));
  const sent = [];
  const supply = async (picture) => {
    sent.push(picture);
    return [];
  };
  const { header } = await requestView("/live/explanation", "compare", {}, supply);
  assert.deepEqual(header.views.compare.data, {});
  assert.deepEqual(sent, ["own", "mask", "a", "mask of a"]);
  await assert.rejects(requestView("/live/explanation", "compare", {}, supply), /lacks the picture/);
  const refused = async () => [{ field: "picture", message: "It is not here." }];
  await assert.rejects(requestView("/live/explanation", "compare", {}, refused), /It is not here/);
});
