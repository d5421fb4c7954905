/** What a search of a cluster judges, by where it is from. */
import type { ParsedSpec } from '../spec/parse.ts';
import type { PropertySource } from '../spec/wanted.ts';
import { type Against, coresAgree } from './compare/against.ts';
import { chooseProperties } from './invariants.ts';
import type { JobContext } from './jobs.ts';
import { type Sought, soughtGoal } from './sought.ts';

/** What may stand in the place of all that a spec judges. */
export interface Instead {
  /** The core that it is compared with; absent: none. */
  readonly against?: Against;
  /** The state that is looked for; absent, null: none. */
  readonly sought?: Sought | null;
  /** The properties of a trace; absent: none are. */
  readonly judged?: readonly PropertySource[];
  /** Names that are not judged, whatever the spec says; absent: none. */
  readonly without?: readonly string[];
}

/** All that the spec asks; the state that is looked for alone where one is, and that cores agree where two are compared. */
export async function judgedIn(
  parsed: ParsedSpec,
  { against, sought = null, judged, without = [], monitor }: Instead & Pick<JobContext<never>, 'monitor'>,
): Promise<readonly PropertySource[]> {
  if (sought !== null) return [await soughtGoal(sought, parsed, monitor)];
  if (judged !== undefined) return judged;
  if (against !== undefined) return [coresAgree.name];
  const chosen = await chooseProperties(parsed, monitor);
  return chosen.flatMap(({ property, source }) => (without.includes(property.name) ? [] : [source]));
}
