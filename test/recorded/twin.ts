/**
 * The search as it would be without a thought: at every line every call there is, after every two calls that no event tells of, from
 * every state that is possible, with every message in flight. Slow, and only for short logs; what it accepts is a behavior of the core.
 */

import { ByteWriter } from '../../src/arrays/bytes.ts';
import { recordable } from '../../src/cluster/etcd/recordable.ts';
import type { Call, Recordable } from '../../src/cluster/recordable.ts';
import { agrees, isReceived, keyOf, type RecordedEvent } from '../../src/recorded/event.ts';
import { modelOf } from '../../src/recorded/model.ts';
import { type Recording, toldAs } from '../../src/recorded/recording.ts';
import { beginnings } from '../../src/recorded/ways.ts';
import { defaultModel } from '../../src/spec/defaults.ts';

interface State<S> {
  readonly state: S;
  readonly at: number;
}

export function twinAccepts(recording: Recording): boolean {
  const model = modelOf(defaultModel, recording, false);
  return accepts(recordable(model, recording.form.dialect, recording.form.shift), recording, model.nodes);
}

function accepts<S, M>(core: Recordable<S, M>, recording: Recording, nodes: number): boolean {
  const { events, byNode } = recording;
  const possible: State<S>[][] = byNode.map(() => []);
  const inFlight: M[] = [];
  const lines = (node: number): RecordedEvent[] => byNode[node - 1].map((number) => events[number]);
  // A node that is killed in the middle of a call has told its beginning.
  const lengthOf = (node: number, at: number, told: number): number => {
    const rest = byNode[node - 1].slice(at, at + told).map((number) => events[number].name);
    const again = rest.indexOf('InitState', 1);
    return again < 0 ? rest.length : again;
  };
  const explains = (node: number, at: number, told: readonly Parameters<typeof agrees>[1][]): boolean =>
    told.slice(0, lengthOf(node, at, told.length)).every((event, k) => {
      const number = byNode[node - 1][at + k];
      return agrees(events[number], toldAs(recording, number, event));
    });
  for (const event of events) {
    const { node } = event;
    const at = byNode[node - 1].findIndex((number) => events[number] === event);
    const here = possible[node - 1].filter((one) => one.at === at);
    const next = possible[node - 1].filter((one) => one.at > at);
    const isFirst = at === 0;
    if (!isFirst && here.length === 0 && next.length > 0) continue;
    const sent: M[] = [];
    const take = (done: ReturnType<Recordable<S, M>['take']>): void => {
      if (done === null || done.events.length === 0 || !explains(node, at, done.events)) return;
      if (sent.length === 0) sent.push(...done.sent);
      next.push({ state: done.state, at: at + lengthOf(node, at, done.events.length) });
    };
    if (isFirst) for (const beginning of beginnings(lines(node), recording)) take(core.begin(beginning));
    for (const { state } of closure(core, here, nodes)) {
      const arriving = isReceived(event) ? inFlight.filter((one) => core.told(one).to === node) : [];
      for (const call of [...plain(event), ...arriving.map(deliver)]) take(attempt(core, state, call));
    }
    if (next.length === 0) return false;
    possible[node - 1] = distinct(core, next);
    if (isReceived(event)) {
      const wanted = keyOf(event.message!);
      const gone = inFlight.findIndex((one) => keyOf(core.told(one)) === wanted);
      if (gone < 0 && recording.form.shift === 0) return false;
      if (gone >= 0) inFlight.splice(gone, 1);
    }
    inFlight.push(...sent);
  }
  return true;
}

const deliver = <M>(message: M): Call<M> => ({ kind: 'deliver', message });

function attempt<S, M>(
  core: Recordable<S, M>,
  state: S,
  call: Call<M>,
): ReturnType<Recordable<S, M>['take']> {
  try {
    return core.take(state, call);
  } catch {
    return null;
  }
}

/** Everything that a node may be told or do by itself. */
function plain({ changes = [] }: RecordedEvent): Call<never>[] {
  const letters: Readonly<Record<string, string>> = { AddNewServer: 'v', RemoveServer: 'r', AddLearner: 'l' };
  const change = changes.map(({ node, action }) => `${letters[action]}${node}`).join(' ') || 'leave';
  return [
    ...(['ready', 'advance', 'apply', 'timeout', 'heartbeat', 'check-quorum'] as const).map((kind) => ({
      kind,
    })),
    { kind: 'propose', data: ['v'] },
    { kind: 'propose-conf', change },
    ...[1, 2, 3, 4].map((transferee): Call<never> => ({ kind: 'transfer', transferee })),
    ...[true, false].map(
      (stored): Call<never> => ({ kind: 'restart', stored, conf: 'snapshot', applied: 0 }),
    ),
  ];
}

function closure<S, M>(core: Recordable<S, M>, states: readonly State<S>[], nodes: number): State<S>[] {
  let all = [...states];
  for (let depth = 0; depth < 2; depth++) {
    const more = all.flatMap(({ state, at }) =>
      quiet(core, state, nodes).flatMap((call) => {
        const done = attempt(core, state, call);
        return done === null || done.events.length > 0 ? [] : [{ state: done.state, at }];
      }),
    );
    all = distinct(core, [...all, ...more]);
  }
  return all;
}

function quiet<S, M>(core: Recordable<S, M>, state: S, nodes: number): Call<M>[] {
  const { applied } = core.look(state);
  const peers = Array.from({ length: nodes }, (_, k) => k + 1);
  const compactions = Array.from({ length: applied }, (_, k) => k + 1);
  return [
    { kind: 'advance' },
    { kind: 'check-quorum' },
    { kind: 'forget-leader' },
    { kind: 'read', context: 'r' },
    ...peers.map((peer): Call<M> => ({ kind: 'unreachable', peer })),
    ...compactions.map((index): Call<M> => ({ kind: 'compact', snapshot: index, upTo: index })),
  ];
}

function distinct<S, M>(core: Recordable<S, M>, states: readonly State<S>[]): State<S>[] {
  const bytes = new ByteWriter();
  const known = new Map<string, State<S>>();
  for (const one of states) {
    bytes.reset();
    core.encode(one.state, bytes);
    known.set(`${one.at} ${Buffer.from(bytes.bytes()).toString('latin1')}`, one);
  }
  return [...known.values()];
}
