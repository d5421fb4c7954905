/**
 * The gate as GitHub's workflow commands: an annotation for each spec that is not as expected, at the invariant's definition
 * where it lies in the project. Of one invariant one annotation: it names the specs.
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
} from './gate.ts';

interface Annotation {
  readonly level: 'error' | 'warning' | 'notice';
  readonly place: Place;
  readonly title: string;
  readonly lines: readonly string[];
}

export function githubAnnotations(gate: Gate): string {
  const wrong = harmlessGate(gate).entries.filter((entry) => !asExpected(entry));
  const broken = wrong.filter(({ outcome }) => outcome === 'broken');
  const byProperty = groupByProperty(broken);
  const annotations = [
    ...[...byProperty.values()].map(ofViolations),
    ...wrong.filter((entry) => !broken.includes(entry)).map(ofOther),
    ...harmlessGate(gate)
      .entries.filter((entry) => entryEdited(entry) !== '')
      .map(ofEdited),
  ];
  return annotations.map(command).join('');
}

/** An edited core, or another one, in which nothing broke would pass for the core itself. */
function ofEdited(entry: GateEntry): Annotation {
  const { edited, core } = entry.verdict ?? {};
  return {
    level: 'notice',
    place: { file: entry.file, line: 1 },
    title: `${entry.name}: the core was ${edited === undefined ? 'another one' : 'edited'}`,
    lines: [edited === undefined ? `${core?.name} ${core?.version}` : `${edited.row}: ${edited.source}`],
  };
}

function groupByProperty(entries: readonly GateEntry[]): Map<string, GateEntry[]> {
  const groups = new Map<string, GateEntry[]>();
  for (const entry of entries) {
    const name = brokenIn(entry)?.property ?? entry.name;
    groups.set(name, [...(groups.get(name) ?? []), entry]);
  }
  return groups;
}

function ofViolations(entries: readonly GateEntry[]): Annotation {
  const [first] = entries;
  const { property: broken, message } = brokenIn(first)!;
  const { counterexample } = first;
  return {
    level: 'error',
    place: placeOf(first),
    title: `${broken} is broken (${entries.map(({ name }) => name).join(', ')})`,
    lines: [
      message,
      ...(counterexample === null
        ? []
        : [
            ...counterexample.steps.map((step, i) => `${i + 1}  ${step}`),
            ...counterexample.tables.flatMap(tableLines),
            counterexample.replay ?? 'its trace could not be written',
          ]),
    ],
  };
}

function ofOther(entry: GateEntry): Annotation {
  const { outcome, name, problems } = entry;
  return {
    level: outcome === 'incomplete' ? 'warning' : 'error',
    place: placeOf(entry),
    title: `${name}: ${outcome}`,
    lines: problems,
  };
}

/** A line that the runner reads. Data and properties are escaped as its documentation asks. */
function command({ level, place, title, lines }: Annotation): string {
  const properties = `file=${property(place.file)},line=${place.line},title=${property(title)}`;
  return `::${level} ${properties}::${data(lines.join('\n'))}\n`;
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
