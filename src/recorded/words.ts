/** Events and their places in one line each. */
import type { ToldEvent, ToldMessage } from '../cluster/recordable.ts';
import type { Place, RecordedEvent } from './event.ts';

/** `run.ndjson:88` */
export function placeWords({ file, line }: Place): string {
  return `${file}:${line}`;
}

/** `n5 SendRequestVoteResponse: MsgVoteResp n5 -> n2 term 2, as follower of term 2, vote n2, commit 5, log 5` */
export function eventWords(event: RecordedEvent | ToldEvent, names: readonly string[]): string {
  const name = (id: number): string => (id === 0 ? 'nobody' : `n${names[id - 1] ?? id}`);
  const { message, changes, newconf, term, vote, commit, role, log, conf } = event;
  const state = [
    ...(role === undefined ? [] : [`as ${role.replace('State', '').toLowerCase()}`]),
    ...(term === undefined ? [] : [`term ${term}`]),
    ...(vote === undefined ? [] : [`vote ${name(vote)}`]),
    ...(commit === undefined ? [] : [`commit ${commit}`]),
    ...(log === undefined ? [] : [`log ${log}`]),
    ...(conf === undefined ? [] : [confWords(conf, name)]),
  ];
  const details = [
    ...(message === undefined ? [] : [messageWords(message, name)]),
    ...(changes ?? []).map(({ node, action }) => `${action} ${name(node)}`),
    ...(newconf === undefined ? [] : [`to ${newconf.map(name).join(' ') || 'none'}`]),
  ];
  return `${name(event.node)} ${event.name}${details.map((one) => ` ${one}`).join('')} (${state.join(', ')})`;
}

function confWords([incoming, outgoing]: ToldEvent['conf'], name: (id: number) => string): string {
  const words = `voters ${incoming.map(name).join(' ') || 'none'}`;
  return outgoing.length === 0 ? words : `${words}, outgoing ${outgoing.map(name).join(' ')}`;
}

function messageWords(message: Partial<ToldMessage>, name: (id: number) => string): string {
  const { type, from = 0, to = 0, reject, vote: _, ...rest } = message;
  const numbers = Object.entries(rest)
    .filter(([field, value]) => value !== undefined && (value !== 0 || field === 'term'))
    .map(([field, value]) => `${field} ${value}`);
  return [`${type} ${name(from)} -> ${name(to)}`, ...numbers, ...(reject === true ? ['reject'] : [])].join(
    ' ',
  );
}
