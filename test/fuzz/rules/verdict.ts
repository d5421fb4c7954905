/** What a call answers: a verdict that its status agrees with, in a form that its readers can read. */
import { XMLValidator } from 'fast-xml-parser';
import { type Case, given, type Ran } from '../case.ts';
import type { Broken } from './rules.ts';

/** The statuses that go with a verdict, in words for people and in JSON. */
const statuses: Readonly<Record<string, readonly number[]>> = {
  OK: [0],
  VIOLATED: [1],
  FAILED: [2],
  INCOMPLETE: [0, 3, 130],
  VACUOUS: [4],
  DIFFERS: [4],
  MISSED: [4],
  ok: [0],
  violation: [1],
  failed: [2],
  incomplete: [0, 3, 130],
  vacuous: [4],
};

const lastLine = /^raftcheck: (?:\p{Cc}\[\d+m)?([A-Z]{2,}|\d+ of \d+).*$/u;

export function checkVerdict(one: Case, { status, stdout, stderr }: Ran, broken: Broken): void {
  if (status === null || (status === 2 && stdout === '')) return;
  const last = stdout.trimEnd().split('\n').at(-1)!;
  const word = lastLine.exec(last)?.[1] ?? verdictIn(stdout);
  // An answer that could not be written where it was asked for ends with 2 as well.
  const lost = status === 2 && stderr.includes('raftcheck: ');
  if (word !== undefined && !lost && statuses[word]?.includes(status) === false)
    broken('the status is that of the verdict', `${status}: ${word}`);
  if (one.untrue === true && word === 'REPLAYED') broken('replay judges what a trace says', last);
  // Reports in other forms, and in files, are read by others.
  const elsewhere = /reporter|output-file/i.test(given(one));
  if ((word === undefined && status !== 0) || stdout === '')
    if (!elsewhere && !lost) broken('every answer is said', `${status}: ${last.slice(0, 300)}`);
}

/** The verdict of a JSON document; '' where it is one of something else. */
function verdictIn(text: string): string | undefined {
  const document = parsed(text);
  if (document === undefined) return undefined;
  return typeof document === 'object' && document !== null && 'verdict' in document
    ? String(document.verdict)
    : '';
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What is for programs can be read by them, and nothing gives a CI's runner commands. */
export function checkForms({ argv }: Case, { status, stdout }: Ran, broken: Broken): void {
  if (stdout === '' || status === 2) return;
  const call = argv.join(' ');
  if (/(?:^| )-(?:h|v|-help|-version)(?= |$)/.test(call)) return;
  // It is in the file then.
  if (call.includes('output-file')) return;
  if (/(?:--json|reporter sarif|format itf)$/.test(call) && parsed(stdout) === undefined)
    broken('JSON can be parsed', stdout.slice(0, 300));
  if (/reporter ndjson$/.test(call)) {
    const wrong = stdout
      .trimEnd()
      .split('\n')
      .find((line) => parsed(line) === undefined);
    if (wrong !== undefined) broken('each line of NDJSON can be parsed', wrong.slice(0, 300));
  }
  if (/reporter junit$/.test(call)) {
    const valid = XMLValidator.validate(stdout);
    if (valid !== true) broken('XML can be parsed', valid.err.msg);
  }
  const command = /^::(?!(?:error|warning|notice) (?:file|title)=.*::.*$).*$/m.exec(stdout);
  if (command !== null) broken('nothing gives commands to a CI', command[0].slice(0, 300));
}
