/** What is shown: one clear message where something is wrong, and never the machinery's own words or a terminal's commands. */
import { type Case, given, type Ran } from '../case.ts';
import type { Broken } from './rules.ts';

/** What and where, then what was found, perhaps with a sign under its place, what was expected, what to do. */
const message =
  /^raftcheck: \S.*(?:\n {2}(?:found {5}\S.*(?:\n {12,}\^)?|expected {2}\S.*|hint {6}\S.*)){0,3}\n/gm;
/** A message that is longer hides what it says. */
const longest = 2000;
/** What is said on the way, before anything has gone wrong. */
const onTheWay =
  /^(?:raftcheck: (?:.* states? · |no terminal to walk|behavior \d)|\S.*: (?:depth \d+ · [\d,]+ distinct · |.* has not returned for )).*\n/gm;

/** A behavior that could not be written where it was asked for. */
const notKept =
  /(?<=: (?:cannot be written|something else stands there)\n(?: {2}\w.*\n)*)Counterexample to [\s\S]*/;

export function checkMessage(one: Case, { status, stdout, stderr }: Ran, broken: Broken): void {
  // A merged gate is interrupted where one of its shards says that it was.
  const honest = status === 130 && one.argv.includes('merge') && /"interrupted": ?true/.test(given(one));
  if (!honest && (status === null || ![0, 1, 2, 3, 4].includes(status)))
    broken(
      'the status is one of 0 to 4',
      `${status}: ${lastWords(stdout, stderr)}\n${stderr.slice(0, 1500)}`,
    );
  if (status !== 2) return;
  const said = stderr.replace(onTheWay, '').replace(notKept, '');
  const messages = said.match(message) ?? [];
  // Where there is an answer, what could not be written besides is said in messages of their own, and what could not be run in a report.
  const besides = messages.filter((one) => !/^raftcheck: .*: cannot be written\n/.test(one));
  const clear = messages.join('') === said && (stdout !== '' || (besides.length <= 1 && messages.length > 0));
  if (!clear) broken('status 2 comes with one clear message', JSON.stringify(said.slice(0, 500)));
  if (messages.some((one) => one.length > longest)) broken('a message is short', said.slice(0, 200));
}

const machinery: readonly RegExp[] = [
  /raftcheck: internal error/,
  /^\s+at .*(?::\d+:\d+\)?|<anonymous>\)?|\[native code\])$/m,
  // The validation library's.
  /Invalid input|expected \w+, received|Unrecognized key|Invalid option|Invalid discriminator|Too (?:big|small): expected/,
  /must match pattern|Invalid (?:string|key|element|record)|ZodError|invalid_(?:type|union|value)/,
  // The engine's.
  /Cannot (?:read|set|convert|access|destructure)|is not (?:a function|iterable|defined|a constructor)|Cannot mix BigInt/,
  /Maximum call stack|Invalid (?:typed )?array length|Invalid string length|Array buffer allocation|circular structure/,
  /\[object \w+\]|ERR_[A-Z_]+/,
];

/** What a terminal or a reader obeys and does not show. Of that there are the ends of lines, and colours where they were asked for. */
const control = /(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;
const colour = /\p{Cc}\[\d+m/gu;

export function checkWords(one: Case, { stdout, stderr }: Ran, broken: Broken): void {
  for (const text of [stderr, stdout]) {
    // What an edited core has panicked with is the engine's to say.
    const own = text.replaceAll(/^.*(?:panic|the edited core does not load).*(?:\n {2}found .*)?/gm, '');
    for (const pattern of machinery) {
      const found = pattern.exec(own);
      if (found !== null && !given(one).includes(found[0]))
        broken('no words of the machinery are shown', `${found[0]}\n${around(own, found.index)}`);
    }
    if (!control.test(text)) continue;
    const plain = /color/i.test(given(one)) ? text.replaceAll(colour, '') : text;
    const found = control.exec(plain);
    if (found === null) continue;
    const shown = [found[0], around(plain, found.index)].map((piece) => JSON.stringify(piece));
    broken('no control characters are shown', shown.join('\n'));
  }
}

function around(text: string, index: number): string {
  return text.slice(Math.max(0, index - 80), index + 160);
}

/** What went wrong, in a line: of an internal error what was thrown. */
function lastWords(stdout: string, stderr: string): string {
  const [first, second] = stderr.split('\n');
  if (first === 'raftcheck: internal error') return second ?? '';
  return first || (stdout.trimEnd().split('\n').at(-1) ?? '');
}
