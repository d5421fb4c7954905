/**
 * A counterexample for an issue or a review: the broken property and its witnesses, the sequence diagram, and every
 * action with what it changed, nested like the value that it changed.
 */

import { harmlessly } from '../../base/harmless.ts';
import type { Action } from '../../cluster/action.ts';
import { coreWords } from '../corewords.ts';
import { type Change, diffViews } from '../diff.ts';
import { code, fenced, plain, tableRows } from '../markdowntext.ts';
import { outlineText } from '../outline.ts';
import { tellingChanges } from '../text.ts';
import { endWords, lengthWords, loopLines, type Trace, tablesOf } from '../trace.ts';
import { describeChange } from '../values.ts';
import { describeAction } from '../words.ts';
import { mermaid } from './mermaid.ts';

/** The whole document, with the headings from the first level on; with every state in full where that is asked for. */
export function markdown(given: Trace, full = false): string {
  const trace = harmlessly(given);
  const { property, witnesses, bug } = trace;
  return [
    `# ${plain(endWords(trace))} in ${lengthWords(trace)}`,
    '',
    `> ${plain(property.sentence)}`,
    `> — ${plain(property.source)}`,
    '',
    ...witnesses.map(({ message }) => `- **${plain(message)}**`),
    '',
    ...tablesOf(witnesses).flatMap(tableRows),
    `Spec ${code(trace.spec)}, ${trace.model.nodes} nodes, found by raftcheck ${plain(trace.tool.version)}.`,
    ...coreWords({ bug }).flatMap((line) => ['', plain(line)]),
    '',
    '## Actions',
    '',
    ...trace.steps.flatMap(({ action, state }, k) => {
      const changes = k === 0 ? [] : diffViews(trace.steps[k - 1].state, state);
      const whole = full ? block(outlineText(state, changes), k) : [];
      return [...(action === null ? [] : stepLines(k, action, changes)), ...whole];
    }),
    ...loopLines(trace).map((line) => `\n${line}`),
    '',
    '## Sequence',
    '',
    ...fenced('mermaid', mermaid(trace).trimEnd().split('\n')),
    '',
  ].join('\n');
}

function stepLines(number: number, action: Action, changes: readonly Change[]): string[] {
  const head = `${number}. ${code(describeAction(action))}`;
  const nested = nest(tellingChanges(action, changes));
  // Below a number of k digits, a nested list starts k + 2 columns in.
  const indent = ' '.repeat(String(number).length + 2);
  return [head, ...(nested.length === 0 ? [`${indent}- no effect`] : nested.map((line) => indent + line))];
}

/** A block below step `number`; that of the initial state stands alone. */
function block(lines: readonly string[], number: number): string[] {
  const indent = number === 0 ? '' : ' '.repeat(String(number).length + 2);
  return ['', ...fenced('text', lines).map((line) => indent + line), ''];
}

interface Branch {
  readonly branches: Map<string, Branch>;
  readonly leaves: string[];
}

/** The changes as a nested list by their paths; a branch with a single twig is written in one line. */
function nest(changes: readonly Change[]): string[] {
  const root: Branch = { branches: new Map(), leaves: [] };
  for (const change of changes) {
    const message = change.path === 'messages';
    const parts = message ? ['messages'] : change.path.split(/\.(?![^[]*\])/);
    let branch = root;
    for (const part of message ? parts : parts.slice(0, -1)) {
      const next = branch.branches.get(part) ?? { branches: new Map(), leaves: [] };
      branch.branches.set(part, next);
      branch = next;
    }
    branch.leaves.push(describeChange(message ? change : { ...change, path: leafPath(change.path, parts) }));
  }
  return lines(root);
}

/**
 * The last part of the path. Ids are told by where they stand, so `ghost.leaders` keeps its whole path.
 */
function leafPath(path: string, parts: readonly string[]): string {
  return path.startsWith('ghost.') ? path : `.${parts.at(-1)!}`;
}

function lines({ branches, leaves }: Branch): string[] {
  return [
    ...leaves.map((leaf) => `- ${code(leaf.replace(/^\./, ''))}`),
    ...[...branches].flatMap(([name, branch]) => [
      `- ${code(name)}`,
      ...lines(branch).map((line) => `  ${line}`),
    ]),
  ];
}
