/** Logs that were altered at random: a term, a vote, an index, a line that is missing or stands elsewhere. */

type Event = { [field: string]: unknown };
type Numbers = { [field: string]: number };

export interface Altered {
  readonly what: string;
  readonly text: string;
}

/** Numbers in [0, 1), by Lehmer's method with Park and Miller's constants. */
export function generator(seed: number): () => number {
  let value = (seed * 7919) % 2147483647 || 1;
  return () => {
    value = (value * 48271) % 2147483647;
    return value / 2147483647;
  };
}

/** One alteration; the same for the same numbers. It always changes the text. */
export function alter(text: string, random: () => number): Altered {
  const lines = text.trimEnd().split('\n');
  const whole = (below: number): number => Math.floor(random() * below);
  const kinds = [changeTerm, changeVote, changeIndex, dropLine, moveLine];
  for (;;) {
    const altered = kinds[whole(kinds.length)](lines, whole);
    if (altered !== null && altered.text !== lines.join('\n')) return altered;
  }
}

type Alteration = (lines: readonly string[], whole: (below: number) => number) => Altered | null;

const changeTerm: Alteration = (lines, whole) =>
  changed(lines, whole, 'term', (event) => {
    const message = event.msg as Numbers | undefined;
    const state = event.state as Numbers;
    const of = message !== undefined && whole(2) === 0 ? message : state;
    of.term = other(of.term, whole);
    return true;
  });

const changeVote: Alteration = (lines, whole) =>
  changed(lines, whole, 'vote', (event) => {
    const state = event.state as Event;
    state.vote = String(other(Number(state.vote), whole));
    return true;
  });

/** The commit index, the last index, or what a message says of one. */
const changeIndex: Alteration = (lines, whole) =>
  changed(lines, whole, 'index', (event) => {
    const message = event.msg as Numbers | undefined;
    const choices: (readonly [Numbers, string])[] = [
      [event.state as Numbers, 'commit'],
      [event as Numbers, 'log'],
    ];
    if (
      (message?.type as unknown as string) === 'MsgApp' ||
      (message?.type as unknown as string) === 'MsgAppResp'
    ) {
      choices.push([message as Numbers, 'index'], [message as Numbers, 'index']);
    }
    const [of, field] = choices[whole(choices.length)];
    of[field] = other(of[field], whole);
    return true;
  });

const dropLine: Alteration = (lines, whole) => {
  // What is missing at a node's end may not have been written yet.
  const at = whole(lines.length);
  const { nid } = JSON.parse(lines[at]).event;
  if (!lines.slice(at + 1).some((line) => JSON.parse(line).event.nid === nid)) return null;
  return { what: `line ${at + 1} dropped`, text: lines.toSpliced(at, 1).join('\n') };
};

const moveLine: Alteration = (lines, whole) => {
  const from = whole(lines.length);
  const to = whole(lines.length);
  if (Math.abs(from - to) < 2) return null;
  const rest = lines.toSpliced(from, 1);
  return { what: `line ${from + 1} moved to ${to + 1}`, text: rest.toSpliced(to, 0, lines[from]).join('\n') };
};

function changed(
  lines: readonly string[],
  whole: (below: number) => number,
  field: string,
  change: (event: Event) => boolean,
): Altered | null {
  const at = whole(lines.length);
  const line = JSON.parse(lines[at]);
  if (!change(line.event)) return null;
  return { what: `${field} in line ${at + 1}`, text: lines.with(at, JSON.stringify(line)).join('\n') };
}

function other(value: number, whole: (below: number) => number): number {
  return value > 0 && whole(2) === 0 ? value - 1 : value + 1 + whole(2);
}
