/** A dump as it would be read again from a file: what it says of memory that goes on to change stays. */
import type { Dump } from '../../../src/explore/dump.ts';

export function copied<Facts>({ facts, words }: Dump<Facts>): Dump<Facts> {
  return { facts: structuredClone(facts), words: words.map((array) => array.slice()) };
}
