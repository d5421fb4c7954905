/**
 * Reads the lines of a log: one JSON document each, of which those that a tracer has written are events. What is no log of events
 * is told with its file and line.
 */
import { nearest } from '../base/suggest.ts';
import { showValue, type Trouble, UserError } from '../base/usererror.ts';
import type { ToldChange, ToldMessage } from '../cluster/recordable.ts';
import { changeNames, eventNames, roleNames, tracedMessages } from '../cluster/toldnames.ts';
import type { RecordedEvent } from './event.ts';

/** A line before ids have become numbers: `node` and every id as the log has it. */
export type RawEvent = Omit<RecordedEvent, 'node' | 'vote' | 'conf' | 'message' | 'changes' | 'newconf'> & {
  readonly nid: string;
  readonly vote?: string;
  readonly conf?: readonly [readonly string[], readonly string[]];
  readonly message?: Omit<Partial<ToldMessage>, 'from' | 'to' | 'vote'> & {
    readonly type: string;
    readonly from: string;
    readonly to: string;
    readonly vote?: string;
  };
  readonly changes?: readonly { readonly node: string; readonly action: string }[];
  readonly newconf?: readonly string[];
};

export interface ReadLog {
  readonly events: readonly RawEvent[];
  /** Lines that are something else: a program logs more than its Raft. */
  readonly skipped: number;
  /** Where the log stops being one; null: it is read to its end. */
  readonly trouble: Trouble | null;
}

/** What reads one line's document: an event, null where it is none, or what is wrong with it. */
export type Reader = (document: object, place: RecordedEvent['place']) => RawEvent | null | Wrong;

export class Wrong {
  readonly trouble: Omit<Trouble, 'where'>;
  constructor(trouble: Omit<Trouble, 'where'>) {
    this.trouble = trouble;
  }
}

/** All lines up to the first that is wrong. */
export function readLog(text: string, file: string, read: Reader): ReadLog {
  const events: RawEvent[] = [];
  let skipped = 0;
  let line = 0;
  for (let start = 0; start < text.length; ) {
    const end = text.indexOf('\n', start);
    const whole = text.slice(start, end < 0 ? text.length : end).trim();
    start = end < 0 ? text.length : end + 1;
    line++;
    if (whole === '') continue;
    const where = `${file}:${line}`;
    const document = documentOf(whole, end < 0);
    if (document instanceof Wrong) return { events, skipped, trouble: { ...document.trouble, where } };
    const event = document === null ? null : read(document, { file, line, time: timeOf(document) });
    if (event instanceof Wrong) return { events, skipped, trouble: { ...event.trouble, where } };
    if (event === null) skipped++;
    else events.push(event);
  }
  return { events, skipped, trouble: null };
}

/** Loggers write what they like before the document. Null: there is none. */
function documentOf(line: string, isLast: boolean): object | null | Wrong {
  const begin = line.indexOf('{');
  if (begin < 0) return null;
  const text = line.slice(begin);
  try {
    return JSON.parse(text);
  } catch {
    // A line of words, with a brace in it.
    if (begin > 0 && !text.includes('"event"')) return null;
    return broken(text, isLast);
  }
}

function broken(text: string, isLast: boolean): Wrong {
  const found = text.length > 80 ? `${text.slice(0, 40)} ... ${text.slice(-30)}` : text;
  if (isLast && !text.endsWith('}')) {
    return new Wrong({
      message: 'the log is cut off',
      found,
      expected: 'a whole JSON document, and the end of the line',
      hint: 'leave the last line out to judge what is before it',
    });
  }
  if (/\}\s*\{/.test(text) || (text.match(/"event"/g) ?? []).length > 1) {
    return new Wrong({
      message: 'two lines have been written into each other',
      found,
      expected: 'one JSON document a line',
      hint: 'let one writer write a file, a line at a time, under a lock',
    });
  }
  return new Wrong({ message: 'the line is no JSON', found, expected: 'one JSON document a line' });
}

function timeOf(document: object): number | null {
  const { ts } = document as { readonly ts?: unknown };
  if (typeof ts === 'number') return ts;
  const parsed = typeof ts === 'string' ? Date.parse(ts) / 1000 : Number.NaN;
  return Number.isNaN(parsed) ? null : parsed;
}

/** An event of etcd's state tracing (etcd: state_trace.go, TracingEvent), as its loggers write it. */
export const readEtcd: Reader = (document, place) => {
  const { tag, event } = document as { readonly tag?: unknown; readonly event?: unknown };
  if (tag !== 'trace' && tag !== undefined) return null;
  if (typeof event !== 'object' || event === null) return null;
  const fields = new Fields(event as Readonly<Record<string, unknown>>);
  const name = fields.word('name', eventNames, 'event');
  const state = fields.inner('state');
  const message = messageOf(fields);
  const made: RawEvent = {
    name,
    nid: fields.id('nid'),
    term: state.number('term'),
    vote: state.id('vote'),
    commit: state.number('commit'),
    role: fields.word('role', roleNames, 'role'),
    log: fields.number('log'),
    conf: fields.conf('conf'),
    ...(message !== null && { message }),
    ...changesOf(fields, name),
    place,
  };
  const wrong = [fields, state].map((one) => one.wrong).find((one) => one !== null);
  return wrong ?? made;
};

function messageOf(fields: Fields): NonNullable<RawEvent['message']> | null {
  if (!fields.has('msg')) return null;
  const told = fields.inner('msg');
  const message = {
    type: told.word('type', tracedMessages, 'message type'),
    term: told.number('term'),
    from: told.id('from'),
    to: told.id('to'),
    entries: told.number('entries'),
    logTerm: told.number('logTerm'),
    index: told.number('index'),
    commit: told.number('commit'),
    vote: told.id('vote'),
    reject: told.flag('reject'),
    rejectHint: told.number('rejectHint'),
  };
  fields.wrong ??= told.wrong;
  return message;
}

/** What ChangeConf proposes and ApplyConfChange puts into effect; nothing is left out where it is empty. */
function changesOf(fields: Fields, name: string): Pick<RawEvent, 'changes' | 'newconf'> {
  if (name !== 'ChangeConf' && name !== 'ApplyConfChange') return {};
  const told = (fields.has('prop') ? fields.inner('prop') : fields).inner('cc');
  fields.wrong ??= told.wrong;
  if (name === 'ApplyConfChange') return { newconf: told.has('newconf') ? told.ids('newconf') : [] };
  const changes = told.list('changes').map((one) => {
    const change = new Fields(one);
    const made: { node: string; action: ToldChange['action'] } = {
      node: change.id('nid'),
      action: change.word('action', changeNames, 'change'),
    };
    fields.wrong ??= change.wrong;
    return made;
  });
  fields.wrong ??= told.wrong;
  return { changes };
}

/** The fields of one object, each judged; `wrong` is the first that is not what it must be. */
class Fields {
  readonly #of: Readonly<Record<string, unknown>>;
  wrong: Wrong | null = null;

  constructor(of: Readonly<Record<string, unknown>>) {
    this.#of = of;
  }

  has(name: string): boolean {
    return this.#of[name] !== undefined;
  }

  number(name: string): number {
    const value = this.#of[name];
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
    this.#fail(name, 'a whole number, 0 or more');
    return 0;
  }

  flag(name: string): boolean {
    const value = this.#of[name];
    if (typeof value === 'boolean') return value;
    this.#fail(name, 'true or false');
    return false;
  }

  id(name: string): string {
    const value = this.#of[name];
    if (typeof value === 'string' && /^\d{1,20}$/.test(value)) return value;
    this.#fail(name, 'the id of a node, as text');
    return '0';
  }

  word(name: string, known: readonly string[], what: string): string {
    const value = this.#of[name];
    if (typeof value === 'string' && known.includes(value)) return value;
    if (typeof value !== 'string') this.#fail(name, `the name of a ${what}`);
    else {
      const [near] = nearest(value, known);
      this.wrong ??= new Wrong({
        message: `unknown ${what} '${value}'`,
        expected: known.join(', '),
        hint: near === undefined ? version : `did you mean '${near}'? ${version}`,
      });
    }
    return known[0];
  }

  ids(name: string): string[] {
    const value = this.#of[name];
    if (isIds(value)) return value;
    this.#fail(name, 'a list of the ids of nodes');
    return [];
  }

  conf(name: string): [string[], string[]] {
    const value = this.#of[name];
    if (Array.isArray(value) && value.length === 2 && value.every(isIds)) return [value[0], value[1]];
    this.#fail(name, 'two lists of the ids of nodes');
    return [[], []];
  }

  inner(name: string): Fields {
    const value = this.#of[name];
    if (isObject(value)) return new Fields(value);
    this.#fail(name, 'an object');
    return new Fields({});
  }

  list(name: string): Readonly<Record<string, unknown>>[] {
    const value = this.#of[name];
    if (Array.isArray(value) && value.every(isObject)) return value;
    this.#fail(name, 'a list of objects');
    return [];
  }

  #fail(name: string, expected: string): void {
    const found = this.has(name) ? `${name} ${showValue(this.#of[name])}` : `no ${name}`;
    this.wrong ??= new Wrong({ message: 'an event is not told as expected', found, expected, hint: version });
  }
}

const version = 'events are those of go.etcd.io/raft v3.6 and later, as docs/validate.md records them';

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isIds(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((id) => typeof id === 'string' && /^\d{1,20}$/.test(id));
}

/** Throws where a log holds no event at all. */
export function refuseEmpty({ events, skipped, trouble }: ReadLog, file: string): void {
  if (events.length > 0 || trouble !== null) return;
  throw new UserError({
    message: 'the log holds no event',
    where: file,
    found: skipped === 0 ? 'an empty file' : `${skipped} lines of something else`,
    expected: 'the events of a Raft, one JSON document a line, as etcd’s state tracing writes them',
    hint: 'docs/validate.md says how they are recorded',
  });
}
