/**
 * What a command may use of the process: two streams and the environment. Handed in, so that tests can run commands.
 */
import type { Project } from './config.ts';
import type { Environment } from './settings.ts';

export interface Terminal {
  readonly env: Environment;
  /** Results. */
  out(text: string): void;
  /** Progress, warnings, errors. */
  err(text: string): void;
  readonly outIsTTY: boolean;
  readonly errIsTTY: boolean;
  /** Whether somebody can be asked. */
  readonly inIsTTY: boolean;
  /** Size of the terminal behind stderr, as it is now. */
  readonly columns: number;
  readonly rows: number;
  /** What the project's configuration says; absent: there is none. */
  readonly project?: Project;
}
