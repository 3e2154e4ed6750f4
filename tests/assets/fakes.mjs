/** Fakes of the browser's objects, as far as the tests of modules need them. */

/** Bytes of an answer of the live routes, as components/live/codec.py describes them. */
export function encode(header, arrays = {}) {
  const listed = [];
  const chunks = [];
  let offset = 0;
  for (const [name, array] of Object.entries(arrays)) {
    const dtype = array.constructor.name.replace("Array", "").toLowerCase();
    const bytes = new Uint8Array(Math.ceil(array.byteLength / 8) * 8);
    bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
    listed.push({ name, dtype, shape: [array.length], offset });
    chunks.push(bytes);
    offset += bytes.length;
  }
  let text = JSON.stringify({ ...header, arrays: listed });
  text += " ".repeat((8 - ((text.length + 4) % 8)) % 8);
  const data = new Uint8Array(4 + text.length + offset);
  new DataView(data.buffer).setUint32(0, text.length, true);
  data.set(new TextEncoder().encode(text), 4);
  let at = 4 + text.length;
  for (const chunk of chunks) {
    data.set(chunk, at);
    at += chunk.length;
  }
  return data.buffer;
}

/** A network whose sockets and requests a test answers. */
export function fakeNetwork() {
  const network = { sockets: [], posts: [] };
  network.WebSocket = class {
    static OPEN = 1;
    readyState = 0;
    sent = [];

    constructor(url) {
      this.url = url;
      network.sockets.push(this);
    }

    send(message) {
      this.sent.push(JSON.parse(message));
    }

    close() {
      if (this.readyState === 3) return;
      this.readyState = 3;
      this.onclose();
    }

    // --- what the other end does -----------------------------------------------------------

    open() {
      this.readyState = 1;
      this.onopen();
    }

    answer(header, arrays) {
      this.onmessage({ data: encode({ seq: this.sent.at(-1).seq, ...header }, arrays) });
    }
  };
  network.fetch = (url, { body }) =>
    new Promise((resolve, reject) => {
      network.posts.push({ url, message: JSON.parse(body), resolve, reject });
    });
  return network;
}

/** The newest socket of a network. */
export const socketOf = (network) => network.sockets.at(-1);

/** Let the continuations of settled promises run. */
export const settled = () => new Promise((resolve) => setImmediate(resolve));

/** A window with a history, whose traversals end when the test says so. */
export class FakePage extends EventTarget {
  constructor(search = "") {
    super();
    this.parent = this;
    this.entries = [{ state: null, search }];
    this.at = 0;
    this.asked = []; // traversals that are to come
    const page = this;
    this.location = {
      pathname: "/",
      hash: "",
      get search() {
        return page.entries[page.at].search;
      },
    };
    this.history = {
      get state() {
        return page.entries[page.at].state;
      },
      pushState(state, _, url) {
        page.entries.splice(page.at + 1, Infinity, page.#entry(state, url));
        page.at += 1;
      },
      replaceState(state, _, url) {
        page.entries[page.at] = page.#entry(state, url);
      },
      go(steps) {
        page.asked.push(steps);
      },
    };
  }

  #entry(state, url) {
    const search = url === undefined ? this.entries[this.at].search : url.replace(/^[^?]*/, "");
    return { state: structuredClone(state), search };
  }

  /** Complete a traversal by the page or by the browser's buttons. */
  traverse(steps = this.asked.shift()) {
    if (!steps || !this.entries[this.at + steps]) return;
    this.at += steps;
    this.dispatchEvent(Object.assign(new Event("popstate"), { state: this.history.state }));
  }
}

/** An element: a tree of them, with classes, attributes and listeners. */
export class FakeElement extends EventTarget {
  attributes = {};
  childNodes = [];
  hidden = false;
  parent = null;
  style = {};
  textContent = "";
  value = "";
  #classes = new Set();
  classList = {
    contains: (name) => this.#classes.has(name),
    toggle: (name, on = !this.#classes.has(name)) => this.#classes[on ? "add" : "delete"](name),
  };

  setAttribute(name, value) {
    this.attributes[name] = value;
    if (name === "class") this.#classes = new Set(value.split(" "));
    if (name === "hidden") this.hidden = true;
  }

  getAttribute(name) {
    return this.attributes[name] ?? null;
  }

  append(...children) {
    this.childNodes.push(...children);
    for (const child of children) if (child instanceof FakeElement) child.parent = this;
  }

  after(other) {
    this.parent.append(other);
  }

  replaceChildren(...children) {
    this.childNodes = [];
    this.append(...children);
  }

  /** True for a list of classes. */
  matches(selectors) {
    return selectors.split(", ").some((selector) => this.#classes.has(selector.slice(1)));
  }

  closest(selectors) {
    return this.matches(selectors) ? this : (this.parent?.closest(selectors) ?? null);
  }

  contains(other) {
    return other === this || (other.parent !== null && this.contains(other.parent));
  }

  getBoundingClientRect() {
    return { left: 0, top: 0, width: 100, height: 100 };
  }

  getContext() {
    return null;
  }

  focus() {}

  scrollIntoView() {}
}

/** An event on an element, as a listener above it gets it. */
export function eventOn(target, type, fields = {}, Kind = Event) {
  const event = Object.assign(new Kind(type, { cancelable: true }), fields);
  return Object.defineProperty(event, "target", { value: target });
}
