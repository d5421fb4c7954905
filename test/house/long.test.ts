/** What `npm test` leaves out is said aloud, and is there. */
import { expect, it } from 'vitest';
import { inPart, long } from '../long.ts';
import { exists, filesIn, read } from './sources.ts';

it('leaves out of a run what has a command of its own', () => {
  console.log(`SKIPPED: ${long.length} long suites, which npm run long runs: ${long.join(', ')}`);
  expect(long.filter((path) => !exists(path))).toEqual([]);
});

it('says of which suites it runs a part', () => {
  console.log(
    `SKIPPED: a part of ${inPart.length} suites, which npm run long runs whole: ${inPart.join(', ')}`,
  );
  const asking = filesIn('test', '.test.ts').filter((path) =>
    /^import \{[^}]*\b(?:few|whole)\b[^}]*\} from '[./]+long\.ts';$/m.test(read(path)),
  );
  expect(asking).toEqual([...inPart]);
});
