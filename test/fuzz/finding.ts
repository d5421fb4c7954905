/** What the watchdog and the process that runs cases say to each other. */
import type { Case } from './case.ts';
import type { Fault } from './rules/rules.ts';

export interface Order {
  readonly seed: number;
  readonly from: number;
  readonly to: number;
  /** Of so many cases one is run as the built command as well. */
  readonly builtEvery: number;
  /** The folder of the material. */
  readonly material: string;
  /** The file that says which case is being run. */
  readonly mark: string;
  /** Faults that have been told already: not shrunk again. */
  readonly known: readonly string[];
}

/** A case that broke a rule: as it was made, and as small as it was made afterwards. */
export interface Finding extends Fault {
  readonly number: number;
  readonly kind: string;
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** In base64. */
  readonly files: Readonly<Record<string, string>>;
  /** Whether it is the smallest that shrinking found. */
  readonly shrunk: boolean;
}

export function told(
  { kind, argv, env, files }: Case,
  fault: Fault,
  number: number,
  shrunk: boolean,
): Finding {
  const encoded = Object.entries(files).map(([name, bytes]) => [name, bytes.toString('base64')]);
  return { ...fault, number, kind, argv, env, files: Object.fromEntries(encoded), shrunk };
}

/** What faults of one kind have in common. */
export function signature({ rule, detail }: Fault): string {
  return `${rule}: ${detail
    .split('\n')[0]
    .replaceAll(/\d+|'[^']*'|"[^"]*"|\/[^\s:]*/g, '*')
    .slice(0, 120)}`;
}
