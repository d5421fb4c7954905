/** A small system of one's own, and traces of it. */
import type { OwnSystem } from '../../../src/system/exported.ts';
import { jsonStep, saidOf, witnessOf } from '../../../src/trace/own/rebuild.ts';
import type { OwnTrace } from '../../../src/trace/own/trace.ts';

interface Queue {
  readonly owner: number | null;
  readonly waiting: readonly { readonly who: number; readonly since?: bigint }[];
}

/** Two clients ask for a lock; the first in the queue takes it, and then nothing more can happen. */
export const queue = {
  init: () => [{ owner: null, waiting: [] }],
  next: ({ owner, waiting }: Queue) => [
    ...[1, 2]
      .filter((who) => owner !== who && waiting.every((one) => one.who !== who))
      .map((who) => ({ action: `ask ${who}`, state: { owner, waiting: [...waiting, { who, since: 3n }] } })),
    ...(owner === null && waiting.length > 0
      ? [{ action: 'take', state: { owner: waiting[0].who, waiting: waiting.slice(1) } }]
      : []),
  ],
  invariants: [
    { name: 'nobody-waits', holds: ({ owner, waiting }: Queue) => owner === null || waiting.length === 0 },
  ],
  mayEnd: ({ owner }: Queue) => owner === null,
} as OwnSystem;

/** The trace of the actions, of which the last breaks the property. */
export function traceOf(
  own: OwnSystem,
  property: string,
  actions: readonly string[],
  shortest = true,
): OwnTrace {
  const behavior = [...own.init()].map((state): { action: string | null; state: unknown } => ({
    action: null,
    state,
  }));
  for (const action of actions) {
    const step = [...own.next(behavior[behavior.length - 1].state)].find((one) => one.action === action);
    if (step === undefined) throw new Error(`${action} is not enabled`);
    behavior.push(step);
  }
  return {
    formatVersion: 1,
    tool: { name: 'raftcheck', version: '0.0.0' },
    spec: 'queue',
    system: { name: 'queue', hash: '0123' },
    properties: ['deadlock', 'nobody-waits'],
    property: saidOf(own, property, 'queue'),
    witnesses: [witnessOf(own, property, behavior[behavior.length - 1].state)],
    shortest,
    steps: behavior.map(jsonStep),
  };
}

export const waits = traceOf(queue, 'nobody-waits', ['ask 1', 'ask 2', 'take']);
