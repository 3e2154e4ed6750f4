import assert from "node:assert/strict";
import { before, test } from "node:test";
import { deflateRawSync } from "node:zlib";

import { connectTakeAway, readLines } from "../../assets/lesson/take_away.mjs";
import { frameAt, framesOf, inflate, pixelsOf } from "../../assets/takeaway/page.mjs";
import { settled } from "./fakes.mjs";

/** An element as far as the saving of a lesson uses one. */
class FakeElement extends EventTarget {
  children = [];
  childNodes = [];
  attributes = {};
  dataset = {};
  isConnected = true;
  textContent = "";

  constructor(tag) {
    super();
    this.tag = tag;
  }

  setAttribute(name, value) {
    this.attributes[name] = value;
  }

  append(...children) {
    for (const child of children) {
      if (typeof child === "string") this.textContent += child;
      else child.parent = this;
      if (typeof child !== "string") this.children.push(child);
    }
  }

  replaceChildren(...children) {
    this.children = [];
    this.append(...children);
  }

  remove() {
    this.parent.children = this.parent.children.filter((each) => each !== this);
    if (document.activeElement === this) document.activeElement = null;
  }

  querySelector(tag) {
    return this.children.find((each) => each.tag === tag) ?? null;
  }

  focus() {
    document.activeElement = this;
  }
}

before(() => {
  globalThis.HTMLElement = globalThis.HTMLButtonElement = FakeElement;
});

/** Press the button that saves a lesson, and give it the server's answer. */
function pressedToSave(answer) {
  globalThis.document = Object.assign(new EventTarget(), {
    createElement: (tag) => new FakeElement(tag),
    activeElement: null,
  });
  globalThis.fetch = async () => answer();
  const status = new FakeElement("div");
  const pressed = new FakeElement("button");
  pressed.dataset.take = "graph";
  pressed.closest = (selector) => (selector === "[data-take]" ? pressed : { querySelector: () => status });
  connectTakeAway({ own: [] }, "/take", "/figures");
  document.dispatchEvent(Object.defineProperty(new Event("click"), "target", { value: pressed }));
  return { status, pressed };
}

/** An answer whose lines a test sends. */
function lines() {
  let controller;
  const body = new ReadableStream({ start: (made) => (controller = made) });
  const send = (line) => controller.enqueue(new TextEncoder().encode(`${JSON.stringify(line)}\n`));
  return { answer: () => ({ ok: true, body }), send, end: () => controller.close(), fail: () => controller.error(new Error()) };
}

test("progress is not read aloud, and the focus of “Cancel” goes back to the button", async () => {
  const { answer, send, end } = lines();
  const { status, pressed } = pressedToSave(answer);
  const [said, text, bar, cancel] = status.children;
  assert.deepEqual([said.attributes.role, said.textContent], ["status", "Asking the server …"]);
  cancel.focus();
  send({ progress: "Frame 17 of 819 …", share: 0.02 });
  await settled();
  await settled();
  assert.deepEqual([said.textContent, text.textContent, bar.value], ["", "Frame 17 of 819 …", 0.02]);
  assert.equal(text.attributes.role, undefined);
  send({ problem: "A step cannot be read." });
  end();
  await settled();
  await settled();
  assert.deepEqual([status.children, said.textContent], [[said], "A step cannot be read."]);
  assert.equal(document.activeElement, pressed);
});

test("what went wrong is told by where it did", async () => {
  const cut = lines();
  const undrawn = lines();
  const told = [];
  for (const [answer, act] of [
    [() => Promise.reject(new Error()), () => {}],
    [() => ({ ok: false, status: 413 }), () => {}],
    [cut.answer, cut.fail],
    [
      undrawn.answer,
      () => {
        undrawn.send({ html: 'src="cutlab-figure:bands"', filename: "a.html", note: "" });
        undrawn.end();
      },
    ],
  ]) {
    const { status } = pressedToSave(answer);
    const [said] = status.children;
    await settled();
    globalThis.fetch = async () => ({ ok: false }); // of the figures
    act();
    for (let i = 0; i < 5; i += 1) await settled();
    told.push(said.textContent.split(/[,.]/)[0]);
  }
  assert.deepEqual(told, [
    "The server does not answer",
    "The server could not make the file (status 413)",
    "The server's answer ended too early",
    "The figures of the studies could not be drawn",
  ]);
});

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
