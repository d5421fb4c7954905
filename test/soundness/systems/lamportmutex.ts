/**
 * Lamport's distributed mutual exclusion (CACM 21(7), 1978; MCLamportMutex.tla in tlaplus/Examples, by Merz):
 * timestamped requests, acknowledgements and releases over fifo channels. Three processes, clocks up to six.
 *
 * Nearly three million steps are taken through it, so its state is flat: what is indexed by two processes is
 * one array of nine, a channel is a string with a character for each message.
 */

import type { PlainSystem } from '../../../src/explore/plainsystem.ts';
import { constrained } from './constrained.ts';
import { type BitSet, excluding, full, has, including, members } from './sets.ts';

interface MutexState {
  readonly clock: readonly number[];
  /** At [N*p + q]: the clock of q's request as p knows it, 0 when there is none. */
  readonly request: readonly number[];
  /** By process: who acknowledged its request. */
  readonly acked: readonly BitSet[];
  /** At [N*p + q]: messages from p to q, oldest first; a digit is a request with that clock. */
  readonly channel: readonly string[];
  readonly critical: BitSet;
}

/** `enters-unacknowledged`: a process does not wait for the acknowledgements of all others. */
export type LamportMutexDefect = 'enters-unacknowledged';

const N = 3;
const maxClock = 6;
const ackKind = 'a';
const releaseKind = 'r';
const allProcesses: readonly number[] = [0, 1, 2];

export function lamportMutex(defect?: LamportMutexDefect): PlainSystem<MutexState> {
  const system: PlainSystem<MutexState> = {
    init: () => [
      {
        clock: [1, 1, 1],
        request: Array<number>(N * N).fill(0),
        acked: [0, 0, 0],
        channel: Array<string>(N * N).fill(''),
        critical: 0,
      },
    ],

    *next(s) {
      for (const p of allProcesses) {
        if (s.request[N * p + p] === 0) yield { action: 'Request', state: request(s, p) };
        if ((s.acked[p] === full(N) || defect !== undefined) && isFirst(s, p)) {
          yield { action: 'Enter', state: { ...s, critical: including(s.critical, p) } };
        }
        if (has(s.critical, p)) yield { action: 'Exit', state: exit(s, p) };
        for (const q of allProcesses) {
          const message = s.channel[N * q + p].charAt(0);
          if (message !== '') yield receive(s, p, q, message);
        }
      }
    },

    invariants: [
      { name: 'mutual-exclusion', holds: (s) => members(s.critical).length <= 1 },
      {
        name: 'no-channel-holds-more-than-three',
        holds: (s) => s.channel.every((queue) => queue.length <= 3),
      },
    ],
  };
  return constrained(system, (s) => s.clock.every((clock) => clock <= maxClock));
}

/** Whether p, having asked, believes its request to precede all others it knows of; ties go by number. */
function isFirst(s: MutexState, p: number): boolean {
  const own = s.request[N * p + p];
  return (
    own !== 0 &&
    allProcesses.every((q) => {
      const other = s.request[N * p + q];
      return q === p || other === 0 || own < other || (own === other && p < q);
    })
  );
}

/** The channels after p sent `message` to all others. */
function broadcast(s: MutexState, p: number, message: string): readonly string[] {
  const channel = s.channel.slice();
  for (const q of allProcesses) if (q !== p) channel[N * p + q] += message;
  return channel;
}

function request(s: MutexState, p: number): MutexState {
  return {
    ...s,
    request: s.request.with(N * p + p, s.clock[p]),
    acked: s.acked.with(p, including(0, p)),
    channel: broadcast(s, p, String(s.clock[p])),
  };
}

function exit(s: MutexState, p: number): MutexState {
  return {
    ...s,
    critical: excluding(s.critical, p),
    request: s.request.with(N * p + p, 0),
    acked: s.acked.with(p, 0),
    channel: broadcast(s, p, releaseKind),
  };
}

/** p takes the oldest message from q. */
function receive(
  s: MutexState,
  p: number,
  q: number,
  message: string,
): { action: string; state: MutexState } {
  const channel = s.channel.slice();
  channel[N * q + p] = channel[N * q + p].slice(1);
  if (message === ackKind) {
    const acked = s.acked.with(p, including(s.acked[p], q));
    return { action: 'ReceiveAck', state: { ...s, acked, channel } };
  }
  if (message === releaseKind) {
    return { action: 'ReceiveRelease', state: { ...s, request: s.request.with(N * p + q, 0), channel } };
  }
  const sentAt = Number(message);
  channel[N * p + q] += ackKind;
  const clock = s.clock.with(p, Math.max(sentAt, s.clock[p]) + 1);
  return {
    action: 'ReceiveRequest',
    state: { ...s, clock, request: s.request.with(N * p + q, sentAt), channel },
  };
}
