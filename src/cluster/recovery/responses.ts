/**
 * What a leader owes while it leads on: from a state in which somebody leads the highest term that a member has, five of its heartbeats (its
 * quorum check after each, where there is one) must be enough for an answer. Where it leads no more, its clients ask somebody else.
 */
import { GrowingInts } from '../../arrays/growing.ts';
import type { LocalInput } from '../action.ts';
import type { Model } from '../model.ts';
import { lastIndex, type NodeView, termAt } from '../view.ts';
import type { RecoveryCore } from './core.ts';
import { isMember, leaderOf } from './good.ts';
import type { Quiets } from './quiets.ts';
import type { Round, Rounds } from './rounds.ts';
import { isLeading } from './timers.ts';

export type ResponseName = 'read' | 'proposal' | 'transfer' | 'change' | 'follower' | 'snapshot';

type Reads = Extract<Round, { ends: 'quiet' }>['reads'];

/** Then and now: who leads, as it was first and as it is, what is up now, and the reads answered in between. */
interface Course {
  readonly before: NodeView;
  readonly leader: NodeView;
  readonly up: readonly NodeView[];
  readonly reads: Reads;
}

interface Response {
  /** What the leader is asked first; null: it is at it. */
  readonly input: LocalInput | null;
  /** Whether there is something to wait for. */
  waits(leader: NodeView, up: readonly NodeView[]): boolean;
  isDone(course: Course): boolean;
  /** What has not come. */
  says(leader: NodeView): string;
}

const responses: Readonly<Record<ResponseName, Response>> = {
  read: {
    input: { kind: 'read', context: 'probe' },
    waits: () => true,
    isDone: ({ leader, reads }) =>
      reads.some(({ context, node }) => context === 'probe' && node === leader.id),
    says: ({ id }) => `a read asked of n${id} is not answered`,
  },
  proposal: {
    input: { kind: 'propose', data: 'probe' },
    waits: () => true,
    isDone: ({ before, leader }) => leader.commit > lastIndex(before),
    says: ({ id }) => `a proposal that n${id} has taken is not committed`,
  },
  transfer: {
    input: null,
    waits: isTransferring,
    isDone: ({ leader }) => !isTransferring(leader),
    says: ({ id, extra }) => `the transfer from n${id} to n${extra.leadTransferee} does not end`,
  },
  change: {
    input: null,
    waits: isChanging,
    isDone: ({ leader }) => !isChanging(leader),
    says: ({ id }) => `the configuration change at n${id} does not end`,
  },
  follower: {
    input: null,
    waits: (leader, up) => !haveLog(leader, up),
    isDone: ({ leader, up }) => haveLog(leader, up),
    says: ({ id }) => `a follower does not get the log of n${id}`,
  },
  snapshot: {
    input: null,
    waits: (leader, up) => inSnapshot(leader, up).length > 0,
    isDone: ({ leader, up }) => inSnapshot(leader, up).length === 0,
    says: ({ id }) => `a snapshot from n${id} does not arrive`,
  },
};

function isTransferring({ extra }: NodeView): boolean {
  return (extra.leadTransferee ?? 0) !== 0;
}

/** A change waits in its log, or a joint configuration is to be left by itself. */
function isChanging({ log, applied, config }: NodeView): boolean {
  const isJoint = config.votersOutgoing.length > 0 && config.autoLeave;
  return isJoint || log.some(({ index, type }) => index > applied && type !== 'normal');
}

function haveLog(leader: NodeView, up: readonly NodeView[]): boolean {
  const last = lastIndex(leader);
  return up.every(
    (node) =>
      !isMember(node.id, leader) || (lastIndex(node) === last && termAt(node, last) === termAt(leader, last)),
  );
}

/** The members that are up and to which a snapshot is on its way, as the leader sees it. */
function inSnapshot(leader: NodeView, up: readonly NodeView[]): readonly number[] {
  const ids = up.map(({ id }) => id).filter((id) => isMember(id, leader));
  return ids.filter((id) => leader.progress[id]?.state === 'snapshot');
}

/** What was owed and has not come; `end`: the nodes that are up then. */
export interface Unanswered {
  readonly says: string;
  /** Heartbeats after which it was given up; 'never': a round does not end. */
  readonly after: number | 'never';
  readonly end: readonly NodeView[];
}

const beats = 5;
const [unknown, irrelevant, held, broken] = [0, 1, 2, 3];
type Verdict = 'irrelevant' | 'held' | 'broken';
const verdicts = { [irrelevant]: 'irrelevant', [held]: 'held', [broken]: 'broken' } as const;

export class Responses<S, M> {
  readonly #core: RecoveryCore<S, M>;
  readonly #rounds: Rounds<S, M>;
  readonly #quiets: Quiets<S, M>;
  readonly #beat: readonly number[];
  /** By response and quiet state. */
  readonly #known = new Map<ResponseName, GrowingInts>();

  constructor(
    core: RecoveryCore<S, M>,
    quiets: Quiets<S, M>,
    rounds: Rounds<S, M>,
    { checkQuorum, bounds }: Model,
  ) {
    this.#core = core;
    this.#rounds = rounds;
    this.#quiets = quiets;
    const check: LocalInput[] =
      checkQuorum || bounds['max-transfers'] !== 0 ? [{ kind: 'check-quorum' }] : [];
    this.#beat = [{ kind: 'heartbeat' } as const, ...check].map((input) => core.input(input));
  }

  /** Whether the response comes from this quiet state on. */
  of(name: ResponseName, quiet: number): Verdict {
    const known = this.#known.get(name) ?? new GrowingInts(unknown);
    this.#known.set(name, known);
    if (known.get(quiet) === unknown) {
      const found = this.ask(name, quiet);
      known.set(quiet, found === 'irrelevant' ? irrelevant : found === 'held' ? held : broken);
    }
    return verdicts[known.get(quiet) as keyof typeof verdicts];
  }

  /** As `of`, with what there is to say where it does not come. */
  ask(name: ResponseName, quiet: number): Exclude<Verdict, 'broken'> | Unanswered {
    const { input, waits, isDone, says } = responses[name];
    const before = leaderOfAll(this.#quiets.up(quiet));
    if (before === null || !waits(before, this.#quiets.up(quiet))) return 'irrelevant';
    let [round, reads]: [Round | null, Reads] = [{ ends: 'quiet', quiet, reads: [], reached: 0 }, []];
    if (input !== null) {
      round = this.#rounds.fire(quiet, { node: before.id, inputs: [this.#core.input(input)] });
      // Whoever asks is told that it is refused.
      if (round === null) return 'irrelevant';
    }
    for (let beat = 0; round?.ends === 'quiet'; beat++) {
      const up = this.#quiets.up(round.quiet);
      const leader = up.find(({ id }) => id === before.id);
      if (leader === undefined || !isLeading(leader) || leader.term !== before.term) return 'held';
      reads = [...reads, ...round.reads];
      if (isDone({ before, leader, up, reads })) return 'held';
      if (beat === beats) return { says: says(before), after: beats, end: up };
      round = this.#beats(beat === 0 ? this.#reported(round.quiet, leader, up) : round.quiet, leader.id);
    }
    if (round?.ends !== 'never') return 'held';
    return { says: says(before), after: 'never', end: this.#quiets.up(round.quiet) };
  }

  #beats(quiet: number, node: number): Round | null {
    return this.#rounds.fire(quiet, { node, inputs: this.#beat });
  }

  /** All in flight was lost: of each snapshot that was, it is reported once. */
  #reported(quiet: number, leader: NodeView, up: readonly NodeView[]): number {
    return inSnapshot(leader, up).reduce((at, peer) => {
      const input = this.#core.input({ kind: 'snapshot-status', peer, failed: true });
      const round = this.#rounds.fire(at, { node: leader.id, inputs: [input] });
      return round?.ends === 'quiet' ? round.quiet : at;
    }, quiet);
  }
}

/** Who leads the highest term that a member has. */
function leaderOfAll(up: readonly NodeView[]): NodeView | null {
  const leader = leaderOf(up);
  const isAbove = ({ id, term }: NodeView): boolean =>
    leader !== null && isMember(id, leader) && term > leader.term;
  return up.some(isAbove) ? null : leader;
}
