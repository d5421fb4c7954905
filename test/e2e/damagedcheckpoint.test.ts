/** Checkpoints that no search has written, though every checksum is right: refused before anything is made of them. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Damaged } from '../../src/explore/dump.ts';
import { type Checkpoint, partFile } from '../../src/run/checkpoint.ts';
import { judgeCheckpoint } from '../../src/run/judgecheckpoint.ts';
import { loadHasher } from '../../src/spec/hasher.ts';
import { ownSpec } from './project.ts';
import { raftcheck, temporaryFolder } from './raftcheck.ts';

const hasher = await loadHasher();
/** The files of a checkpoint of a search by one thread, by their place in the checkpoint. */
interface Kept {
  readonly body: string;
  readonly thread: Buffer;
  readonly ledger: Buffer;
}

function read(file: string): Kept {
  const { body } = JSON.parse(readFileSync(file, 'utf8'));
  const part = (name: number | 'ledger') => readFileSync(partFile(file, body.number, name));
  return { body: JSON.stringify(body), thread: part(0), ledger: part('ledger') };
}

type Words = Int32Array<ArrayBuffer>;

/** The words of each array of a part, as views of a copy. */
function arraysOf(bytes: Buffer, lengths: readonly number[]): Words[] {
  const { buffer } = Uint8Array.from(bytes);
  let at = 0;
  return lengths.map((length) => {
    at += 4 * length;
    return new Int32Array(buffer, at - 4 * length, length);
  });
}

/** What may be changed of a checkpoint. */
interface Parts {
  readonly body: Checkpoint;
  readonly thread: Words[];
  readonly ledger: Words[];
}

/** Writes a checkpoint in which something is different, with the checksums of what is written. */
function write(folder: string, kept: Kept, change: (parts: Parts) => void): string {
  const body = JSON.parse(kept.body);
  const [part] = body.threads;
  const thread = arraysOf(kept.thread, part.lengths);
  const ledger = arraysOf(kept.ledger, body.ledger.lengths);
  change({ body, thread, ledger });
  const file = join(folder, 'prevote.checkpoint.json');
  const sealed = (name: number | 'ledger', words: Words[]): string => {
    const bytes = Buffer.concat(
      words.map((array) => Buffer.from(array.buffer, array.byteOffset, array.byteLength)),
    );
    writeFileSync(partFile(file, body.number, name), bytes);
    return hasher.create64().update(bytes).digest().toString(16);
  };
  part.checksum = sealed(0, thread);
  body.ledger.checksum = sealed('ledger', ledger);
  const checksum = hasher.h64ToString(JSON.stringify(body));
  writeFileSync(file, JSON.stringify({ form: 'raftcheck-checkpoint/8', checksum, body }));
  return file;
}

/**
 * Numbers that stand for themselves: nothing else tells how great they are, where a chunk of no states begins, or how few rows
 * are laid out. The lengths of the ledger are held against its words; its last table is empty here.
 */
const alone =
  /^ledger\.(lengths|facts\.given\.4)|\.(deadlocks|cuts\.\d+|stepCalls|notes\.\d+|found\.[\w-]+\.\d+|first|end|bits\.\d+)$/;

/** The places of all numbers in a value, each as the keys that lead there. */
function numbersIn(value: unknown, path: readonly string[] = []): string[][] {
  if (typeof value === 'number') return [[...path]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => numbersIn(inner, [...path, key]));
}

function add(body: unknown, path: readonly string[], by: number): void {
  const holder = path.slice(0, -1).reduce<unknown>((at, key) => Reflect.get(Object(at), key), body);
  const key = path.at(-1)!;
  Reflect.set(Object(holder), key, Reflect.get(Object(holder), key) + by);
}

const search = ['prevote', '--workers', '1', '--quiet'];

let begun: Kept | null = null;

async function begin(): Promise<Kept> {
  if (begun !== null) return begun;
  const out = temporaryFolder();
  await raftcheck([...search, '--checkpoint=0.001', '--max-states', '3000', '--out', out]);
  begun = read(join(out, 'prevote.checkpoint.json'));
  return begun;
}

describe('a checkpoint with right checksums', () => {
  it('is taken as it was written', async () => {
    const [kept, out] = [await begin(), temporaryFolder()];
    const file = write(out, kept, () => {});
    const { status, stdout } = await raftcheck([...search, '--resume', file, '--out', out]);
    expect([status, stdout]).toEqual([0, expect.stringMatching(/ 15,817 states /)]);
  });

  it('says no number that another one belies', async () => {
    const kept = await begin();
    const { threads, ledger } = JSON.parse(kept.body);
    const places = numbersIn({
      threads: threads.map(({ facts }: { facts: unknown }) => ({ facts })),
      ledger,
    });
    const told = places.filter((place) => !alone.test(place.join('.')));
    expect(told.length).toBeGreaterThan(100);
    for (const place of told) {
      for (const by of [1, -1, 2 ** 31, 0.5, Number.NaN]) {
        const body = JSON.parse(kept.body);
        add(body, place, by);
        expect(() => judgeCheckpoint(body), `${place.join('.')} and ${by}`).toThrow(Damaged);
      }
    }
    for (const place of places.filter(([part]) => part === 'threads')) {
      const body = JSON.parse(kept.body);
      add(body, place, -(2 ** 40));
      expect(() => judgeCheckpoint(body), place.join('.')).toThrow(Damaged);
    }
    expect(() => judgeCheckpoint(JSON.parse(kept.body))).not.toThrow();
  });
});

describe('a checkpoint with right checksums, as no search has written it', () => {
  it.each<[string, (parts: Parts) => void]>([
    [
      'whose pages have other numbers',
      ({ body }) => add(body, ['threads', '0', 'facts', 'worker', 'pages', 'pages', '0', 'number'], 9),
    ],
    ['whose states are made of ids that nobody has', ({ thread }) => void thread[0].fill(-1)],
    ['whose links lead nowhere', ({ thread }) => void thread.at(-1)!.fill(2 ** 30, 1, 3)],
    ['whose first state has no link', ({ thread }) => void thread.at(-1)!.fill(1, 0, 1)],
    ['whose ledger has an entry without an end', ({ ledger }) => void ledger[0].fill(-7, 1, 2)],
    ['whose ledger has an entry that no table takes', ({ ledger }) => void ledger[0].fill(0, 1, 2)],
    ['whose index names what nobody has', ({ ledger }) => void ledger.at(-1)!.fill(0x3fffff, 0, 1)],
    ['whose index is full', ({ ledger }) => void ledger.at(-1)!.fill(1)],
    [
      'that has dropped a message which nobody has sent',
      ({ body }) => {
        Object.assign(body.threads[0].facts.findings.found, { 'dead-messages': [1_000_000] });
      },
    ],
    [
      'that knows another number of bounds',
      ({ body }) => void Object.assign(body.threads[0].facts.worker, { cuts: [] }),
    ],
    [
      'whose property holds where it is said to be broken',
      ({ body }) => {
        const broken = { property: 0, parent: -1, index: 0, step: null };
        Object.assign(body.threads[0].facts.worker.run, { broken });
      },
    ],
    [
      'whose refuted premises are none',
      ({ body }) => void Object.assign(body.question.job, { refuted: [{ why: 1 }] }),
    ],
  ])('%s is damaged, and stays', async (_what, change) => {
    const [kept, out] = [await begin(), temporaryFolder()];
    const file = write(out, kept, change);
    const before = readFileSync(file);
    const { status, stdout, stderr } = await raftcheck([...search, '--resume', file, '--out', out]);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(
      /^raftcheck: \S*prevote\.checkpoint\.json: is damaged\n {2}found {5}.*\n {2}expected {2}.*\n$/,
    );
    expect(readFileSync(file)).toEqual(before);
    expect(existsSync(partFile(file, JSON.parse(kept.body).number, 0))).toBe(true);
  });
});

/** Node 3 votes for nobody. */
const partial = `about: A core that tells nodes apart.
bug:
  row: S1
  source: this test
  edit: { file: src/raft/step.ts, find: 'const canVote =', replace: 'const canVote = r.id === 3 ? false :' }
bounds: { max-term: 2, max-in-flight: 3, max-proposals: 0, max-heartbeats: 0, max-timeouts: 2, max-crashes: 0 }
invariants: [log-matching]
`;

it('a search that goes on without a reduction that was refuted is resumed without it', async () => {
  const folder = ownSpec(partial);
  const own = ['specs/own.yaml', '--workers', '1', '--json', '--no-progress', '--quiet'];
  const undisturbed = JSON.parse((await raftcheck(own, {}, folder)).stdout);
  const most = String(undisturbed.states.distinct - 100);
  const stopped = await raftcheck([...own, '--checkpoint=0.001', '--max-states', most], {}, folder);
  expect(stopped.status).toBe(3);
  const { body } = JSON.parse(readFileSync(join(folder, 'out/own.checkpoint.json'), 'utf8'));
  expect(body.question.job.refuted).toMatchObject([{ premise: { kind: 'names-mean-nothing' } }]);
  const resumed = JSON.parse((await raftcheck([...own, '--resume'], {}, folder)).stdout);
  const { states, verdict, reductions } = undisturbed;
  expect(resumed).toMatchObject({ states, verdict, reductions });
});
