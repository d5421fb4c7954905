/**
 * From what the search has found of each node to one behavior: the actions of all nodes, one after another.
 *
 * A node's calls between two inputs (its Ready is taken, changes are applied, what follows is done) are part of the action
 * before them, as in a cluster whose nodes handle each Ready at once. They read nothing of others, and what is sent earlier
 * can still arrive later, so this is a behavior too.
 */
import type { Action } from '../cluster/action.ts';
import type { Call, Recordable } from '../cluster/recordable.ts';
import type { NodeView } from '../cluster/view.ts';
import { type Candidate, unstored } from './candidate.ts';
import type { Searched } from './search.ts';

/** What one node does at once. */
export interface Deed<S, M> {
  readonly node: number;
  readonly action: Action;
  readonly state: S;
  /** The node after it; what is committed and stored up to `after` is left out of its logs (Recordable.view). */
  view(after?: number): NodeView;
  /** False: the deed may have changed an entry of the node up to and including `upTo`. */
  keeps(upTo: number): boolean;
  readonly delivered: M | null;
  readonly sent: readonly M[];
  /** What has not left after all: the node has crashed before it was stored. */
  readonly unsent: readonly M[];
  /** The number of the line that it explains. */
  readonly line: number;
}

export interface History<S, M> {
  /** By node, from 1, before the first deed. */
  readonly initial: readonly NodeView[];
  readonly deeds: readonly Deed<S, M>[];
}

interface Group<S, M> {
  readonly first: Candidate<S, M>;
  last: Candidate<S, M>;
  readonly sent: M[];
}

/** `core` begins the nodes that have no line of their own. */
export function historyOf<S, M>(
  core: Recordable<S, M>,
  { ends, ranks }: Pick<Searched<S, M>, 'ends' | 'ranks'>,
): History<S, M> {
  const initial: NodeView[] = [];
  const deeds: (Deed<S, M> & { readonly rank: number })[] = [];
  for (const [k, end] of ends.entries()) {
    const node = k + 1;
    const [begun, ...groups] = end === null ? [] : groupsOf(end);
    const state = begun?.last.state ?? unbegun(core, node);
    initial.push(core.view(state));
    for (const [at, group] of groups.entries()) {
      const before = at === 0 ? begun! : groups[at - 1];
      const rank = ranks[group.first.line];
      deeds.push(...deedsOf(core, node, before.last, group).map((deed) => ({ ...deed, rank })));
    }
  }
  // The sort is stable: a node's deeds stay in their order.
  deeds.sort((a, b) => a.rank - b.rank);
  return { initial, deeds };
}

function unbegun<S>(core: Recordable<S, unknown>, node: number): S {
  return core.begin({ node, stored: [], peers: [], peersStored: false })!.state;
}

function groupsOf<S, M>(end: Candidate<S, M>): Group<S, M>[] {
  const chain: Candidate<S, M>[] = [];
  for (let one: Candidate<S, M> | null = end; one !== null; one = one.before) chain.push(one);
  const groups: Group<S, M>[] = [];
  for (const one of chain.reverse()) {
    const kind = one.call?.kind ?? null;
    const group = groups.at(-1);
    if (group !== undefined && (kind === 'ready' || kind === 'advance' || kind === 'apply')) {
      group.last = one;
      group.sent.push(...one.sent);
    } else groups.push({ first: one, last: one, sent: [...one.sent] });
  }
  return groups;
}

function deedsOf<S, M>(
  core: Recordable<S, M>,
  node: number,
  before: Candidate<S, M>,
  { first, last, sent }: Group<S, M>,
): Deed<S, M>[] {
  const { call, line } = first;
  const plain = { node, line, delivered: null, sent: [], unsent: [] };
  const seen = (state: S) => (after?: number) => core.view(state, after);
  const since = (state: S) => (upTo: number) => core.keeps(before.state, state, upTo);
  const after = { ...plain, state: last.state, view: seen(last.state), keeps: since(last.state), sent };
  if (call === null) return [];
  if (call.kind === 'restart') {
    const view = (cut?: number): NodeView => core.viewDown(before.state, call.stored, cut);
    const keeps = (upTo: number): boolean => call.stored && after.keeps(upTo);
    const down = { ...plain, state: before.state, view, keeps };
    const unsent = call.stored ? [] : unstored(first);
    return [
      { ...down, action: { kind: 'crash', node }, unsent },
      { ...after, keeps, action: { kind: 'restart', node } },
    ];
  }
  if (call.kind !== 'propose') {
    const delivered = call.kind === 'deliver' ? call.message : null;
    return [{ ...after, action: actionOf(core, node, call), delivered }];
  }
  // Several values that are proposed at once are told one by one; the last one brings what comes of all.
  return call.data.map((data, k) => {
    const action: Action = { kind: 'propose', node, data };
    if (k === call.data.length - 1) return { ...after, action };
    const { state } = before;
    return { ...plain, state, view: seen(state), keeps: since(state), action };
  });
}

type Plain<M> = Exclude<Call<M>, { kind: 'restart' | 'propose' | 'ready' | 'advance' | 'apply' }>;

function actionOf<M>(core: Recordable<unknown, M>, node: number, call: Call<M>): Action {
  const plain = call as Plain<M>;
  if (plain.kind === 'deliver') return { kind: 'deliver', node, message: core.viewMessage(plain.message) };
  if (plain.kind === 'compact') return { kind: 'compact', node };
  return { ...plain, node } as Action;
}
