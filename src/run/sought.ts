/**
 * The state that a search looks for, from what was typed: the name of a state to reach, or an expression.
 */
import { isName } from '../base/name.ts';
import { didYouMean } from '../base/suggest.ts';
import { UserError } from '../base/usererror.ts';
import type { ParsedSpec } from '../spec/parse.ts';
import { mustNotSeeNumbers } from '../spec/relative.ts';
import { faultIn, type PropertySource, propertyOfWritten, writtenIn } from '../spec/wanted.ts';
import type { SystemModule } from '../system/module.ts';
import type { OwnSought, Refuse } from '../system/sought.ts';
import type { OwnMonitor } from '../system/subject.ts';
import type { OwnTrace } from '../trace/own/trace.ts';
import { chooseProperties, invariantNames, loadInvariants } from './invariants.ts';

/** A state to look for: the name of a state to reach, or an expression. Plain data. */
export interface Sought {
  readonly text: string;
  /** What errors call the place of it. */
  readonly where: string;
}

/** The place of an expression that was typed. */
export const typedExpression = 'the expression';

/** What a spec has under `sometimes` comes first. Throws a UserError for what means nothing in its cluster. */
export async function soughtGoal(
  { text, where }: Sought,
  parsed: ParsedSpec,
  monitor: OwnMonitor | null,
): Promise<PropertySource> {
  const chosen = await chooseProperties(parsed, monitor);
  const own = chosen.find(({ property }) => property.scope === 'sometimes' && property.name === text);
  if (own !== undefined) return own.source;
  const all = await loadInvariants(invariantNames());
  const known = all.find(({ name }) => name === text);
  if (known?.scope === 'sometimes') return known.name;
  const goals = [...all, ...chosen.map(({ property }) => property)].filter(
    ({ scope }) => scope === 'sometimes',
  );
  const names = goals.map(({ name }) => name);
  if (isName(text)) throw unknownGoal(text, where, known !== undefined, names);
  const written = writtenIn(text, where) ?? { name: text, holds: text };
  if (all.some(({ name }) => name === written.name)) {
    const expected = 'a name of its own';
    throw new UserError({ message: `'${written.name}' comes with raftcheck`, where, expected });
  }
  propertyOfWritten(written, true, parsed.spec.model.nodes, () => where);
  mustNotSeeNumbers(parsed.spec.model, written, where);
  return { ...written, goal: true };
}

function unknownGoal(name: string, where: string, isInvariant: boolean, goals: readonly string[]): UserError {
  return new UserError({
    message: isInvariant ? `'${name}' is an invariant` : `there is no state to reach named '${name}'`,
    where,
    expected: 'a state to reach that `raftcheck list` shows, or an expression such as "n1.role == leader"',
    hint: isInvariant ? 'a check shows the shortest behavior that breaks it' : didYouMean(name, goals),
  });
}

/** The same of a system of one's own. */
export function ownSought({ text, where }: Sought, { sometimes }: SystemModule): OwnSought {
  if (sometimes.includes(text)) return { name: text };
  const { name, holds } = writtenIn(text, where) ?? { name: text, holds: text };
  return { name, holds };
}

export const refuseExpression: Refuse = (error, holds) =>
  faultIn({ name: holds, holds }, error, () => typedExpression);

export const refuseEnding: Refuse = (error, holds) => faultIn({ name: holds, holds }, error, () => 'may-end');

/** As a trace of the system holds it. */
export function soughtOfTrace({ holds }: OwnSought): NonNullable<OwnTrace['sought']> {
  return holds === undefined ? true : { holds };
}

/** What a trace says that its system was asked. */
export function askedInTrace(trace: OwnTrace) {
  return { sought: soughtInTrace(trace), mayEnd: trace.mayEnd ?? null };
}

function soughtInTrace({ sought, property }: OwnTrace): OwnSought | undefined {
  if (sought === undefined) return undefined;
  return { name: property.name, ...(sought === true ? {} : sought) };
}
