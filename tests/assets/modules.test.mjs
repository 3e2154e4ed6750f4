import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { test } from "node:test";

const ROOT = join(import.meta.dirname, "../../assets");

/** The modules by their path, and their text without comments. */
const MODULES = Object.fromEntries(
  readdirSync(ROOT, { recursive: true })
    .filter((name) => name.endsWith(".mjs"))
    .map((name) => {
      const text = readFileSync(join(ROOT, name), "utf8");
      return [name, { text, code: text.replace(/\/\*[^]*?\*\/|^\s*\/\/.*$/gm, "") }];
    }),
);

/** Imports of a module, without those of types. */
const importsOf = (name) =>
  [...MODULES[name].code.matchAll(/from "(\..*?)"/g)].map(([, to]) =>
    relative(ROOT, join(ROOT, dirname(name), to)),
  );

test("every import is a module of ours", () => {
  for (const name of Object.keys(MODULES)) {
    for (const to of importsOf(name)) assert.ok(MODULES[to], `${name} imports ${to}`);
  }
});

test("no module imports itself, on whatever way", () => {
  const done = new Set();
  const visit = (name, way) => {
    assert.ok(!way.includes(name), `a circle: ${[...way, name].join(" -> ")}`);
    if (done.has(name)) return;
    for (const to of importsOf(name)) visit(to, [...way, name]);
    done.add(name);
  };
  for (const name of Object.keys(MODULES)) visit(name, []);
  assert.equal(done.size, Object.keys(MODULES).length);
});

test("every module is reached from the entry, or from that of lessons' files", () => {
  const reached = new Set();
  const visit = (name) => {
    if (reached.has(name)) return;
    reached.add(name);
    importsOf(name).forEach(visit);
  };
  visit("main.mjs");
  visit("takeaway/page.mjs");
  assert.deepEqual(Object.keys(MODULES).filter((name) => !reached.has(name)), []);
});

/** The modules whose code has a match. */
const having = (pattern) =>
  Object.keys(MODULES).filter((name) => pattern.test(MODULES[name].code));

test("the one global is the entry's hook", () => {
  const writes = /Object\.assign\((window|globalThis)|\b(window|globalThis|self)[.[][\w"]+\]?\s*=[^=]/;
  assert.deepEqual(having(writes), ["main.mjs"]);
  assert.deepEqual(having(/\.cutlab\b/), []);
});

test("private names of Plotly are the adapter's", () => {
  assert.deepEqual(having(/[.{,]\s*_\w+/), ["live/plotly.mjs"]);
  assert.deepEqual(having(/\.Plotly\b|nsewdrag|js-plotly/), ["live/plotly.mjs"]);
});

test("nothing of ours is any", () => {
  const typed = /@\w+ \{[^}]*\bany\b/;
  const loose = Object.keys(MODULES).filter((name) =>
    (MODULES[name].text.match(/\/\*\*[^]*?\*\//g) ?? []).some((comment) => typed.test(comment)),
  );
  assert.deepEqual(loose, []);
});
