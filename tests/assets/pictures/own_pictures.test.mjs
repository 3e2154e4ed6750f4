/** Own pictures: opened, sent again, and awaited. */

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { OwnPictures } from "../../../assets/pictures/own_pictures.mjs";
import { storedFile, upload } from "../../../assets/pictures/upload.mjs";

const HASH = "a".repeat(32);
const STATE = { picture: HASH, picture_file: "disc.png" };

let said;
let besideControl;
let shown;
let again;
let merged;
let gestures;
let kept;
let stored;
let storedTruth;
let storedMask;
let sent;
let besides;
let answer;
let own;

const file = (name, size = 10) => ({ name, size });

beforeEach(() => {
  [said, besideControl, shown, again, merged, gestures, sent, besides] = [[], [], [], 0, [], 0, [], []];
  kept = new Map();
  stored = storedTruth = storedMask = undefined;
  answer = (blob, name) => ({ picture: HASH, fields: { picture: HASH, picture_file: name } });
  own = new OwnPictures({
    mostBytes: 1000,
    upload: async (blob, name, beside) => {
      sent.push(name);
      besides.push(beside);
      return answer(blob, name);
    },
    keptFile: async (picture) => kept.get(picture),
    keepFile: async (picture, { name }, kind) => Boolean(kept.set(picture, { picture, name, blob: name, kind })),
    storedFile: async (_, what = "") => ({ "": stored, mask: storedMask, truth: storedTruth })[what],
    say: (text) => said.push(text),
    sayBeside: (kind, text) => besideControl.push([kind, text]),
    show: (fields) => shown.push(fields.picture_file),
    beginGesture: () => (gestures += 1),
    merge: (fields, of) => merged.push([fields, of]),
    again: () => (again += 1),
  });
});

test("a file is sent, kept under its hash, and shown", async () => {
  await own.open(file("disc.png"));
  assert.deepEqual([sent, shown, again], [["disc.png"], ["disc.png"], 0]);
  assert.equal(kept.get(HASH).name, "disc.png");
  assert.equal(said.at(-1), "");
});

test("a file with settings is kept under its picture's hash, and says what it could not use", async () => {
  answer = () => ({ picture: HASH, fields: { picture_file: "disc.png" }, notes: "Affinity β must be a number." });
  await own.open(file("saved.cutlab"));
  assert.equal(kept.get(HASH).name, "saved.cutlab");
  assert.equal(said.at(-1), "Affinity β must be a number.");
  answer = () => ({ picture: "coffee", fields: { picture_file: "" }, notes: "" });
  await own.open(file("sample.cutlab"));
  assert.deepEqual([kept.size, shown.length], [1, 2]);
});

test("a file with a painted mask is kept for the mask, too", async () => {
  const painted = "b".repeat(32);
  answer = () => ({ picture: "coffee", fields: { picture_file: "", painted }, notes: "" });
  await own.open(file("sample.cutlab"));
  assert.deepEqual([...kept.values()].map(({ picture, kind }) => [picture, kind]), [[painted, "mask"]]);
});

test("the picture of the study that the page was opened from is sent, unless it is another one", async () => {
  stored = file("disc.png");
  assert.deepEqual(await own.supply(HASH, STATE), []);
  assert.deepEqual([sent, kept.size], [["disc.png"], 0]);
  answer = () => ({ picture: "b".repeat(32), fields: {} });
  const [problem] = await own.supply(HASH, STATE);
  assert.match(problem.message, /^Open disc.png to see this link/);
});

test("a file that is too large is not sent, and one that is no picture is not kept", async () => {
  await own.open(file("large.png", 2_000_000));
  assert.match(said.at(-1), /^large.png was not opened: it has 2 MB/);
  assert.deepEqual(sent, []);
  answer = () => ({ problem: "The picture must be a PNG." });
  await own.open(file("text.png"));
  assert.equal(said.at(-1), "text.png was not opened. The picture must be a PNG.");
  assert.deepEqual([shown, kept.size], [[], 0]);
});

test("a picture that the server lacks is sent once for all who need it", async () => {
  kept.set(HASH, { picture: HASH, name: "disc.png", blob: "bytes" });
  const both = await Promise.all([own.supply(HASH, STATE), own.supply(HASH, STATE)]);
  assert.deepEqual(both, [[], []]);
  assert.deepEqual(sent, ["disc.png"]);
});

test("a server that never keeps it is not sent it for ever", async () => {
  kept.set(HASH, { picture: HASH, name: "disc.png", blob: "bytes" });
  const problems = [];
  for (let i = 0; i < 10; i += 1) problems.push(...(await own.supply(HASH, STATE)));
  assert.equal(sent.length, 8);
  assert.match(problems[0].message, /does not keep the picture/);
});

test("a link to a picture of somebody else waits for that file", async () => {
  const [problem] = await own.supply(HASH, STATE);
  assert.equal(problem.field, "picture");
  assert.match(problem.message, /^Open disc.png to see this link/);
  answer = (blob, name) => ({ picture: "b".repeat(32), fields: { picture_file: name } });
  await own.open(file("other.png"));
  assert.match(said.at(-1), /other.png is not the picture of this link, disc.png/);
  assert.deepEqual([shown, again], [[], 0]);
  answer = () => ({ picture: HASH, fields: {} });
  await own.open(file("disc.png"));
  assert.deepEqual([shown, again], [[], 1]);
});

test("a mask that was painted in another browser is told, and not used", async () => {
  const painted = "b".repeat(32);
  assert.deepEqual(await own.supply(painted, { ...STATE, painted }), []);
  assert.match(said.at(-1), /painted or opened in another browser/);
  assert.deepEqual([merged, sent, gestures], [[[{ mask: "none", painted: "" }, HASH]], [], 0]);
  kept.set(painted, { picture: painted, name: "mask.png", blob: "bytes" });
  assert.deepEqual(await own.supply(painted, { ...STATE, painted }), []);
  assert.deepEqual([merged.length, sent], [1, ["mask.png"]]);
});

test("a mask that the study has is sent, unless it is another one", async () => {
  const painted = "b".repeat(32);
  storedMask = file("mask.png");
  answer = () => ({ picture: painted, fields: {} });
  assert.deepEqual(await own.supply(painted, { ...STATE, painted }), []);
  assert.deepEqual([sent, besides, merged, said], [["mask.png"], [{}], [], []]);
  answer = () => ({ picture: "c".repeat(32), fields: {} });
  assert.deepEqual(await own.supply(painted, { ...STATE, painted }), []);
  assert.deepEqual(merged, [[{ mask: "none", painted: "" }, HASH]]);
  assert.match(said.at(-1), /painted or opened in another browser/);
});

test("a file of the pinned state that nobody has is a problem, and takes no mask away", async () => {
  const [pinned, painted] = ["b".repeat(32), "c".repeat(32)];
  const [problem] = await own.supply(pinned, { ...STATE, painted });
  assert.match(problem.message, /does not have what is pinned as A/);
  assert.deepEqual([merged, sent, said], [[], [], []]);
  kept.set(pinned, { picture: pinned, name: "other.png", blob: "bytes" });
  assert.deepEqual(await own.supply(pinned, { ...STATE, painted }), []);
  assert.deepEqual([merged, sent], [[], ["other.png"]]);
});

const TRUTH = "d".repeat(32);
const KNOWN = { ...STATE, page: 2, truth: TRUTH, truth_file: "labels.png" };

test("a truth is sent with the picture that it has to fit, kept, and merged as a step of its own", async () => {
  const fields = { truth: TRUTH, truth_file: "labels.png", person: 1 };
  answer = () => ({ picture: TRUTH, fields, notes: "2 people drew true regions." });
  await own.openBeside(file("labels.png"), "truth", KNOWN);
  assert.deepEqual(besides, [{ kind: "truth", of: HASH, page: "2" }]);
  assert.deepEqual([kept.get(TRUTH).kind, gestures, merged], ["truth", 1, [[fields, HASH]]]);
  assert.deepEqual(besideControl.at(-1), ["truth", "2 people drew true regions."]);
  answer = () => ({ problem: "Truth must be of the picture's 90 × 60 pixels." });
  await own.openBeside(file("other.png"), "truth", KNOWN);
  const problem = "other.png was not opened. Truth must be of the picture's 90 × 60 pixels.";
  assert.deepEqual(besideControl.at(-1), ["truth", problem]);
  assert.deepEqual(said, []);
  assert.equal(merged.length, 1);
});

test("a picture that the server lacks for a truth is sent before it", async () => {
  kept.set(HASH, { picture: HASH, name: "disc.png", blob: "bytes" });
  answer = (_, name) => {
    if (name === "disc.png") return { picture: HASH, fields: {} };
    return sent.length === 1 ? { needs: HASH } : { picture: TRUTH, fields: { truth: TRUTH } };
  };
  await own.openBeside(file("labels.png"), "truth", KNOWN);
  assert.deepEqual(sent, ["labels.png", "disc.png", "labels.png"]);
  assert.equal(merged.length, 1);
});

test("a truth that the server lacks is sent again, or that of the study, or none is used", async () => {
  kept.set(TRUTH, { picture: TRUTH, name: "labels.png", blob: "bytes", kind: "truth" });
  answer = () => ({ picture: TRUTH, fields: {} });
  assert.deepEqual(await own.supply(TRUTH, KNOWN), []);
  assert.deepEqual([sent, besides], [["labels.png"], [{ kind: "truth" }]]);
  kept.clear();
  storedTruth = file("the study's truth");
  assert.deepEqual(await own.supply(TRUTH, KNOWN), []);
  assert.deepEqual([sent.at(-1), merged], ["the study's truth", []]);
  storedTruth = undefined;
  assert.deepEqual(await own.supply(TRUTH, KNOWN), []);
  assert.match(said.at(-1), /^The truth of this link, labels.png, is in another browser/);
  assert.deepEqual(merged, [[{ truth: "", truth_file: "", person: 1 }, HASH]]);
});

test("a file is given to the server whatever is on screen, or a sentence says why not", async () => {
  assert.match(await own.give(TRUTH), /^This browser does not have it/);
  kept.set(TRUTH, { picture: TRUTH, name: "labels.png", blob: "bytes", kind: "truth" });
  answer = () => ({ picture: TRUTH, fields: {} });
  assert.equal(await own.give(TRUTH), "");
  assert.deepEqual([besides, said, merged], [[{ kind: "truth" }], [], []]);
});

test("the other picture is opened when it is given once more, or when the link has been left", async () => {
  await own.supply(HASH, STATE);
  answer = (blob, name) => ({ picture: "b".repeat(32), fields: { picture_file: name } });
  await own.open(file("other.png"));
  await own.open(file("other.png"));
  assert.deepEqual(shown, ["other.png"]);
  await own.supply(HASH, STATE);
  own.follow({ picture: "" });
  await own.open(file("third.png"));
  assert.deepEqual(shown, ["other.png", "third.png"]);
});

test("the name is in a header, not in the address that logs keep, and a server that refuses or does not answer says why", async () => {
  const posted = [];
  const ok = async (url, options) => {
    posted.push([url, options.method, options.headers["Cutlab-File"]]);
    return { ok: true, json: async () => ({ picture: HASH, fields: {} }) };
  };
  assert.equal((await upload("/live/picture", null, "a & b.png", {}, ok)).picture, HASH);
  await upload("/live/picture", null, "\u30cb\ud800", { kind: "mask", of: HASH }, ok);
  assert.deepEqual(
    posted.map(([url, method]) => [url, method]),
    [
      ["/live/picture", "POST"],
      [`/live/picture?kind=mask&of=${HASH}`, "POST"],
    ],
  );
  assert.match(posted[0][2], /^viewer=\w+&name=a\+%26\+b.png$/);
  assert.match(posted[1][2], /^viewer=\w+&name=%E3%83%8B%EF%BF%BD$/);
  const refused = async () => ({ ok: false, text: async () => "A message must be at most 20 bytes." });
  assert.equal((await upload("/x", null, "", {}, refused)).problem, "A message must be at most 20 bytes.");
  const lost = async () => {
    throw new TypeError("network");
  };
  assert.match((await upload("/x", null, "", {}, lost)).problem, /does not answer/);
});

test("the picture of a study is fetched by its number in the address", async () => {
  const fetched = [];
  const ok = async (url) => {
    fetched.push(url);
    return { ok: true, blob: async () => new Blob(["bytes"]) };
  };
  const found = await storedFile("/live/picture/stored", "#study=12", "disc.png", "", ok);
  assert.deepEqual([fetched, found.name, found.size], [["/live/picture/stored?study=12"], "disc.png", 5]);
  assert.ok(await storedFile("/live/picture/stored", "#vary=3", "", "truth", ok));
  for (const hash of ["", "#lesson=graph", "#study=x"]) assert.equal(await storedFile("/x", hash, "", "", ok), undefined);
  assert.deepEqual(fetched.slice(1), ["/live/picture/stored?study=3&what=truth"]);
  assert.equal(await storedFile("/x", "#study=1", "", "", async () => ({ ok: false })), undefined);
  const lost = async () => {
    throw new TypeError("network");
  };
  assert.equal(await storedFile("/x", "#study=1", "", "", lost), undefined);
});
