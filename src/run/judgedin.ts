/** What a search of a cluster judges, by where it is from. */
import type { ParsedSpec } from '../spec/parse.ts';
import type { PropertySource } from '../spec/wanted.ts';
import { type Against, coresAgree } from './compare/against.ts';
import { chooseProperties } from './invariants.ts';
import type { JobContext } from './jobs.ts';
import { type Sought, soughtGoal } from './sought.ts';

interface Asking extends Pick<JobContext<never>, 'monitor'> {
  readonly against?: Against;
  readonly sought?: Sought | null;
}

/** All that the spec asks; the state that is looked for alone where one is, and that cores agree where two are compared. */
export async function judgedIn(
  parsed: ParsedSpec,
  { against, sought = null, monitor }: Asking,
): Promise<readonly PropertySource[]> {
  if (sought !== null) return [await soughtGoal(sought, parsed, monitor)];
  if (against !== undefined) return [coresAgree.name];
  return (await chooseProperties(parsed, monitor)).map(({ source }) => source);
}
