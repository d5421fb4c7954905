/** Checkpoints, spoilt in their document or in their parts; some with checksums that are right again. */
import fc from 'fast-check';
import xxhash from 'xxhash-wasm';
import { type Case, smallSearches } from '../case.ts';
import type { Material } from '../material.ts';
import { bytesEdits, editBytes } from '../mutate/bytes.ts';
import { editWords, type WordsEdit, wordsEdits, wordsOf } from '../mutate/words.ts';
import { json, spoil, spoiling } from './documents.ts';

const { h64ToString, h64Raw } = await xxhash();

export function checkpoints({ checkpoint }: Material): fc.Arbitrary<Case> {
  const names = Object.keys(checkpoint);
  const document = names.find((name) => name.endsWith('.json'))!;
  const parts = names.filter((name) => name.endsWith('.bin'));
  const argv = fc.constantFrom(
    `prevote --resume out/${document} --max-states 4000`,
    `prevote --resume out/${document} --max-states 3500 --checkpoint=60`,
    'prevote --checkpoint=0.001',
    // Its search ends, and what is kept of it is removed.
    'election --checkpoint=60',
    `prevote --resume out/${document} --nodes 2`,
    `fifo --resume out/${document}`,
  );
  const spoilt = fc.oneof(
    { arbitrary: fc.record({ name: fc.constant(document), spoiling, sealed: fc.boolean() }), weight: 4 },
    { arbitrary: fc.record({ name: fc.constantFrom(...names), bytes: bytesEdits }), weight: 1 },
    { arbitrary: fc.record({ name: fc.constantFrom(...parts), words: wordsEdits }), weight: 4 },
    { arbitrary: fc.record({ name: fc.constantFrom(...names) }), weight: 1 },
  );
  return fc.record({ argv, spoilt }).map(({ argv, spoilt }) => {
    const files = Object.fromEntries(
      Object.entries(checkpoint).map(([name, bytes]) => [`out/${name}`, bytes]),
    );
    const path = `out/${spoilt.name}`;
    if ('spoiling' in spoilt) {
      const bytes = spoil(files[path], json, spoilt.spoiling);
      files[path] = spoilt.sealed ? sealed(bytes) : bytes;
      files['out/election.checkpoint.json'] = files[path];
    } else if ('words' in spoilt) {
      const [part, whole] = withWords(checkpoint[document], spoilt.name, files[path], spoilt.words);
      Object.assign(files, { [path]: part, [`out/${document}`]: whole });
    } else if ('bytes' in spoilt) files[path] = editBytes(files[path], spoilt.bytes);
    else delete files[path];
    return { kind: 'checkpoint', argv: argv.split(' '), env: smallSearches, files };
  });
}

/** With the checksum of what is written there, where it is a checkpoint still. */
function sealed(bytes: Buffer): Buffer {
  try {
    const document = JSON.parse(bytes.toString());
    return Buffer.from(JSON.stringify({ ...document, checksum: h64ToString(JSON.stringify(document.body)) }));
  } catch {
    return bytes;
  }
}

/** A part with other words, and the document with its lengths and its checksum: what is wrong is met later. */
export function withWords(
  document: Buffer,
  name: string,
  bytes: Buffer,
  edits: readonly WordsEdit[],
): readonly Buffer[] {
  const { form, body } = JSON.parse(document.toString());
  const number = /-(\d+)\.bin$/.exec(name)?.[1];
  const part = number === undefined ? body.ledger : body.threads[Number(number)];
  const words = editWords(wordsOf(bytes, part.lengths), edits);
  const other = Buffer.concat(
    words.map((array) => Buffer.from(array.buffer, array.byteOffset, array.byteLength)),
  );
  part.lengths = words.map(({ length }) => length);
  part.checksum = h64Raw(other).toString(16);
  return [other, sealed(Buffer.from(JSON.stringify({ form, body })))];
}
