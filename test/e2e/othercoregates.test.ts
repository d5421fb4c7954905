/** The gate with a core in another process: seeded bugs, shards, and pins that are rewritten. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { election, races } from './project.ts';
import { type Finished, raftcheck } from './raftcheck.ts';
import { core, withCore } from './withcore.ts';

const named = core('core.mjs', '', 'name: builtin-behind-pipes\n');
const ci = (folder: string, ...args: string[]): Promise<Finished> =>
  raftcheck(['ci', '--no-progress', ...args], {}, folder);
const other = ['--core', 'cores/it'];
const leftOut = 'raftcheck: seeded bugs are edits of the built-in core, left out: forgetful-voter\n';

/** Pins of the core behind pipes, besides the spec's own. */
const pinning = (spec: string, pins: string): string =>
  spec.replace(/(expect: \{.*) \}/, `$1, cores: { builtin-behind-pipes: ${pins} } }`);

describe('the gate with another core', () => {
  it('leaves the seeded bugs of a folder out, by name, and asks the others', async () => {
    const folder = withCore(named);
    const { status, stdout, stderr } = await ci(folder, ...other);
    expect([status, stderr]).toEqual([0, leftOut]);
    expect(stdout).toMatch(/^held +election /m);
    expect(stdout).not.toContain('forgetful-voter');
    const alone = await ci(folder, 'specs/bugs/forgetful-voter.yaml', ...other);
    expect([alone.status, alone.stderr]).toEqual([
      2,
      expect.stringContaining('a seeded bug is an edit of the built-in core'),
    ]);
  });

  it('is cut into shards that together come to the verdict of the whole', async () => {
    const folder = withCore(named, { 'specs/races.yaml': pinning(races, 'same') });
    for (const i of [1, 2]) {
      const report = ['--shard', `${i}/2`, '--reporter', `json=out/${i}.json`];
      const { status, stderr } = await ci(folder, ...other, ...report);
      expect([status, stderr]).toEqual([0, i === 1 ? leftOut : '']);
    }
    const merged = await raftcheck(['merge', 'out/1.json', 'out/2.json', '--json'], {}, folder);
    const { verdict, entries } = JSON.parse(merged.stdout);
    expect([merged.status, verdict]).toEqual([0, 'ok']);
    expect(
      entries.map(({ name, outcome }: { name: string; outcome: string }) => `${name} ${outcome}`),
    ).toEqual(['races held', 'election held']);
  });

  it('does not rewrite the pins of another core', async () => {
    const wrong = pinning(election, '{ distinct: 9 }');
    const folder = withCore(named, { 'specs/election.yaml': wrong });
    const { status, stdout } = await ci(folder, 'specs/election.yaml', '--update', ...other);
    expect([status, stdout]).toEqual([
      4,
      expect.stringContaining('the pin of distinct states is 9, found 15'),
    ]);
    expect(readFileSync(join(folder, 'specs/election.yaml'), 'utf8')).toBe(wrong);
  });

  it('rewrites the pins of a spec of that core, and leaves those that it has of others', async () => {
    const own = `core: ../cores/it\n${pinning(election, 'same')}`;
    const folder = withCore(named, { 'specs/election.yaml': own.replaceAll('15', '14') });
    const { status } = await ci(folder, 'specs/election.yaml', '--update');
    expect(status).toBe(0);
    expect(readFileSync(join(folder, 'specs/election.yaml'), 'utf8')).toBe(own);
  });
});
