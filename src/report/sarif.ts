/**
 * The gate as SARIF 2.1.0, for code scanning: a rule for each invariant that broke, a result for each spec that is not as
 * expected, the behavior as a code flow. Fingerprints name what is wrong and not how it was found, so that an alert stays
 * the same one from run to run.
 */
import { tableLines } from '../trace/table.ts';
import {
  asExpected,
  brokenIn,
  entryEdited,
  type Gate,
  type GateEntry,
  harmlessGate,
  type Place,
  placeOf,
  recordedBehavior,
} from './gate.ts';

/** The rule of everything that is not a broken invariant. */
const expectation = 'spec-expectation';

export function sarif(given: Gate): string {
  const gate = harmlessGate(given);
  const wrong = gate.entries.filter((entry) => !asExpected(entry));
  const ids = [...new Set(wrong.map(ruleId))];
  const log = {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: gate.tool.name,
            semanticVersion: gate.tool.version,
            rules: ids.map((id) => rule(id, wrong.find((entry) => ruleId(entry) === id)!)),
          },
        },
        invocations: [
          {
            executionSuccessful: gate.entries.every(({ outcome }) => outcome !== 'failed'),
            ...notifications(gate),
          },
        ],
        columnKind: 'utf16CodeUnits',
        results: wrong.map((entry) => result(entry, ids)),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

/** What was run on an edited core: that nothing is wrong with it is no result. */
function notifications({ entries }: Gate): object {
  const edited = entries.filter((entry) => entryEdited(entry) !== '');
  if (edited.length === 0) return {};
  return {
    toolExecutionNotifications: edited.map((entry) => ({
      level: 'note',
      message: { text: `${entry.name}${entryEdited(entry)}` },
    })),
  };
}

function ruleId(entry: GateEntry): string {
  return entry.outcome === 'broken' ? (brokenIn(entry)?.property ?? expectation) : expectation;
}

function rule(id: string, entry: GateEntry): object {
  const { counterexample } = entry;
  if (id === recordedBehavior)
    return { id, shortDescription: { text: 'What is recorded is a behavior of the core.' } };
  if (id === expectation || counterexample === null) {
    return {
      id: expectation,
      shortDescription: { text: 'A spec comes to what it expects.' },
      fullDescription: {
        text: 'Safe specs are run to their end, seeded bugs are found, what must be reached is, and counts are those pinned.',
      },
    };
  }
  return {
    id,
    shortDescription: { text: counterexample.sentence },
    fullDescription: { text: `${counterexample.sentence} Source: ${counterexample.source}` },
  };
}

function result(entry: GateEntry, ids: readonly string[]): object {
  const { name, file, outcome, problems, counterexample } = entry;
  const id = ruleId(entry);
  const place = placeOf(entry);
  const text = [
    `${name}: ${problems.join('; ')}`,
    ...(counterexample === null ? [] : [...counterexample.tables.flatMap(tableLines), counterexample.replay]),
  ].join('\n');
  return {
    ruleId: id,
    ruleIndex: ids.indexOf(id),
    level: outcome === 'incomplete' ? 'warning' : 'error',
    message: { text },
    locations: [location(place)],
    partialFingerprints: { 'raftcheck/v1': `${id}:${file}:${outcome}` },
    ...(counterexample === null
      ? {}
      : {
          codeFlows: [codeFlow(entry, counterexample.steps)],
          properties: { mermaid: counterexample.mermaid },
        }),
  };
}

/** The actions of the behavior. They stand in no file; the spec is where they come from. */
function codeFlow({ file, name }: GateEntry, steps: readonly string[]): object {
  return {
    message: { text: `The behavior that ${name} found` },
    threadFlows: [
      {
        locations: steps.map((step, i) => ({
          executionOrder: i + 1,
          location: { ...location({ file, line: 1 }), message: { text: step } },
        })),
      },
    ],
  };
}

function location({ file, line }: Place): object {
  return {
    physicalLocation: {
      artifactLocation: { uri: file.split('/').map(encodeURIComponent).join('/') },
      region: { startLine: line },
    },
  };
}
