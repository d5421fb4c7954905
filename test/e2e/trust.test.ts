/** Files of others, end to end: what holds code says so, reading runs none of it, and the user alone can allow it. */
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { type Finished, raftcheck, temporaryFolder } from './raftcheck.ts';

/** The folder that commands run in, and one of somebody else. */
let here: string;
let theirs: string;

const doubleVote = `find: "r.vote === m.from || (r.vote === None && r.lead === None) || (m.type === 'MsgPreVote' && m.term > r.term)"`;
const log = 'src/raft/log/log.ts';
const top = 'export const RaftLog =';

/** A double vote, by a core that leaves a mark where it is loaded and may. */
function foreignSpec(mark: string): string {
  const code = `try { process.getBuiltinModule('node:fs').writeFileSync(${JSON.stringify(mark)}, ''); } catch {}`;
  return `name: theirs
about: What runs here?
bug:
  row: X1
  source: a stranger
  edit:
    - { file: src/raft/step.ts, ${doubleVote}, replace: 'true' }
    - { file: ${log}, find: ${JSON.stringify(top)}, replace: ${JSON.stringify(`${code} ${top}`)} }
model: { nodes: 3 }
bounds: { max-term: 1, max-in-flight: 8, max-proposals: 0, max-heartbeats: 0 }
invariants: [election-safety]
`;
}

const mark = (): string => join(theirs, 'it-ran');

beforeEach(() => {
  [here, theirs] = [temporaryFolder(), temporaryFolder()];
  mkdirSync(join(theirs, 'specs'));
  writeFileSync(join(theirs, 'specs/theirs.yaml'), foreignSpec(mark()));
});

/** A user with nothing in the home, but what `env` says. */
const run = (args: readonly string[], env: Record<string, string> = {}, cwd = here): Promise<Finished> =>
  raftcheck(args, { HOME: here, XDG_CONFIG_HOME: '', ...env }, cwd);

/** The trace of the double vote, of whose core it is said what the foreign spec says of its own. */
async function foreignTrace(): Promise<string> {
  await run(['double-vote', '--quiet', '--out', join(theirs, 'out')]);
  const name = readdirSync(join(theirs, 'out')).find((file) => file.endsWith('.json'))!;
  const trace = JSON.parse(readFileSync(join(theirs, 'out', name), 'utf8'));
  const code = `try { process.getBuiltinModule('node:fs').writeFileSync(${JSON.stringify(mark())}, ''); } catch {}`;
  const edits = [...trace.bug.edits, { file: log, find: top, replace: `${code} ${top}` }];
  const file = join(theirs, 'trace.json');
  writeFileSync(file, JSON.stringify({ ...trace, bug: { ...trace.bug, edits } }));
  return file;
}

function expectRefused({ status, stdout, stderr }: Finished): void {
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(/holds code, which runs only when you say --trust\n/);
  expect(stderr).toMatch(/found {5}2 edits of src\/raft\/step\.ts, src\/raft\/log\/log\.ts\n/);
  expect(stderr).toContain('RAFTCHECK_TRUST=true');
  expect(stderr).toContain(join(here, '.config/raftcheck/trust.yaml'));
  expect(existsSync(mark())).toBe(false);
}

describe('a trace with code of somebody else', () => {
  it('is not run unasked by any command', async () => {
    const file = await foreignTrace();
    for (const args of [
      ['replay', file],
      ['shrink', file],
      ['explain', file, '--action', 'timeout'],
      ['export', file, '--format', 'etcd-ndjson'],
    ])
      expectRefused(await run(args));
    expect(readdirSync(here)).toEqual([]);
  });

  it('is read by every command that need not run it', async () => {
    const file = await foreignTrace();
    for (const args of [
      ['explain', file],
      ['inspect', file, '--ui', 'none'],
      ...['itf', 'tla', 'mermaid', 'shiviz', 'dot', 'markdown', 'html', 'vitest', 'transcript'].map(
        (format) => ['export', file, '--format', format],
      ),
    ]) {
      const { status, stdout } = await run(args);
      expect([status, stdout.length > 100], args.join(' ')).toEqual([0, true]);
    }
    expect(existsSync(mark())).toBe(false);
  });

  it('is run when the user says so, by flag, by variable or of its folder', async () => {
    const file = await foreignTrace();
    const replayed = 'raftcheck: REPLAYED election-safety is broken in 6 steps, as recorded\n';
    const config = join(here, '.config/raftcheck');
    const said = [await run(['replay', file, '--quiet', '--trust'])];
    said.push(await run(['replay', file, '--quiet'], { RAFTCHECK_TRUST: 'true' }));
    mkdirSync(config, { recursive: true });
    writeFileSync(join(config, 'trust.yaml'), `folders: [${theirs}]\n`);
    said.push(await run(['replay', file, '--quiet']));
    for (const { status, stdout } of said) expect([status, stdout]).toEqual([0, replayed]);
    expectRefused(await run(['replay', file, '--no-trust']));
  });

  it('that equals one of the package is run unasked: raftcheck has written it', async () => {
    await run(['double-vote', '--quiet']);
    const name = readdirSync(join(here, 'out')).find((file) => file.endsWith('.json'))!;
    const { status, stdout } = await run(['replay', join('out', name), '--quiet']);
    expect([status, stdout]).toEqual([
      0,
      'raftcheck: REPLAYED election-safety is broken in 6 steps, as recorded\n',
    ]);
  });
});

describe('a spec with code of somebody else', () => {
  it('is not run unasked by any command', async () => {
    const specs = join(theirs, 'specs');
    const file = join(specs, 'theirs.yaml');
    for (const args of [[file], ['ci', file], ['ci', specs], ['simulate', file]])
      expectRefused(await run(args));
    expect(readdirSync(here)).toEqual([]);
  });

  it('is not run because a configuration or a link says that it is of the project', async () => {
    mkdirSync(join(here, 'specs'));
    symlinkSync(join(theirs, 'specs/theirs.yaml'), join(here, 'specs/linked.yaml'));
    expectRefused(await run(['specs/linked.yaml']));
    expectRefused(await run(['linked']));
    expectRefused(await run(['ci']));
    writeFileSync(join(here, 'raftcheck.config.yaml'), `specs: ['${join(theirs, 'specs')}']\n`);
    expectRefused(await run(['ci']));
    writeFileSync(join(here, 'raftcheck.config.yaml'), 'trust: true\n');
    const { status, stderr } = await run(['ci']);
    expect([status, stderr]).toEqual([2, expect.stringContaining("unknown key 'trust'")]);
    expect(existsSync(mark())).toBe(false);
  });

  it('is run when the user says so, and in the project that the user is in', async () => {
    const file = join(theirs, 'specs/theirs.yaml');
    const broken = /^raftcheck: VIOLATED election-safety in 6 steps \(core edited: X1\)/;
    for (const { status, stdout } of [
      await run([file, '--quiet', '--trust']),
      await run(['simulate', file, '--quiet', '--trust']),
    ])
      expect([status, stdout]).toEqual([1, expect.stringMatching(broken)]);
    expect(existsSync(mark())).toBe(false);
    const own = await run(['ci', '--no-progress'], {}, theirs);
    expect(own.stdout).toMatch(/^found +theirs +election-safety in 6 steps/m);
  });
});
