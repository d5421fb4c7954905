/**
 * The commands to a running node: its inputs, and the steps of its storage and application. go/work.go is the twin.
 */
import type { List } from 'immutable';
import { type BootstrapError, bootstrap } from '../../../src/raft/bootstrap.ts';
import { confChangeOf } from '../../../src/raft/confchange/codec.ts';
import { compact, createSnapshot } from '../../../src/raft/log/storage.ts';
import {
  type Entry,
  HardState,
  LocalAppendThread,
  LocalApplyThread,
  type Message,
} from '../../../src/raft/pb.ts';
import * as raw from '../../../src/raft/rawnode.ts';
import type { DrivenNode } from './node.ts';
import { misuse, number, numbers, parseBytes, parseConfChange, parseMessage } from './parse.ts';
import { readyText, statusText } from './state.ts';

/** What a command did: nothing at all, something to the RawNode, or perhaps something to the storage too. */
export type Effect = 'none' | 'node' | 'storage';

function effect(done: boolean, what: Effect): Effect {
  return done ? what : 'none';
}

/** Carries out one command. */
export function work(n: DrivenNode, command: string, args: readonly string[]): Effect {
  switch (command) {
    case 'ready':
      return effect(takeReady(n), 'node');
    case 'persist':
      return effect(persist(n), 'storage');
    case 'apply':
      return effect(apply(n), 'node');
    case 'advance':
      return effect(advance(n), 'storage');
    case 'append':
      return effect(append(n), 'storage');
    case 'local':
      return effect(deliverLocal(n), 'node');
    case 'cycle':
      return effect(cycle(n), 'storage');
    case 'crash':
      n.crash();
      return 'none';
    case 'snapshot':
      return effect(snapshot(n, parseBytes(args[0])), 'storage');
    case 'compact':
      return effect(compactTo(n, number(args[0])), 'storage');
    case 'unavailable':
      n.store(n.storage.memory, args[0] === '1');
      return 'none';
    case 'jitter':
      n.options = { ...n.options, jitter: number(args[0]) };
      n.rn = raw.withTimeoutJitter(n.up(), n.options.jitter % n.options.config.electionTick);
      return 'none';
    case 'status':
      n.around.text += statusText(raw.status(n.up()));
      return 'none';
    default:
      input(n, command, args);
      return 'node';
  }
}

/** A call of the RawNode's own. */
function input(n: DrivenNode, command: string, args: readonly string[]): void {
  const rn = n.up();
  switch (command) {
    case 'tick':
      for (let i = number(args[0]); i > 0; i--) n.rn = raw.tick(n.up());
      return;
    case 'quiesce':
      n.rn = raw.tickQuiesced(rn);
      return;
    case 'campaign':
      n.stepped(raw.campaign(rn));
      return;
    case 'propose':
      n.stepped(raw.propose(rn, parseBytes(args[0])));
      return;
    case 'conf':
      n.stepped(raw.proposeConfChange(rn, parseConfChange(args[0], args[1])));
      return;
    case 'read':
      n.rn = raw.readIndex(rn, parseBytes(args[0]))[0];
      return;
    case 'forget':
      n.stepped(raw.forgetLeader(rn));
      return;
    case 'transfer':
      n.rn = raw.transferLeader(rn, number(args[0]));
      return;
    case 'unreachable':
      n.rn = raw.reportUnreachable(rn, number(args[0]));
      return;
    case 'snapstatus':
      n.rn = raw.reportSnapshot(
        rn,
        number(args[0]),
        args[1] === 'failure' ? 'SnapshotFailure' : 'SnapshotFinish',
      );
      return;
    case 'step':
      n.step(parseMessage(args));
      return;
    case 'boot':
      boot(n, numbers(args[0]));
      return;
    default:
      misuse(`not a command: ${command}`);
  }
}

const bootErrors: Readonly<Record<BootstrapError, string>> = {
  ErrNoPeers: 'must provide at least one peer to Bootstrap',
  ErrStorageNotEmpty: "can't bootstrap a nonempty Storage",
};

function boot(n: DrivenNode, ids: List<number>): void {
  const [rn, error] = bootstrap(
    n.up(),
    ids.map((id) => ({ id, context: '' })),
  );
  n.rn = rn;
  if (error !== null) n.around.text += `  error ${bootErrors[error]}\n`;
}

/** Takes a Ready. With synchronous storage only one may be outstanding. */
function takeReady(n: DrivenNode): boolean {
  if (n.outstanding !== null) return false;
  const [rn, rd] = raw.ready(n.up());
  n.rn = rn;
  n.around.text += readyText(rd);
  if (!rn.asyncStorageWrites) {
    n.outstanding = { ready: rd, persisted: false, applied: false };
    return true;
  }
  for (const m of rd.messages) {
    if (m.to === LocalAppendThread) n.appendWork.push(m);
    else if (m.to === LocalApplyThread) n.applyWork.push(m);
    else n.around.network.push(m);
  }
  return true;
}

/** Saves what the outstanding Ready holds; only then may its messages leave. */
function persist(n: DrivenNode): boolean {
  if (n.outstanding === null || n.outstanding.persisted) return false;
  const { hardState, entries, snapshot: received, messages } = n.outstanding.ready;
  n.save(hardState, entries, received);
  n.around.network.push(...messages);
  n.outstanding = { ...n.outstanding, persisted: true };
  return true;
}

/**
 * Hands committed entries to the state machine: those of the outstanding Ready, or with asynchronous storage those of the
 * oldest MsgStorageApply.
 */
function apply(n: DrivenNode): boolean {
  if (n.up().asyncStorageWrites) {
    const m = n.applyWork.shift();
    if (m === undefined) return false;
    applyEntries(n, m.entries);
    respond(n, m);
    return true;
  }
  if (n.outstanding === null || !n.outstanding.persisted || n.outstanding.applied) return false;
  applyEntries(n, n.outstanding.ready.committedEntries);
  n.outstanding = { ...n.outstanding, applied: true };
  return true;
}

function applyEntries(n: DrivenNode, entries: List<Entry>): void {
  for (const entry of entries) {
    const change = confChangeOf(entry);
    if (change !== null) {
      const [rn, confState] = raw.applyConfChange(n.up(), change);
      n.rn = rn;
      n.confState = confState;
    }
    n.applied = entry.index;
  }
}

/** Saves what the oldest MsgStorageAppend asks for. */
function append(n: DrivenNode): boolean {
  const m = n.appendWork.shift();
  if (m === undefined) return false;
  n.save(HardState({ term: m.term, vote: m.vote, commit: m.commit }), m.entries, m.snapshot);
  respond(n, m);
  return true;
}

/** Sends the responses of a finished storage message; those to the node itself wait. */
function respond(n: DrivenNode, m: Message): void {
  for (const response of m.responses) {
    if (response.to === n.id) n.local.push(response);
    else n.around.network.push(response);
  }
}

/** Steps the oldest response of the local threads. */
function deliverLocal(n: DrivenNode): boolean {
  const m = n.local.shift();
  if (m === undefined) return false;
  n.step(m);
  return true;
}

/** Finishes the outstanding Ready, with what of it was not yet done. */
function advance(n: DrivenNode): boolean {
  if (n.outstanding === null) return false;
  persist(n);
  apply(n);
  n.outstanding = null;
  n.rn = raw.advance(n.up());
  return true;
}

/** The whole round of one Ready: the outstanding one, or a new one if there is any. */
function cycle(n: DrivenNode): boolean {
  if (!n.up().asyncStorageWrites) {
    if (n.outstanding === null && n.hasReady()) takeReady(n);
    return advance(n);
  }
  if (n.hasReady()) takeReady(n);
  while (append(n));
  while (apply(n));
  while (deliverLocal(n));
  return true;
}

/** Makes a snapshot of the state machine, if the log is in the storage that far. */
function snapshot(n: DrivenNode, data: string): boolean {
  const { memory } = n.storage;
  if (n.applied > memory.lastIndex()) return false;
  const next = createSnapshot(memory, n.applied, n.confState, data);
  if (typeof next === 'string') n.showError(next);
  else n.store(next);
  return true;
}

/** Drops the log up to an index, if the log is in the storage and applied that far. */
function compactTo(n: DrivenNode, index: number): boolean {
  const { memory } = n.storage;
  if (index > Math.min(n.applied, memory.lastIndex())) return false;
  const next = compact(memory, index);
  if (typeof next === 'string') n.showError(next);
  else n.store(next);
  return true;
}
