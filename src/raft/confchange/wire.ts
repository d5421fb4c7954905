/**
 * The little of protobuf's wire format that configuration changes need. Bytes are strings, one character (0..255) a
 * byte. Knows no message; codec.ts does.
 */
import { panic } from '../panic.ts';

/** What a field holds: a number (wire type 0) or bytes (wire type 2). */
export type WireValue = number | string;

/** Seven bits a byte, the lowest first; the top bit says that more follow. `n` is a safe integer >= 0. */
export function varint(n: number): string {
  let bytes = '';
  let rest = n;
  while (rest >= 128) {
    bytes += String.fromCharCode((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  return bytes + String.fromCharCode(rest);
}

/** One field with its tag. Field numbers up to 15. */
export function field(number: number, value: WireValue): string {
  if (typeof value === 'number') return varint(number * 8) + varint(value);
  return varint(number * 8 + 2) + varint(value.length) + value;
}

/** Hands every field of `bytes` to `visit`, in order. Panics on bytes that are no such message. */
export function eachField(bytes: string, visit: (number: number, value: WireValue) => void): void {
  let at = 0;
  const byte = (): number => {
    if (at >= bytes.length) panic('bad-encoding', 'unexpected end of a configuration change');
    return bytes.charCodeAt(at++);
  };
  const number = (): number => {
    let value = 0;
    let scale = 1;
    for (;;) {
      const next = byte();
      value += (next % 128) * scale;
      if (!Number.isSafeInteger(value)) panic('bad-encoding', 'a number too large in a configuration change');
      if (next < 128) return value;
      scale *= 128;
    }
  };
  const chunk = (): string => {
    const length = number();
    if (at + length > bytes.length) panic('bad-encoding', 'unexpected end of a configuration change');
    at += length;
    return bytes.slice(at - length, at);
  };
  while (at < bytes.length) {
    const tag = number();
    const type = tag % 8;
    if (type !== 0 && type !== 2) panic('bad-encoding', `wire type ${type} in a configuration change`);
    visit(Math.floor(tag / 8), type === 0 ? number() : chunk());
  }
}
