/** A condition of an action, with the value that it has in a state. */
export interface Guard {
  readonly name: string;
  /** What is, and what would have to be. */
  readonly value: string;
  readonly needed: string;
  readonly ok: boolean;
}

export function guard(name: string, value: string | number, needed: string | number, ok: boolean): Guard {
  return { name, value: String(value), needed: String(needed), ok };
}
