/** The library's recorded confchange transcripts, one test a transcript. They lie beside the project, not in it. */
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { newConfChangeRunner } from './confchange.ts';
import { runDatadriven } from './datadriven.ts';
import { transcriptsBelow } from './folder.ts';

const folder = join(import.meta.dirname, '../../../shared/conformance/etcd-raft/confchange');
const files = transcriptsBelow(folder);

if (files === null) console.warn(`no folder ${folder}: etcd's confchange transcripts are not replayed`);

test.skipIf(files === null)('there are confchange transcripts to replay', () => {
  expect(files).not.toEqual([]);
});

test.each((files ?? []).map((file) => [basename(file, '.txt'), file]))(
  'the changer repeats %s',
  (_, file) => {
    expect(runDatadriven(file, newConfChangeRunner())).toBeNull();
  },
);
