/**
 * Numbers that the user gives to a flag.
 */
import { UserError } from '../spec/usererror.ts';
import type { Flag } from './flags.ts';
import { type Arguments, type Environment, flagName, givenValue } from './settings.ts';

/** A whole number from `least` to `most`, or undefined where none is given. Throws a UserError for anything else. */
export function wholeNumber(
  flag: Flag,
  args: Arguments,
  env: Environment,
  least: number,
  most = Number.MAX_SAFE_INTEGER,
): number | undefined {
  const value = givenValue(flag, args, env);
  if (value === undefined) return undefined;
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value <= most)
    return value;
  throw new UserError({
    message: 'is not valid',
    where: flagName(flag),
    found: value === null ? '"none"' : JSON.stringify(value),
    expected:
      most === Number.MAX_SAFE_INTEGER
        ? `a whole number, ${least} or more`
        : `a whole number from ${least} to ${most}`,
  });
}
