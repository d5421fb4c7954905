/** Tests that are left out of `npm test`, which has twenty minutes on two cores: `npm run long` runs them, and `inPart` whole. */
export const long = [
  'test/e2e/confined.test.ts',
  'test/e2e/damagedcheckpoint.test.ts',
  'test/e2e/from.test.ts',
  'test/e2e/recoversspecs.test.ts',
  'test/e2e/panics.test.ts',
  'test/e2e/shards.test.ts',
  'test/e2e/unwritten.test.ts',
  'test/soundness/published.test.ts',
  'test/temporal/published.test.ts',
];

/** Tests of which `npm test` runs a part: those that ask whether it is the whole. */
export const inPart = [
  'test/cluster/reduce/symmetry.test.ts',
  'test/cores/etcdgo.test.ts',
  'test/differential/hazards.test.ts',
  'test/e2e/behaviors.test.ts',
  'test/e2e/checkpoint.test.ts',
  'test/e2e/ci.test.ts',
  'test/e2e/compare.test.ts',
  'test/e2e/expressions.test.ts',
  'test/e2e/farm/farm.test.ts',
  'test/e2e/farm/ray.test.ts',
  'test/e2e/hang.test.ts',
  'test/e2e/modulecores.test.ts',
  'test/e2e/ondisk.test.ts',
  'test/e2e/othercores.test.ts',
  'test/e2e/ownmodules.test.ts',
  'test/e2e/reach.test.ts',
  'test/e2e/recovers.test.ts',
  'test/e2e/serve.test.ts',
  'test/e2e/specs.test.ts',
  'test/explore/disk/ondisk.test.ts',
  'test/explore/parallel/parallelsearch.test.ts',
  'test/foreign/etcdgo.test.ts',
  'test/fuzz/fuzz.test.ts',
  'test/property/agreement.test.ts',
  'test/recorded/alterations.test.ts',
  'test/recorded/roundtrip.test.ts',
  'test/soundness/agreement.test.ts',
  'test/soundness/expressions.test.ts',
  'test/soundness/history.test.ts',
  'test/soundness/identity.test.ts',
  'test/soundness/recovery.test.ts',
  'test/soundness/reductions.test.ts',
  'test/soundness/relative-terms.test.ts',
];

/** True in `npm run long`. */
export const whole = process.env.RAFTCHECK_LONG === 'yes';

/** Of cases that are much alike, `npm test` takes a third. */
export function few<Case>(cases: readonly Case[]): readonly Case[] {
  return whole ? cases : cases.filter((_, k) => k % 3 === 0);
}
