/**
 * Recorded interactions of etcd's library, one test a transcript. Its own transcripts lie beside the project, not in it;
 * those in testdata/ were recorded with it for what its own leave out.
 */
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { runFile, transcriptsBelow } from './folder.ts';

const folder = join(import.meta.dirname, '../../../shared/conformance/etcd-raft/interaction');
const files = transcriptsBelow(folder);
if (files === null) {
  console.warn(`no folder ${folder}: etcd's own interaction transcripts are not replayed`);
}

test.skipIf(files === null)(`there are interaction transcripts below ${folder}`, () => {
  expect(files).not.toEqual([]);
});

const recorded = transcriptsBelow(join(import.meta.dirname, 'testdata')) ?? [];

test.each([...recorded, ...(files ?? [])].map((file) => [basename(file, '.txt'), file]))(
  'the core repeats %s',
  (_, file) => {
    expect(runFile(file)).toBeNull();
  },
);
