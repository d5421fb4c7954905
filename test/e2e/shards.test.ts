import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Gate } from '../../src/report/gate.ts';
import { forgetfulVoter, project } from './project.ts';
import { raftcheck } from './raftcheck.ts';

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
  it('together come to the verdict of the whole, with the same counts, and cover every spec once', async () => {
    const folder = project();
    const whole: Gate = JSON.parse((await raftcheck(['ci', '--json', '--no-progress'], {}, folder)).stdout);
    const { statuses, files, gates } = await shards(folder, 3);
    expect(statuses).toEqual([0, 0, 0]);
    expect(gates[0].plan.map(({ file }) => file)).toEqual([
      'specs/bugs/forgetful-voter.yaml',
      'specs/election.yaml',
      'specs/races.yaml',
    ]);
    const run = gates.flatMap(({ entries }) => entries.map(({ name }) => name));
    expect(run.sort()).toEqual(['election', 'forgetful-voter', 'races']);

    const { status, stdout } = await merge(folder, files, '--json');
    const merged: Gate = JSON.parse(stdout);
    expect([status, merged.verdict, merged.complete]).toEqual([0, whole.verdict, whole.complete]);
    const told = ({ entries }: Gate) =>
      entries.map(({ name, outcome, verdict }) => [name, outcome, verdict?.states, verdict?.levels]);
    expect(told(merged)).toEqual(told(whole));
  });

  it('find what the whole finds', async () => {
    const broken = forgetfulVoter
      .replace(
        'expect: { verdict: violation, property: election-safety, length: 6 }',
        'expect: { verdict: ok }',
      )
      .replace('name: forgetful-voter', 'name: broken');
    const folder = project({ 'specs/broken.yaml': broken });
    const { files } = await shards(folder, 2);
    const { status, stdout } = await merge(folder, files, '--json');
    expect(status).toBe(1);
    const merged: Gate = JSON.parse(stdout);
    const found = merged.entries.find(({ name }) => name === 'broken')!;
    expect([found.outcome, found.verdict?.violation?.length]).toEqual(['broken', 6]);
    const replayed = await raftcheck(['replay', found.verdict!.violation!.trace!, '--quiet'], {}, folder);
    expect(replayed.stdout).toContain('REPLAYED election-safety is broken');
  });
});

describe('reports of shards', () => {
  it('that are missing leave the gate incomplete, said aloud', async () => {
    const folder = project();
    const { files } = await shards(folder, 3);
    const { status, stdout } = await merge(folder, files.slice(0, 2));
    expect(status).toBe(3);
    expect(stdout).toContain('not run: the report of its shard is missing');
    expect((await merge(folder, files.slice(0, 2), '--allow-incomplete')).status).toBe(0);
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
