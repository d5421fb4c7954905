/** Traces of systems of one's own in the formats of others, held by their rules; where a reader is on this machine it reads as well. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { OwnSystem } from '../../../src/system/exported.ts';
import { ownDot, ownHtml, ownItf, ownMarkdown, ownTla } from '../../../src/trace/own/export/formats.ts';
import { ownMermaid } from '../../../src/trace/own/export/mermaid.ts';
import { readItf } from '../../../src/trace/readitf.ts';
import { traceOf, waits } from './make.ts';

const graphviz = spawnSync('dot', ['-V'], { stdio: 'ignore' }).status === 0;
if (!graphviz) console.warn('SKIPPED: there is no Graphviz: the DOT graphs are not drawn');
const jar = process.env.TLA2TOOLS_JAR;
if (jar === undefined)
  console.warn('SKIPPED: TLA2TOOLS_JAR is not set: the TLA+ modules are not parsed by SANY');

/** Signs of every grammar, in keys, values and names of actions. */
const signs = `a"b\\c; <d> {e} #f \`g\` |h| [i] end ->`;
const strange = traceOf(
  {
    init: () => [{ [signs]: null, when: [] }],
    next: () => [{ action: signs, state: { [signs]: signs, when: [1, { x: true }], TRUE: -1 } }],
    invariants: [{ name: 'blank', holds: (state: object) => Reflect.get(state, signs) === null }],
  } as unknown as OwnSystem,
  'blank',
  [signs],
);

describe.each([
  ['of a queue', waits],
  ['with the signs of all grammars', strange],
])('a trace %s', (_, trace) => {
  it('is an ITF trace whose states have the same variables', () => {
    const { vars, states } = JSON.parse(ownItf(trace));
    expect(states).toHaveLength(trace.steps.length);
    for (const { '#meta': _meta, ...state } of states)
      expect(Object.keys(state).sort()).toEqual([...vars].sort());
    expect(readItf(ownItf(trace), 'own.itf.json').steps).toHaveLength(trace.steps.length);
  });

  it('is a DOT graph whose statements end and whose strings close', () => {
    const code = ownDot(trace).replace(/"(?:[^"\\\n]|\\.)*"/g, 'S');
    expect(code.split('\n').filter((line) => !/^(digraph S \{|\}| {2}[^"{}]*;|)$/.test(line))).toEqual([]);
  });

  it.skipIf(!graphviz)('is drawn by Graphviz', () => {
    const svg = execFileSync('dot', ['-Tsvg'], { input: ownDot(trace), encoding: 'utf8' });
    expect(svg.match(/class="node"/g)).toHaveLength(trace.steps.length);
  });

  it('is a TLA+ module of ASCII whose strings close, a state for each step', () => {
    const text = ownTla(trace);
    expect(text).toMatch(/^[ -~\n]*$/);
    expect(text.replace(/\\\*.*$/gm, '').replace(/"(?:[^"\\\n]|\\["\\])*"/g, '0')).not.toMatch(/"/);
    expect(text.match(/^ {4}\[action \|->/gm)).toHaveLength(trace.steps.length);
  });

  it.skipIf(jar === undefined)('is parsed by SANY', () => {
    const folder = mkdtempSync(join(tmpdir(), 'raftcheck-tla-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const file = join(folder, 'RaftcheckTrace.tla');
    writeFileSync(file, ownTla(trace));
    const said = execFileSync('java', ['-cp', jar!, 'tla2sany.SANY', file], { encoding: 'utf8' });
    expect(said).toContain('Semantic processing of module RaftcheckTrace');
    expect(said).not.toMatch(/error/i);
  });

  it('is a flow chart, Markdown and a page without a script, whose texts hold no sign of their grammars', () => {
    const text = String.raw`(?:[^#;<>{}"\\\x60]|#\d+;|<br>)*`;
    const statement = new RegExp(
      `^  (s\\d+\\["${text}"\\]|s\\d+ -->\\|"${text}"\\| s\\d+|s\\d+ -\\.- broken\\["${text}"\\])$`,
    );
    const [head, ...lines] = ownMermaid(trace).trimEnd().split('\n');
    expect([head, lines.filter((line) => !statement.test(line))]).toEqual(['flowchart TD', []]);
    const [list] = ownMarkdown(trace).split('## States');
    for (const line of list.split('\n').filter((one) => /^\s*(-|\d+\.) `/.test(one)))
      expect(line).toMatch(/^\s*(?:-|\d+\.) (`+)(?!`).*[^`]\1$/);
    expect(ownHtml(trace)).not.toMatch(/<script|<d>/);
  });
});
