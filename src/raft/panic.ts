/** The one error the core throws: an internal invariant of Raft does not hold. */
export class RaftPanic extends Error {
  override readonly name = 'RaftPanic';
  /** A stable word for the broken invariant, such as 'tocommit-out-of-range'. */
  readonly reason: string;

  constructor(reason: string, detail: string) {
    super(`${reason}: ${detail}`);
    this.reason = reason;
  }
}

/** Throws a RaftPanic; typed `never`, so that it can stand where a value is expected. */
export function panic(reason: string, detail: string): never {
  throw new RaftPanic(reason, detail);
}
