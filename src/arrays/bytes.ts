/**
 * A growing buffer of bytes, what canonical encodings are written into; and bytes as they are read again.
 */
export class ByteWriter {
  #buffer = new Uint8Array(1024);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  reset(): void {
    this.#length = 0;
  }

  /** What has been written since the last reset: a view, valid until the next write. */
  bytes(): Uint8Array {
    return this.#buffer.subarray(0, this.#length);
  }

  byte(value: number): void {
    if (this.#length === this.#buffer.length) this.#grow(1);
    this.#buffer[this.#length++] = value;
  }

  /** A safe integer >= 0, seven bits a byte, the lowest first. */
  uint(value: number): void {
    let rest = value;
    while (rest >= 0x80) {
      this.byte((rest % 0x80) | 0x80);
      rest = Math.floor(rest / 0x80);
    }
    this.byte(rest);
  }

  /** Length, then the code units, each as a uint: any string comes back the same. */
  string(value: string): void {
    this.uint(value.length);
    for (let i = 0; i < value.length; i++) this.uint(value.charCodeAt(i));
  }

  raw(bytes: Uint8Array): void {
    if (this.#length + bytes.length > this.#buffer.length) this.#grow(bytes.length);
    this.#buffer.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** The bytes from `start` to before `end`, one by one: they are few, and a view of them would cost more. */
  part(bytes: Uint8Array, start: number, end: number): void {
    if (this.#length + end - start > this.#buffer.length) this.#grow(end - start);
    for (let k = start; k < end; k++) this.#buffer[this.#length++] = bytes[k];
  }

  /** Copies what has been written from `start` on to a place in `target`. */
  copyTo(target: Uint8Array, at: number, start: number): void {
    for (let k = start; k < this.#length; k++) target[at + k - start] = this.#buffer[k];
  }

  #grow(atLeast: number): void {
    const next = new Uint8Array(Math.max(this.#buffer.length * 2, this.#length + atLeast));
    next.set(this.#buffer);
    this.#buffer = next;
  }
}

/** Bytes from a place on, as ByteWriter has written them. */
export class ByteReader {
  readonly bytes: Uint8Array;
  at: number;

  constructor(bytes: Uint8Array, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }

  get more(): boolean {
    return this.at < this.bytes.length;
  }

  /** Throws a RangeError where there is none. */
  uint(): number {
    let value = 0;
    for (let factor = 1; ; factor *= 0x80) {
      if (this.at >= this.bytes.length || factor > 2 ** 49) throw new RangeError('a number has no end');
      const byte = this.bytes[this.at++];
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
    }
  }

  /** So many bytes: a view. Throws a RangeError where there are fewer. */
  raw(length: number): Uint8Array {
    if (length > this.bytes.length - this.at) throw new RangeError('bytes are missing');
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }
}
