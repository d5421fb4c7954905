/** Puzzles and machines of one process. */
import { always, type Published, published, put, subsets, truths, weakNext } from './published.ts';

const odd = (count: number): boolean => count % 2 === 1;

/** Two beans are taken out; of one colour: a black one goes back; else a white one. */
const coffeeCan = published<{ black: number; white: number }>({
  name: 'CoffeeCan',
  states: 65,
  machine: {
    init: () =>
      Array.from({ length: 11 }, (_, black) =>
        Array.from({ length: 11 - black }, (_, white) => ({ black, white })),
      )
        .flat()
        .filter(({ black, white }) => black + white > 0),
    next: ({ black, white }) => [
      ...(black >= 2 ? [{ action: 'two black', state: { black: black - 1, white } }] : []),
      ...(white >= 2 ? [{ action: 'two white', state: { black: black + 1, white: white - 2 } }] : []),
      ...(black > 0 && white > 0 ? [{ action: 'one of each', state: { black: black - 1, white } }] : []),
    ],
  },
  questions: [
    { name: 'unfair', fairness: [], wishes: [({ black, white }) => black + white === 1], tlc: 'violated' },
    { name: 'fair', fairness: [weakNext], wishes: [({ black, white }) => black + white === 1], tlc: 'holds' },
    {
      name: 'an odd number of white ones leaves a white one',
      fairness: [weakNext],
      wishes: [[({ white }) => odd(white), ({ black, white }) => black === 0 && white === 1]],
      tlc: 'holds',
    },
    {
      name: 'or a black one',
      fairness: [weakNext],
      wishes: [[({ white }) => odd(white), ({ black, white }) => black === 1 && white === 0]],
      tlc: 'violated',
    },
  ],
});

const three = ({ hour }: { hour: number }): boolean => hour === 3;
const hourClock = published<{ hour: number }>({
  name: 'SpecifyingSystems/Liveness/LiveHourClock',
  states: 12,
  machine: {
    init: () => Array.from({ length: 12 }, (_, k) => ({ hour: k + 1 })),
    next: ({ hour }) => [{ action: 'tick', state: { hour: (hour % 12) + 1 } }],
  },
  questions: [
    { name: 'fair', fairness: [{ weak: 'tick' }], wishes: [[always, three]], tlc: 'holds' },
    { name: 'unfair', fairness: [], wishes: [[always, three]], tlc: 'violated' },
    { name: 'once', fairness: [{ weak: 'tick' }], wishes: [three], tlc: 'holds' },
  ],
});

/** Of six boxes one of 2 to 5 is looked into, forth and back; the cat moves to a box beside hers at the same time. */
const cat = published<{ cat: number; seen: number; right: boolean }>({
  name: 'Moving_Cat_Puzzle',
  states: 48,
  machine: {
    init: () =>
      [1, 2, 3, 4, 5, 6].flatMap((cat) =>
        [2, 3, 4, 5].flatMap((seen) => [true, false].map((right) => ({ cat, seen, right }))),
      ),
    next: ({ cat, seen, right }) => {
      const ahead = seen + (right ? 1 : -1);
      const look = ahead >= 2 && ahead <= 5 ? { seen: ahead, right } : { seen, right: !right };
      return [cat - 1, cat + 1]
        .filter((box) => box >= 1 && box <= 6)
        .map((box) => ({ action: 'night', state: { cat: box, ...look } }));
    },
  },
  questions: [
    { name: 'fair', fairness: [{ weak: 'night' }], wishes: [({ cat, seen }) => cat === seen], tlc: 'holds' },
    { name: 'unfair', fairness: [], wishes: [({ cat, seen }) => cat === seen], tlc: 'violated' },
  ],
});

interface Jugs {
  readonly big: number;
  readonly small: number;
}
const four = ({ big }: Jugs): boolean => big === 4;
const dieHard = published<Jugs>({
  name: 'DieHard',
  states: 16,
  machine: {
    init: () => [{ big: 0, small: 0 }],
    next: ({ big, small }) => {
      const up = Math.min(big + small, 5);
      const down = Math.min(big + small, 3);
      return [
        { action: 'fill-small', state: { big, small: 3 } },
        { action: 'fill-big', state: { big: 5, small } },
        { action: 'empty-small', state: { big, small: 0 } },
        { action: 'empty-big', state: { big: 0, small } },
        { action: 'small-to-big', state: { big: up, small: small - (up - big) } },
        { action: 'big-to-small', state: { big: big - (down - small), small: down } },
      ];
    },
  },
  questions: [
    { name: 'weak', fairness: [weakNext], wishes: [four], tlc: 'violated' },
    { name: 'every action strong', fairness: [{ strong: '<action>' }], wishes: [four], tlc: 'violated' },
  ],
});

const people = ['m1', 'm2', 'm3', 'c1', 'c2', 'c3'];
const isSafe = (bank: readonly string[]): boolean => {
  const missionaries = bank.filter((one) => one.startsWith('m')).length;
  return missionaries === 0 || bank.length - missionaries <= missionaries;
};
const missionaries = published<{ boat: 'E' | 'W'; east: readonly string[] }>({
  name: 'MissionariesAndCannibals',
  states: 64,
  machine: {
    init: () => [{ boat: 'E', east: people }],
    next: ({ boat, east }) => {
      const here = people.filter((one) => east.includes(one) === (boat === 'E'));
      return subsets(here)
        .filter((crew) => crew.length === 1 || crew.length === 2)
        .map((crew) => {
          const there = people.filter((one) => east.includes(one) !== crew.includes(one));
          return { action: crew.join(' '), state: { boat: boat === 'E' ? 'W' : 'E', east: there } as const };
        })
        .filter(
          ({ state }) => isSafe(state.east) && isSafe(people.filter((one) => !state.east.includes(one))),
        );
    },
  },
  questions: [
    { name: 'weak', fairness: [weakNext], wishes: [({ east }) => east.length === 0], tlc: 'violated' },
  ],
});

/** Three prisoners and two switches: one of them counts, each of the others switches A on twice. */
interface Prison {
  readonly a: boolean;
  readonly b: boolean;
  readonly times: readonly number[];
  readonly count: number;
}
const counted = ({ count }: Prison): boolean => count === 4;
const prisoners = published<Prison>({
  name: 'Prisoners',
  states: 70,
  machine: {
    init: () => truths(2).map(([a, b]) => ({ a, b, times: [0, 0], count: 0 })),
    next: (prison) => {
      const { a, b, times, count } = prison;
      const counter = a ? { ...prison, a: false, count: count + 1 } : { ...prison, b: !b };
      return [
        { action: 'counter', state: counter },
        ...times.map((time, k) => ({
          action: `prisoner ${k}`,
          state:
            !a && time < 2 ? { ...prison, a: true, times: put(times, k, time + 1) } : { ...prison, b: !b },
        })),
      ];
    },
  },
  questions: [
    {
      name: 'fair',
      fairness: [{ weak: 'counter' }, { weak: 'prisoner <p>' }],
      wishes: [counted],
      tlc: 'holds',
    },
    { name: 'weak next', fairness: [weakNext], wishes: [counted], tlc: 'violated' },
    { name: 'an unfair counter', fairness: [{ weak: 'prisoner <p>' }], wishes: [counted], tlc: 'violated' },
  ],
});

/** Each of three smokers has one ingredient; the dealer offers the two others of one of them. */
interface Smokers {
  readonly smoking: readonly boolean[];
  /** Whose ingredient is not on offer; null: nothing is. */
  readonly lacks: number | null;
}
const first = ({ smoking }: Smokers): boolean => smoking[0];
const anybody = ({ smoking }: Smokers): boolean => smoking.includes(true);
const smokers = published<Smokers>({
  name: 'CigaretteSmokers',
  states: 6,
  machine: {
    init: () => [0, 1, 2].map((lacks) => ({ smoking: [false, false, false], lacks })),
    next: ({ smoking, lacks }) =>
      lacks === null
        ? [0, 1, 2].map((next) => ({
            action: `stop, offer ${next}`,
            state: { smoking: [false, false, false], lacks: next },
          }))
        : [{ action: 'start', state: { smoking: put(smoking, lacks, true), lacks: null } }],
  },
  questions: [
    { name: 'fair, the first', fairness: [weakNext], wishes: [[always, first]], tlc: 'violated' },
    { name: 'fair, anybody', fairness: [weakNext], wishes: [[always, anybody]], tlc: 'holds' },
    { name: 'unfair', fairness: [], wishes: [[always, anybody]], tlc: 'violated' },
    {
      name: 'every offer strong',
      fairness: [weakNext, { strong: 'stop, offer <o>' }],
      wishes: [[always, first]],
      tlc: 'holds',
    },
    {
      name: 'every offer weak',
      fairness: [weakNext, { weak: 'stop, offer <o>' }],
      wishes: [[always, first]],
      tlc: 'violated',
    },
  ],
});

export const puzzles: readonly Published[] = [
  coffeeCan,
  hourClock,
  cat,
  dieHard,
  missionaries,
  prisoners,
  smokers,
];
