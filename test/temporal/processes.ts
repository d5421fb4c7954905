/** Algorithms of several processes. */
import { always, type Published, published, put, subsets, truths, weakNext, without } from './published.ts';

/** Two actors queue up; whoever is first enters where nobody writes, and where he writes himself nobody reads either. */
interface Library {
  readonly reads: readonly boolean[];
  readonly writes: readonly boolean[];
  readonly queue: readonly (readonly [actor: number, wish: 'read' | 'write'])[];
}
const nobody = [false, false];
const readersWriters = published<Library>({
  name: 'ReadersWriters',
  states: 390,
  machine: {
    init: () => [{ reads: nobody, writes: nobody, queue: [] }],
    next: (library) => {
      const { reads, writes, queue } = library;
      const joins = [0, 1].flatMap((actor) =>
        (['read', 'write'] as const)
          .filter((wish) => !queue.some(([who, what]) => who === actor && what === wish))
          .map((wish) => ({
            action: `actor ${actor} queues to ${wish}`,
            state: { ...library, queue: [...queue, [actor, wish] as const] },
          })),
      );
      const stops = [0, 1]
        .filter((actor) => reads[actor] || writes[actor])
        .map((actor) => ({
          action: `actor ${actor} stops`,
          state: reads[actor]
            ? { ...library, reads: put(reads, actor, false) }
            : { ...library, writes: put(writes, actor, false) },
        }));
      const [head, ...rest] = queue;
      if (head === undefined || writes.includes(true) || (head[1] === 'write' && reads.includes(true)))
        return [...joins, ...stops];
      const [actor, wish] = head;
      const entered =
        wish === 'read'
          ? { reads: put(reads, actor, true), writes }
          : { reads, writes: put(writes, actor, true) };
      return [...joins, ...stops, { action: 'the first enters', state: { ...entered, queue: rest } }];
    },
  },
  questions: [
    ...(['writes', 'reads'] as const).map((does) => ({
      name: `fair, ${does}`,
      fairness: [
        { weak: 'actor <a> queues to read' },
        { weak: 'actor <a> queues to write' },
        { weak: 'the first enters' },
        { weak: 'actor * stops' },
      ],
      wishes: [[always, (library: Library) => library[does][0]] as const],
      tlc: 'holds' as const,
    })),
    {
      name: 'nobody has to stop',
      fairness: [{ weak: 'actor <a> queues to <wish>' }, { weak: 'the first enters' }],
      wishes: [[always, ({ writes }) => writes[0]]],
      tlc: 'violated',
    },
    {
      name: 'weak next',
      fairness: [weakNext],
      wishes: [[always, ({ writes }) => writes[0]]],
      tlc: 'violated',
    },
  ],
});

/** Two clients ask for some of two resources, get them one by one or together, and return them. */
interface Allocation {
  readonly unmet: readonly (readonly number[])[];
  readonly held: readonly (readonly number[])[];
}
const obtains = [0, 1].map(
  (r) =>
    [({ unmet }: Allocation) => unmet[0].includes(r), ({ held }: Allocation) => held[0].includes(r)] as const,
);
const returns = [
  ({ unmet }: Allocation) => unmet[0].length === 0,
  ({ held }: Allocation) => held[0].length === 0,
] as const;
const gets = { strong: 'client <c> gets *' };
const allocator = published<Allocation>({
  name: 'allocator/SimpleAllocator',
  states: 64,
  machine: {
    init: () => [{ unmet: [[], []], held: [[], []] }],
    next: ({ unmet, held }) =>
      [0, 1].flatMap((c) => {
        const free = without([0, 1], held.flat());
        const some = (list: readonly number[]) => subsets(list).filter((set) => set.length > 0);
        const asks = unmet[c].length + held[c].length === 0 ? some([0, 1]) : [];
        const satisfied = unmet[c].length === 0 ? ', satisfied' : '';
        return [
          ...asks.map((set) => ({
            action: `client ${c} asks for ${set}`,
            state: { unmet: put(unmet, c, set), held },
          })),
          ...some(unmet[c].filter((r) => free.includes(r))).map((set) => ({
            action: `client ${c} gets ${set}`,
            state: {
              unmet: put(unmet, c, without(unmet[c], set)),
              held: put(held, c, [...held[c], ...set].sort()),
            },
          })),
          ...some(held[c]).map((set) => ({
            action:
              set.length === held[c].length
                ? `client ${c} returns all${satisfied}`
                : `client ${c} returns ${set}`,
            state: { unmet, held: put(held, c, without(held[c], set)) },
          })),
        ];
      }),
  },
  questions: [
    { name: 'fair', fairness: [{ weak: 'client <c> returns all*' }, gets], wishes: obtains, tlc: 'holds' },
    {
      name: 'weak gets',
      fairness: [{ weak: 'client <c> returns all*' }, { weak: 'client <c> gets *' }],
      wishes: obtains,
      tlc: 'violated',
    },
    {
      name: 'only the satisfied return',
      fairness: [{ weak: 'client <c> returns all, satisfied' }, gets],
      wishes: obtains,
      tlc: 'violated',
    },
    {
      name: 'only the satisfied return, and do',
      fairness: [{ weak: 'client <c> returns all, satisfied' }, gets],
      wishes: [returns],
      tlc: 'holds',
    },
    { name: 'nobody has to return', fairness: [gets], wishes: [returns], tlc: 'violated' },
  ],
});

/** Three nodes in a ring find out that all of them are passive, by a token that goes round from node 0 downwards. */
interface Ring {
  readonly active: readonly boolean[];
  readonly black: readonly boolean[];
  readonly at: number;
  readonly tokenBlack: boolean;
}
const isDetected = ({ active, black, at, tokenBlack }: Ring): boolean =>
  at === 0 && !tokenBlack && !black[0] && !active[0];
const detected = [({ active }: Ring) => !active.includes(true), isDetected] as const;
const ewd840 = published<Ring>({
  name: 'ewd840',
  states: 302,
  machine: {
    init: () =>
      truths(3).flatMap((active) =>
        truths(3).flatMap((black) => [0, 1, 2].map((at) => ({ active, black, at, tokenBlack: true }))),
      ),
    next: (ring) => {
      const { active, black, at, tokenBlack } = ring;
      const probes = at === 0 ? tokenBlack || black[0] : !active[at] || black[at] || tokenBlack;
      const passed = {
        active,
        black: put(black, at, false),
        at: (at + 2) % 3,
        tokenBlack: at > 0 && (tokenBlack || black[at]),
      };
      const awake = [0, 1, 2].filter((i) => active[i]);
      return [
        ...(probes ? [{ action: 'system passes the token', state: passed }] : []),
        ...awake.flatMap((i) =>
          [0, 1, 2]
            .filter((j) => j !== i)
            .map((j) => ({
              action: `node ${i} sends to ${j}`,
              state: { ...ring, active: put(active, j, true), black: put(black, i, black[i] || j > i) },
            })),
        ),
        ...awake.map((i) => ({
          action: `node ${i} rests`,
          state: { ...ring, active: put(active, i, false) },
        })),
      ];
    },
  },
  questions: [
    { name: 'fair', fairness: [{ weak: 'system *' }], wishes: [detected], tlc: 'holds' },
    { name: 'unfair', fairness: [], wishes: [detected], tlc: 'violated' },
    { name: 'weak next', fairness: [weakNext], wishes: [detected], tlc: 'holds' },
    { name: 'always', fairness: [{ weak: 'system *' }], wishes: [isDetected], tlc: 'violated' },
    {
      name: 'always, where each may rest',
      fairness: [{ weak: 'system *' }, { weak: 'node <n> rests' }],
      wishes: [isDetected],
      tlc: 'violated',
    },
  ],
});

/** Two processes, six places each, of which the last but one is the critical section. */
interface Peterson {
  readonly at: readonly number[];
  readonly flag: readonly boolean[];
  readonly turn: number;
}
const [wants, enters] = [({ at }: Peterson) => at[0] === 1, ({ at }: Peterson) => at[0] === 4];
const peterson = published<Peterson>({
  name: 'locks_auxiliary_vars/Peterson',
  states: 42,
  machine: {
    init: () => [{ at: [0, 0], flag: [false, false], turn: 0 }],
    next: (lock) =>
      [0, 1].flatMap((p) => {
        const { at, flag, turn } = lock;
        const other = 1 - p;
        if (at[p] === 3 && flag[other] && turn !== p) return [];
        const state = {
          at: put(at, p, (at[p] + 1) % 6),
          flag: at[p] === 1 ? put(flag, p, true) : at[p] === 5 ? put(flag, p, false) : flag,
          turn: at[p] === 2 ? other : turn,
        };
        return [{ action: `process ${p} ${at[p] === 0 ? 'wakes' : 'goes on'}`, state }];
      }),
  },
  questions: [
    { name: 'fair', fairness: [{ weak: 'process <p> *' }], wishes: [[wants, enters]], tlc: 'holds' },
    { name: 'weak next', fairness: [weakNext], wishes: [[wants, enters]], tlc: 'violated' },
    {
      name: 'may rest',
      fairness: [{ weak: 'process <p> goes on' }],
      wishes: [[wants, enters]],
      tlc: 'holds',
    },
    {
      name: 'may rest for ever',
      fairness: [{ weak: 'process <p> goes on' }],
      wishes: [enters],
      tlc: 'violated',
    },
  ],
});

/** Each of three processes sets its x, then reads that of the one before it. */
interface Simple {
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly at: readonly number[];
}
const ended = ({ at }: Simple): boolean => at.every((place) => place === 2);
const simple = published<Simple>({
  name: 'TeachingConcurrency/Simple',
  states: 51,
  machine: {
    init: () => [{ x: [0, 0, 0], y: [0, 0, 0], at: [0, 0, 0] }],
    next: ({ x, y, at }) =>
      [0, 1, 2]
        .filter((p) => at[p] < 2)
        .map((p) => ({
          action: `process ${p}`,
          state: {
            x: at[p] === 0 ? put(x, p, 1) : x,
            y: at[p] === 1 ? put(y, p, x[(p + 2) % 3]) : y,
            at: put(at, p, at[p] + 1),
          },
        })),
  },
  questions: [
    { name: 'unfair', fairness: [], wishes: [ended], tlc: 'violated' },
    { name: 'weak next', fairness: [weakNext], wishes: [ended], tlc: 'holds' },
  ],
});

export const processes: readonly Published[] = [readersWriters, allocator, ewd840, peterson, simple];
