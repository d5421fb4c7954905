/**
 * Events of another format than etcd's, read as a mapping says (spec/mapping.ts): which lines they are, and where in them stands what
 * etcd's events have.
 */
import { nearest } from '../base/suggest.ts';
import { showValue } from '../base/usererror.ts';
import { roleNames } from '../cluster/toldnames.ts';
import { type MessageField, messageFields } from './form.ts';
import { type RawEvent, type Reader, Wrong } from './read.ts';
import type { StepsForm } from './steps.ts';

type Scalar = string | number | boolean | null;

/** Paths into a line are field names with dots between them; null: the lines do not have it. */
export interface Mapping {
  readonly where: Readonly<Record<string, Scalar | readonly Scalar[]>>;
  readonly event: string;
  readonly events: Readonly<Record<string, string | null>>;
  readonly node: string;
  readonly time: string;
  readonly nobody: readonly Scalar[];
  readonly shows: 'before' | 'after';
  readonly state: Readonly<
    Record<'term' | 'vote' | 'commit' | 'log' | 'role' | 'voters' | 'outgoing', string | null>
  >;
  readonly message: Readonly<Record<MessageField, string | null>>;
  readonly roles: Readonly<Record<string, string>>;
  readonly messages: Readonly<Record<string, string>>;
  readonly changes: { readonly list: string; readonly node: string; readonly action: string } | null;
  readonly actions: Readonly<Record<string, string>>;
  readonly newVoters: string | null;
}

/** Null: it maps all of etcd's events, and calls are told as etcd tells them. */
export function stepsOf({ events, shows, message }: Mapping): StepsForm | null {
  if (Object.values(events).includes('Ready')) return null;
  return { shows, fields: messageFields.filter((field) => message[field] !== null) };
}

/** How lines are read that the mapping is of. */
export function mapped(mapping: Mapping): Reader {
  return (document, place) => {
    const line = new Line(document, mapping);
    if (!line.isEvent()) return null;
    const name = line.name();
    if (name === null) return line.wrong;
    const time = line.at(mapping.time);
    const { state } = mapping;
    const message = /^(Send|Receive)/.test(name) ? line.message() : null;
    const made = {
      name: name === 'Send' || name === 'Receive' ? fullName(name, message?.type ?? '', mapping) : name,
      nid: line.node(),
      term: line.number(state.term),
      vote: line.optionalId(state.vote),
      commit: line.number(state.commit),
      log: line.number(state.log),
      role: line.role(state.role),
      conf: line.conf(name),
      ...(message !== null && { message }),
      ...(name === 'ChangeConf' && { changes: line.changes() }),
      ...(name === 'ApplyConfChange' && { newconf: line.ids(mapping.newVoters) ?? [] }),
      place: { ...place, time: typeof time === 'number' ? time : place.time },
    };
    const has = Object.entries(made).filter(([, value]) => value !== undefined);
    return line.wrong ?? (Object.fromEntries(has) as unknown as RawEvent);
  };
}

const kinds: Readonly<Record<string, string>> = {
  MsgApp: 'AppendEntriesRequest',
  MsgHeartbeat: 'AppendEntriesRequest',
  MsgSnap: 'AppendEntriesRequest',
  MsgAppResp: 'AppendEntriesResponse',
  MsgHeartbeatResp: 'AppendEntriesResponse',
  MsgVote: 'RequestVoteRequest',
  MsgVoteResp: 'RequestVoteResponse',
};

/** Where calls are told, etcd's name for it. */
function fullName(name: 'Send' | 'Receive', type: string, mapping: Mapping): string {
  return stepsOf(mapping) === null ? `${name}${kinds[type] ?? ''}` : name;
}

/** One line; `wrong` is the first that is not what it must be. */
class Line {
  readonly #document: object;
  readonly #mapping: Mapping;
  wrong: Wrong | null = null;

  constructor(document: object, mapping: Mapping) {
    this.#document = document;
    this.#mapping = mapping;
  }

  /** What stands at the path; undefined: nothing. */
  at(path: string, of: unknown = this.#document): unknown {
    let value: unknown = of;
    for (const key of path.split('.')) {
      if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
      value = (value as Record<string, unknown>)[key];
    }
    return value;
  }

  isEvent(): boolean {
    const { where, event } = this.#mapping;
    const asked = Object.entries(where);
    if (asked.length === 0) return this.at(event) !== undefined;
    return asked.every(([path, wanted]) => [wanted].flat().includes((this.at(path) ?? null) as Scalar));
  }

  /** Null: the mapping leaves such events out, or does not know of them. */
  name(): string | null {
    const { event, events } = this.#mapping;
    const value = this.at(event);
    if (typeof value === 'string' && Object.hasOwn(events, value)) return events[value];
    const known = Object.keys(events);
    if (typeof value !== 'string') this.#fail(event, 'the name of an event');
    else {
      const [near] = nearest(value, known);
      this.wrong ??= new Wrong({
        message: `unknown event '${value}'`,
        expected: known.join(', '),
        hint: near === undefined ? 'events of the mapping may leave it out: null' : `did you mean '${near}'?`,
      });
    }
    return null;
  }

  number(path: string | null): number | undefined {
    const value = path === null ? undefined : this.at(path);
    if (value === undefined) return undefined;
    const number = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
    if (typeof number === 'number' && Number.isSafeInteger(number) && number >= 0) return number;
    this.#fail(path!, 'a whole number, 0 or more');
    return undefined;
  }

  node(): string {
    const { node } = this.#mapping;
    const id = this.id(node);
    if (id === '0') this.#fail(node, 'the name or number of a node');
    return id;
  }

  id(path: string, of?: unknown): string {
    const value = this.at(path, of);
    if (this.#mapping.nobody.includes((value ?? null) as Scalar)) return '0';
    const name = typeof value === 'number' ? String(value) : value;
    if (typeof name === 'string' && /^\S{1,40}$/.test(name)) return name;
    this.#fail(path, 'the name or number of a node', of);
    return '0';
  }

  optionalId(path: string | null): string | undefined {
    return path === null || this.at(path) === undefined ? undefined : this.id(path);
  }

  ids(path: string | null): string[] | undefined {
    const value = path === null ? undefined : this.at(path);
    if (value === undefined) return undefined;
    if (Array.isArray(value)) return value.map((_, k) => this.id(String(k), value));
    this.#fail(path!, 'a list of nodes');
    return undefined;
  }

  conf(name: string): readonly [string[], string[]] | undefined {
    const { voters, outgoing } = this.#mapping.state;
    const incoming = this.ids(voters);
    if (incoming === undefined) return name === 'InitState' && voters !== null ? [[], []] : undefined;
    return [incoming, this.ids(outgoing) ?? []];
  }

  role(path: string | null): string | undefined {
    const value = path === null ? undefined : this.at(path);
    if (value === undefined) return undefined;
    return this.#word(path!, value, this.#mapping.roles, roleNames, 'role');
  }

  /** What a line does not have of its message is 0, false or nobody. */
  message(): NonNullable<RawEvent['message']> {
    const { message: paths, messages } = this.#mapping;
    const made: Record<string, unknown> = {};
    for (const field of messageFields) {
      const path = paths[field];
      if (path === null) continue;
      if (field === 'type') made.type = this.#type(path, messages);
      else if (field === 'from' || field === 'to') made[field] = this.id(path);
      else if (field === 'vote') made.vote = this.optionalId(path) ?? '0';
      else if (field === 'reject') made.reject = this.#flag(path);
      else if (field === 'entries') made.entries = this.#amount(path);
      else made[field] = this.number(path) ?? 0;
    }
    return made as unknown as NonNullable<RawEvent['message']>;
  }

  changes(): { readonly node: string; readonly action: string }[] {
    const { changes, actions } = this.#mapping;
    const list = changes === null ? undefined : this.at(changes.list);
    if (changes === null || !Array.isArray(list)) {
      this.#fail(changes?.list ?? 'changes', 'a list of changes');
      return [];
    }
    return list.map((one) => {
      const action = String(this.at(changes.action, one));
      return { node: this.id(changes.node, one), action: actions[action] ?? action };
    });
  }

  #type(path: string, known: Readonly<Record<string, string>>): string {
    const value = this.at(path);
    if (typeof value === 'string' && value !== '') return known[value] ?? value;
    this.#fail(path, 'the type of a message');
    return '';
  }

  #flag(path: string): boolean {
    const value = this.at(path) ?? false;
    if (typeof value === 'boolean') return value;
    this.#fail(path, 'true or false');
    return false;
  }

  /** How many entries there are: a number, or the list of them. */
  #amount(path: string): number {
    const value = this.at(path);
    return Array.isArray(value) ? value.length : (this.number(path) ?? 0);
  }

  #word(
    path: string,
    value: unknown,
    words: Readonly<Record<string, string>>,
    etcds: readonly string[],
    what: string,
  ): string | undefined {
    if (typeof value === 'string' && Object.hasOwn(words, value)) return words[value];
    if (typeof value === 'string' && etcds.includes(value)) return value;
    this.#fail(path, `a ${what} of the mapping: ${[...Object.keys(words), ...etcds].join(', ')}`);
    return undefined;
  }

  #fail(path: string, expected: string, of?: unknown): void {
    const value = this.at(path, of);
    const found = value === undefined ? `no ${path}` : `${path} ${showValue(value)}`;
    this.wrong ??= new Wrong({ message: 'a line is not as the mapping says', found, expected });
  }
}
