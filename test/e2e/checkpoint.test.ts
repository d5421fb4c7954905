import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { raftcheck, start, temporaryFolder } from './raftcheck.ts';

/** Three times as large as where a second thread joins: long enough to be killed after a checkpoint of both. */
const search = ['read-index', '--quiet', '--workers', '2'];

/** How many threads searched when it was written; 0: not yet. */
function threadsIn(file: string): number {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).body.threads.length : 0;
}

describe('--checkpoint and --resume', () => {
  const out = mkdtempSync(join(tmpdir(), 'raftcheck-kept-'));
  const file = join(out, 'read-index.checkpoint.json');
  afterAll(() => rmSync(out, { recursive: true }));

  it('go on after a kill, and end as if it had not been', async () => {
    const victim = start([...search, '--checkpoint=0.05', '--out', out]);
    while (threadsIn(file) < 2) {
      if (victim.exitCode !== null)
        throw new Error('the search has ended without a checkpoint of two threads');
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    victim.kill('SIGKILL');
    await new Promise((resolve) => victim.once('close', resolve));
    const undisturbed = await raftcheck([...search, '--json', '--out', temporaryFolder()]);
    const resumed = await raftcheck([...search, '--json', '--resume', file, '--out', out]);
    const { states, verdict, cutBy, actions } = JSON.parse(undisturbed.stdout);
    expect(JSON.parse(resumed.stdout)).toMatchObject({ states, verdict, cutBy, actions });
  });

  it.each([
    ['another spec', ['raft'], /answers another question\n {2}found {5}another name/],
    [
      'another bound',
      [...search, '--max-term', '1'],
      /answers another question\n {2}found {5}another max-term/,
    ],
    ['another order', [...search, '--strategy', 'dfs'], /--resume: is for searches that are breadth first/],
  ])('refuse %s', async (_what, args, message) => {
    const { status, stderr } = await raftcheck([...args, '--resume', file, '--out', temporaryFolder()]);
    expect([status, stderr]).toEqual([2, expect.stringMatching(message)]);
  });

  it.each([
    ['is cut off', (text: string) => text.slice(0, 200), /cannot be read as a checkpoint/],
    ['is something else', () => '{"form":"raftcheck-trace/1"}', /is no checkpoint/],
    ['was altered', (text: string) => text.replace(/"generated":(\d)/, '"generated":9$1'), /is damaged/],
    [
      'is of another version',
      (text: string) => text.replace(/"raftcheck":"[^"]*"/, '"raftcheck":"99.0.0"'),
      /was written by another version\n {2}found {5}99\.0\.0/,
    ],
    [
      'has lost a part',
      (text: string) => text.replaceAll('-ledger.bin', '-gone.bin'),
      /is damaged|has lost a part/,
    ],
  ])('refuse a file that %s', async (_what, change, message) => {
    const folder = temporaryFolder();
    cpSync(out, folder, { recursive: true });
    const other = join(folder, 'read-index.checkpoint.json');
    writeFileSync(other, change(readFileSync(file, 'utf8')));
    const { status, stderr } = await raftcheck([...search, '--resume', other, '--out', temporaryFolder()]);
    expect([status, stderr]).toEqual([2, expect.stringMatching(message)]);
  });

  it('refuse a part in which one byte differs', async () => {
    const part = join(out, readdirSync(out).find((name) => name.endsWith('-0.bin'))!);
    const bytes = readFileSync(part);
    bytes[bytes.length >> 1]! ^= 1;
    writeFileSync(part, bytes);
    const { status, stderr } = await raftcheck([...search, '--resume', file, '--out', out]);
    expect([status, stderr]).toEqual([2, expect.stringMatching(/has a damaged part/)]);
  });

  it.each(['prevote --checkpoint', '--checkpoint prevote', '--checkpoint 30 prevote'])(
    'take seconds or none: %s',
    async (line) => {
      const { status, stdout } = await raftcheck([...line.split(' '), '--progress', 'none']);
      expect([status, stdout]).toEqual([0, expect.stringMatching(/^prevote: /)]);
    },
  );

  it('ask for seconds', async () => {
    const { status, stderr } = await raftcheck(['prevote', '--checkpoint=soon']);
    expect([status, stderr]).toEqual([2, expect.stringMatching(/--checkpoint: is no time/)]);
  });
});
