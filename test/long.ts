/** Tests that are left out of `npm test`, which has twenty minutes on two cores: `npm run long` runs them, and them alone. */
export const long = [
  'test/e2e/confined.test.ts',
  'test/e2e/damagedcheckpoint.test.ts',
  'test/e2e/from.test.ts',
  'test/e2e/shards.test.ts',
  'test/e2e/unwritten.test.ts',
  'test/soundness/published.test.ts',
  'test/temporal/published.test.ts',
];
