import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";

import { FrameClient } from "../../../assets/live/frame_client.mjs";
import { encode, fakeNetwork, settled, socketOf } from "../fakes.mjs";

const URL = "http://lab.example/live/frame";

let network, client, answers, statuses;

/** Any value may be a state, because the client does not read it. */
const sent = () => socketOf(network).sent.map(({ state }) => state);

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
  network = fakeNetwork();
  answers = [];
  statuses = [];
  client = new FrameClient({
    url: URL,
    network,
    onAnswer: ({ header }, { state }) => answers.push([header.seq, state]),
    onProgress: () => {},
    onStatus: (status, detail) => statuses.push([status, detail]),
  });
});

test("it speaks to the websocket of its address", () => {
  client.send("a");
  assert.equal(socketOf(network).url, "ws://lab.example/live/frame?progress");
  new FrameClient({ url: URL, network, onAnswer: () => {} }).send("a");
  assert.equal(socketOf(network).url, "ws://lab.example/live/frame?progress");
});

test("one request is in flight, the newest state is next, the rest is dropped", () => {
  client.send("a");
  client.send("b");
  assert.deepEqual(sent(), []); // until the connection is there
  socketOf(network).open();
  for (const state of ["c", "d", "e"]) client.send(state);
  assert.deepEqual(sent(), ["b"]);
  socketOf(network).answer();
  assert.deepEqual(sent(), ["b", "e"]);
  assert.equal(client.quiet, false);
  socketOf(network).answer();
  assert.equal(client.quiet, true);
  assert.deepEqual(answers, [[1, "b"], [2, "e"]]);
  assert.deepEqual(client.stats, { sent: 2, received: 2, dropped: 3, late: 0, failures: 0 });
});

test("the next state goes out before the last answer is handled", () => {
  const seen = [];
  client.onAnswer = () => seen.push(sent().length);
  client.send("a");
  socketOf(network).open();
  client.send("b");
  socketOf(network).answer();
  assert.deepEqual(seen, [2]);
});

test("a request that the server works on for long is not lost, and gives way to a newer state", () => {
  client.send("a");
  socketOf(network).open();
  for (let i = 0; i < 3; i += 1) {
    mock.timers.tick(19_000);
    socketOf(network).answer({ stage: "eigen", elapsed: 0.5 });
  }
  client.send("b");
  assert.deepEqual([sent(), statuses], [["a"], []]);
  socketOf(network).answer({ stage: "eigen", elapsed: 1 });
  assert.deepEqual(sent(), ["a", "b"]);
  socketOf(network).answer({ seq: 1 }); // it had been ready
  socketOf(network).answer({ seq: 1, stage: "labels", elapsed: 9 });
  client.send("c");
  assert.deepEqual([answers, sent()], [[], ["a", "b"]]);
  socketOf(network).answer();
  assert.deepEqual([answers, sent()], [[[2, "b"]], ["a", "b", "c"]]);
  mock.timers.tick(20_000);
  assert.deepEqual(statuses, [["lost", "no answer"]]);
});

test("of requests that take long one gives way, and the next one is answered", () => {
  client.send("a");
  socketOf(network).open();
  client.send("b");
  socketOf(network).answer({ stage: "eigen", elapsed: 1 });
  client.send("c");
  socketOf(network).answer({ stage: "eigen", elapsed: 1 });
  assert.deepEqual(sent(), ["a", "b"]); // or nothing would ever be shown while something moves
  socketOf(network).answer();
  assert.deepEqual([answers, sent()], [[[2, "b"]], ["a", "b", "c"]]);
  client.send("d");
  socketOf(network).answer({ stage: "eigen", elapsed: 1 });
  assert.deepEqual(sent(), ["a", "b", "c", "d"]);
});

test("what takes long is awaited while the server tells that it works on it", () => {
  client = new FrameClient({ url: URL, network, onAnswer: () => {} });
  client.send("a");
  socketOf(network).open();
  for (let i = 0; i < 4; i += 1) {
    mock.timers.tick(i ? 15_000 : 500);
    socketOf(network).answer({ stage: "eigen", elapsed: i });
  }
  assert.deepEqual([client.stats.failures, network.posts], [0, []]);
  mock.timers.tick(20_000);
  assert.equal(client.stats.failures, 1);
});

test("an answer to another request is not handed on", () => {
  client.send("a");
  socketOf(network).open();
  socketOf(network).answer({ seq: 0 });
  assert.deepEqual([answers, client.stats.late, client.quiet], [[], 1, false]);
  socketOf(network).answer();
  socketOf(network).answer(); // twice
  assert.deepEqual([answers, client.stats.late], [[[1, "a"]], 2]);
});

test("a request names the image that the page has; an exact one is not kept", () => {
  client.send("a");
  socketOf(network).open();
  socketOf(network).answer({ image_key: "k1" }, { image: new Uint8Array(3) });
  client.send("b", true, { views: ["cuts"] });
  socketOf(network).answer({ image_key: "k2" }, { image: new Float32Array(3) });
  client.send("c");
  const messages = socketOf(network).sent;
  assert.deepEqual(messages.map(({ have }) => have), ["", "k1", "k1"]);
  assert.deepEqual(messages[1], { seq: 2, state: "b", rest: true, have: "k1", views: ["cuts"] });
});

test("a lost answer is asked for again over another connection, and comes too late", () => {
  client.send("a");
  const first = socketOf(network);
  first.open();
  mock.timers.tick(19_999);
  assert.deepEqual(statuses, []);
  mock.timers.tick(1);
  assert.deepEqual(statuses, [["lost", "no answer"]]);
  mock.timers.tick(250);
  assert.equal(network.sockets.length, 2);
  socketOf(network).open();
  assert.deepEqual(sent(), ["a"]);
  first.answer();
  assert.deepEqual([answers, client.stats.late], [[], 1]);
  socketOf(network).answer();
  assert.deepEqual(answers, [[2, "a"]]);
  assert.deepEqual(statuses.at(-1), ["ready", ""]);
});

for (const later of [[], ["c"]]) {
  test(`what was set before or after a loss takes its place: b ${later}`, () => {
    client.send("a");
    socketOf(network).open();
    client.send("b");
    socketOf(network).close();
    for (const state of later) client.send(state);
    mock.timers.tick(250);
    socketOf(network).open();
    assert.deepEqual(sent(), [later[0] ?? "b"]);
  });
}

/** Lose the connection; return the milliseconds until there is another. */
function waitOf() {
  const { length } = network.sockets;
  socketOf(network).close();
  for (let waited = 50; waited < 10_000; waited += 50) {
    mock.timers.tick(50);
    if (network.sockets.length > length) return waited;
  }
}

test("it waits twice as long after each failure, at most five seconds", () => {
  client.send("a");
  socketOf(network).open();
  socketOf(network).answer(); // websockets work here
  client.send("b");
  const waits = Array.from({ length: 7 }, waitOf);
  assert.deepEqual(waits, [250, 500, 1000, 2000, 4000, 5000, 5000]);
  assert.equal(network.posts.length, 0);
  socketOf(network).open();
  assert.deepEqual(sent(), ["b"]);
  socketOf(network).answer();
  client.send("c");
  assert.equal(waitOf(), 250); // it begins anew
});

test("an idle connection may close; the next state opens another", () => {
  client.send("a");
  socketOf(network).open();
  socketOf(network).answer();
  socketOf(network).close();
  assert.deepEqual([statuses, client.stats.failures], [[], 0]);
  client.send("b");
  socketOf(network).open();
  assert.deepEqual(sent(), ["b"]);
});

/** Ways in which websockets are blocked, and the milliseconds until that is known. */
const BLOCKED = {
  "is refused": [(socket) => socket.close(), 0],
  "opens, and closes at the first message": [
    (socket) => {
      socket.open();
      socket.close();
    },
    0,
  ],
};

for (const [what, [block, wait]] of Object.entries(BLOCKED)) {
  test(`HTTP serves where a websocket ${what}`, async () => {
    client.send("a");
    for (const retry of [250, 500]) {
      block(socketOf(network));
      mock.timers.tick(wait);
      assert.equal(network.posts.length, 0);
      mock.timers.tick(retry);
    }
    assert.equal(network.sockets.length, 2);
    for (const [i, state] of ["a", "b"].entries()) {
      const { url, message, resolve } = network.posts[i];
      assert.deepEqual([url, message.state], [URL, state]);
      resolve(new Response(encode({ seq: message.seq })));
      await settled();
      client.send("b");
    }
    assert.deepEqual(answers.map(([, state]) => state), ["a", "b"]);
    assert.equal(network.sockets.length, 2); // it stays with HTTP
    assert.equal(statuses.at(-1)[0], "ready");
  });
}

test("HTTP serves within five seconds where a websocket is swallowed", async () => {
  client.send("a");
  mock.timers.tick(2_500);
  for (const [i, state] of ["a", "b"].entries()) {
    const { message, resolve } = network.posts[i];
    assert.equal(message.state, state);
    if (i) mock.timers.tick(2_000); // the connection is given up meanwhile
    resolve(new Response(encode({ seq: message.seq })));
    await settled();
    client.send(i ? "c" : "b");
  }
  assert.deepEqual(answers.map(([, state]) => state), ["a", "b"]);
  assert.deepEqual([network.sockets.length, network.sockets[0].readyState, network.posts.length], [1, 3, 3]);
});

test("a websocket that opens late takes over from HTTP", async () => {
  client.send("a");
  mock.timers.tick(2_500);
  socketOf(network).open();
  network.posts[0].resolve(new Response(encode({ seq: 1 })));
  await settled();
  client.send("b");
  socketOf(network).answer();
  assert.deepEqual([answers.map(([, state]) => state), network.posts.length], [["a", "b"], 1]);
});

test("HTTP serves within five seconds where a websocket opens, and no more", async () => {
  client.send("a");
  socketOf(network).open();
  mock.timers.tick(2_500);
  for (const [i, state] of ["a", "b"].entries()) {
    const { message, resolve } = network.posts[i];
    assert.equal(message.state, state);
    resolve(new Response(encode({ seq: message.seq })));
    await settled();
    client.send("b");
  }
  assert.deepEqual(answers.map(([, state]) => state), ["a", "b"]);
  assert.deepEqual([network.sockets.length, network.sockets[0].readyState, statuses], [1, 3, [["ready", ""]]]);
});

test("a slow answer by websocket wins over HTTP, and the websocket stays", async () => {
  client.send("a");
  socketOf(network).open();
  mock.timers.tick(2_500);
  socketOf(network).answer();
  network.posts[0].reject(new TypeError("away"));
  await settled();
  client.send("b");
  mock.timers.tick(2_500);
  socketOf(network).answer();
  assert.deepEqual(answers.map(([, state]) => state), ["a", "b"]);
  assert.deepEqual([network.posts.length, statuses], [1, []]);
});

test("HTTP serves at once where a websocket cannot be made", async () => {
  network.WebSocket = class {
    static OPEN = 1;

    constructor() {
      throw new DOMException("The operation is insecure.", "SecurityError");
    }
  };
  client.send("a");
  assert.deepEqual(network.posts.map(({ message }) => message.state), ["a"]);
});

test("the server's refusal of a request is reported", async () => {
  client.send("a");
  for (const retry of [250, 500]) {
    socketOf(network).close();
    mock.timers.tick(retry);
  }
  network.posts[0].resolve(new Response("Start it with --allow-host.", { status: 403 }));
  await settled();
  assert.deepEqual(statuses.at(-1), ["refused", "Start it with --allow-host."]);
  mock.timers.tick(1000);
  network.posts[1].reject(new TypeError("away"));
  await settled();
  assert.deepEqual(statuses.at(-1), ["lost", "TypeError: away"]);
  assert.equal(client.quiet, false);
});

test("a request that was given up is neither answered nor lost once more", async () => {
  client.send("a");
  for (const retry of [250, 500]) {
    socketOf(network).close();
    mock.timers.tick(retry);
  }
  mock.timers.tick(20_000);
  const { message, resolve } = network.posts[0];
  resolve(new Response(encode({ seq: message.seq })));
  await settled();
  assert.deepEqual([answers, client.stats.late], [[], 1]);
  mock.timers.tick(1000);
  mock.timers.tick(20_000);
  network.posts[1].reject(new TypeError("away"));
  await settled();
  assert.equal(client.stats.failures, 4);
});
