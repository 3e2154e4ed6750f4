import assert from "node:assert/strict";
import { test } from "node:test";

import { LinkReader, without } from "../../../assets/state/url.mjs";

test("fields are taken out of a query by their whole names", () => {
  assert.equal(without("view=embed&views=cuts&hide=beta", ["view", "hide"]), "views=cuts");
  assert.equal(without("", ["view"]), "");
  assert.equal(without("noise=0.3", []), "noise=0.3");
});

const state = { noise: 0.2, circles: [{ row: 28 }] };
const problems = [
  { field: "noise", message: "Noise." },
  { field: "circles.0.row", message: "Row." },
  { field: "", message: "Colour." },
];

/** A reader with an answer of its server. */
const reader = (answer) => {
  const asked = [];
  const fetch = async (address) => {
    asked.push(address);
    return answer();
  };
  return { link: new LinkReader("/link", state, fetch), asked };
};

test("the server says what a link means", async () => {
  const { link, asked } = reader(() => Response.json({ state, query: "noise=0.2", problems }));
  assert.deepEqual(await link.read("?noise=9"), { state, query: "noise=0.2" });
  assert.deepEqual(asked, ["/link?noise=9"]);
});

test("a problem stands until its field is changed, or it is dismissed", async () => {
  const { link } = reader(() => Response.json({ state, query: "", problems }));
  const standing = (now) => link.standing(now).map(({ message }) => message);
  await link.read("?");
  assert.deepEqual(standing(state), ["Noise.", "Row.", "Colour."]);
  assert.deepEqual(standing({ ...state, noise: 0.3 }), ["Row.", "Colour."]);
  assert.deepEqual(standing(state), ["Row.", "Colour."]); // mended is mended
  assert.deepEqual(standing({ ...state, circles: [{ row: 30 }] }), ["Colour."]);
  link.dismiss();
  assert.deepEqual(standing(state), []);
});

for (const [what, answer, reason] of [
  ["does not answer", () => Promise.reject(new Error("away")), "Error: away"],
  ["fails", () => new Response("", { status: 500 }), "Error: status 500"],
]) {
  test(`a link that the server ${what} on is reported, and not lost`, async () => {
    const { link } = reader(answer);
    assert.equal(await link.read("?noise=1"), null);
    const [{ message }] = link.standing(state);
    assert.equal(message, `The link could not be read (${reason}). Try again, or reload the page.`);
  });
}
