/** Protocols: what is sent is on its way, or lost. */
import { type Published, published, put, truths, weakNext, without } from './published.ts';

/** A value is sent with a bit again and again until the bit comes back; either channel holds one message, and may lose it. */
interface Link {
  readonly messages: readonly (readonly [bit: number, value: string])[];
  readonly acks: readonly number[];
  readonly bit: number;
  readonly acked: number;
  readonly seen: number;
  readonly sent: string;
  readonly got: string;
}
const values = ['d1', 'd2'];
const arrives = values.map(
  (d) => [({ sent, bit, acked }: Link) => sent === d && bit !== acked, ({ got }: Link) => got === d] as const,
);
const sends = [{ weak: 'resend' }, { weak: 'acknowledge' }];
const alternatingBit = published<Link>({
  name: 'SpecifyingSystems/TLC/AlternatingBit',
  states: 80,
  machine: {
    init: () =>
      [0, 1].flatMap((bit) =>
        values.flatMap((sent) =>
          values.map((got) => ({ messages: [], acks: [], bit, acked: bit, seen: bit, sent, got })),
        ),
      ),
    next: (link) => {
      const { messages, acks, bit, acked, seen, sent } = link;
      const room = messages.length === 0;
      const steps: { action: string; state: Link }[] = [];
      if (room && acked === bit)
        for (const value of values) {
          const flipped = 1 - bit;
          const state = { ...link, sent: value, bit: flipped, messages: [[flipped, value]] as const };
          steps.push({ action: `send ${value}`, state });
        }
      if (room && acked !== bit)
        steps.push({ action: 'resend', state: { ...link, messages: [[bit, sent]] } });
      for (const [seen, got] of messages) {
        steps.push({ action: 'receive', state: { ...link, messages: [], seen, got } });
        steps.push({ action: 'lose a message', state: { ...link, messages: [] } });
      }
      if (acks.length === 0) steps.push({ action: 'acknowledge', state: { ...link, acks: [seen] } });
      for (const ack of acks) {
        steps.push({ action: 'receive an ack', state: { ...link, acks: [], acked: ack } });
        steps.push({ action: 'lose an ack', state: { ...link, acks: [] } });
      }
      return steps;
    },
  },
  questions: [
    {
      name: 'fair',
      fairness: [...sends, { strong: 'receive an ack' }, { strong: 'receive' }],
      wishes: arrives,
      tlc: 'holds',
    },
    {
      name: 'weak',
      fairness: [...sends, { weak: 'receive an ack' }, { weak: 'receive' }],
      wishes: arrives,
      tlc: 'violated',
    },
    {
      name: 'acknowledged',
      fairness: [...sends, { strong: 'receive an ack' }, { strong: 'receive' }],
      wishes: [[({ bit, acked }) => bit !== acked, ({ bit, acked }) => bit === acked]],
      tlc: 'holds',
    },
    {
      name: 'nobody resends',
      fairness: [{ weak: 'acknowledge' }, { strong: 'receive an ack' }, { strong: 'receive' }],
      wishes: arrives,
      tlc: 'violated',
    },
  ],
});

/** Three nodes in a ring, named 1 to 3: an initiator sends its name round, and the least of them wins. */
interface Election {
  readonly initiator: readonly boolean[];
  readonly begun: readonly boolean[];
  readonly role: readonly ('candidate' | 'lost' | 'won')[];
  readonly inbox: readonly (readonly number[])[];
}
const won = ({ role }: Election): boolean => role.includes('won');
const oneWins = [({ role }: Election) => role.includes('candidate'), won] as const;
const changRoberts = published<Election>({
  name: 'chang_roberts',
  states: 137,
  machine: {
    init: () =>
      truths(3).map((initiator) => ({
        initiator,
        begun: [false, false, false],
        role: initiator.map((is) => (is ? 'candidate' : 'lost')),
        inbox: [[], [], []],
      })),
    next: (election) =>
      [0, 1, 2].flatMap((n): { action: string; state: Election }[] => {
        const { initiator, begun, role, inbox } = election;
        const send = (boxes: Election['inbox'], id: number) => {
          const to = (n + 1) % 3;
          return put(boxes, to, [...new Set([...boxes[to], id])].sort());
        };
        if (!begun[n]) {
          const boxes = initiator[n] ? send(inbox, n + 1) : inbox;
          return [
            { action: `node ${n} begins`, state: { ...election, begun: put(begun, n, true), inbox: boxes } },
          ];
        }
        return inbox[n].map((id) => {
          const rest = put(inbox, n, without(inbox[n], [id]));
          const wins = role[n] !== 'lost' && id === n + 1;
          const passes = role[n] === 'lost' || id < n + 1;
          return {
            action: `node ${n} takes ${id}`,
            state: {
              ...election,
              role: wins ? put(role, n, 'won') : passes ? put(role, n, 'lost') : role,
              inbox: passes ? send(rest, id) : rest,
            },
          };
        });
      }),
  },
  questions: [
    { name: 'fair', fairness: [{ weak: 'node <n> *' }], wishes: [oneWins], tlc: 'holds' },
    { name: 'weak next', fairness: [weakNext], wishes: [oneWins], tlc: 'holds' },
    {
      name: 'one unfair node',
      fairness: [{ weak: 'node 0 *' }, { weak: 'node 1 *' }],
      wishes: [oneWins],
      tlc: 'violated',
    },
    { name: 'without an initiator', fairness: [{ weak: 'node <n> *' }], wishes: [won], tlc: 'violated' },
  ],
});

export const messages: readonly Published[] = [alternatingBit, changRoberts];
