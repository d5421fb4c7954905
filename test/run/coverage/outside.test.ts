import { expect, it } from 'vitest';
import { outside } from '../../../src/run/coverage/outside.ts';
import { read } from '../../house/sources.ts';

it('is made of functions that are there, each with a reason', () => {
  const gone = outside.flatMap(({ file, functions, reason }) =>
    functions
      .filter(
        (name) => !name.startsWith('<') && !new RegExp(`(function|class|const) ${name}\\b`).test(read(file)),
      )
      .concat(reason === '' ? ['a reason'] : [])
      .map((name) => `${file} has no ${name}: take it out of src/run/coverage/outside.ts.`),
  );
  expect(gone).toEqual([]);
});
