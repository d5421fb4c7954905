/**
 * A state machine of one's own, checked: two workers who each need both of two locks. If each takes its own lock first, they
 * can wait for each other for ever; if both take lock 0 first, they cannot.
 *
 *     npx tsx examples/two-locks.ts                            in a clone that has been built
 *     npx tsx node_modules/raftcheck/examples/two-locks.ts     where the package is installed
 *     raftcheck --core examples/two-locks.ts                   the system that it exports, with all that commands do
 */
import { check, defineInvariant, defineSystem, type Machine } from 'raftcheck';

interface Locks {
  /** Who holds each lock; null: nobody. */
  readonly owner: readonly (number | null)[];
  /** How many times each worker has been in its critical section. */
  readonly done: readonly number[];
}

type Order = readonly (readonly [number, number])[];

/** `order[w]`: the locks that worker w takes, in its order. */
export function twoLocks(order: Order): Machine<Locks> {
  const workers = [0, 1];
  const holds = ({ owner }: Locks, worker: number): number => owner.filter((who) => who === worker).length;
  return defineSystem<Locks>({
    init: () => [{ owner: [null, null], done: [0, 0] }],
    next: (state) =>
      workers.flatMap((worker) => {
        if (state.done[worker] === 2) return [];
        const held = holds(state, worker);
        if (held === 2) {
          const done = state.done.map((times, w) => (w === worker ? times + 1 : times));
          return [
            {
              action: `worker ${worker} works and lets go`,
              state: { owner: state.owner.map(() => null), done },
            },
          ];
        }
        const lock = order[worker][held];
        if (state.owner[lock] !== null) return [];
        const owner = state.owner.map((who, l) => (l === lock ? worker : who));
        return [{ action: `worker ${worker} takes lock ${lock}`, state: { ...state, owner } }];
      }),
    sometimes: [{ name: 'both-done', holds: ({ done }) => done[0] === 2 && done[1] === 2 }],
    mayEnd: ({ done }) => done.every((times) => times === 2),
  });
}

/** Each its own lock first: they can come to wait for each other. */
export const crossed = twoLocks([
  [0, 1],
  [1, 0],
]);

/** Nobody waits for ever: while there is work, not each worker holds one lock. */
export const noDeadlock = defineInvariant<Locks>({
  name: 'no-deadlock',
  holds: ({ owner }) => !(owner[0] !== null && owner[1] !== null && owner[0] !== owner[1]),
});

export async function run(print: (line: string) => void): Promise<void> {
  const waiting = await check(crossed, { invariants: [noDeadlock] });
  print(`each its own lock first: ${waiting.verdict}`);
  print(waiting.violation?.text ?? '');
  const sound = await check(
    twoLocks([
      [0, 1],
      [0, 1],
    ]),
    { invariants: [noDeadlock], deadlock: 'error' },
  );
  print(`lock 0 first: ${sound.verdict}, ${sound.states.distinct} states`);
}

if (process.argv[1] === import.meta.filename) await run(console.log);
