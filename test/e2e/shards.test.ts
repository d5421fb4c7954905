import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Gate } from '../../src/report/gate.ts';
import { forgetfulVoter, project } from './project.ts';
import { raftcheck } from './raftcheck.ts';

/** Large enough beside the others to be cut into slices. */
const replication = `about: Is what was committed kept while leaders come and go?
model: { nodes: 3 }
bounds: { max-term: 2, max-in-flight: 4, max-proposals: 0, max-timeouts: 2, max-heartbeats: 0 }
invariants: [election-safety, log-matching]
sometimes: [leader-elected]
search: { symmetry: false }
expect: { verdict: ok, distinct: 40000, generated: 90000 }
`;

const large = { 'specs/replication.yaml': replication };

async function shards(
  folder: string,
  count: number,
): Promise<{ statuses: (number | null)[]; files: string[]; gates: Gate[] }> {
  const numbers = Array.from({ length: count }, (_, i) => i + 1);
  const files = numbers.map((i) => `out/shard-${i}.json`);
  const statuses: (number | null)[] = [];
  for (const i of numbers) {
    const args = ['ci', '--no-progress', '--shard', `${i}/${count}`, '--reporter', `json=${files[i - 1]}`];
    statuses.push((await raftcheck(args, {}, folder)).status);
  }
  return {
    statuses,
    files,
    gates: files.map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8'))),
  };
}

const merge = async (folder: string, files: string[], ...args: string[]) =>
  raftcheck(['merge', ...files, ...args], {}, folder);

describe('shards', () => {
  it('together come to the verdict of the whole, and cover every spec once or in all its slices', async () => {
    const folder = project(large);
    await raftcheck(['ci', '--update', '--no-progress'], {}, folder);
    const whole: Gate = JSON.parse((await raftcheck(['ci', '--json', '--no-progress'], {}, folder)).stdout);
    const { statuses, files, gates } = await shards(folder, 3);
    expect(statuses).toEqual([0, 0, 0]);
    expect(gates[0].plan.map(({ file, slices }) => [file, slices])).toEqual([
      ['specs/bugs/forgetful-voter.yaml', 1],
      ['specs/election.yaml', 1],
      ['specs/races.yaml', 1],
      ['specs/replication.yaml', 2],
    ]);
    const run = gates.flatMap(({ entries }) =>
      entries.map(({ name, verdict }) => `${name} ${verdict?.slice?.index ?? ''}`),
    );
    expect(run.sort()).toEqual(['election ', 'forgetful-voter ', 'races ', 'replication 0', 'replication 1']);

    const { status, stdout } = await merge(folder, files, '--json');
    const merged: Gate = JSON.parse(stdout);
    expect([status, merged.verdict, merged.complete]).toEqual([0, whole.verdict, whole.complete]);
    expect(merged.entries.map(({ name, outcome }) => [name, outcome])).toEqual(
      whole.entries.map(({ name, outcome }) => [name, outcome]),
    );
    const [sliced, unsliced] = [merged, whole].map(
      ({ entries }) => entries.find(({ name }) => name === 'replication')!.verdict!,
    );
    expect(sliced.slices).toBe(2);
    expect(sliced.states.distinct).toBeGreaterThanOrEqual(unsliced.states.distinct);
    // What one slice reaches soon, another may reach late.
    expect([sliced.states.depth, unsliced.states.depth]).toEqual([17, 16]);
    expect(Object.keys(sliced.actions).sort()).toEqual(Object.keys(unsliced.actions).sort());
    expect(sliced.properties.map(({ name, status: standing }) => [name, standing])).toEqual(
      unsliced.properties.map(({ name, status: standing }) => [name, standing]),
    );
    expect((await merge(folder, files)).stdout).toMatch(/^held +replication +3 held +≤ [\d,]+ +≤ [\d,]+/m);
  });

  it('find what the whole finds, as soon, when a slice breaks something', async () => {
    const broken = forgetfulVoter
      .replace(
        'expect: { verdict: violation, property: election-safety, length: 6 }',
        'expect: { verdict: ok, distinct: 40000 }',
      )
      .replace('name: forgetful-voter', 'name: broken')
      .replace('bounds: { max-term: 1', 'search: { symmetry: false }\nbounds: { max-term: 2');
    const folder = project({ 'specs/broken.yaml': broken.replace('max-in-flight: 8', 'max-in-flight: 4') });
    const whole: Gate = JSON.parse(
      (await raftcheck(['ci', 'specs/broken.yaml', '--json', '--no-progress'], {}, folder)).stdout,
    );
    const { files } = await shards(folder, 2);
    const { status, stdout } = await merge(folder, files, '--json');
    expect(status).toBe(1);
    const merged: Gate = JSON.parse(stdout);
    const found = merged.entries.find(({ name }) => name === 'broken')!;
    expect(found.outcome).toBe('broken');
    expect(found.verdict?.violation?.length).toBe(whole.entries[0].verdict!.violation!.length);
    const replayed = await raftcheck(['replay', found.verdict!.violation!.trace!, '--quiet'], {}, folder);
    expect(replayed.stdout).toContain('REPLAYED election-safety is broken');
  });
});

describe('reports of shards', () => {
  it('that are missing leave the gate incomplete, said aloud', async () => {
    const folder = project(large);
    const { files } = await shards(folder, 3);
    const { status, stdout } = await merge(folder, files.slice(0, 2));
    expect(status).toBe(3);
    expect(stdout).toMatch(/slice \d of 3 is missing/);
    expect((await merge(folder, files.slice(0, 2), '--allow-incomplete')).status).toBe(0);
  });

  it('that were asked for different things are no whole, though they dealt the same frontier', async () => {
    const small = replication.replace('max-in-flight: 4', 'max-in-flight: 3');
    const folder = project({ 'specs/replication.yaml': small });
    const { files, gates } = await shards(folder, 2);
    const slices = gates.map(
      ({ entries }) => entries.find(({ name }) => name === 'replication')!.verdict!.slice!,
    );
    expect(slices.map(({ count }) => count)).toEqual([2, 2]);
    expect((await merge(folder, files)).status).toBe(0);
    const specs: readonly [string, string][] = [
      ['search: { symmetry: false }', `search: { symmetry: false, depth: ${(slices[0].depth ?? 0) + 1} }`],
      ['[election-safety, log-matching]', '[election-safety]'],
      ['sometimes: [leader-elected]', 'sometimes: []'],
    ];
    for (const [words, others] of specs) {
      writeFileSync(join(folder, 'specs/replication.yaml'), small.replace(words, others));
      const args = ['ci', '--no-progress', '--shard', '2/2', '--reporter', 'json=out/other.json'];
      expect((await raftcheck(args, {}, folder)).status).toBe(0);
      const { status, stdout } = await merge(folder, [files[0], 'out/other.json']);
      expect([others, status]).toEqual([others, 3]);
      expect(stdout).toContain('were asked for different things');
      expect(stdout).not.toContain('dealt');
    }
  });

  it('of another gate are refused, and so is one twice, a whole gate, and what is no report', async () => {
    const folder = project();
    const { files } = await shards(folder, 2);
    const [first] = files;
    const twice = await merge(folder, [first, first]);
    expect([twice.status, twice.stdout]).toEqual([2, '']);
    expect(twice.stderr).toContain('shard 1 again');
    await raftcheck(['ci', '--no-progress', '--reporter', 'json=out/whole.json'], {}, folder);
    expect((await merge(folder, ['out/whole.json'])).stderr).toContain('found     a whole gate');
    writeFileSync(join(folder, 'specs/more.yaml'), 'about: More.\nmodel: { nodes: 1 }\n');
    await raftcheck(
      ['ci', '--no-progress', '--shard', '2/2', '--reporter', 'json=out/other.json'],
      {},
      folder,
    );
    expect((await merge(folder, [first, 'out/other.json'])).stderr).toContain(
      'another gate than in out/shard-1.json',
    );
    writeFileSync(join(folder, 'out/odd.json'), '{"kind":"gate"}');
    expect((await merge(folder, ['out/odd.json'])).stderr).toMatch(
      /out\/odd\.json:1:1: schemaVersion is missing\n {2}expected {2}1\n {2}hint {6}only what `raftcheck ci --shard/,
    );
    for (const shard of ['3/2', '1/1001', '1/99999999999'])
      expect((await raftcheck(['ci', '--shard', shard], {}, folder)).stderr).toContain(
        '--shard: is not valid',
      );
  });

  it('of another version are refused by version', async () => {
    const folder = project();
    const { files } = await shards(folder, 2);
    const text = readFileSync(join(folder, files[0]), 'utf8');
    for (const [form, whose] of [
      [2, 'a later'],
      [0, 'an earlier'],
    ]) {
      const other = text.replace('"schemaVersion": 1', `"schemaVersion": ${form}`);
      writeFileSync(join(folder, 'out/odd.json'), other);
      expect((await merge(folder, ['out/odd.json'])).stderr).toMatch(
        `out/odd.json:2:20: the report was written by ${whose} raftcheck\n  found     schemaVersion ${form}\n  expected  schemaVersion 1\n`,
      );
    }
  });
});
