/**
 * Numbers of steps that the user gives to a flag: how many there are, only the trace says.
 */
import { UserError } from '../base/usererror.ts';
import type { Flag } from './flags/flag.ts';
import { type Arguments, choiceOf, type Environment, flagName } from './settings.ts';

/** A step of a trace that ends with step `last`, or undefined where none is given. Throws a UserError for anything else. */
export function stepNumber(
  flag: Flag & { readonly kind: 'whole' },
  args: Arguments,
  env: Environment,
  last: number,
): number | undefined {
  const step = choiceOf(flag, args, env);
  if (step === undefined || step <= last) return step;
  throw new UserError({
    message: 'is not valid',
    where: flagName(flag),
    found: String(step),
    expected: `a whole number from 0 to ${last}`,
  });
}
