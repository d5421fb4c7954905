/**
 * What a gate's specs have exercised, all together: actions and message types, properties, and (where it was measured) the
 * core's own code. Seeded bugs do not count: they end where the bug shows.
 */
import type { Verdict } from './verdict.ts';

export interface ActionCoverage {
  readonly name: string;
  /** Transitions in all specs. */
  readonly taken: number;
  /** Whether some spec's model has it. Of messages nobody can say before one is delivered. */
  readonly inModel: boolean;
}

export interface PropertyCoverage {
  readonly name: string;
  /** Specs that judged it. */
  readonly specs: number;
  readonly evaluated: number;
  /** How many of those it said something about. */
  readonly relevant: number;
}

/** A place of the core that no step came to. */
export interface Unreached {
  /** The TypeScript source, from the package's root. */
  readonly file: string;
  readonly line: number;
  /** The function around it. */
  readonly within: string;
  /** How it begins. */
  readonly text: string;
}

export interface CoreCoverage {
  readonly functions: { readonly reached: number; readonly total: number };
  /** Parts of functions that can be entered or not, as V8 counts them. */
  readonly branches: { readonly reached: number; readonly total: number };
  /** Branches that only raise a panic, or refuse what no sound caller asks: a sound core comes to none of them. Not among the others. */
  readonly assertions: number;
  /** Branches that no cluster can come to: they serve programs, or come before there is a node. */
  readonly outside: number;
  readonly unreached: readonly Unreached[];
}

export interface Coverage {
  readonly actions: readonly ActionCoverage[];
  readonly properties: readonly PropertyCoverage[];
  /** Null: not measured. */
  readonly core: CoreCoverage | null;
}

/** An entry of a gate, as far as it says what was exercised. */
interface Exercised {
  readonly kind: 'spec' | 'bug';
  readonly verdict: Pick<Verdict, 'actions' | 'properties' | 'edited' | 'system'> | null;
}

/** `vocabulary`: all that could happen, taken or not. */
export function makeCoverage(
  entries: readonly Exercised[],
  vocabulary: readonly string[],
  core: CoreCoverage | null,
): Coverage {
  const verdicts = entries.flatMap(({ kind, verdict }) =>
    kind === 'spec' && verdict !== null && verdict.edited === undefined ? [verdict] : [],
  );
  const modelled = verdicts.flatMap(({ actions }) => Object.keys(actions));
  // What a cluster can do is missing in no system of one's own.
  const systems = verdicts.length > 0 && verdicts.every(({ system }) => system !== undefined);
  const names = [...new Set([...(systems ? [] : vocabulary), ...modelled])];
  const reports = verdicts.flatMap(({ properties }) => properties);
  return {
    actions: names.map((name) => ({
      name,
      taken: verdicts.reduce((sum, { actions }) => sum + (actions[name] ?? 0), 0),
      inModel: modelled.includes(name),
    })),
    properties: [...new Set(reports.map(({ name }) => name))].sort().map((name) => {
      const own = reports.filter((report) => report.name === name);
      return {
        name,
        specs: own.length,
        evaluated: own.reduce((sum, { evaluated }) => sum + evaluated, 0),
        relevant: own.reduce((sum, { relevant }) => sum + relevant, 0),
      };
    }),
    core,
  };
}

/** What is there and was never exercised, a sentence each: what `--require-coverage` does not forgive. */
export function gaps({ actions, properties }: Coverage): string[] {
  return [
    ...actions
      .filter(({ taken, inModel }) => inModel && taken === 0)
      .map(({ name }) => `${name} is in a model and was never taken`),
    ...properties.filter(({ relevant }) => relevant === 0).map(({ name }) => `${name} never said anything`),
  ];
}

/** What no spec has in its model, or has never sent. */
export function absent({ actions }: Coverage): string[] {
  return actions.filter(({ taken, inModel }) => !inModel && taken === 0).map(({ name }) => name);
}
