/**
 * The trace of a system of one's own in the formats of others: ITF, a TLA+ module, a Graphviz digraph, Markdown and HTML.
 */
import { harmlessly } from '../../../base/harmless.ts';
import { quote } from '../../export/dot.ts';
import { element, escapeHtml } from '../../export/html/escape.ts';
import { itfHead, Records } from '../../export/itf.ts';
import { record, tlaModule, value } from '../../export/tla.ts';
import { code, fenced, plain } from '../../markdowntext.ts';
import { actionVariable, initialAction } from '../../readitf.ts';
import { endWords, loopLines, stepsWords, traceLength, traceMessage } from '../../trace.ts';
import { changeWords, diffStates } from '../diff.ts';
import { stateLines } from '../text.ts';
import type { OwnTrace } from '../trace.ts';
import { ownMermaid } from './mermaid.ts';

/** A variable for each field of a state, or `state` where it is no mapping. */
export function ownItf(trace: OwnTrace): string {
  const all = trace.steps.map(({ action, state }) => ({
    ...fieldsOf(state),
    [actionVariable]: action ?? initialAction,
  }));
  const records = new Records([], []);
  for (const values of all) records.meet(values, '');
  const document = {
    '#meta': itfHead(trace),
    // A field that some states lack is an option in all of them.
    vars: [...new Set(all.flatMap((values) => Object.keys(values)))],
    ...(trace.loop === undefined ? {} : { loop: trace.loop }),
    states: all.map((values, index) => ({ '#meta': { index }, ...Object(records.encode(values, '')) })),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function fieldsOf(state: unknown): Readonly<Record<string, unknown>> {
  const isMapping = typeof state === 'object' && state !== null && !Array.isArray(state);
  return isMapping ? { ...state } : { state };
}

/** The module, named `RaftcheckTrace`: so must the file be. */
export function ownTla(given: OwnTrace): string {
  const trace = harmlessly(given);
  const states = trace.steps.map(({ action, state }) => ({
    comment: action ?? 'the initial state',
    text: `[action |-> ${value(action ?? 'init')}, state |-> ${record(fieldsOf(state))}]`,
  }));
  return tlaModule(trace, ['action', 'state'], states, trace.loop);
}

/** The behavior as a chain of states, for `dot -Tsvg`. */
export function ownDot(given: OwnTrace): string {
  const trace = harmlessly(given);
  const nodes = trace.steps.map(({ state }, k) => {
    const lines = [String(k), ...stateLines(state)].map((line) => quote(line).slice(1, -1));
    return `  s${k} [label="${lines.join('\\l')}\\l"];`;
  });
  const edges = trace.steps.flatMap(({ action }, k) =>
    action === null ? [] : [`  s${k - 1} -> s${k} [label=${quote(action)}];`],
  );
  const back =
    trace.loop === undefined
      ? []
      : [`  s${traceLength(trace)} -> s${trace.loop} [style=dashed, label="for ever"];`];
  return [
    `digraph ${quote(`${trace.spec}: ${trace.property.name}`)} {`,
    '  node [shape=box, fontname="Helvetica", fontsize=11];',
    '  edge [fontname="Helvetica", fontsize=9];',
    ...nodes,
    ...edges,
    ...back,
    `  label=${quote(`${endWords(trace)}: ${traceMessage(trace)}`)};`,
    '  labelloc=t;',
    '}',
    '',
  ].join('\n');
}

interface Told {
  readonly number: number;
  readonly words: string;
  readonly lines: readonly string[];
}

/** Each step with what it changed; with `full` with the whole state. */
function told({ steps }: OwnTrace, full: boolean): readonly Told[] {
  return steps.map(({ action, state }, number) => {
    const whole = number === 0 || full;
    const changes = number === 0 ? [] : diffStates(steps[number - 1].state, state).map(changeWords);
    return {
      number,
      words: action ?? 'the initial state',
      lines: [...changes, ...(whole ? stateLines(state) : [])],
    };
  });
}

function titleOf(trace: OwnTrace): string {
  const length = traceLength(trace);
  const fewest = trace.shortest ? ', the fewest possible' : '';
  return `${endWords(trace)} in ${stepsWords(length, trace.loop)}${fewest}`;
}

export function ownMarkdown(given: OwnTrace, full = false): string {
  const trace = harmlessly(given);
  return [
    `# ${plain(titleOf(trace))}`,
    '',
    `> ${plain(trace.property.sentence)}`,
    '',
    ...trace.witnesses.map(({ message }) => `- **${plain(message)}**`),
    '',
    `Spec ${code(trace.spec)}, the system ${code(trace.system.name)}, found by raftcheck ${plain(trace.tool.version)}.`,
    '',
    '## Actions',
    '',
    ...told(trace, full).flatMap(({ number, words, lines }) => [
      `${number}. ${code(words)}`,
      ...lines.map((line) => `${' '.repeat(String(number).length + 2)}- ${code(line)}`),
    ]),
    ...loopLines(trace).map((line) => `\n${plain(line)}`),
    '',
    '## States',
    '',
    ...fenced('mermaid', ownMermaid(trace).trimEnd().split('\n')),
    '',
  ].join('\n');
}

/** A page of its own, without a script. */
export function ownHtml(given: OwnTrace): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(titleOf(harmlessly(given)))}</title>
<style>
body { font-family: sans-serif; margin: 2rem; color-scheme: light dark; }
li { font-family: monospace; }
</style>
</head>
<body>
${ownSteps(given)}
</body>
</html>
`;
}

/** What the page shows: every step and what it changed. */
export function ownSteps(given: OwnTrace): string {
  const trace = harmlessly(given);
  const sections = told(trace, true).map(({ number, words, lines }) => {
    const items = lines.map((line) => element('li', line)).join('');
    return `<section>${element('h2', `${number} ${words}`)}<ul>${items}</ul></section>`;
  });
  return `${element('h1', titleOf(trace))}
${trace.witnesses.map(({ message }) => element('p', message)).join('\n')}
${element('p', `${trace.property.sentence} Spec ${trace.spec}, raftcheck ${trace.tool.version}.`)}
${sections.join('\n')}
${loopLines(trace)
  .map((line) => element('p', line))
  .join('\n')}`;
}
