/**
 * The protocol's other side in plain JavaScript, written from docs/core-protocol.md alone: reads requests from descriptor 3, writes
 * answers to 4, numbers states and messages by their keys. A driver hands in its calls; `frame` may spoil what is written.
 */
import { readSync, writeSync } from 'node:fs';

function readBytes(length) {
  const bytes = Buffer.alloc(length);
  for (let at = 0; at < length; ) {
    const read = readSync(3, bytes, at, length - at, null);
    if (read === 0) process.exit(0);
    at += read;
  }
  return bytes;
}

export function writeBytes(bytes) {
  for (let at = 0; at < bytes.length; ) at += writeSync(4, bytes, at);
}

export function frameOf(text) {
  const body = Buffer.from(text);
  const head = Buffer.alloc(4);
  head.writeUInt32LE(body.length);
  return Buffer.concat([head, body]);
}

/** Answers until nobody asks any more. `answer`: from a request to an answer, both plain data. */
export function serve(answer, frame = frameOf) {
  for (;;) {
    const request = JSON.parse(readBytes(readBytes(4).readUInt32LE()).toString('utf8'));
    writeBytes(frame(JSON.stringify(answer(request)), request));
  }
}

/** Numbers things by their keys, and remembers those that no answer has brought along yet. */
export class Numbers {
  #numbers = new Map();
  #all = [];
  #news = [];

  of(thing, key, view) {
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    const number = this.#all.length;
    this.#numbers.set(key, number);
    this.#all.push(thing);
    this.#news.push({ key, view });
    return number;
  }

  at(number) {
    return this.#all[number];
  }

  news() {
    const news = this.#news;
    this.#news = [];
    return news;
  }
}
