/** Files of checkpoints: what is read is verified, and what is no checkpoint of the same question is left alone. */
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { packageVersion } from '../../src/base/root.ts';
import { describeTrouble, UserError } from '../../src/base/usererror.ts';
import {
  type Checkpoint,
  partFile,
  readCheckpoint,
  readPart,
  removeCheckpoint,
  type SearchProblem,
  writeCheckpoint,
  writePart,
} from '../../src/run/checkpoint.ts';
import { loadHasher } from '../../src/spec/hasher.ts';

const hasher = await loadHasher();
const words = [Int32Array.of(1, -2, 3), new Int32Array(0), Int32Array.of(4)];

function questionOf(depth: number): SearchProblem {
  const core = { adapter: 'file:///out/bugs/1', where: 'mine.yaml:1:1' };
  const job = { name: 'mine', core, properties: ['election-safety'] };
  return { job: job as unknown as SearchProblem['job'], depth };
}

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'raftcheck-'));
  file = join(folder, 'mine.checkpoint.json');
  writeFileSync(join(folder, 'precious.txt'), 'precious');
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Writes the checkpoint of so many threads with a number, and gives what it says of itself. */
function write(number: number, threads: number, question = questionOf(7)): Checkpoint {
  const part = (name: number | 'ledger') =>
    writePart(partFile(file, number, name), { facts: { part: name }, words }, hasher) as never;
  const parts = Array.from({ length: threads }, (_, me) => part(me));
  const body: Checkpoint = {
    number,
    raftcheck: packageVersion(),
    question,
    seconds: 1.5,
    threads: parts,
    ledger: part('ledger'),
  };
  writeCheckpoint(file, body, hasher);
  return body;
}

function trouble(use: () => unknown): string {
  try {
    use();
  } catch (error) {
    if (error instanceof UserError) return describeTrouble(error.trouble);
    throw error;
  }
  throw new Error('it was taken');
}

const read = (question = questionOf(7)) => readCheckpoint(file, question, hasher);
const names = () => readdirSync(folder).sort();

describe('a checkpoint', () => {
  it('is read as it was written, wherever it was written from', () => {
    const body = write(1, 2);
    const { core } = questionOf(7).job;
    for (const moved of [{ core: { ...core, where: 'x.yaml:2:2' } }, { core: undefined, out: 'other' }]) {
      const elsewhere = { ...questionOf(7), job: { ...questionOf(7).job, ...moved } };
      expect(read(elsewhere as SearchProblem)).toEqual(body);
    }
    for (const [name, part] of [
      [0, body.threads[0]],
      ['ledger', body.ledger],
    ] as const)
      expect(readPart<unknown>(partFile(file, 1, name), part)).toEqual({ facts: { part: name }, words });
  });

  it('takes the place of the one before it, whose parts go, and no other file', () => {
    write(1, 2);
    write(2, 1);
    const parts = ['mine.checkpoint-2-0.bin', 'mine.checkpoint-2-ledger.bin', 'mine.checkpoint.json'];
    expect(names()).toEqual([...parts, 'precious.txt']);
    removeCheckpoint(file, questionOf(7), hasher);
    expect(names()).toEqual(['precious.txt']);
    removeCheckpoint(file, questionOf(7), hasher);
  });

  it('replaces links that stand in the places of its parts, and follows none', () => {
    symlinkSync('precious.txt', partFile(file, 1, 0));
    write(1, 1);
    write(2, 1);
    expect(readFileSync(join(folder, 'precious.txt'), 'utf8')).toBe('precious');
  });

  it('of another question is refused, and stays', () => {
    write(1, 1, questionOf(8));
    const before = names();
    expect(trouble(read)).toMatch(
      /answers another question\n {2}found {5}depth 8\n {2}expected {2}depth 7, as it is asked now\n/,
    );
    expect(trouble(() => write(2, 1))).toMatch(/answers another question/);
    expect(trouble(() => removeCheckpoint(file, questionOf(7), hasher))).toMatch(/answers another question/);
    expect(read(questionOf(8)).number).toBe(1);
    expect(names()).toEqual(expect.arrayContaining(before));
  });

  it.each([
    ['is gone', (part: string) => rmSync(part), /has lost a part\n {2}expected {2}.*-1-0\.bin$/],
    [
      'is shorter',
      (part: string) => truncateSync(part, 8),
      /has a damaged part\n {2}found {5}mine\.checkpoint-1-0\.bin, 8 bytes\n {2}expected {2}16 bytes/,
    ],
    [
      'is a device without an end',
      (part: string) => {
        rmSync(part);
        symlinkSync('/dev/zero', part);
      },
      /has a damaged part/,
    ],
    ['is something else', (part: string) => writeFileSync(part, 'sixteen bytes ..'), /has a damaged part/],
  ])('is refused when a part %s', (_what, change, message) => {
    const body = write(1, 1);
    const part = partFile(file, 1, 0);
    change(part);
    expect(trouble(read)).toMatch(message);
    if (existsSync(part) && statSync(part).isFile() && readFileSync(part).length < 16)
      expect(trouble(() => readPart(part, body.threads[0]))).toMatch(/ends too early/);
  });
});

/** With parts that lie elsewhere, as forms up to the third named them. */
function ofForm(form: string, version: string | undefined): string {
  const part = { file: '../precious.txt', lengths: [2], checksum: 'x', facts: {} };
  const body = { number: 3, raftcheck: version, question: questionOf(7), threads: [part], ledger: part };
  const checksum = hasher.h64ToString(JSON.stringify(body));
  return JSON.stringify({ form, checksum, body });
}

describe('what is no checkpoint of this version', () => {
  it('may be a device without an end', () => {
    symlinkSync('/dev/zero', file);
    expect(trouble(read)).toMatch(/cannot be read as a checkpoint\n {2}found {5}more than 64 MB/);
  });

  it.each([
    [
      'an earlier form',
      ofForm('raftcheck-checkpoint/5', '0.0.9'),
      /another version\n {2}found {5}raftcheck 0\.0\.9, form 5\n {2}expected {2}raftcheck \S+, form 8\n/,
    ],
    [
      'the first form',
      ofForm('raftcheck-checkpoint/1', undefined),
      /found {5}raftcheck of an unknown version, form 1\n/,
    ],
    ['a later form', ofForm('raftcheck-checkpoint/99', '9.0.0'), /found {5}raftcheck 9\.0\.0, form 99\n/],
    [
      'this form of another version',
      ofForm('raftcheck-checkpoint/8', '0.0.9'),
      /found {5}raftcheck 0\.0\.9, form 8\n/,
    ],
    [
      'a version that is no text',
      '{"form":"raftcheck-checkpoint/8","body":{"raftcheck":{"a":1}}}',
      /found {5}raftcheck of an unknown version, form 8\n/,
    ],
    [
      'this form without what belongs to it',
      ofForm('raftcheck-checkpoint/8', packageVersion()),
      /is damaged\n/,
    ],
    ['an object of nothing', '{}', /is no checkpoint\n/],
    ['null', 'null', /is no checkpoint\n/],
    ['a trace', '{"formatVersion": 1}', /is no checkpoint\n/],
    ['no JSON', 'precious', /checkpoint\.json:1:1: not a JSON document\n {2}found {5}"precious"\n/],
    ['nothing', '', /the file is empty\n/],
    [
      'nested without end',
      `{"form":"raftcheck-checkpoint/8","body":{"raftcheck":"${packageVersion()}","x":${'['.repeat(1e5)}${']'.repeat(1e5)}}}`,
      /too many lists and mappings stand in each other\n/,
    ],
  ])('is refused, and neither overwritten nor removed: %s', (_what, text, message) => {
    writeFileSync(file, text);
    expect(trouble(read)).toMatch(message);
    expect(trouble(() => write(4, 1))).toMatch(message);
    expect(trouble(() => removeCheckpoint(file, questionOf(7), hasher))).toMatch(message);
    expect(readFileSync(file, 'utf8')).toBe(text);
    expect(readFileSync(join(folder, 'precious.txt'), 'utf8')).toBe('precious');
  });
});
