/**
 * What clients saw of a key, and whether one register explains it: each call took effect at one moment between its start
 * and its end (Herlihy and Wing 1990). Keys are independent, so a history is linearizable when that of each key is.
 */

/** One call. Times in ms. `end` Infinity: nobody knows whether it took effect, or it may still. */
export interface Call {
  readonly client: number;
  readonly kind: 'put' | 'delete' | 'get';
  /** What was put, or what was read; null: no value. */
  readonly value: string | null;
  readonly start: number;
  readonly end: number;
}

interface Entry {
  readonly call: number;
  readonly isReturn: boolean;
  previous: Entry | null;
  next: Entry | null;
  /** Of a call: its return. */
  match: Entry | null;
}

/**
 * Wing and Gong's search with Lowe's memory of what was tried (2017): take the first calls in any order that the register
 * allows, and go back where a return is met whose call was not taken.
 */
export function isLinearizable(history: readonly Call[]): boolean {
  const calls = history.filter((call) => !isWithoutEffect(call, history));
  const head = entriesOf(calls);
  const tried = new Set<string>();
  const taken = new Uint16Array(Math.ceil(calls.length / 16));
  const order: { readonly entry: Entry; readonly before: string | null }[] = [];
  let state: string | null = null;
  let entry = head.next;
  while (head.next !== null) {
    if (entry === null) return false;
    if (entry.isReturn) {
      const last = order.pop();
      if (last === undefined) return false;
      state = last.before;
      flip(taken, last.entry.call);
      putBack(last.entry);
      entry = last.entry.next;
      continue;
    }
    const call = calls[entry.call];
    const allowed = call.kind !== 'get' || call.value === state;
    if (allowed) {
      const after: string | null = call.kind === 'get' ? state : call.value;
      flip(taken, entry.call);
      const memory = `${String.fromCharCode(...taken)}|${after}`;
      if (!tried.has(memory)) {
        tried.add(memory);
        order.push({ entry, before: state });
        state = after;
        takeOut(entry);
        entry = head.next;
        continue;
      }
      flip(taken, entry.call);
    }
    entry = entry.next;
  }
  return true;
}

/** A put that may never have been, and whose value nobody read: as the last of all it disturbs nobody. */
function isWithoutEffect({ kind, value, end }: Call, history: readonly Call[]): boolean {
  const isRead = (): boolean => history.some((other) => other.kind === 'get' && other.value === value);
  return end === Infinity && (kind === 'get' || (kind === 'put' && !isRead()));
}

/** Calls and returns in the order of time, behind a head. */
function entriesOf(calls: readonly Call[]): Entry {
  const entries = calls.flatMap(({ start, end }, call) => {
    const back: Entry = { call, isReturn: true, previous: null, next: null, match: null };
    const there: Entry = { call, isReturn: false, previous: null, next: null, match: back };
    return [
      { at: start, entry: there },
      { at: end, entry: back },
    ];
  });
  // Calls first where times are equal: that they overlap is the weaker claim.
  entries.sort((a, b) => (a.at === b.at ? Number(a.entry.isReturn) - Number(b.entry.isReturn) : a.at - b.at));
  const head: Entry = { call: -1, isReturn: false, previous: null, next: null, match: null };
  let last = head;
  for (const { entry } of entries) {
    last.next = entry;
    entry.previous = last;
    last = entry;
  }
  return head;
}

function takeOut(entry: Entry): void {
  for (const one of [entry, entry.match!]) {
    one.previous!.next = one.next;
    if (one.next !== null) one.next.previous = one.previous;
  }
}

/** In the reverse order of `takeOut`. */
function putBack(entry: Entry): void {
  for (const one of [entry.match!, entry]) {
    one.previous!.next = one;
    if (one.next !== null) one.next.previous = one;
  }
}

function flip(bits: Uint16Array, at: number): void {
  bits[at >> 4] ^= 1 << (at & 15);
}
