/** The library's recorded quorum transcripts, one test a transcript. They lie beside the project, not in it. */
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { runDatadriven } from './datadriven.ts';
import { transcriptsBelow } from './folder.ts';
import { runQuorumCommand } from './quorum.ts';

const folder = join(import.meta.dirname, '../../../shared/conformance/etcd-raft/quorum');
const files = transcriptsBelow(folder);

if (files === null) console.warn(`no folder ${folder}: etcd's quorum transcripts are not replayed`);

test.skipIf(files === null)('there are quorum transcripts to replay', () => {
  expect(files).not.toEqual([]);
});

test.each((files ?? []).map((file) => [basename(file, '.txt'), file]))('quorums repeat %s', (_, file) => {
  expect(runDatadriven(file, runQuorumCommand)).toBeNull();
});
