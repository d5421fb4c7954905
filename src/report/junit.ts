/**
 * The gate in JUnit's XML, as Jenkins, GitLab and others read it: a suite for each spec, a case for each of its properties
 * and one for the run itself. There is no standard; this is what the readers have in common.
 */
import { tableLines } from '../trace/table.ts';
import {
  asExpected,
  brokenIn,
  entryEdited,
  type Gate,
  type GateEntry,
  harmlessGate,
  propertiesOf,
} from './gate.ts';

export function junit(given: Gate): string {
  const gate = harmlessGate(given);
  const suites = gate.entries.map(suite);
  const sum = (of: (suite: Suite) => number): number => suites.reduce((total, one) => total + of(one), 0);
  const head = attributes({
    name: 'raftcheck',
    tests: sum(({ cases }) => cases.length),
    failures: sum(({ cases }) => cases.filter(({ kind }) => kind === 'failure').length),
    errors: sum(({ cases }) => cases.filter(({ kind }) => kind === 'error').length),
    skipped: sum(({ cases }) => cases.filter(({ kind }) => kind === 'skipped').length),
    time: gate.seconds.toFixed(3),
  });
  const body = suites.map(suiteText).join('');
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites${head}>\n${body}</testsuites>\n`;
}

interface Case {
  readonly name: string;
  readonly kind: 'passed' | 'failure' | 'error' | 'skipped';
  readonly message: string;
  /** What is shown below the message. */
  readonly detail: string;
}

interface Suite {
  readonly entry: GateEntry;
  readonly cases: readonly Case[];
}

function suite(entry: GateEntry): Suite {
  return { entry, cases: [runCase(entry), ...propertyCases(entry)] };
}

/** The run itself: whether it came to what its spec expects. */
function runCase(entry: GateEntry): Case {
  const { outcome, problems } = entry;
  const name = (entry.kind === 'bug' ? 'is found' : 'is as expected') + entryEdited(entry);
  if (asExpected(entry)) return { name, kind: 'passed', message: '', detail: '' };
  const kind = outcome === 'failed' ? 'error' : 'failure';
  return { name, kind, message: problems[0] ?? outcome, detail: detail(entry) };
}

/** What a bug does to properties is what it should do: only the run counts. */
function propertyCases(entry: GateEntry): Case[] {
  if (entry.kind === 'bug') return [];
  return propertiesOf(entry).map(({ name, status, relevant }): Case => {
    if (status === 'broken' && !asExpected(entry)) {
      return {
        name,
        kind: 'failure',
        message: brokenIn(entry)?.message ?? '',
        detail: detail(entry),
      };
    }
    if (status === 'held' && relevant === 0) {
      return { name, kind: 'skipped', message: 'said nothing in this spec', detail: '' };
    }
    if (status === 'unreached' && entry.outcome === 'vacuous') {
      return { name, kind: 'failure', message: 'was never reached', detail: '' };
    }
    return { name, kind: 'passed', message: '', detail: '' };
  });
}

function detail({ problems, counterexample, verdict }: GateEntry): string {
  if (counterexample === null) return problems.join('\n');
  const { steps, sentence, source, tables, replay, mermaid } = counterexample;
  return [
    ...problems,
    `${sentence} (${source})`,
    ...steps.map((step, i) => `${i + 1}  ${step}`),
    ...tables.flatMap(tableLines),
    ...(replay === null
      ? ['its trace could not be written']
      : [`trace: ${verdict?.violation?.trace}`, replay]),
    '',
    mermaid,
  ].join('\n');
}

function suiteText({ entry, cases }: Suite): string {
  const count = (kind: Case['kind']): number => cases.filter((one) => one.kind === kind).length;
  const head = attributes({
    name: entry.name,
    file: entry.file,
    tests: cases.length,
    failures: count('failure'),
    errors: count('error'),
    skipped: count('skipped'),
    time: (entry.verdict?.seconds ?? entry.recorded?.seconds ?? 0).toFixed(3),
  });
  return `  <testsuite${head}>\n${cases.map((one) => caseText(one, entry)).join('')}  </testsuite>\n`;
}

function caseText({ name, kind, message, detail }: Case, entry: GateEntry): string {
  const head = attributes({ name, classname: entry.name, file: entry.file });
  if (kind === 'passed') return `    <testcase${head}/>\n`;
  const type = kind === 'skipped' ? {} : { type: entry.outcome };
  return `    <testcase${head}>\n      <${kind}${attributes({ message, ...type })}>${escapeXml(detail)}</${kind}>\n    </testcase>\n`;
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escapeXml(String(value)).replaceAll('\n', '&#10;')}"`)
    .join('');
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text that XML takes. What XML 1.0 has no way to say, controls and what is no character, is not in what is harmless. */
function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => entities[sign]);
}
