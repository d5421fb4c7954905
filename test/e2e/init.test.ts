/** What `init` writes: read by those who will read it, and run. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { packageRoot } from '../../src/base/root.ts';
import { raftcheck, temporaryFolder } from './raftcheck.ts';

async function begun(...flags: string[]) {
  const folder = temporaryFolder();
  const { status, stdout } = await raftcheck(['init', ...flags], {}, folder);
  return { folder, status, stdout, text: (file: string) => readFileSync(join(folder, file), 'utf8') };
}

const schemaLine = /^# yaml-language-server: \$schema=(.*)\n/;

describe('init', () => {
  it('writes a spec and a configuration whose schemas are where editors are told, and which they take', async () => {
    const { folder, text } = await begun();
    for (const [file, schema] of [
      ['specs/first.yaml', 'spec'],
      ['raftcheck.config.yaml', 'config'],
    ]) {
      const [, path] = schemaLine.exec(text(file)) ?? [];
      const installed = join(folder, 'node_modules/raftcheck');
      expect(join(folder, file, '..', path)).toBe(join(installed, `schemas/${schema}.json`));
      const document = JSON.parse(readFileSync(join(packageRoot(), `schemas/${schema}.json`), 'utf8'));
      const validate = new Ajv2020({ strict: false, allErrors: true }).compile(document);
      expect(validate(parse(text(file))) || validate.errors).toBe(true);
      expect(validate({ ...parse(text(file)), surprise: 1 })).toBe(false);
    }
    const checked = await raftcheck(['ci', '--no-progress', '--quiet'], {}, folder);
    expect([checked.status, checked.stdout]).toEqual([0, expect.stringContaining('OK 1 spec held')]);
  });

  it('keeps what a run writes out of the repository, and asks more every night', async () => {
    const { text } = await begun();
    expect(text('.gitignore').split('\n')).toContain('out/');
    const nightly = parse(text('.github/workflows/raftcheck-nightly.yml'));
    expect(nightly.on.schedule[0].cron).toMatch(/^[\d*]+( [\d*]+){4}$/);
    const runs = nightly.jobs.deeper.steps.flatMap(({ run }: { run?: string }) => run ?? []);
    expect(runs).toContain('npx raftcheck ci --profile nightly');
  });

  it('writes a pipeline of GitLab when asked, whose report GitLab reads', async () => {
    const { folder, text } = await begun('--ci', 'gitlab');
    expect(existsSync(join(folder, '.github'))).toBe(false);
    const { invariants } = parse(text('.gitlab-ci.yml'));
    const command: string = invariants.script.find((line: string) => line.startsWith('npx raftcheck '));
    const words = command.replace('$PROFILE', 'ci').split(' ').slice(2);
    writeFileSync(
      join(folder, 'specs/first.yaml'),
      text('specs/first.yaml').replace('verdict: ok', 'verdict: violation'),
    );
    const { status } = await raftcheck([...words, '--no-progress'], {}, folder);
    expect(status).not.toBe(0);
    const { codequality, junit } = invariants.artifacts.reports;
    expect(existsSync(join(folder, junit))).toBe(true);
    const [issue, ...more] = JSON.parse(text(codequality));
    expect(more).toEqual([]);
    expect(issue).toMatchObject({ location: { path: 'specs/first.yaml', lines: { begin: 1 } } });
  });

  it('writes both when both are asked for, and over nothing', async () => {
    const { folder, stdout } = await begun('--ci', 'gitlab', '--ci', 'github');
    expect(stdout).toMatch(
      /wrote {2}\.github.*\nwrote {2}\.github.*\nwrote {2}\.gitlab-ci\.yml\nwrote {2}\.gitignore\n/,
    );
    const again = await raftcheck(['init', '--ci', 'gitlab'], {}, folder);
    expect(again.stdout).toMatch(/kept {3}\.gitlab-ci\.yml\nkept {3}\.gitignore\n/);
    const { status, stderr } = await raftcheck(['init', '--ci', 'jenkins'], {}, folder);
    expect([status, stderr]).toEqual([2, expect.stringContaining('--ci: is none of the choices')]);
  });
});
