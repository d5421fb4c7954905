/**
 * That a driver breaks the protocol: it ends, hangs, or answers what cannot be. No panic of the core and no fault of raftcheck;
 * it ends the search, with the status of wrong input.
 */
import { describeTrouble, type Trouble } from '../base/usererror.ts';
import { Breach } from '../cluster/guarded.ts';

export class DriverFailed extends Breach {
  override readonly name = 'DriverFailed';
  readonly trouble: Trouble;

  constructor(trouble: Trouble) {
    super(describeTrouble(trouble));
    this.trouble = trouble;
  }
}
