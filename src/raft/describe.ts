/**
 * Records as text, in the library's own words (etcd's util.go: DescribeReady and its helpers), for
 * transcripts, traces and error messages. Pure: records in, strings out.
 * Above the records and the codec of configuration changes; nothing in the core depends on it.
 */
import type { List } from 'immutable';
import { asV2, type ConfChangeI, confChangeOf, confChangesToString } from './confchange/codec.ts';
import { quote } from './describe/quote.ts';
import type { ConfState, Entry, HardState, Message, Snapshot } from './pb.ts';
import { isEmptyHardState, isEmptySnap, LocalAppendThread, LocalApplyThread, None } from './pb.ts';
import type { SoftState } from './raft.ts';
import type { ReadState } from './readonly.ts';
import type { Ready } from './ready.ts';
import type { Status } from './status.ts';

/** Shows the data of a normal entry: a byte string in, text out. */
export type EntryFormatter = (data: string) => string;

/** The term, the vote if there is one, and the commit index. */
export function describeHardState(hs: HardState): string {
  const vote = hs.vote === None ? '' : ` Vote:${hs.vote}`;
  return `Term:${hs.term}${vote} Commit:${hs.commit}`;
}

/** Who leads, and the node's own role. */
export function describeSoftState(ss: SoftState): string {
  return `Lead:${ss.lead} State:${ss.raftState}`;
}

/** All five parts, the empty ones too. */
export function describeConfState(cs: ConfState): string {
  return (
    `Voters:${describeIds(cs.voters)} VotersOutgoing:${describeIds(cs.votersOutgoing)} ` +
    `Learners:${describeIds(cs.learners)} LearnersNext:${describeIds(cs.learnersNext)} AutoLeave:${cs.autoLeave}`
  );
}

/** The metadata only: the state machine's data is opaque. */
export function describeSnapshot(snapshot: Snapshot): string {
  return `Index:${snapshot.index} Term:${snapshot.term} ConfState:${describeConfState(snapshot.confState)}`;
}

/**
 * A whole Ready over several lines, each ended by a newline, the empty parts left out; '<empty Ready>'
 * without a newline when nothing is in it (etcd: DescribeReady).
 */
export function describeReady(rd: Ready, format: EntryFormatter = quote): string {
  let text = '';
  if (rd.softState !== null) text += `${describeSoftState(rd.softState)}\n`;
  if (!isEmptyHardState(rd.hardState)) text += `HardState ${describeHardState(rd.hardState)}\n`;
  if (!rd.readStates.isEmpty()) text += `ReadStates [${rd.readStates.map(describeReadState).join(' ')}]\n`;
  if (!rd.entries.isEmpty()) text += `Entries:\n${describeEntries(rd.entries, format)}`;
  if (rd.snapshot !== null && !isEmptySnap(rd.snapshot))
    text += `Snapshot ${describeSnapshot(rd.snapshot)}\n`;
  if (!rd.committedEntries.isEmpty())
    text += `CommittedEntries:\n${describeEntries(rd.committedEntries, format)}`;
  if (!rd.messages.isEmpty()) {
    text += `Messages:\n${rd.messages.map((m) => `${describeMessage(m, format)}\n`).join('')}`;
  }
  return text === '' ? '<empty Ready>' : `Ready MustSync=${rd.mustSync}:\n${text}`;
}

/** One message: a line, and more lines when it holds several entries, a snapshot or responses. */
export function describeMessage(m: Message, format: EntryFormatter = quote): string {
  return describeMessageWithIndent('', m, format);
}

function describeMessageWithIndent(indent: string, m: Message, format: EntryFormatter): string {
  let text =
    `${indent}${describeTarget(m.from)}->${describeTarget(m.to)} ${m.type} ` +
    `Term:${m.term} Log:${m.logTerm}/${m.index}`;
  if (m.reject) text += ` Rejected (Hint: ${m.rejectHint})`;
  if (m.commit !== 0) text += ` Commit:${m.commit}`;
  if (m.vote !== None) text += ` Vote:${m.vote}`;
  if (m.entries.size === 1) {
    text += ` Entries:[${describeEntry(m.entries.first()!, format)}]`;
  } else if (m.entries.size > 1) {
    const lines = m.entries.map((e) => `\n${indent}  ${describeEntry(e, format)}`);
    text += ` Entries:[${lines.join('')}\n${indent}]`;
  }
  if (m.snapshot !== null && !isEmptySnap(m.snapshot)) {
    text += `\n${indent}  Snapshot: ${describeSnapshot(m.snapshot)}`;
  }
  if (!m.responses.isEmpty()) {
    const lines = m.responses.map((r) => `\n${describeMessageWithIndent(`${indent}  `, r, format)}`);
    text += ` Responses:[${lines.join('')}\n${indent}]`;
  }
  return text;
}

/** A node's id is hexadecimal here, as in the library's messages; the two local threads have names. */
function describeTarget(id: number): string {
  switch (id) {
    case None:
      return 'None';
    case LocalAppendThread:
      return 'AppendThread';
    case LocalApplyThread:
      return 'ApplyThread';
    default:
      return id.toString(16);
  }
}

/** Term, index, type, and the data: through `format` for a normal entry, else the change it encodes. */
export function describeEntry(e: Entry, format: EntryFormatter = quote): string {
  const data = describeData(e, format);
  return `${e.term}/${e.index} ${e.type}${data === '' ? '' : ` ${data}`}`;
}

function describeData(e: Entry, format: EntryFormatter): string {
  const cc = confChangeOf(e);
  return cc === null ? format(e.data) : confChangesToString(asV2(cc).changes);
}

/** One entry a line, each ended by a newline. */
export function describeEntries(entries: List<Entry>, format: EntryFormatter = quote): string {
  return entries.map((e) => `${describeEntry(e, format)}\n`).join('');
}

/** A configuration change of either version: its transition, its changes and its context, if any. */
export function describeConfChange(cc: ConfChangeI): string {
  const { transition, changes, context } = asV2(cc);
  const parts = changes.map((c) => ` changes:{type:${c.type} node_id:${c.nodeId}}`);
  return `transition:${transition}${parts.join('')}${context === '' ? '' : ` context:${quote(context)}`}`;
}

/** As Go prints the struct: the request's context is a list of byte values there. */
function describeReadState(rs: ReadState): string {
  const context = Array.from(rs.requestCtx, (byte) => byte.charCodeAt(0)).join(' ');
  return `{${rs.index} [${context}]}`;
}

function describeIds(ids: List<number>): string {
  return `[${ids.join(' ')}]`;
}

/** The status as one line of JSON, in the library's field names; ids are hexadecimal strings (etcd: Status.String). */
export function describeStatus(status: Status): string {
  const { hardState, softState } = status;
  const progress = status.progress
    .toKeyedSeq()
    .sortBy((_, id) => id)
    .map(({ match, next, state }) => ({ match, next, state }))
    .mapKeys((id) => id.toString(16));
  return JSON.stringify({
    id: status.id.toString(16),
    term: hardState.term,
    vote: hardState.vote.toString(16),
    commit: hardState.commit,
    lead: softState.lead.toString(16),
    raftState: softState.raftState,
    applied: status.applied,
    progress: progress.toObject(),
    leadtransferee: status.leadTransferee.toString(16),
  });
}
