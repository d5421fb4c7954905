/** A trap in the field's words: what is missing in all of it, and the closed set as a table, a row for a quiet state. */

import { conditionOf, lastIndex, type NodeView } from '../view.ts';
import { spareTerms, type Trap, type TrapState } from './recovery.ts';
import type { Unanswered } from './responses.ts';
import type { Table } from './table.ts';
import type { Chance } from './timers.ts';

/** What is told of a start whose question is answered by no. */
export interface Told {
  readonly message: string;
  readonly table?: Table;
}

/** Rows that anybody reads. */
const mostStates = 16;

export function tellTrap({ away, states, conclusive, evenWithAllHelp }: Trap): Told {
  const missing = [...new Set(states.map(({ missing: one }) => one))].join(', or ');
  const grade = conclusive ? '' : `, as far as ${spareTerms} more terms show`;
  const help = evenWithAllHelp ? 'whichever timers fire' : 'unless timers fire that should not';
  const size = `${states.length} quiet ${states.length === 1 ? 'state' : 'states'}`;
  return {
    message: `it never comes back${awayWords(away)} ${help}${grade}: in ${size} ${missing}`,
    table: tableOf(states),
  };
}

export function tellUnanswered({ says, after, end, away }: Unanswered & Pick<Trap, 'away'>): Told {
  const when = after === 'never' ? 'in a round without end' : `within ${after} heartbeats`;
  return { message: `${says} ${when}${awayWords(away)}: ${end.map(nodeWords).join(', ')}` };
}

function awayWords(away: readonly number[]): string {
  return away.length === 0 ? '' : ` with ${away.map((id) => `n${id}`).join(' and ')} down for good`;
}

function tableOf(states: readonly TrapState[]): Table {
  const shown = states.slice(0, mostStates);
  const which = shown.length < states.length ? `the first ${shown.length} of ${states.length}` : 'all';
  return {
    about: `quiet states that can still be reached, ${which}; of each node: role, term, commit index / last index`,
    head: ['state', ...states[0].nodes.map((_, i) => `n${i + 1}`), 'missing', 'a timer leads to'],
    rows: shown.map(({ nodes, missing, rounds }, k) => [
      String(k + 1),
      ...nodes.map(cellOf),
      missing,
      waysOf(rounds),
    ]),
  };
}

function cellOf(node: NodeView | null): string {
  return node === null ? 'off' : `${conditionOf(node)} ${node.term} ${node.commit}/${lastIndex(node)}`;
}

/** Timers that lead to one place stand together. */
function waysOf(rounds: TrapState['rounds']): string {
  const places = new Map<string, string[]>();
  for (const { chance, leads } of rounds) {
    const to =
      typeof leads === 'number'
        ? `${leads + 1}`
        : leads === 'never'
          ? 'a round without end'
          : 'terms not asked';
    places.set(to, [...(places.get(to) ?? []), chanceWords(chance)]);
  }
  if (places.size === 0) return 'nothing new';
  return [...places].map(([to, chances]) => `${chances.join(', ')} -> ${to}`).join('; ');
}

function nodeWords(node: NodeView): string {
  return `n${node.id} ${conditionOf(node)} term ${node.term} log ${lastIndex(node)} commit ${node.commit}`;
}

function chanceWords(chance: Chance): string {
  return chance.inputs === 'off'
    ? `switching n${chance.node} off`
    : `${chance.kinds.join(' and ')} n${chance.node}`;
}
