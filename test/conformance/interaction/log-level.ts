/** `log-level`: of the levels only NONE, which silences the commands too, changes what is compared. */
import type { Environment } from './environment.ts';
import { logLevels } from './output.ts';

/** Sets the level by its name, in any case. */
export function setLogLevel(env: Environment, name: string): string | null {
  const level = logLevels.find((candidate) => candidate === name.toUpperCase());
  if (level === undefined) return `log levels must be either of [${logLevels.join(' ')}]`;
  env.output.level = level;
  return null;
}
