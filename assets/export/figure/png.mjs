/** Texts and resolution in PNG files, whose format is in https://www.w3.org/TR/png-3/. */

const BEFORE_CHUNKS = 8 + 25; // bytes of the signature and of the header, which comes first
const METRES_PER_INCH = 0.0254;

const TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let bit = 0; bit < 8; bit += 1) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c;
});

/** The checksum of a chunk. @param {Uint8Array} bytes */
export function crc32(bytes) {
  let c = 0xffffffff;
  for (const byte of bytes) c = TABLE[(c ^ byte) & 0xff] ^ (c >>> 8);
  return (c ^ 0xffffffff) >>> 0;
}

/** @param {string} type @param {Uint8Array} content */
function chunk(type, content) {
  const bytes = new Uint8Array(12 + content.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, content.length);
  bytes.set(new TextEncoder().encode(type), 4);
  bytes.set(content, 8);
  view.setUint32(8 + content.length, crc32(bytes.subarray(4, 8 + content.length)));
  return bytes;
}

/**
 * A PNG file that states its resolution and has texts.
 * @param {Uint8Array} png without them @param {number} dots per inch
 * @param {Record<string, string>} texts by keyword, such as "Description"
 */
export function withTexts(png, dots, texts) {
  const physical = new Uint8Array(9);
  const view = new DataView(physical.buffer);
  view.setUint32(0, Math.round(dots / METRES_PER_INCH));
  view.setUint32(4, Math.round(dots / METRES_PER_INCH));
  physical[8] = 1; // the unit is the metre
  const encoder = new TextEncoder();
  const chunks = [chunk("pHYs", physical)];
  for (const [keyword, text] of Object.entries(texts)) {
    // International text, not compressed, of no named language.
    chunks.push(chunk("iTXt", encoder.encode(`${keyword}\0\0\0\0\0${text}`)));
  }
  const parts = [png.subarray(0, BEFORE_CHUNKS), ...chunks, png.subarray(BEFORE_CHUNKS)];
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
