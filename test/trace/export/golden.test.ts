/**
 * Every format as a file under golden/testdata/: made by running, checked by eye, and compared ever since. After a change that is
 * meant: `npx vitest run test/trace/export/golden.test.ts -u`, and look at what git shows.
 */
import { describe, expect, it } from 'vitest';
import { dot } from '../../../src/trace/export/dot.ts';
import { etcdNdjson } from '../../../src/trace/export/etcd-ndjson.ts';
import { html } from '../../../src/trace/export/html.ts';
import { itf } from '../../../src/trace/export/itf.ts';
import { markdown } from '../../../src/trace/export/markdown.ts';
import { mermaid } from '../../../src/trace/export/mermaid.ts';
import { shiviz } from '../../../src/trace/export/shiviz.ts';
import { tla } from '../../../src/trace/export/tla.ts';
import { transcript } from '../../../src/trace/export/transcript.ts';
import { vitestTest } from '../../../src/trace/export/vitest.ts';
import type { Trace } from '../../../src/trace/trace.ts';
import { election, membership, snapshot } from './make.ts';

const formats: readonly (readonly [file: string, format: (trace: Trace) => string])[] = [
  ['itf.json', itf],
  ['mmd', mermaid],
  ['html', html],
  ['md', markdown],
  ['shiviz.log', shiviz],
  ['dot', dot],
  ['tla', tla],
  ['transcript.txt', transcript],
  ['test.ts.txt', (trace) => vitestTest(trace, 'raftcheck')],
];

describe.each([
  ['election', election],
  ['snapshot', snapshot],
  ['membership', membership],
])('the golden %s', (name, trace) => {
  it.each(formats)('as .%s', async (extension, format) => {
    await expect(format(trace)).toMatchFileSnapshot(`../golden/testdata/${name}.${extension}`);
  });
});

it('the golden membership as .etcd.ndjson', async () => {
  await expect(etcdNdjson(membership)).toMatchFileSnapshot('../golden/testdata/membership.etcd.ndjson');
});
