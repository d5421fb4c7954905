/**
 * A Mermaid sequence diagram, as GitHub draws it in Markdown. A message is an arrow where it is delivered, since arrows of
 * Mermaid cannot cross time; the number of the step that sent it stands in its label. What a step changed for the eye
 * (role, term, commit) is a note.
 */

import { harmlessly } from '../../base/harmless.ts';
import { type Action, takesMessage } from '../../cluster/action.ts';
import { type ClusterView, conditionOf, type NodeView } from '../../cluster/view.ts';
import { endWords, loopLines, type Trace, traceMessage } from '../trace.ts';
import { describeAction, describeMessage, nodeName } from '../words.ts';
import { type Flight, flights } from './messages.ts';

/** The diagram's text, without the fence that Markdown needs around it. */
export function mermaid(given: Trace): string {
  const trace = harmlessly(given);
  const all = flights(trace);
  const nodes = trace.steps[0].state.nodes.map(({ id }) => nodeName(id));
  const steps = trace.steps.flatMap(({ action, state }, k) =>
    action === null ? [] : stepLines(k, action, trace.steps[k - 1].state, state, all),
  );
  return [
    'sequenceDiagram',
    ...nodes.map((name) => `  participant ${name}`),
    ...steps,
    `  Note over ${[...new Set([nodes[0], nodes.at(-1)])].join(',')}: ${escapeText(`${endWords(trace)}: ${[traceMessage(trace), ...loopLines(trace)].join('; ')}`)}`,
    '',
  ].join('\n');
}

function stepLines(
  number: number,
  action: Action,
  before: ClusterView,
  after: ClusterView,
  all: readonly Flight[],
): string[] {
  const at = nodeName(action.node);
  const changes = noteOf(nodeOf(before, action.node), nodeOf(after, action.node));
  const note = changes === '' ? [] : [`  Note over ${at}: ${escapeText(changes)}`];
  if (!takesMessage(action)) {
    return [
      `  Note over ${at}: ${escapeText([`${number} ${describeAction(action)}`, changes].filter((part) => part !== '').join(' — '))}`,
    ];
  }
  const sent = all.find((flight) => flight.ended === number)?.sent;
  // A sender that is no node of the cluster has no lifeline.
  const from = nodeOf(before, action.message.from) === undefined ? at : nodeName(action.message.from);
  const arrow = action.kind === 'deliver' ? '->>' : '-x';
  const words = describeMessage(action.message).replace(/^(\S+) \S+ -> \S+/, '$1');
  const since = sent === undefined ? '' : ` [sent in ${sent}]`;
  const label = `${number} ${action.kind === 'deliver' ? '' : `${action.kind} `}${words}${since}`;
  return [`  ${from}${arrow}${at}: ${escapeText(label)}`, ...note];
}

function nodeOf(state: ClusterView, id: number): NodeView | undefined {
  return state.nodes.find((node) => node.id === id);
}

/** What a reader of a sequence diagram looks for. */
function noteOf(before: NodeView | undefined, after: NodeView | undefined): string {
  if (before === undefined || after === undefined) return '';
  const changes: string[] = [];
  const condition = conditionOf(after);
  if (condition === 'panicked' && conditionOf(before) !== condition) changes.push(condition);
  else if (before.role !== after.role) changes.push(after.role);
  if (before.term !== after.term) changes.push(`term ${after.term}`);
  if (before.commit !== after.commit) changes.push(`commit ${after.commit}`);
  return changes.join(', ');
}

/**
 * Text that Mermaid takes as it is: what would end a statement, begin an entity, a comment or an element is written as an
 * entity, and so is the word that would close a block.
 */
export function escapeText(text: string): string {
  return text
    .replace(/[#&;<>{}%"\\\r\n]/g, (sign) => `#${sign.codePointAt(0)};`)
    .replace(/\bend\b/gi, (word) => `#${word.codePointAt(0)};${word.slice(1)}`);
}
