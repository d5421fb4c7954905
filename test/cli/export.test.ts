/** The export command: every format by its name, to stdout or to a file. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { exportTrace } from '../../src/cli/export.ts';
import type { Arguments } from '../../src/cli/settings.ts';
import type { Terminal } from '../../src/cli/terminal.ts';
import { readItf } from '../../src/trace/readitf.ts';
import { formatTrace } from '../../src/trace/trace.ts';
import { membership, snapshot } from '../trace/export/make.ts';
import { listener } from './listener.ts';

// Below the project, as the tests that users export will be.
const folder = mkdtempSync(join(import.meta.dirname, '../../out/export-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const trace = join(folder, 'trace.json');
writeFileSync(trace, formatTrace(membership));

/** What goes to stdout. */
async function exported(args: Arguments, env: Terminal['env'] = {}): Promise<string> {
  const { terminal, said } = listener(env);
  expect(await exportTrace({ trace, ...args }, terminal)).toBe(0);
  return said();
}

describe('raftcheck export', () => {
  it.each([
    ['itf', '"format": "ITF"'],
    ['tla', '---- MODULE RaftcheckTrace ----'],
    ['mermaid', 'sequenceDiagram\n'],
    ['shiviz', 'timeout n1\nn1 {"n1":1}\n'],
    ['dot', 'digraph "golden: nothing-committed" {'],
    ['markdown', '# nothing-committed is broken in 22 steps\n'],
    ['html', '<!doctype html>'],
    ['transcript', '# Written by raftcheck'],
    ['etcd-ndjson', '"tag":"trace","event":{"name":"InitState"'],
    ['vitest', "import { expect, test } from 'vitest';"],
  ])('writes %s to stdout', async (format, part) => {
    const text = await exported({ format });
    expect(text).toContain(part);
    expect(text).toMatch(/[^\n]\n$/);
  });

  it('has whole states in Markdown where they are asked for', async () => {
    expect(await exported({ format: 'markdown' })).not.toContain('```text');
    const text = await exported({ format: 'markdown', full: true });
    expect(text.match(/^ *```text$/gm)).toHaveLength(membership.steps.length);
    expect(text).toMatch(/^1\. `timeout n1`\n(?: +- .*\n)+\n {3}```text\n(?: {3}[* ].*\n)+ {3}```\n\n2\. /m);
  });

  it('writes to a file instead, and says nothing', async () => {
    const file = join(folder, 'trace.itf.json');
    expect(await exported({ format: 'itf', 'output-file': file })).toBe('');
    expect(readItf(readFileSync(file, 'utf8'), file).trace).toEqual(JSON.parse(formatTrace(membership)));
  });

  it('says where a transcript ends too early, also where it goes to a file', async () => {
    const long = join(folder, 'snapshot.json');
    writeFileSync(long, formatTrace(snapshot));
    const { terminal, said, warned } = listener({});
    const file = join(folder, 'transcript.txt');
    await exportTrace({ trace: long, format: 'transcript', 'output-file': file }, terminal);
    expect(said()).toBe('');
    expect(warned()).toBe(
      'raftcheck: the transcript ends before step 6, crash n3: the format has no word for it\n',
    );
  });

  it('reads what it has written as ITF, and says of that of another tool what it lacks', async () => {
    const own = join(folder, 'own.itf.json');
    await exported({ format: 'itf', 'output-file': own });
    expect(await exported({ trace: own, format: 'mermaid' })).toBe(await exported({ format: 'mermaid' }));
    const other = join(folder, 'other.itf.json');
    writeFileSync(other, JSON.stringify({ vars: ['x'], states: [{ x: 1 }] }));
    await expect(exported({ trace: other, format: 'dot' })).rejects.toMatchObject({
      trouble: {
        message: 'is an ITF trace of another tool',
        where: other,
        hint: expect.stringContaining('inspect'),
      },
    });
  });

  it('writes to stdout where the file cannot be written, and names it', async () => {
    const { terminal, said } = listener({});
    await exportTrace({ trace, format: 'dot', 'output-file': folder }, terminal);
    expect(said()).toContain('digraph');
    expect(terminal.losses).toMatchObject([{ message: 'cannot be written', where: folder }]);
  });

  it('finds the library for a test from where the test is written', async () => {
    const file = join(folder, 'a.test.ts');
    await exported({ format: 'vitest', 'output-file': file });
    expect(readFileSync(file, 'utf8')).toContain("from '../../src/library/raftcheck.ts'");
  });

  it.each([
    [
      { format: 'mermiad' },
      { message: 'is none of the choices', where: '--format', hint: "did you mean 'mermaid'?" },
    ],
    [{ format: 'constructor' }, { message: 'is none of the choices', where: '--format' }],
    [{}, { message: 'no format chosen', where: '--format' }],
    [
      { format: 'dot', trace: join(folder, 'nothing.json') },
      { expected: 'the path of a trace file that a check has written' },
    ],
  ])('refuses %j', async (args, trouble) => {
    await expect(exported(args)).rejects.toMatchObject({ trouble });
  });
});
