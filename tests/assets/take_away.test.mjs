import assert from "node:assert/strict";
import { before, test } from "node:test";

import { connectTakeAway } from "../../assets/lesson/take_away.mjs";
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
function pressedToSave(answer, give = async () => "") {
  globalThis.document = Object.assign(new EventTarget(), {
    createElement: (tag) => new FakeElement(tag),
    activeElement: null,
  });
  globalThis.fetch = async () => answer();
  const status = new FakeElement("div");
  const pressed = new FakeElement("button");
  pressed.dataset.take = "graph";
  pressed.closest = (selector) => (selector === "[data-take]" ? pressed : { querySelector: () => status });
  connectTakeAway({ own: [] }, "/take", "/figures", give);
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

/** Let what was sent come through the streams. */
async function through() {
  for (let i = 0; i < 10; i += 1) await settled();
}

test("progress is not read aloud, and the focus of “Cancel” goes back to the button", async () => {
  const { answer, send, end } = lines();
  const { status, pressed } = pressedToSave(answer);
  const [said, text, bar, cancel] = status.children;
  assert.deepEqual([said.attributes.role, said.textContent], ["status", "Asking the server …"]);
  cancel.focus();
  send({ progress: "Frame 17 of 819 …", share: 0.02 });
  await through();
  assert.deepEqual([said.textContent, text.textContent, bar.value], ["", "Frame 17 of 819 …", 0.02]);
  assert.equal(text.attributes.role, undefined);
  send({ problem: "A step cannot be read." });
  end();
  await through();
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
    await through();
    told.push(said.textContent.split(/[,.]/)[0]);
  }
  assert.deepEqual(told, [
    "The server does not answer",
    "The server could not make the file (status 413)",
    "The server's answer ended too early",
    "The figures of the studies could not be drawn",
  ]);
});

test("files that the server lacks are given to it, and it is asked again by itself", async () => {
  const answers = [
    { problem: "It lacks a picture.", needs: "a" },
    { problem: "It lacks a mask.", needs: "b" },
    { problem: "A step has no result." },
  ];
  const given = [];
  const answer = () => ({ ok: true, body: new Blob([`${JSON.stringify(answers.shift())}\n`]).stream() });
  const { status } = pressedToSave(answer, async (file) => (given.push(file), ""));
  const [said] = status.children;
  await through();
  await through();
  assert.deepEqual([given, said.textContent], [["a", "b"], "A step has no result."]);
  answers.push({ problem: "It lacks a picture.", needs: "c" });
  const other = pressedToSave(answer, async () => "This browser does not have it.");
  const [told] = other.status.children;
  await through();
  assert.equal(told.textContent, "It lacks a picture. This browser does not have it.");
});
