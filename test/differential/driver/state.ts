/** The canonical text of a node and of what it hands out, byte for byte what go/state.go writes. */
import type { List } from 'immutable';
import type { MemoryStorage } from '../../../src/raft/log/storage.ts';
import { isEmptyHardState, isEmptySnap } from '../../../src/raft/pb.ts';
import type { Raft } from '../../../src/raft/raft.ts';
import type { RawNode } from '../../../src/raft/rawnode.ts';
import type { ReadOnly, ReadState } from '../../../src/raft/readonly.ts';
import type { Ready } from '../../../src/raft/ready.ts';
import type { Status } from '../../../src/raft/status.ts';
import { configString, progressString } from '../../../src/raft/tracker/describe.ts';
import type { Progress } from '../../../src/raft/tracker/progress.ts';
import type { TrackerConfig } from '../../../src/raft/tracker/tracker.ts';
import {
  bytesText,
  entriesText,
  field,
  flag,
  hardStateText,
  idsText,
  known,
  messagesText,
  messageText,
  remembered,
  snapshotText,
} from './text.ts';

/** Everything a RawNode holds, but for its storage. */
export function nodeText(rn: RawNode): string {
  const r = rn.raft;
  return (
    roleText(r) +
    logText(r) +
    trackerText(r) +
    readsText(r.readOnly) +
    messagesText('postponed', r.pendingReadIndexMessages) +
    readStatesText(r.readStates) +
    messagesText('msg', r.msgs) +
    messagesText('after', r.msgsAfterAppend) +
    messagesText('step', rn.stepsOnAdvance)
  );
}

function roleText(r: Raft): string {
  return (
    `n${r.id} ${r.state}` +
    field('term', r.term) +
    field('vote', r.vote) +
    field('lead', r.lead) +
    flag('learner', r.isLearner) +
    known('transferee', r.leadTransferee) +
    field('election', r.electionElapsed) +
    field('heartbeat', r.heartbeatElapsed) +
    field('randomized', r.randomizedElectionTimeout) +
    known('pendingconf', r.pendingConfIndex) +
    known('uncommitted', r.uncommittedSize) +
    '\n'
  );
}

function logText(r: Raft): string {
  const l = r.raftLog;
  const u = l.unstable;
  let text =
    '  log' +
    field('committed', l.committed) +
    field('applying', l.applying) +
    field('applied', l.applied) +
    known('size', l.applyingEntsSize) +
    flag('paused', l.applyingEntsPaused) +
    field('offset', u.offset) +
    field('inprogress', u.offsetInProgress) +
    ` ${entriesText(u.entries)}`;
  if (u.snapshot !== null) {
    text += `\n  incoming${field('inprogress', u.snapshotInProgress ? 1 : 0)} ${snapshotText(u.snapshot)}`;
  }
  return `${text}\n`;
}

const configText = remembered(
  (c: TrackerConfig) =>
    `${idsText(c.voters.incoming)}/${idsText(c.voters.outgoing)}/${idsText(c.learners)}/${idsText(c.learnersNext)}/${c.autoLeave ? 1 : 0}`,
);

function ascending(keys: Iterable<number>): number[] {
  return [...keys].sort((a, b) => a - b);
}

function trackerText(r: Raft): string {
  const { config, progress, votes } = r.trk;
  let text = `  conf ${configText(config)}\n`;
  for (const id of ascending(progress.keys())) text += `  pr ${id} ${progressText(progress.get(id)!)}\n`;
  if (votes.size > 0) {
    const list = ascending(votes.keys()).map((id) => ` ${id}:${votes.get(id) === true ? 1 : 0}`);
    text += `  votes${list.join('')}\n`;
  }
  return text;
}

const progressText = remembered((pr: Progress): string => {
  let text =
    pr.state +
    field('match', pr.match) +
    field('next', pr.next) +
    field('sentcommit', pr.sentCommit) +
    known('pendingsnapshot', pr.pendingSnapshot) +
    flag('active', pr.recentActive) +
    flag('paused', pr.msgAppFlowPaused) +
    flag('learner', pr.isLearner);
  const { buffer, bytes } = pr.inflights;
  if (buffer.size > 0 || bytes !== 0) text += field('bytes', bytes);
  buffer.forEach((one) => {
    text += ` ${one.index}:${one.bytes}`;
  });
  return text;
});

function readsText(ro: ReadOnly): string {
  let text = '';
  if (ro.acks.size > 0 || ro.unconfirmedReads.size > 0 || ro.confirmedReads > 0) {
    text += `  reads${field('confirmed', ro.confirmedReads)}`;
    for (const id of ascending(ro.acks.keys())) text += ` ${id}:${ro.acks.get(id)}`;
    text += '\n';
  }
  ro.unconfirmedReads.forEach((request) => {
    text += `  reading ${request.index} ${messageText(request.req)}\n`;
  });
  return text;
}

function readStatesText(states: List<ReadState>): string {
  return states.reduce((text, one) => `${text}  read ${one.index}/${bytesText(one.requestCtx)}\n`, '');
}

/** Hard state, snapshot, where the log begins, and its entries. */
export function storageText(memory: MemoryStorage): string {
  const before = memory.ents.first()!;
  return (
    `  storage ${hardStateText(memory.hardState)} ${snapshotText(memory.latest)}` +
    `${field('first', before.index + 1)}${field('before', before.term)} ${entriesText(memory.ents.rest())}\n`
  );
}

/** A Ready: each part on its own line, absent ones left out. */
export function readyText(rd: Ready): string {
  let text = `  ready${field('mustsync', rd.mustSync ? 1 : 0)}`;
  if (rd.softState !== null) text += `${field('lead', rd.softState.lead)} ${rd.softState.raftState}`;
  if (!isEmptyHardState(rd.hardState)) text += ` hard=${hardStateText(rd.hardState)}`;
  text += '\n';
  if (rd.snapshot !== null && !isEmptySnap(rd.snapshot)) text += `  snapshot ${snapshotText(rd.snapshot)}\n`;
  if (rd.entries.size > 0) text += `  entries ${entriesText(rd.entries)}\n`;
  if (rd.committedEntries.size > 0) text += `  committed ${entriesText(rd.committedEntries)}\n`;
  return text + readStatesText(rd.readStates) + messagesText('send', rd.messages);
}

/** What the public Status says; the configuration and the progress in the library's own words. */
export function statusText(status: Status): string {
  const { softState: soft, progress } = status;
  let text =
    `  status ${status.id} ${soft.raftState} ${hardStateText(status.hardState)}` +
    field('lead', soft.lead) +
    field('applied', status.applied) +
    field('transferee', status.leadTransferee) +
    ` ${configString(status.config)}\n`;
  for (const id of ascending(progress.keys())) text += `  ${id} ${progressString(progress.get(id)!)}\n`;
  return text;
}
