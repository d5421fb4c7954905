/** Cases by their numbers: any can be made again, and run alone. */
import fc from 'fast-check';
import type { Case } from './case.ts';

/** A seed of its own for each case. */
export function mixed(seed: number, number: number): number {
  return (Math.imul(seed, 0x9e3779b1) + Math.imul(number, 0x85ebca6b)) | 0;
}

/** The case of this number as it is made, without running it. */
export function caseOf(cases: fc.Arbitrary<Case>, seed: number, number: number): Case {
  let made: Case | null = null;
  const property = fc.property(cases, (one) => {
    made = one;
  });
  fc.check(property, { seed: mixed(seed, number), numRuns: 1 });
  if (made === null) throw new Error(`there is no case ${number}`);
  return made;
}
