/**
 * That a driver breaks the protocol: it ends, hangs, or answers what cannot be. No panic of the core and no fault of raftcheck;
 * it ends the search, with the status of wrong input.
 */
import { describeTrouble, type Trouble } from '../base/usererror.ts';
import { Breach } from '../cluster/guarded.ts';

/** Milliseconds that are waited for a process whose pipes have ended. */
const patience = 1000;

export class DriverFailed extends Breach {
  override readonly name = 'DriverFailed';
  readonly trouble: Trouble;
  readonly #end: Promise<string> | null;

  /** `end`: how the process has ended, which is known a little later; null: it is not what is wrong. */
  constructor(trouble: Trouble, end: Promise<string> | null = null) {
    super(describeTrouble(trouble));
    this.trouble = trouble;
    this.#end = end;
  }

  /** All that can be said of it. */
  async told(): Promise<Trouble> {
    if (this.#end === null) return this.trouble;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<null>((resolve) => {
      timer = setTimeout(resolve, patience, null);
    });
    const end = await Promise.race([this.#end, late]);
    clearTimeout(timer);
    return end === null ? this.trouble : { ...this.trouble, found: `${end}, ${this.trouble.found}` };
  }
}
