/** A trap in the field's words: what is missing in all of it, and then the closed set, a line a quiet state. */
import { conditionOf, lastIndex, type NodeView } from '../view.ts';
import { spareTerms, type Trap, type TrapState } from './recovery.ts';
import type { Unanswered } from './responses.ts';
import type { Chance } from './timers.ts';

/** Lines that anybody reads. */
const mostStates = 8;

export function trapSentences({ away, states, conclusive, evenWithAllHelp }: Trap): string[] {
  const missing = [...new Set(states.map(({ missing: one }) => one))].join(', or ');
  const grade = conclusive ? '' : `, as far as ${spareTerms} more terms show`;
  const help = evenWithAllHelp ? 'whichever timers fire' : 'unless timers fire that should not';
  const size = `${states.length} quiet ${states.length === 1 ? 'state' : 'states'}`;
  const shown = states.slice(0, mostStates).map(stateLine);
  const more = states.length > mostStates ? [`and ${states.length - mostStates} states more`] : [];
  return [`it never comes back${awayWords(away)} ${help}${grade}: in ${size} ${missing}`, ...shown, ...more];
}

export function responseSentences({ says, after, end, away }: Unanswered & Pick<Trap, 'away'>): string[] {
  const when = after === 'never' ? 'in a round without end' : `within ${after} heartbeats`;
  return [`${says} ${when}${awayWords(away)}: ${end.map(nodeWords).join(', ')}`];
}

function awayWords(away: readonly number[]): string {
  return away.length === 0 ? '' : ` with ${away.map((id) => `n${id}`).join(' and ')} down for good`;
}

function stateLine({ nodes, rounds }: TrapState, k: number): string {
  const places = new Map<string, string[]>();
  for (const { chance, leads } of rounds) {
    const to =
      typeof leads === 'number'
        ? `to state ${leads + 1}`
        : leads === 'never'
          ? 'to a round without end'
          : 'beyond the terms that are asked';
    places.set(to, [...(places.get(to) ?? []), chanceWords(chance)]);
  }
  const ways = [...places].map(([to, chances]) => `${chances.join(', ')} ${to}`);
  const there = nodes.map((node, i) => (node === null ? `n${i + 1} off` : nodeWords(node))).join(', ');
  return `state ${k + 1}: ${there}; ${ways.length === 0 ? 'no timer changes anything' : ways.join('; ')}`;
}

function nodeWords(node: NodeView): string {
  return `n${node.id} ${conditionOf(node)} term ${node.term} log ${lastIndex(node)} commit ${node.commit}`;
}

function chanceWords(chance: Chance): string {
  return chance.inputs === 'off'
    ? `switching n${chance.node} off`
    : `${chance.kinds.join(' and ')} n${chance.node}`;
}
