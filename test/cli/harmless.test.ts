/**
 * Every writer there is, with poison in all that it is given: the formats, the reporters and the commands are asked for by the
 * tables of the command itself, so that a new one is tried as well.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { XMLValidator } from 'fast-xml-parser';
import { afterAll, describe, expect, it } from 'vitest';
import { ownFlags } from '../../src/cli/flags/own.ts';
import { invoke } from '../../src/cli/invoke.ts';
import type { Terminal } from '../../src/cli/terminal.ts';
import type { GateEntry } from '../../src/report/gate.ts';
import { gateMarkdown } from '../../src/report/markdown.ts';
import { reporterNames } from '../../src/report/reporter.ts';
import { parseTrace } from '../../src/trace/read.ts';
import { storyOfTrace } from '../../src/trace/story.ts';
import { formatTrace } from '../../src/trace/trace.ts';
import { frameRows } from '../../src/tui/frame.ts';
import { inspect } from '../../src/tui/inspection.ts';
import { broken, failed, found, gateOf, held, missed, notRun } from '../report/gates.ts';
import { election, membership } from '../trace/export/make.ts';
import { here } from './here.ts';
import { harms, poison, tame, withText } from './poison.ts';

const folder = mkdtempSync(join(tmpdir(), 'raftcheck-poison-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function said(...argv: string[]): Promise<{ status: number; out: string; err: string }> {
  const [out, err]: [string[], string[]] = [[], []];
  const terminal: Terminal = {
    ...here,
    env: { RAFTCHECK_OUT: join(folder, 'out') },
    out: (text) => void out.push(text),
    err: (text) => void err.push(text),
    losses: [],
    outIsTTY: false,
    errIsTTY: false,
    inIsTTY: false,
    columns: 80,
    rows: 24,
  };
  const status = await invoke(argv, terminal);
  return { status, out: out.join(''), err: err.join('') };
}

/** The file of a trace with `text` in it. */
function traceFile(text: string, trace = election): string {
  const file = join(folder, 'trace.json');
  writeFileSync(file, formatTrace(withText(trace, text)));
  return file;
}

/** The lines of what a command says of a trace, and what in them is harmful. */
async function lines(text: string, args: readonly string[]): Promise<{ lines: number; harms: string[] }> {
  const [command, ...rest] = args;
  const { out, err } = await said(command, traceFile(text), ...rest);
  return { lines: (out + err).split('\n').length, harms: harms(out + err) };
}

describe('a poisoned trace', () => {
  const formats = ownFlags.format.about.split(/, /);
  const commands = [
    ['replay'],
    ['inspect', '--ui', 'none'],
    ['inspect', '--ui', 'none', '--full'],
    ['inspect', '--ui', 'screen'],
    ['shrink'],
    ['shrink', '--json'],
    ['explain'],
    ['explain', '--json'],
    ['explain', '--step', '3'],
    ['explain', '--action', 'nothing like that'],
    ...formats.map((format) => ['export', '--format', format]),
    ['export', '--format', 'markdown', '--full'],
  ];

  it.each(commands)('is harmless in %s %s %s', async (...args) => {
    const poisoned = await lines(poison, args);
    expect(poisoned.harms).toEqual([]);
    expect(poisoned.lines).toBe((await lines(tame, args)).lines);
  });

  it.each(formats)('is harmless in a file of the format %s, whatever its strings are', async (format) => {
    const target = join(folder, 'exported');
    const exported = async (text: string): Promise<string> => {
      writeFileSync(target, '');
      await said('export', traceFile(text, membership), '--format', format, '--output-file', target);
      return readFileSync(target, 'utf8');
    };
    const usual = (await exported(tame)).split('\n').length;
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), async (text) => {
        const written = await exported(`a${text}`);
        expect(written.split('\n').length).toBe(usual);
        // JSON has its own way to say everything, and nobody reads it line by line.
        if (!['itf', 'etcd-ndjson'].includes(format)) expect(harms(written)).toEqual([]);
      }),
      { numRuns: 15 },
    );
  });

  it('is harmless on a screen of any view', () => {
    const story = storyOfTrace(withText(election, poison));
    for (const view of ['lanes', 'explain', 'raw', 'sequence', 'messages', 'log', 'diff'] as const) {
      const state = { ...inspect(story, 2), view } as ReturnType<typeof inspect>;
      const texts = frameRows(state, 120, 40).map((row) => row.map(({ text }) => text).join(''));
      expect(texts.flatMap((text) => harms(text))).toEqual([]);
      expect(texts).toHaveLength(40);
    }
  });

  it('is read, so that what is tried here is tried', () => {
    expect(parseTrace(readFileSync(traceFile(poison), 'utf8'), 'trace').spec).toBe(poison);
  });
});

describe('a poisoned trace of another tool', () => {
  it('is harmless as text', async () => {
    const file = join(folder, 'other.itf.json');
    const state = { [poison]: poison, n: { '#bigint': '1' } };
    writeFileSync(
      file,
      JSON.stringify({ '#meta': { source: poison }, vars: [poison, 'n'], states: [state, state] }),
    );
    const { status, out, err } = await said('inspect', file, '--ui', 'none', '--full');
    expect([status, harms(out + err)]).toEqual([0, []]);
  });
});

/** Every string of the report that is no word of a list. */
function poisonedReport(text: string): object {
  const entries = [found, held, broken, missed, notRun, failed].map((entry, i): GateEntry => {
    const { counterexample, verdict } = entry;
    return {
      ...entry,
      name: `${text}${i}`,
      file: `${text}${i}`,
      problems: [text, text],
      verdict: verdict && {
        ...verdict,
        spec: text,
        unmet: [text],
        actions: { [text]: 0, timeout: 0 },
        cutBy: { [text]: 1 },
        reductions: verdict.reductions.map((reduction) => ({ ...reduction, about: text })),
        properties: verdict.properties.map((property) => ({ ...property, name: text })),
        violation: verdict.violation && { ...verdict.violation, property: text, message: text, trace: text },
      },
      counterexample: counterexample && {
        sentence: text,
        source: text,
        steps: [text, text],
        replay: text,
        place: { file: text, line: 1 },
        tables: [{ about: text, head: [text, text], rows: [[text, text]] }],
        mermaid: `sequenceDiagram\n  Note over n1: ${text.replaceAll('\n', ' ')}`,
      },
    };
  });
  return {
    ...gateOf(...entries),
    shard: { index: 1, count: 1 },
    profile: text,
    tool: { name: 'raftcheck', version: text },
  };
}

describe('a poisoned report of a shard', () => {
  const annotation = /^::(?:error|warning) file=[^:,]*,line=1,title=[^:,]*::/;

  it.each(reporterNames)('is harmless when %s tells what came of it', async (name) => {
    const told = async (text: string): Promise<string> => {
      const file = join(folder, 'shard.json');
      writeFileSync(file, JSON.stringify(poisonedReport(text)));
      const target = join(folder, 'report');
      const { status, err } = await said('merge', file, '--reporter', `${name}=${target}`);
      expect([status, err]).toEqual([1, '']);
      return readFileSync(target, 'utf8');
    };
    const poisoned = await told(poison);
    // JSON has its own way to say everything.
    if (!/json/.test(name)) expect(harms(poisoned, name === 'github' ? annotation : undefined)).toEqual([]);
    expect(poisoned.split('\n').length).toBe((await told(tame)).split('\n').length);
    if (name === 'junit') expect(XMLValidator.validate(poisoned)).toBe(true);
  });

  it('cannot end the block of its diagram, which alone has lines', () => {
    const { counterexample } = broken;
    const mermaid = 'sequenceDiagram\n```\n# P\n::error::P\u001b';
    const text = gateMarkdown(gateOf({ ...broken, counterexample: { ...counterexample!, mermaid } }));
    expect(text).toContain('````mermaid\nsequenceDiagram\n```\n# P\n\\u003a:error::P\\u001b\n````\n');
  });
});

describe('a poisoned spec', () => {
  const yaml = (name: string, text: string): string => {
    const file = join(folder, name);
    writeFileSync(file, text);
    return file;
  };
  const spec = (about: string): string => `about: ${JSON.stringify(about)}
model: { nodes: 2 }
bounds: { max-term: 1, max-in-flight: 2, max-proposals: 0, max-timeouts: 1, max-heartbeats: 0 }
invariants: [election-safety]
expect: { property: ${JSON.stringify(poison)}, verdict: violation }
`;
  const named = poison.replaceAll(/[/\0\ud800]/g, '');

  it.each(['default', 'junit', 'markdown', 'github', 'sarif', 'ndjson', 'json'])(
    'is harmless when %s tells what came of it',
    async (reporter) => {
      const file = yaml(`${named}.yaml`, spec(poison));
      const { status, out, err } = await said(file, '--reporter', reporter, '--progress', 'none');
      expect(status).toBe(4);
      expect(harms(out + err, /^::error file=/)).toEqual([]);
    },
  );

  it.each([
    ['a key', `${JSON.stringify(poison)}: 1`],
    ['a value', `about: ${JSON.stringify(poison)}\nmodel: ${JSON.stringify(poison)}`],
    ['an invariant', `about: x\ninvariants: [${JSON.stringify(poison)}]`],
    ['an alias of nothing', 'about: *\u202enope'],
    ['an unknown tag', 'about: !<\u009b31m> x'],
    ['no YAML', `about: "${poison}`],
  ])('is refused harmlessly: %s', async (_, text) => {
    const { status, out, err } = await said(yaml(`${named}.yaml`, text), '--progress', 'none');
    expect([status, out]).toEqual([2, '']);
    expect(harms(err)).toEqual([]);
    expect(err.split('\n').length).toBeLessThan(6);
  });
});

describe('poisoned arguments', () => {
  it.each([
    ['a spec', poison],
    ['a value', '--nodes', poison],
    ['a flag', `--${poison}`],
    ['a trace', 'replay', poison],
    ['a report', 'merge', poison],
    ['a reporter', '--reporter', poison],
    ['a bug', 'bugs', poison],
    ['a schema', 'schema', poison],
    ['a checkpoint', '--resume', poison],
  ])('are refused harmlessly: %s', async (_, ...argv) => {
    const { status, out, err } = await said(...argv);
    expect([status, out]).toEqual([2, '']);
    expect(harms(err)).toEqual([]);
  });
});
