/**
 * What each format asks of a text, held by rules that are stricter than its readers. Where a reader is on this machine, it
 * reads as well: Graphviz; the TLA+ parser when TLA2TOOLS_JAR names its jar; Mermaid when MERMAID_JS names its
 * mermaid.min.js and there is a Chromium.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { dot } from '../../../src/trace/export/dot.ts';
import { markdown } from '../../../src/trace/export/markdown.ts';
import { escapeText, mermaid } from '../../../src/trace/export/mermaid.ts';
import { shiviz } from '../../../src/trace/export/shiviz.ts';
import { tla } from '../../../src/trace/export/tla.ts';
import type { Trace } from '../../../src/trace/trace.ts';
import { Browser, chromium, type Page } from './browser.ts';
import { election, membership, snapshot } from './make.ts';

const traces: readonly (readonly [string, Trace])[] = [
  ['election', election],
  ['snapshot', snapshot],
  ['membership', membership],
];
const graphviz = spawnSync('dot', ['-V'], { stdio: 'ignore' }).status === 0;
if (!graphviz) console.warn('SKIPPED: there is no Graphviz: the DOT graphs are not drawn');
const jar = process.env.TLA2TOOLS_JAR;
if (jar === undefined)
  console.warn('SKIPPED: TLA2TOOLS_JAR is not set: the TLA+ modules are not parsed by SANY');
const mermaidJs = process.env.MERMAID_JS;
if (mermaidJs === undefined)
  console.warn('SKIPPED: MERMAID_JS is not set: the diagrams are not drawn by Mermaid');

describe.each(traces)('Mermaid: %s', (_, trace) => {
  const lines = mermaid(trace).trimEnd().split('\n');

  it('has statements of a sequence diagram only, whose texts hold no sign of the grammar', () => {
    const text = String.raw`[^#;<>{}%"\\]|#\d+;`;
    const statement = new RegExp(
      `^  (participant n\\d+|Note over n\\d+(,n\\d+)?: (${text})+|n\\d+(->>|-x)n\\d+: (${text})+)$`,
      'u',
    );
    expect(lines[0]).toBe('sequenceDiagram');
    expect(lines.slice(1).filter((line) => !statement.test(line))).toEqual([]);
  });

  it('has every step once, in order', () => {
    const numbers = lines.map((line) => /: (\d+) /.exec(line)?.[1]).filter((number) => number !== undefined);
    expect(numbers.map(Number)).toEqual(trace.steps.slice(1).map((_, k) => k + 1));
  });
});

it('Mermaid: the word that ends a block is no word any more', () => {
  expect(escapeText('end; the END of # friends')).toBe('#101;nd#59; the #69;ND of #35; friends');
});

describe.skipIf(mermaidJs === undefined || chromium === undefined)('Mermaid itself', () => {
  let folder = '';
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'raftcheck-mermaid-'));
    const file = join(folder, 'page.html');
    writeFileSync(file, '<!doctype html><meta charset="utf-8"><body></body>');
    browser = new Browser();
    page = await browser.open(pathToFileURL(file).href);
    await page.evaluate(`${readFileSync(mermaidJs!, 'utf8')}\n;mermaid.initialize({ startOnLoad: false })`);
  });
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** The texts of the drawing. */
  async function drawn(diagram: string): Promise<string> {
    const render = `mermaid.render('drawing', ${JSON.stringify(diagram)}).then(({ svg }) => {
      document.body.innerHTML = svg;
      return [...document.querySelectorAll('text')].map((one) => one.textContent).join('\\n');
    })`;
    return String(await page.evaluate(render));
  }

  it.each(traces)('draws every step of %s, and what clients proposed as they did', async (name, trace) => {
    const texts = await drawn(mermaid(trace));
    for (const [k] of trace.steps.entries()) {
      if (k > 0) expect(texts).toMatch(new RegExp(`^${k} `, 'm'));
    }
    if (name === 'election') expect(texts).toContain('propose "a"b\\c; <d> {e} #f `g` |h| end');
  });

  it('refuses what is none of its diagrams', async () => {
    await expect(drawn('sequenceDiagram\n  n1->>: ;')).rejects.toThrow();
  });
});

describe.each(traces)('ShiViz: %s', (_, trace) => {
  const text = shiviz(trace);
  const events = [...text.matchAll(/(?<event>.*)\n(?<host>\S*) (?<clock>{.*})\n?/g)].map(({ groups }) => ({
    host: groups!.host,
    clock: JSON.parse(groups!.clock) as Record<string, number>,
  }));

  it('is read whole by the regular expression that ShiViz proposes', () => {
    expect(events).toHaveLength(trace.steps.length - 1);
    expect(text.replaceAll(/(?<event>.*)\n(?<host>\S*) (?<clock>{.*})\n?/g, '')).toBe('');
  });

  it('has clocks that count each host by one and know only what has happened', () => {
    const seen = new Map<string, number>();
    for (const { host, clock } of events) {
      expect(clock[host]).toBe((seen.get(host) ?? 0) + 1);
      seen.set(host, clock[host]);
      for (const [other, count] of Object.entries(clock))
        expect(count).toBeLessThanOrEqual(seen.get(other) ?? 0);
    }
  });
});

describe.each(traces)('DOT: %s', (_, trace) => {
  const text = dot(trace);

  it('has statements that end, strings that close and braces that match', () => {
    const code = text.replace(/"(?:[^"\\\n]|\\.)*"/g, 'S');
    expect(code).not.toMatch(/"/);
    expect(code.split('\n').filter((line) => !/^ *(digraph S \{|subgraph S \{|\}|.*;|)$/.test(line))).toEqual(
      [],
    );
    expect(code.match(/\{/g)).toHaveLength(code.match(/\}/g)!.length);
  });

  it.skipIf(!graphviz)('is drawn by Graphviz', () => {
    const svg = execFileSync('dot', ['-Tsvg'], { input: text, encoding: 'utf8' });
    expect(svg.match(/class="node"/g)!.length).toBeGreaterThanOrEqual(trace.steps.length - 1);
  });
});

describe.each(traces)('TLA+: %s', (_, trace) => {
  const text = tla(trace);

  it('is ASCII, its strings close, its brackets match, and its names are names', () => {
    expect(text).toMatch(/^[ -~\n]*$/);
    const code = text.replace(/\\\*.*$/gm, '').replace(/"(?:[^"\\\n]|\\["\\])*"/g, '0');
    expect(code).not.toMatch(/["]/);
    expect(unbalanced(code)).toEqual([]);
    for (const [, name] of code.matchAll(/[[,]\s*([^\s[\](),]+) \|->/g)) expect(name).toMatch(/^[a-z]\w*$/);
  });

  it('has a state for every step', () => {
    expect(text.match(/^ {4}\[action \|->/gm)).toHaveLength(trace.steps.length);
  });

  it.skipIf(jar === undefined)('is parsed by SANY', () => {
    const folder = mkdtempSync(join(tmpdir(), 'raftcheck-tla-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const file = join(folder, 'RaftcheckTrace.tla');
    writeFileSync(file, text);
    const said = execFileSync('java', ['-cp', jar!, 'tla2sany.SANY', file], { encoding: 'utf8' });
    expect(said).toContain('Semantic processing of module RaftcheckTrace');
    expect(said).not.toMatch(/error/i);
  });
});

describe.each(traces)('Markdown: %s', (_, trace) => {
  it('closes its code spans and has every step once', () => {
    const [list] = markdown(trace).split('## Sequence');
    for (const line of list.split('\n').filter((line) => /^\s*(-|\d+\.) `/.test(line))) {
      expect(line).toMatch(/^\s*(?:-|\d+\.) (`+)(?!`).*[^`]\1$/);
    }
    expect(list.match(/^\d+\. /gm)).toHaveLength(trace.steps.length - 1);
  });
});

/** Brackets that have no partner. */
function unbalanced(code: string): string[] {
  const partner: Record<string, string> = { ')': '(', ']': '[', '>>': '<<' };
  const open: string[] = [];
  for (const [sign] of code.matchAll(/<<|>>|[()[\]]/g)) {
    if (partner[sign] === undefined) open.push(sign);
    else if (open.at(-1) === partner[sign]) open.pop();
    else return [...open, sign];
  }
  return open;
}
