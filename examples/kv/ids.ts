/**
 * Names for requests that nobody gave before: not another node, and not this one before it was started again, to whose
 * requests an answer may still be on its way.
 */
import { randomBytes } from 'node:crypto';

export function newIds(): () => string {
  const process = randomBytes(8).toString('hex');
  let given = 0;
  return () => `${process}-${++given}`;
}
