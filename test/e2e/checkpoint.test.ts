import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { few } from '../long.ts';
import { raftcheck, start, temporaryFolder, withFilesUpTo } from './raftcheck.ts';

/** Six times as large as where a second thread joins: long enough to be killed after a checkpoint of both. */
const search = ['lease-reads', '--quiet', '--workers', '2'];

function numberIn(file: string): number {
  return JSON.parse(readFileSync(file, 'utf8')).body.number;
}

/** How many threads searched when it was written; 0: not yet. */
function threadsIn(file: string): number {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).body.threads.length : 0;
}

describe('--checkpoint and --resume', () => {
  const out = mkdtempSync(join(tmpdir(), 'raftcheck-kept-'));
  const file = join(out, 'lease-reads.checkpoint.json');
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
    [
      'another spec',
      ['raft'],
      /another question\n {2}found {5}name lease-reads\n {2}expected {2}name raft, as/,
    ],
    ['another bound', [...search, '--max-term', '1'], / {5}max-term 2\n {2}expected {2}max-term 1, as it is/],
    ['another order', [...search, '--strategy', 'dfs'], /--resume: is for searches that are breadth first/],
  ])('refuse %s', async (_what, args, message) => {
    const { status, stderr } = await raftcheck([...args, '--resume', file, '--out', temporaryFolder()]);
    expect([status, stderr]).toEqual([2, expect.stringMatching(message)]);
  });

  it.each([
    [
      'is cut off',
      (text: string) => text.slice(0, 200),
      /not a JSON document\n {2}found {5}the end of the file\n/,
    ],
    ['is something else', () => '{"form":"raftcheck-trace/1"}', /is no checkpoint/],
    ['was altered', (text: string) => text.replace(/"generated":(\d)/, '"generated":9$1'), /is damaged/],
    [
      'is of another version',
      (text: string) => text.replace(/"raftcheck":"[^"]*"/, '"raftcheck":"99.0.0"'),
      /was written by another version\n {2}found {5}raftcheck 99\.0\.0, form \d+\n/,
    ],
  ])('refuse a file that %s', async (_what, change, message) => {
    const folder = temporaryFolder();
    cpSync(out, folder, { recursive: true });
    const other = join(folder, 'lease-reads.checkpoint.json');
    writeFileSync(other, change(readFileSync(file, 'utf8')));
    const { status, stderr } = await raftcheck([...search, '--resume', other, '--out', temporaryFolder()]);
    expect([status, stderr]).toEqual([2, expect.stringMatching(message)]);
  });

  it('refuse one that has lost a part', async () => {
    const folder = temporaryFolder();
    cpSync(out, folder, { recursive: true });
    // There may be a later one that nothing names: of the checkpoint that was being written.
    rmSync(join(folder, `lease-reads.checkpoint-${numberIn(file)}-ledger.bin`));
    const { status, stderr } = await raftcheck([...search, '--resume', '--out', folder]);
    expect([status, stderr]).toEqual([
      2,
      expect.stringMatching(/has lost a part\n {2}expected {2}.*-ledger\.bin\n/),
    ]);
  });

  it('refuse a part in which one byte differs', async () => {
    const part = join(out, `lease-reads.checkpoint-${numberIn(file)}-0.bin`);
    const bytes = readFileSync(part);
    bytes[bytes.length >> 1] ^= 1;
    writeFileSync(part, bytes);
    const { status, stderr } = await raftcheck([...search, '--resume', file, '--out', out]);
    expect([status, stderr]).toEqual([2, expect.stringMatching(/has a damaged part/)]);
  });
});

describe('--checkpoint', () => {
  it.each(few(['prevote --checkpoint', '--checkpoint prevote', '--checkpoint 30 prevote']))(
    'take seconds or none: %s',
    async (line) => {
      const { status, stdout } = await raftcheck([...line.split(' '), '--progress', 'none']);
      expect([status, stdout]).toEqual([0, expect.stringMatching(/^prevote: /)]);
    },
  );

  it('ask for seconds', async () => {
    const { status, stderr } = await raftcheck(['prevote', '--checkpoint=soon']);
    expect([status, stderr]).toEqual([
      2,
      expect.stringMatching(/--checkpoint: is not valid\n {2}found {5}"soon"/),
    ]);
  });
});

describe('what stands where a checkpoint would go, and is none', () => {
  const question = ['alone', '--depth', '6', '--progress', 'none', '--checkpoint=100'];

  it.each([
    ['something else', '{}', /is no checkpoint\n/],
    [
      'a checkpoint of an earlier form, whose parts lie elsewhere',
      JSON.stringify({
        form: 'raftcheck-checkpoint/3',
        checksum: '0',
        body: { threads: [{ file: '../precious.txt' }], ledger: { file: '../precious.txt' } },
      }),
      /was written by another version\n {2}found {5}raftcheck of an unknown version, form 3\n/,
    ],
  ])('is named and left alone, and the answer is given: %s', async (_what, text, message) => {
    const folder = temporaryFolder();
    const file = join(folder, 'out/alone.checkpoint.json');
    mkdirSync(join(folder, 'out'));
    writeFileSync(file, text);
    writeFileSync(join(folder, 'precious.txt'), 'precious');
    const { status, stdout, stderr } = await raftcheck([...question, '--out', join(folder, 'out')]);
    expect([status, stdout]).toEqual([2, expect.stringMatching(/^raftcheck: OK /m)]);
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(
      /alone\.checkpoint\.json: .*[\s\S]* it is left as it is, and no checkpoint is written: /,
    );
    expect(readFileSync(file, 'utf8')).toBe(text);
    expect(readFileSync(join(folder, 'precious.txt'), 'utf8')).toBe('precious');
    expect(readdirSync(folder).sort()).toEqual(['out', 'precious.txt']);
  });
});

describe('a search that was stopped', () => {
  it('names its checkpoint and the command that goes on, which ends as if it had not been', async () => {
    const out = temporaryFolder();
    const args = ['prevote', '--workers', '1', '--checkpoint=0.01', '--quiet', '--out', out];
    const stopped = await raftcheck([...args, '--max-states', '9k']);
    expect(stopped.status).toBe(3);
    const command = /^raftcheck: from its last checkpoint it goes on with raftcheck (.*)$/m.exec(
      stopped.stderr,
    )![1];
    const file = join(out, 'prevote.checkpoint.json');
    expect(command).toBe(
      `prevote --workers 1 --checkpoint 0.01 --quiet --out ${out} --max-states none --resume ${file}`,
    );
    const resumed = await raftcheck(command.split(' '));
    expect([resumed.status, resumed.stdout]).toEqual([0, expect.stringMatching(/ 15,817 states /)]);
    expect(resumed.stderr).toMatch(
      /^raftcheck: its time, and --time-limit, count \d+\.\d s from before it was resumed\n$/,
    );
    expect(readdirSync(out)).toEqual([]);
  });

  it('has none to go on from where none was written', async () => {
    const { status, stderr } = await raftcheck(['--resume', 'prevote', '--out', temporaryFolder()]);
    expect([status, stderr]).toEqual([
      2,
      expect.stringMatching(/prevote\.checkpoint\.json: there is no checkpoint to go on from\n/),
    ]);
  });
});

it('a checkpoint that cannot be written is named once, and ends no search', async () => {
  const out = temporaryFolder();
  const args = ['prevote', '--workers', '1', '--checkpoint=0.01', '--quiet', '--out', out];
  const { status, stdout, stderr } = await withFilesUpTo(40, args);
  expect([status, stdout]).toEqual([2, expect.stringMatching(/^raftcheck: OK .* 15,817 states /)]);
  expect(stderr).toMatch(
    /^raftcheck: .*prevote\.checkpoint\.json: cannot be written\n {2}found {5}EFBIG: [^\n]*\n$/,
  );
  expect(readdirSync(out)).toEqual([]);
});
