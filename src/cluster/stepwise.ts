/**
 * Any core behind the adapter as one that tells what it does (recordable.ts), as far as that is seen from outside: what it is given, what it
 * sends, and how its node is seen before and after. Each call is a whole step, with every Ready of it handled.
 */
import type { ByteWriter } from '../arrays/bytes.ts';
import type { Adapter, Input } from './adapter.ts';
import type {
  Beginning,
  Call,
  Done,
  Look,
  Recordable,
  Restart,
  ToldEvent,
  ToldMessage,
} from './recordable.ts';
import { lastIndex, type MessageView, type NodeView, type Role } from './view.ts';

const roles: Readonly<Record<Role, string>> = {
  follower: 'StateFollower',
  'pre-candidate': 'StatePreCandidate',
  candidate: 'StateCandidate',
  leader: 'StateLeader',
};
const actions: Readonly<Record<string, string>> = { v: 'AddNewServer', r: 'RemoveServer', l: 'AddLearner' };

/** `shows`: whether an event shows its node before the step or after it. */
export function stepwise<S, M>(adapter: Adapter<S, M>, shows: 'before' | 'after'): Recordable<S, M> {
  return new Stepwise(adapter, shows);
}

class Stepwise<S, M> implements Recordable<S, M> {
  readonly #adapter: Adapter<S, M>;
  readonly #shows: 'before' | 'after';

  constructor(adapter: Adapter<S, M>, shows: 'before' | 'after') {
    this.#adapter = adapter;
    this.#shows = shows;
  }

  begin({ node }: Beginning): Done<S, M> | null {
    const state = this.#adapter.init(node);
    return { state, events: [toldState('InitState', this.view(state))], sent: [] };
  }

  take(state: S, call: Call<M>): Done<S, M> | null {
    switch (call.kind) {
      case 'ready':
      case 'advance':
      case 'apply':
        return null;
      case 'restart':
        return this.#restart(state, call);
      case 'propose':
        return call.data.length === 1 ? this.#step(state, { kind: 'propose', data: call.data[0] }) : null;
      case 'compact': {
        const done = this.#step(state, { kind: 'compact' });
        return done !== null && this.view(done.state).snapshot.index === call.upTo ? done : null;
      }
      default:
        return this.#step(state, call);
    }
  }

  encode(state: S, out: ByteWriter): void {
    this.#adapter.encode(state, out);
  }

  encodeMessage(message: M, out: ByteWriter): void {
    this.#adapter.encodeMessage(message, out);
  }

  /** Nothing is left out. */
  view(state: S): NodeView {
    return this.#adapter.view(state);
  }

  viewDown(state: S): NodeView {
    return this.view(this.#adapter.step(state, { kind: 'crash' })?.state ?? state);
  }

  keeps(): boolean {
    return false;
  }

  viewMessage(message: M): MessageView {
    return this.#adapter.viewMessage(message);
  }

  told(message: M): ToldMessage {
    return toldMessage(this.viewMessage(message));
  }

  look(state: S): Look {
    const { role, snapshot, applied, extra } = this.view(state);
    return {
      advances: false,
      answers: false,
      changesToApply: 0,
      role: roles[role],
      compacted: snapshot.index,
      applied: extra.machine ?? applied,
      pendingReads: extra.pendingReads?.length ?? 0,
      transfers: (extra.leadTransferee ?? 0) !== 0,
    };
  }

  next(state: S, peer: number): number | null {
    return this.view(state).progress[peer]?.next ?? null;
  }

  configIndices(): readonly number[] {
    return [];
  }

  snapshotting(state: S): readonly number[] {
    const { progress } = this.view(state);
    return Object.keys(progress)
      .map(Number)
      .filter((peer) => progress[peer].state === 'snapshot');
  }

  #restart(state: S, { stored, conf, applied }: Restart): Done<S, M> | null {
    // What is stored, and what is in effect, is the core's business.
    if (!stored || conf !== 'latest' || applied !== 0) return null;
    const down = this.#adapter.step(state, { kind: 'crash' });
    const again = down && this.#adapter.step(down.state, { kind: 'restart' });
    if (!again) return null;
    const after = this.view(again.state);
    return { state: again.state, events: [toldState('InitState', after)], sent: again.messages };
  }

  #step(state: S, input: Input<M>): Done<S, M> | null {
    const stepped = this.#adapter.step(state, input);
    if (stepped === null) return null;
    const [before, after] = [this.view(state), this.view(stepped.state)];
    const shown = this.#shows === 'before' ? before : after;
    const received = input.kind === 'deliver' ? this.told(input.message) : null;
    const sent = stepped.messages.map((message) => this.told(message)).filter(({ to }) => to !== before.id);
    const events = [
      ...(received === null ? [] : [{ ...toldState('Receive', shown), message: received }]),
      ...proposed(before, after, shown, input),
      ...risen(before, after),
      ...sent.map((message) => ({ ...toldState('Send', after), message })),
    ];
    return { state: stepped.state, events, sent: stepped.messages };
  }
}

/** What a leader has been asked to append. */
function proposed(
  before: NodeView,
  after: NodeView,
  shown: NodeView,
  { kind }: { readonly kind: string },
): ToldEvent[] {
  if (kind !== 'propose' && kind !== 'propose-conf') return [];
  const at = lastIndex(before) + 1;
  const entry = after.log.find(({ index }) => index === at);
  if (entry === undefined) return [];
  if (entry.type === 'normal') return [toldState('Propose', shown)];
  const changes = [...entry.data.matchAll(/\b([vrl])(\d+)\b/g)].map(([, letter, node]) => ({
    node: Number(node),
    action: actions[letter],
  }));
  return changes.length === 0 ? [] : [{ ...toldState('ChangeConf', shown), changes }];
}

/** A node votes for itself in a new term, and leads. */
function risen(before: NodeView, after: NodeView): ToldEvent[] {
  const campaigns = after.term > before.term && after.vote === after.id;
  const leads = after.role === 'leader' && (before.role !== 'leader' || after.term > before.term);
  return [
    ...(campaigns ? [toldState('BecomeCandidate', after)] : []),
    ...(leads ? [toldState('BecomeLeader', after)] : []),
  ];
}

function toldState(name: string, view: NodeView): ToldEvent {
  const { id, term, vote, commit, role, config } = view;
  const conf = [config.voters, config.votersOutgoing] as const;
  return { name, node: id, term, vote, commit, role: roles[role], log: lastIndex(view), conf };
}

/** Of a message with a snapshot the entries are its index, as etcd tells it. */
function toldMessage(view: MessageView): ToldMessage {
  const { type, from, to, term = 0, logTerm = 0, index = 0, commit = 0, vote = 0, snapshot } = view;
  const place = snapshot === undefined ? { index, logTerm } : { index: 0, logTerm: 0 };
  const entries = snapshot?.index ?? view.entries?.length ?? 0;
  const { reject = false, rejectHint = 0 } = view;
  return { type, term, from, to, entries, ...place, commit, vote, reject, rejectHint };
}
