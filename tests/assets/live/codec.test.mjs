import assert from "node:assert/strict";
import { test } from "node:test";

import { decode } from "../../../assets/live/codec.mjs";

test("an answer is read byte by byte as components/live/codec.py describes it", () => {
  const header = {
    seq: 7,
    arrays: [
      { name: "labels", dtype: "uint8", shape: [2, 2], offset: 0 },
      { name: "image", dtype: "float32", shape: [1, 2], offset: 8 },
    ],
  };
  const text = JSON.stringify(header);
  const padded = text.padEnd(Math.ceil((text.length + 4) / 8) * 8 - 4);
  const bytes = Buffer.alloc(4 + padded.length + 16);
  bytes.writeUInt32LE(padded.length, 0);
  bytes.write(padded, 4);
  bytes.set([1, 0, 2, 3], 4 + padded.length);
  bytes.writeFloatLE(1.5, 4 + padded.length + 8);
  bytes.writeFloatLE(-2, 4 + padded.length + 12);
  const { buffer, byteOffset, length } = bytes;
  const { header: found, arrays } = decode(buffer.slice(byteOffset, byteOffset + length));
  assert.equal(found.seq, 7);
  assert.deepEqual(arrays.labels, new Uint8Array([1, 0, 2, 3]));
  assert.deepEqual(arrays.image, new Float32Array([1.5, -2]));
});
