/** What the commands that take a trace make of a bad one, and of no terminal. */
import { readdirSync, readFileSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Finished, raftcheck, temporaryFile, temporaryFolder } from './raftcheck.ts';

const commands: readonly (readonly string[])[] = [
  ['replay'],
  ['inspect'],
  ['explain'],
  ['shrink'],
  ['export', '--format', 'dot'],
];

let found = '';

/** A trace of six steps: its text. */
async function traceText(): Promise<string> {
  if (found !== '') return found;
  const out = temporaryFolder();
  await raftcheck([join(import.meta.dirname, '../../specs/bugs/double-vote.yaml'), '--out', out, '--quiet']);
  found = readFileSync(join(out, readdirSync(out).find((name) => name.endsWith('.json')) ?? 'none'), 'utf8');
  return found;
}

const traceFile = async () => temporaryFile('trace.json', await traceText());

/** Nothing on stdout, one message on stderr, no stack, 2; gives the message. */
function refused({ status, stdout, stderr }: Finished): string {
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(/^raftcheck: [^\n]+\n(?: {2}(?:found|expected|hint) [^\n]+\n)*$/);
  return stderr;
}

/** The same message from each of the commands. */
async function refusedByAll(file: string): Promise<string> {
  const all = await Promise.all(commands.map(([name, ...more]) => raftcheck([name, file, ...more])));
  const messages = new Set(all.map(refused));
  expect([...messages]).toHaveLength(1);
  return [...messages].join('');
}

describe('a bad trace ends each command with 2 and says what is wrong:', () => {
  it('one that is cut off', async () => {
    const text = await traceText();
    const cut = text.slice(0, text.lastIndexOf('"fingerprint"'));
    const end = `${cut.split('\n').length}:${cut.length - cut.lastIndexOf('\n')}`;
    expect(await refusedByAll(temporaryFile('cut.json', cut))).toMatch(
      new RegExp(`cut\\.json:${end}: not a JSON document\n  found     the end of the file\n.*\n.*truncated`),
    );
    expect(await refusedByAll(temporaryFile('empty.json', ''))).toContain('the file is empty');
  });

  it('one of a later version', async () => {
    const later = (await traceText()).replace('"formatVersion": 1', '"formatVersion": 2');
    const message = await refusedByAll(temporaryFile('later.json', later));
    expect(message).toMatch(/later\.json:2:20: the trace was written by a later raftcheck\n/);
    expect(message).toContain('hint      use the raftcheck that wrote it, or a later one');
  });

  it('one of an earlier version', async () => {
    const earlier = (await traceText()).replace('"formatVersion": 1', '"formatVersion": 0');
    expect(await refusedByAll(temporaryFile('earlier.json', earlier))).toMatch(
      /earlier\.json:2:20: the trace was written by an earlier raftcheck\n/,
    );
  });

  it('one of another tool', async () => {
    const message = await refusedByAll(temporaryFile('package.json', '{"name": "x", "version": "1.0.0"}'));
    expect(message).toMatch(/package\.json: not a trace file\n {2}found {5}no formatVersion\n/);
    expect(await refusedByAll(temporaryFile('spec.yaml', 'about: x\n'))).toContain('not a JSON document');
  });

  it('one of 100 MB, without reading all of it', async () => {
    const file = temporaryFile('large.json', '');
    truncateSync(file, 100 * 1024 ** 2);
    const message = await refusedByAll(file);
    expect(message).toMatch(
      /large\.json: cannot read the trace\n {2}found {5}more than 64 MB\n {2}expected {2}.*\n {2}hint/,
    );
  });

  it('one of 30 MB with a wrong field, with its place', async () => {
    const { steps, ...head } = JSON.parse(await traceText());
    const wrong = { ...steps[1], fingerprint: 7 };
    const count = Math.ceil(30e6 / JSON.stringify(steps[1]).length);
    const lines = [steps[0], ...Array.from({ length: count }, () => steps[1]), wrong];
    const long = `${JSON.stringify(head).slice(0, -1)},\n"steps": [\n${lines.map((step) => JSON.stringify(step)).join(',\n')}]}`;
    const message = refused(await raftcheck(['replay', temporaryFile('wrong.json', long)]));
    expect(message).toMatch(
      new RegExp(
        `wrong\\.json:${count + 4}:\\d+: steps\\[${count + 1}\\]\\.fingerprint is not valid\n  found     7\n`,
      ),
    );
  });

  it('one that is not there, or none', async () => {
    expect(await refusedByAll('nowhere.json')).toMatch(
      /nowhere\.json: cannot read the trace\n {2}found {5}ENOENT: no such file or directory\n/,
    );
    expect(refused(await raftcheck(['explain']))).toContain('raftcheck explain needs a trace');
  });
});

it('a trace changed by hand, so that its nodes are not those of its model, is refused like a bad one', async () => {
  const { steps, ...head } = JSON.parse(await traceText());
  const elsewhere = steps.with(2, { ...steps[2], action: { kind: 'timeout', node: 9 } });
  const message = await refusedByAll(temporaryFile('n9.json', JSON.stringify({ ...head, steps: elsewhere })));
  expect(message).toContain(
    'steps[2].action.node is not valid\n  found     9\n  expected  a node of the cluster',
  );
});

describe('a step out of range', () => {
  it.each(['inspect', 'explain'])('ends %s with 2, which says what there is', async (command) => {
    const trace = await traceFile();
    for (const step of ['7', '-1', '1.5', 'last']) {
      const message = refused(await raftcheck([command, trace, '--step', step]));
      // Whether it is a number at all is asked before the trace is read.
      const range = step === '7' ? ' from 0 to 6' : ', 0 or more';
      expect(message).toMatch(/^raftcheck: --step: is not valid\n {2}found {5}.*\n {2}expected {2}.*\n$/);
      expect(message).toContain(`  expected  a whole number${range}\n`);
    }
  });
});

describe('without a terminal', () => {
  it('inspect prints the behavior and says why', async () => {
    const { status, stdout, stderr } = await raftcheck(['inspect', await traceFile()]);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^Counterexample to election-safety \(spec double-vote\): 6 steps/);
    expect(stdout).toContain('\nelection-safety is broken:\n');
    expect(stderr).toMatch(/^raftcheck: .*no terminal.*\n$/);
  });

  it('inspect prints whole states with --full', async () => {
    const { status, stdout } = await raftcheck(['inspect', await traceFile(), '--full', '--no-ui']);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^0 {2}the initial state\n {7}nodes\n {9}n1\n {11}id 1\n/m);
    expect(stdout.match(/^ {6}[* ]messages/gm)).toHaveLength(7);
  });

  it('inspect says nothing more where text was asked for', async () => {
    const trace = await traceFile();
    for (const flag of [['--ui', 'none'], ['--no-ui'], ['--ui=none']]) {
      expect(await raftcheck(['inspect', trace, ...flag])).toMatchObject({ status: 0, stderr: '' });
    }
  });

  it('a screen that was asked for by name ends with 2', async () => {
    const inspected = await raftcheck(['inspect', await traceFile(), '--ui', 'screen']);
    expect(inspected.status).toBe(2);
    expect(inspected.stdout).toContain('\nelection-safety is broken:\n');
    const checked = await raftcheck(['prevote', '--ui', 'screen', '--out', temporaryFolder()]);
    expect([checked.status, checked.stdout]).toEqual([2, '']);
    for (const { stderr } of [inspected, checked]) {
      expect(stderr).toMatch(
        /^raftcheck: --ui screen: there is no terminal to show a screen on\n {2}hint {6}--ui auto /,
      );
    }
  });
});

it('a trace of another version that diverges says in its last line whose it is', async () => {
  const version = /"version": "([^"]+)"/.exec(await traceText())?.[1] ?? '';
  const other = (await traceText())
    .replace(`"version": "${version}"`, '"version": "0.0.9"')
    .replace(/"fingerprint":"[0-9a-f]{16}"/, '"fingerprint":"0123456789abcdef"');
  const { status, stdout } = await raftcheck(['replay', temporaryFile('other.json', other), '--quiet']);
  expect([status, stdout]).toEqual([
    4,
    expect.stringMatching(
      new RegExp(
        `^raftcheck: DIVERGED at step 0 of 6: .* · the trace was written by raftcheck 0\\.0\\.9, and this is ${version}\\n$`,
      ),
    ),
  ]);
});
