/**
 * What two cores make of one input, held against each other: whether it is enabled, whether it panics, the next states and the
 * messages as they are seen, the reads. What no cluster can tell is no difference: the order of messages that go to different
 * nodes. Nor are the words of a panic, and what only one of two cores shows under `extra`, which is a core's own.
 */
import type { MessageView, NodeView, ReadView } from '../../cluster/view.ts';
import { diffValues, sameValue } from '../../trace/diff.ts';

/** What one core has made of an input, as it is seen. */
export type Made =
  | null
  | { readonly panic: string }
  | {
      readonly node: NodeView;
      readonly messages: readonly MessageView[];
      readonly reads: readonly ReadView[];
    };

type Names = readonly [string, string];

/** A sentence for each difference; none: the same. */
export function compareMade(one: Made, other: Made, names: Names): string[] {
  if (!isOutcome(one) || !isOutcome(other)) {
    const same = !isOutcome(one) && !isOutcome(other) && (one === null) === (other === null);
    return same ? [] : [`${inWords(one)} in ${names[0]}, ${inWords(other)} in ${names[1]}`];
  }
  return [
    ...compareNodes(one.node, other.node, names),
    ...compareMessages(one.messages, other.messages, names),
    ...(sameValue(one.reads, other.reads) ? [] : [told('reads', one.reads, other.reads, names)]),
  ];
}

type SeenOutcome = Extract<Made, { readonly node: NodeView }>;

function isOutcome(made: Made): made is SeenOutcome {
  return made !== null && 'node' in made;
}

function inWords(made: Made): string {
  if (made === null) return 'not enabled';
  return 'panic' in made ? `a panic (${made.panic})` : 'enabled';
}

/** What differs between two nodes; of `extra` only what both show is compared. */
export function compareNodes(one: NodeView, other: NodeView, names: Names): string[] {
  const shared = (mine: NodeView, theirs: NodeView): NodeView => ({
    ...mine,
    config: sorted(mine.config),
    extra: Object.fromEntries(Object.entries(mine.extra).filter(([key]) => Object.hasOwn(theirs.extra, key))),
  });
  const changes = diffValues(`n${one.id}`, shared(one, other), shared(other, one));
  return changes.map(({ path, before, after }) => told(path, before, after, names));
}

/** Members of a configuration are in no order. */
function sorted(config: NodeView['config']): NodeView['config'] {
  const inOrder = (ids: readonly number[]): number[] => [...ids].sort((a, b) => a - b);
  const { voters, votersOutgoing, learners, learnersNext, autoLeave } = config;
  return {
    voters: inOrder(voters),
    votersOutgoing: inOrder(votersOutgoing),
    learners: inOrder(learners),
    learnersNext: inOrder(learnersNext),
    autoLeave,
  };
}

function compareMessages(one: readonly MessageView[], other: readonly MessageView[], names: Names): string[] {
  const [mine, theirs] = [byDestination(one), byDestination(other)];
  return Array.from({ length: Math.max(mine.length, theirs.length) }, (_, k) => k).flatMap((k) =>
    sameMessage(mine[k], theirs[k]) ? [] : [told(`message ${k + 1}`, mine[k], theirs[k], names)],
  );
}

/** In the order of their destinations, those to one node in the order in which they were sent. */
export function byDestination<One extends { readonly to: number }>(messages: readonly One[]): One[] {
  return [...messages].sort((a, b) => a.to - b.to);
}

function sameMessage(one: MessageView | undefined, other: MessageView | undefined): boolean {
  const comparable = (view: MessageView | undefined) =>
    view?.snapshot === undefined
      ? view
      : { ...view, snapshot: { ...view.snapshot, config: sorted(view.snapshot.config) } };
  return sameValue(comparable(one), comparable(other));
}

function told(what: string, one: unknown, other: unknown, [first, second]: Names): string {
  return `${what} is ${shown(one)} in ${first}, ${shown(other)} in ${second}`;
}

function shown(value: unknown): string {
  return value === undefined ? 'none' : JSON.stringify(value);
}
