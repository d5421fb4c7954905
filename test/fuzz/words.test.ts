/** Parts of checkpoints with other words: what is wrong with them no checksum tells. */
import { expect, it } from 'vitest';
import { loadHasher } from '../../src/spec/hasher.ts';
import { withWords } from './kinds/checkpoints.ts';
import type { WordsEdit } from './mutate/words.ts';

const hasher = await loadHasher();
const part = { lengths: [3, 2], checksum: 'as it was' };
const document = Buffer.from(
  JSON.stringify({ form: 'f', checksum: 'x', body: { threads: [part], ledger: part } }),
);
const bytes = Buffer.from(Int32Array.of(1, 2, 3, 4, 5).buffer);

it.each<[WordsEdit, number[], number[]]>([
  [{ op: 'set', array: 0, at: 0, value: -7 }, [-7, 2, 3, 4, 5], [3, 2]],
  [{ op: 'add', array: 1, at: 10_002, value: 2 }, [1, 2, 3, 4, 7], [3, 2]],
  [{ op: 'copy', array: 0, at: 0, from: 10_002, length: 2 }, [2, 3, 3, 4, 5], [3, 2]],
  [{ op: 'fill', array: 2, at: 5000, length: 9, value: 0 }, [1, 0, 0, 4, 5], [3, 2]],
  [{ op: 'cut', array: 0, at: 0, length: 2 }, [3, 4, 5], [1, 2]],
  [{ op: 'double', array: 1, at: 0, length: 2 }, [1, 2, 3, 4, 5, 4, 5], [3, 4]],
])('%j', (edit, words, lengths) => {
  for (const [name, found] of [
    ['a.checkpoint-12-0.bin', (body: { threads: unknown[] }) => body.threads[0]],
    ['a.checkpoint-12-ledger.bin', (body: { ledger: unknown }) => body.ledger],
  ] as const) {
    const [other, whole] = withWords(document, name, bytes, [edit]);
    expect([...new Int32Array(Uint8Array.from(other).buffer)]).toEqual(words);
    const { body, checksum } = JSON.parse(whole.toString());
    expect(found(body)).toEqual({ lengths, checksum: hasher.create64().update(other).digest().toString(16) });
    expect(checksum).toBe(hasher.h64ToString(JSON.stringify(body)));
  }
});
