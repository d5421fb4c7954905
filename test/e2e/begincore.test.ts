/** `raftcheck init --core`: each language's core is built and keeps the contract as it is written, and all three are one Raft. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { core } from '../../examples/templates/ts/raft.ts';
import { packageRoot } from '../../src/base/root.ts';
import { check, defineRaft } from '../../src/library/raftcheck.ts';
import { type Finished, raftcheck, temporaryFolder } from './raftcheck.ts';

const languages = [
  { language: 'ts', path: 'core/raft.ts', needs: 'node' },
  { language: 'go', path: 'core', needs: 'go' },
  { language: 'rust', path: 'core', needs: 'cargo' },
] as const;
type Row = (typeof languages)[number];

const isHere = ({ needs }: Row): boolean => spawnSync(needs, ['version']).error === undefined;

/** `init` writes a core into the folder. */
async function begun(language: string, folder = temporaryFolder()): Promise<string> {
  symlinkSync(join(packageRoot(), 'node_modules'), join(folder, 'node_modules'));
  expect((await raftcheck(['init', '--core', language], {}, folder)).status).toBe(0);
  return folder;
}

/** The folder of each language, in which its core is built once. */
const shared = mkdtempSync(join(tmpdir(), 'raftcheck-begun-'));
const folders = new Map<string, Promise<string>>();
afterAll(() => rmSync(shared, { recursive: true, force: true }));

function folderOf({ language }: Row): Promise<string> {
  const known = folders.get(language);
  if (known !== undefined) return known;
  const folder = join(shared, language);
  mkdirSync(folder);
  const made = begun(language, folder);
  folders.set(language, made);
  return made;
}

const run = (folder: string, ...args: string[]): Promise<Finished> =>
  raftcheck([...args, '--no-progress'], {}, folder);

/** Of specs/own.yaml, as all three have it. */
const pinned = { distinct: 3283, generated: 8719 };

for (const row of languages) {
  const missing = isHere(row) ? '' : ` (skipped: there is no ${row.needs} on this machine)`;
  describe.skipIf(missing !== '')(`a core begun in ${row.language}${missing}`, () => {
    it('keeps the contract, holds what Raft promises, and finds the states that the others find', async () => {
      const folder = await folderOf(row);
      const tried = await raftcheck(['core', row.path], {}, folder);
      expect(tried.stdout).toMatch(
        /^mycore 0\.1\.0\n.* {2}names +mean nothing to it.*raftcheck: OK mycore keeps/s,
      );
      expect(tried.status).toBe(0);
      const { status, stdout } = await run(folder, 'own', '--json');
      const { states, reductions } = JSON.parse(stdout);
      expect([status, { distinct: states.distinct, generated: states.generated }]).toEqual([0, pinned]);
      expect(reductions.every(({ on }: { on: boolean }) => on)).toBe(true);
      const gate = await run(folder, 'ci', '--update');
      expect([gate.status, gate.stdout]).toEqual([0, expect.stringMatching(/^held +own /m)]);
    }, 120_000);
  });
}

describe.skipIf(!languages.every(isHere))('the three cores', () => {
  it('do the same in every state', async () => {
    const [ts, go, rust] = await Promise.all(languages.map(folderOf));
    for (const other of [go, rust]) {
      const told = await run(ts, 'compare', 'own', '--core', 'core/raft.ts', '--core', join(other, 'core'));
      expect([told.status, told.stderr]).toEqual([0, '']);
    }
  }, 120_000);
});

describe('init --core', () => {
  it('writes what is not there, and says which is tried how', async () => {
    const folder = await begun('ts');
    const file = join(folder, 'core/raft.ts');
    writeFileSync(file, '// mine\n');
    const { status, stdout } = await raftcheck(['init', '--core', 'ts'], {}, folder);
    expect(stdout).toBe(
      'kept   raftcheck.config.yaml\nkept   core/raft.ts\nkept   specs/own.yaml\nkept   .github/workflows/raftcheck.yml\n' +
        'kept   .github/workflows/raftcheck-nightly.yml\nkept   .gitignore\n' +
        'raftcheck: `raftcheck core core/raft.ts` tries the core\n' +
        'raftcheck: `raftcheck ci --update` runs the specs and pins what they find\n',
    );
    expect([status, readFileSync(file, 'utf8')]).toEqual([0, '// mine\n']);
  });

  it('knows three languages', async () => {
    const { status, stderr } = await raftcheck(['init', '--core', 'cobol'], {}, temporaryFolder());
    expect([status, stderr]).toEqual([2, expect.stringMatching(/--core.*go, rust, ts/s)]);
  });

  it('gives a core that the library takes as well', async () => {
    const bounds = { 'max-term': 1, 'max-in-flight': 3, 'max-proposals': 1, 'max-heartbeats': 0 };
    const result = await check(defineRaft({ ...core, name: 'mycore' }), { model: { bounds } });
    expect(result.verdict).toBe('ok');
  });
});
