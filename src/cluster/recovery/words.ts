/** A trap in the field's words: what is missing in all of it, and the closed set as a table, a row for a quiet state. */

import { conditionOf, lastIndex, type NodeView } from '../view.ts';
import type { Cuts } from './cuts.ts';
import type { Harm } from './harms.ts';
import { spareTerms, type Trap, type TrapState } from './recovery.ts';
import type { Unanswered } from './responses.ts';
import type { Table } from './table.ts';
import { chanceWords } from './timers.ts';

/** What is told of a start whose question is answered by no. */
export interface Told {
  readonly message: string;
  readonly table?: Table;
}

/** Rows that anybody reads. */
const mostStates = 16;

export function tellTrap(trap: Trap): Told {
  const { harm, states, conclusive, evenWithAllHelp } = trap;
  const missing = [...new Set(states.map(({ missing: one }) => one))].join(', or ');
  const grade = conclusive ? '' : `, as far as ${spareTerms} more terms show`;
  const help = evenWithAllHelp ? 'whichever timers fire' : 'unless timers fire that should not';
  const size = `${states.length} quiet ${states.length === 1 ? 'state' : 'states'}`;
  return {
    message: `it never comes back${harmWords(harm)} ${help}${grade}: in ${size} ${missing}`,
    table: tableOf(trap),
  };
}

export function tellUnanswered({ says, after, end, harm }: Unanswered & Pick<Trap, 'harm'>): Told {
  const when = after === 'never' ? 'in a round without end' : `within ${after} heartbeats`;
  return { message: `${says} ${when}${harmWords(harm)}: ${end.map(nodeWords).join(', ')}` };
}

function harmWords({ away, cuts }: Harm): string {
  const down = away.length === 0 ? '' : ` with ${away.map((id) => `n${id}`).join(' and ')} down for good`;
  return cuts.none ? down : `${down} with ${linksOf(cuts)} cut`;
}

/** Both ways: n1 - n2. One way: n1 -> n2. */
function linksOf({ links }: Cuts): string {
  return links.map(({ from, to, both }) => `n${from} ${both ? '-' : '->'} n${to}`).join(' and ');
}

function tableOf({ states, relative, harm: { cuts } }: Trap): Table {
  const shown = states.slice(0, mostStates);
  const which = shown.length < states.length ? `the first ${shown.length} of ${states.length}` : 'all';
  const term = relative ? 'term (by order: whichever they are)' : 'term';
  const cut = cuts.none ? '' : `; cut for good: ${linksOf(cuts)}`;
  return {
    about: `quiet states that can still be reached, ${which}${cut}; of each node: role, ${term}, commit index / last index`,
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
