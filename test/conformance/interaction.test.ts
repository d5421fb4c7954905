/** The library's recorded interactions, one test a transcript. They lie beside the project, not in it. */
import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { runFile, transcriptsBelow } from './folder.ts';

const folder = join(import.meta.dirname, '../../../shared/conformance/etcd-raft/interaction');
const files = transcriptsBelow(folder) ?? [];

test.skipIf(!existsSync(folder))('there are interaction transcripts to replay', () => {
  expect(files).not.toEqual([]);
});

if (!existsSync(folder)) {
  console.warn(`no folder ${folder}: etcd's interaction transcripts are not replayed`);
}

test.each(files.map((file) => [basename(file, '.txt'), file]))('the core repeats %s', (_, file) => {
  expect(runFile(file)).toBeNull();
});
