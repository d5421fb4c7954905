/** Whoever asks for a report and fails before the run leaves none of an earlier run in its place. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { project } from './project.ts';
import { raftcheck } from './raftcheck.ts';

const earlier =
  '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="raftcheck" tests="1"></testsuites>\n';
const files = {
  'raftcheck.config.yaml':
    'output-file: { junit: out/junit.xml }\nprofiles: { deep: { bounds: { max-term: 3 } } }\n',
  'bad/z.yaml': 'about: x\nbunds: {}\n',
};

describe('where nothing can be run', () => {
  it.each([
    [['ci', 'nosuch']],
    [['ci', 'bad/z.yaml']],
    [['ci', '--update', '--profile', 'deep']],
    [['nosuch']],
    [['bad/z.yaml']],
    [['--workers', '0']],
  ])("%j leaves no report of an earlier run, and what is not raftcheck's", async (args) => {
    const cwd = project({ ...files, 'out/junit.xml': earlier, 'notes.md': 'mine' });
    const typed = ['--reporter', 'markdown=notes.md', '--reporter', 'json=out/none.json'];
    const { status, stderr } = await raftcheck([...args, ...typed], {}, cwd);
    expect([status, stderr]).toEqual([2, expect.stringMatching(/^raftcheck: /)]);
    expect(existsSync(join(cwd, 'out/junit.xml'))).toBe(false);
    expect(readFileSync(join(cwd, 'notes.md'), 'utf8')).toBe('mine');
  });

  it('no folder is made for a report', async () => {
    const cwd = project(files);
    expect((await raftcheck(['ci', 'nosuch'], {}, cwd)).status).toBe(2);
    expect(existsSync(join(cwd, 'out'))).toBe(false);
  });

  it('the mistake is told, and no other', async () => {
    const cwd = project({ ...files, 'out/junit.xml': earlier });
    const { stderr } = await raftcheck(['ci', 'nosuch', '--reporter', 'jnit=a.xml'], {}, cwd);
    expect(stderr).toContain("there is no spec named 'nosuch'");
    expect(stderr).not.toContain('jnit');
  });
});
